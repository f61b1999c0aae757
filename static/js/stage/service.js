// @ts-check
/**
 * The lens *service*: who asks, by which address, who can answer, and who did. Four columns; on a narrow page one below
 * the other.
 *
 * Law of this file: pure. A bar stands on the row of its task: chart and picture are one. At most so many things are
 * drawn: agents off the request become lines, then cells of a box, and long lists of tasks three and a strip.
 */

import "../common.js";
import { look, serviceAround, serviceParts } from "./serviceparts.js";
import { references, ways } from "./serviceway.js";
import { bands } from "./bands.js";
import { CROWD, foldId } from "./place.js";

/** @import {Box, Element, Elements, Fold, HostPlan, Lens, Scene, Service, Wish} from "../types.js" */
/** @typedef {{x: number, w: number}} Span */
/** @typedef {{asker: Span, entry: Span, agent: Span, bars: Span, down: boolean}} Columns `down`: one below the other. */
/** @typedef {{host: Element, tasks: Element[], rows: Element[], folded: Element[], level: "open" | "line" | "cell"}} Agent */

const TOP = 26;
const FOOT = 10;
const GAP = 10;
const ASKER = { h: 48, most: 6 };
const ENTRY = { vip: 64, proxy: 76, most: 5, apart: 14 };
const AGENT = { head: 26, pitch: 48, foot: 8, line: 28 };
const TASK = { inset: 8, w: 112, h: 27 };
/** So much more the last row needs where the address beneath its bar stands in the machine. */
const TOLD = 12;
const FOLD_H = 22;
const CELL = { size: 8, pitch: 10, inset: 10, head: 26 };
/** From so many agents on only those are open that are asked for, and from so many on the others share a box. */
const CLOSE_FROM = 7;
const BOX_FROM = 41;
const MOST = { open: 6, rows: 24, lines: 12 };
const FOLD_FROM = 9;
const OPEN_ROWS = 3;

/** @param {number} width @returns {Columns} */
function columns(width) {
  const { form, width: w } = bands(width);
  if (form === "column") {
    const span = { x: 24, w: w - 32 };
    return { asker: span, entry: span, agent: span, bars: { x: 24 + TASK.inset + TASK.w + 14, w: w - 32 - TASK.w - 40 }, down: true };
  }
  if (form === "wide") return { asker: { x: 14, w: 132 }, entry: { x: 192, w: 176 }, agent: { x: 432, w: 132 }, bars: { x: 584, w: 146 }, down: false };
  const free = w - 10 - 96 - 24 - 140 - 28 - 118 - 14 - 8;
  return { asker: { x: 10, w: 96 }, entry: { x: 130, w: 140 }, agent: { x: 298, w: 118 }, bars: { x: 430, w: Math.max(40, free) }, down: false };
}

/** @param {Elements} elements @param {Wish} wish @returns {Scene} */
function place(elements, wish) {
  const frame = bands(wish.width);
  const at = columns(wish.width);
  const agents = agentsOf(elements, wish);
  const entries = entriesOf(elements, wish);
  const askers = askersOf(elements, wish);
  return at.down ? below(askers, entries, agents, at, wish, frame.width) : beside(askers, entries, agents, at, wish, frame);
}

/** Who has asked; before the first request everybody outside the agents. @param {Elements} elements @param {Wish} wish */
function askersOf(elements, { traces = [] }) {
  const hosts = Object.values(elements).filter(({ place: { band } }) => band === "edge" || band === "agents");
  const asked = new Set(traces.map(({ from }) => from.split("/")[0]));
  const found = hosts.filter(({ label }) => asked.has(label));
  const shown = found.length > 0 ? found : hosts.filter(({ kind }) => kind === "client" || kind === "master");
  return shown.sort((a, b) => rank(a) - rank(b) || a.place.order - b.place.order).slice(0, ASKER.most);
}

/** The outside stands above. @param {Element} host */
function rank({ kind }) {
  return ["client", "public_agent", "master"].indexOf(kind) + (kind === "agent" ? 9 : 0);
}

/** @param {Elements} elements @param {Wish} wish */
function entriesOf(elements, { shown = new Set(), traces = [] }) {
  const all = Object.values(elements).filter(({ kind }) => kind === "vip" || kind === "proxy");
  const used = new Set(traces.map(({ url }) => entryOf(url, all)));
  const weight = (/** @type {Element} */ { id }) => (shown.has(id) ? 2 : 0) + (used.has(id) ? 1 : 0);
  const kept = all.toSorted((a, b) => weight(b) - weight(a) || (a.label < b.label ? -1 : 1)).slice(0, ENTRY.most);
  return { kept: kept.sort((a, b) => (a.kind === b.kind ? (a.label < b.label ? -1 : 1) : a.kind === "proxy" ? -1 : 1)), all };
}

/** The entry that a URL names, by its name or its address. @param {string} url @param {readonly Element[]} entries */
export function entryOf(url, entries) {
  const [, host = "", port = "80"] = /^\w+:\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
  const named = (/** @type {Element} */ { facts, label }) =>
    facts["address"] === `${host}:${port}` || (facts["name"] === host && label.endsWith(`:${port}`));
  return entries.find(named)?.id ?? "";
}

/** @param {Elements} elements @param {Wish} wish @returns {Agent[]} */
function agentsOf(elements, { shown = new Set(), traced = new Set(), recent = [], opened = new Set() }) {
  const hosts = Object.values(elements).filter(({ kind }) => kind === "agent" || kind === "public_agent");
  hosts.sort((a, b) => Number(a.kind === "public_agent") - Number(b.kind === "public_agent") || a.place.order - b.place.order);
  const within = Object.values(elements).filter(({ kind }) => kind === "task");
  within.sort((a, b) => a.place.slot - b.place.slot || (a.id < b.id ? -1 : 1));
  const balancers = new Set(Object.values(elements).filter(({ kind }) => kind === "proxy").map(({ parent }) => parent));
  const all = hosts.map((host) => ({ host, tasks: within.filter(({ parent }) => parent === host.id) }));
  const agents = all.filter(({ host, tasks }) => host.kind === "agent" || (tasks.length > 0 && !balancers.has(host.id)));
  const wanted = (/** @type {(typeof agents)[number]} */ { host, tasks }) =>
    tasks.filter(({ id }) => shown.has(id)).length * 2 + (traced.has(host.id) || shown.has(host.id) ? 2 : 0) + (recent.includes(host.id) ? 1 : 0);
  const busy = agents.filter(({ tasks }) => tasks.length > 0);
  const many = agents.length >= CLOSE_FROM;
  const open = new Set(busy.toSorted((a, b) => wanted(b) - wanted(a)).slice(0, many ? MOST.open : agents.length));
  let rows = 0;
  const found = agents.map((agent) => {
    const { host, tasks } = agent;
    const level = /** @type {Agent["level"]} */ (!open.has(agent) ? (agents.length >= BOX_FROM ? "cell" : "line") : rows >= MOST.rows ? "line" : "open");
    const whole = opened.has(foldId(host.id)) || (tasks.length < FOLD_FROM && rows + tasks.length <= MOST.rows);
    const kept = level !== "open" ? [] : whole ? tasks : tasks.filter(({ id }, index) => index < OPEN_ROWS || shown.has(id));
    rows += kept.length;
    return { host, tasks, rows: kept, folded: level === "open" ? tasks.filter((task) => !kept.includes(task)) : [], level };
  });
  const lines = found.filter(({ level }) => level === "line");
  for (const agent of lines.slice(MOST.lines)) agent.level = "cell";
  const order = ["open", "line", "cell"];
  return found.sort((a, b) => Number(a.tasks.length === 0) - Number(b.tasks.length === 0) || order.indexOf(a.level) - order.indexOf(b.level));
}

/** @param {Agent} agent @param {boolean} canFold @param {boolean} down */
function heightOf({ rows, level }, canFold, down) {
  return level === "open" ? (down && rows.length > 0 ? TOLD : 0) + AGENT.head + rows.length * AGENT.pitch - (AGENT.pitch - TASK.h) + AGENT.foot + (canFold ? FOLD_H + 6 : 0) : AGENT.line;
}

/**
 * @typedef {object} Made What is being placed.
 * @property {Record<string, Box>} boxes
 * @property {Record<string, HostPlan>} hosts
 * @property {Record<string, Fold>} folds
 * @property {Record<string, string>} hidden
 */

/** @param {Agent[]} agents @param {Columns} at @param {number} top @param {number} gap @param {Made} made @param {ReadonlySet<string>} opened @returns {number} Where they end. */
function standAgents(agents, at, top, gap, made, opened) {
  let y = top;
  const cells = agents.filter(({ level }) => level === "cell");
  for (const agent of agents.filter((one) => !cells.includes(one))) {
    const { host, rows, folded, level } = agent;
    const id = foldId(host.id);
    const canFold = level === "open" && (folded.length > 0 || (opened.has(id) && rows.length >= FOLD_FROM));
    const h = heightOf(agent, canFold, at.down);
    made.boxes[host.id] = { x: at.agent.x, y, w: at.agent.w, h };
    const middles = rows.map((_, index) => y + AGENT.head + TASK.h / 2 + index * AGENT.pitch);
    rows.forEach((task, index) => (made.boxes[task.id] = { x: at.agent.x + TASK.inset, y: /** @type {number} */ (middles[index]) - TASK.h / 2, w: Math.min(TASK.w, at.agent.w - 2 * TASK.inset), h: TASK.h }));
    if (canFold) {
      made.boxes[id] = { x: at.agent.x + 6, y: y + h - FOLD_H - 6, w: Math.min(at.agent.w, 132) - 12, h: FOLD_H };
      made.folds[id] = { host: host.id, ids: folded.map((task) => task.id), open: folded.length === 0 };
    }
    made.hosts[host.id] = planOf(level === "open" ? "open" : "line", middles, canFold ? id : null);
    for (const task of agent.tasks) if (made.boxes[task.id] === undefined) made.hidden[task.id] = canFold ? id : host.id;
    y += h + gap;
  }
  if (cells.length > 0) y = crowd(cells, at, y, made) + gap;
  return y - gap;
}

/** @param {Agent[]} cells @param {Columns} at @param {number} y @param {Made} made */
function crowd(cells, { agent: { x, w } }, y, made) {
  const across = Math.floor((w - 2 * CELL.inset + 2) / CELL.pitch);
  cells.forEach(({ host, tasks }, index) => {
    made.boxes[host.id] = { x: x + CELL.inset + (index % across) * CELL.pitch, y: y + CELL.head + Math.floor(index / across) * CELL.pitch, w: CELL.size, h: CELL.size };
    made.hosts[host.id] = planOf("cell", [], null);
    for (const task of tasks) made.hidden[task.id] = host.id;
  });
  const h = CELL.head + Math.ceil(cells.length / across) * CELL.pitch + CELL.inset - 2;
  made.boxes[CROWD] = { x, y, w, h };
  made.folds[CROWD] = { host: null, ids: cells.map(({ host }) => host.id), open: false };
  return y + h;
}

/** @param {HostPlan["shape"]} shape @param {readonly number[]} rows @param {string | null} fold @returns {HostPlan} */
function planOf(shape, rows, fold) {
  return { side: "left", shape, rows, slots: [], asks: null, process: 0, servers: [], loop: null, closed: null, fold, vip: null };
}

/** Where something of a list stands: each in the middle of its even part of a height. @param {readonly number[]} heights @param {number} top @param {number} h @param {number} gap */
function shared(heights, top, h, gap) {
  const needed = heights.reduce((sum, one) => sum + one + gap, -gap);
  const more = Math.max(0, (h - needed) / Math.max(1, heights.length));
  let y = top + more / 2;
  return heights.map((one) => {
    const at = y;
    y += one + gap + more;
    return at;
  });
}

/**
 * @param {Element[]} askers
 * @param {{kept: Element[], all: Element[]}} entries
 * @param {Agent[]} agents
 * @param {Columns} at
 * @param {Wish} wish
 * @param {{width: number, form: Scene["form"]}} frame
 * @returns {Scene}
 */
function beside(askers, entries, agents, at, wish, { width, form }) {
  const opened = wish.opened ?? new Set();
  /** @type {Made} */
  const made = { boxes: {}, hosts: {}, folds: {}, hidden: {} };
  const heights = entries.kept.map(({ kind }) => (kind === "vip" ? ENTRY.vip : ENTRY.proxy));
  const sum = (/** @type {readonly number[]} */ list, /** @type {number} */ gap) => list.reduce((total, one) => total + one + gap, -gap);
  const dense = standAgents(agents, at, TOP, GAP, { boxes: {}, hosts: {}, folds: {}, hidden: {} }, opened);
  const least = Math.max(dense - TOP, sum(heights, ENTRY.apart), askers.length * (ASKER.h + GAP) - GAP);
  const height = Math.max(least + TOP + FOOT, wish.fill ?? 0);
  const room = height - TOP - FOOT;
  const stood = agents.filter(({ level }) => level !== "cell").length + (made.boxes[CROWD] ? 1 : 0);
  const gap = GAP + Math.min(24, Math.max(0, (room - (dense - TOP)) / Math.max(1, stood)));
  const spare = Math.max(0, room - (dense - TOP) - (gap - GAP) * Math.max(0, stood - 1));
  standAgents(agents, at, TOP + spare / 2, gap, made, opened);
  const places = shared(heights, TOP, room, ENTRY.apart);
  entries.kept.forEach(({ id, kind }, index) => {
    const inset = kind === "proxy" ? 8 : 0;
    made.boxes[id] = { x: at.entry.x + inset, y: /** @type {number} */ (places[index]), w: at.entry.w - inset, h: /** @type {number} */ (heights[index]) };
  });
  const homes = shared(askers.map(() => ASKER.h), TOP, room, GAP);
  const asking = askerBoxes(askers, made, (index) => ({ x: at.asker.x, y: /** @type {number} */ (homes[index]), w: at.asker.w, h: ASKER.h }));
  return sceneOf(made, { askers: asking, entries, columns: at, wish, form, width, height });
}

/** @param {Element[]} askers @param {Made} made @param {(index: number) => Box} boxOf @returns {Record<string, Box>} By machine; an agent stands among those that answer as well. */
function askerBoxes(askers, made, boxOf) {
  return Object.fromEntries(
    askers.map(({ id }, index) => {
      const box = boxOf(index);
      if (made.boxes[id] === undefined) {
        made.boxes[id] = box;
        made.hosts[id] = planOf("line", [], null);
      }
      return [id, box];
    }),
  );
}

/**
 * @param {Element[]} askers
 * @param {{kept: Element[], all: Element[]}} entries
 * @param {Agent[]} agents
 * @param {Columns} at
 * @param {Wish} wish
 * @param {number} width
 * @returns {Scene}
 */
function below(askers, entries, agents, at, wish, width) {
  /** @type {Made} */
  const made = { boxes: {}, hosts: {}, folds: {}, hidden: {} };
  const perRow = Math.min(2, Math.max(1, askers.length));
  const w = (at.asker.w - (perRow - 1) * GAP) / perRow;
  const asking = askerBoxes(askers, made, (index) => ({ x: at.asker.x + (index % perRow) * (w + GAP), y: 10 + Math.floor(index / perRow) * (ASKER.h + GAP), w, h: ASKER.h }));
  let y = 10 + Math.ceil(askers.length / perRow) * (ASKER.h + GAP);
  for (const { id, kind } of entries.kept) {
    const h = kind === "vip" ? ENTRY.vip : ENTRY.proxy;
    made.boxes[id] = { x: at.entry.x, y, w: at.entry.w, h };
    y += h + GAP;
  }
  const end = standAgents(agents, at, y, GAP, made, wish.opened ?? new Set());
  return sceneOf(made, { askers: asking, entries, columns: at, wish, form: "column", width, height: Math.max(end, y) + FOOT });
}

/**
 * @param {Made} made
 * @param {{askers: Record<string, Box>, entries: {kept: Element[], all: Element[]}, columns: Columns, wish: Wish, form: Scene["form"], width: number, height: number}} rest
 * @returns {Scene}
 */
function sceneOf(made, { askers, entries, columns: at, wish, form, width, height }) {
  /** @type {Map<string, [string, string]>} */
  const links = new Map();
  const [hosts, all] = [new Set(Object.keys(askers)), entries.all];
  for (const { from, url } of wish.traces ?? []) {
    const host = [...hosts].find((id) => id.replace(/^\w+:/, "") === from.split("/")[0]);
    const entry = entryOf(url, all);
    if (host !== undefined && made.boxes[entry] !== undefined) links.set(`${host} ${entry}`, [host, entry]);
  }
  /** @type {Service} */
  const service = { askers, links: [...links.values()], columns: at, more: all.length - entries.kept.length };
  return { lens: SERVICE, form, width, height, ...made, lines: {}, service };
}

/** @type {Lens} */
export const SERVICE = {
  name: "service",
  drawn: (elements) => elements,
  place: (elements, wish) => hide(elements, place(elements, wish)),
  parts: serviceParts,
  around: serviceAround,
  look,
  ways,
  references,
};

/** For what is not drawn stands the machine that it is in. @param {Elements} elements @param {Scene} scene @returns {Scene} */
function hide(elements, scene) {
  const hidden = { ...scene.hidden };
  for (const { id, parent } of Object.values(elements)) {
    if (scene.boxes[id] === undefined && hidden[id] === undefined && scene.boxes[parent ?? ""] !== undefined) hidden[id] = parent ?? "";
  }
  return { ...scene, hidden };
}
