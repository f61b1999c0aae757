// @ts-check
/**
 * What the lens *service* draws: askers, entries, agents with their tasks, and on the row of each task a bar.
 *
 * Law of this file: pure. Addresses and ports are never cut: where there is no room for both, the port stands alone.
 */

import { taskCount } from "../words.js";
import { answered, lengths } from "./bars.js";
import { cutMiddle, MONO, nameWidth, part, SANS, strip, tasksOf, textWidth, words } from "./part.js";
import { bodyOf, taskParts } from "./parts.js";
import { words as said } from "./servicewords.js";

/** @import {Box, Element, Elements, Scene, Service, Trace, TraceSummary} from "../types.js" */
/** @import {Part} from "./part.js" */
/** @import {Children, Looked} from "./parts.js" */

const BAR_H = 17;
const TICK_H = 18;

/** @param {Element} element @param {Box} box @param {Scene} scene @param {Looked} looked @param {Children} children @returns {Part[] | null} */
export function serviceParts(element, box, scene, looked, children) {
  const { kind, id } = element;
  const plan = scene.hosts[id];
  const service = /** @type {Service} */ (scene.service);
  if (kind === "vip" || kind === "proxy") return entryParts(element, box);
  if (kind === "task") return [bodyOf(element, box), ...taskParts(element, box, "left"), ...barParts(element, box, scene, looked)];
  if (plan === undefined || plan.shape === "cell") return plan === undefined ? [] : null;
  if (service.askers[id] === box) return askerParts(element, element.id, box);
  return agentParts(element, box, plan.shape === "open", tasksOf(children(id)));
}

/** @param {Element} host @param {string} id @param {Box} box @returns {Part[]} */
function askerParts(host, id, box) {
  const owner = { id, state: host.state };
  const ip = host.facts["ip"] ?? "";
  const signed = box.w - 34 - nameWidth(host) > 4;
  const x = box.x + (signed ? 36 : 10);
  return [
    { ...bodyOf(host, box), id, kind: host.kind },
    ...(signed ? [{ ...part(owner, "symbol", "symbol", box.x + 20, box.y + 17, 18, 18), look: host.kind }] : []),
    words(owner, "name", host.label, "name", x, box.y + 17),
    words(owner, "ip", ip, "mono", textWidth(ip, 11, MONO) + 38 < box.w ? x : box.x + 8, box.y + 34),
  ];
}

/** @param {Element} entry @param {Box} box @returns {Part[]} */
function entryParts(entry, box) {
  const vip = entry.kind === "vip";
  const narrow = box.w < 150;
  const x = box.x + (vip ? (narrow ? 16 : 44) : narrow ? 10 : 38);
  const room = box.x + box.w - x - (vip ? 16 : 26);
  const { address = "", scheduler = "" } = entry.facts;
  const port = entry.label.slice(entry.label.lastIndexOf(":"));
  const told = vip ? [`VIP ${entry.label}`, entry.label] : [entry.label.slice(0, -port.length)];
  const fits = told.find((text) => textWidth(text, 12.5, MONO) <= room);
  const name = fits ?? cutMiddle(told.at(-1) ?? "", room, 12.5, MONO, vip ? port.length : 3);
  const whole = vip ? address.replace(/:\d+$/, "") : address;
  const shown = textWidth(whole, 11, MONO) <= room + (vip ? 6 : 16) ? whole : port;
  const y = box.y + box.h / 2;
  const how = `${vip ? "IPVS" : "HAProxy"}, ${scheduler}`;
  const sign = { ...part(entry, "symbol", "symbol", box.x + (vip ? 28 : 22), vip ? y : y - 15, 18, 18), look: entry.kind };
  return [
    bodyOf(entry, box),
    ...(narrow ? [] : [sign]),
    words(entry, "name", name, vip ? "virtual" : "name", x, y - 16),
    words(entry, "address", shown, "mono", x, y + 1),
    ...(textWidth(how, 11, SANS) <= room + 6 ? [words(entry, "how", how, "quiet", x, y + 17)] : []),
  ];
}

/** @param {Element} host @param {Box} box @param {boolean} open @param {Element[]} tasks @returns {Part[]} */
function agentParts(host, box, open, tasks) {
  const y = box.y + (open ? 14 : box.h / 2);
  const ip = host.facts["ip"] ?? "";
  const named = box.x + 10 + nameWidth(host) + 8;
  const name = words(host, "name", host.label, "name", box.x + 10, y);
  const body = { ...bodyOf(host, box), look: open ? "" : "line" };
  if (open && textWidth(ip, 11, MONO) <= box.x + box.w - 8 - named) return [body, name, words(host, "ip", ip, "mono", box.x + box.w - 8, y, "right")];
  if (open) return [body, name];
  if (tasks.length === 0) return [body, name, words(host, "role", taskCount(0), "quiet", named, y)];
  return [body, name, ...strip(host, tasks, named, y, box.x + box.w - 10 - named)];
}

/** The bar of a task, the even share, and the address by which it is asked. @param {Element} task @param {Box} box @param {Scene} scene @param {Looked} looked @returns {Part[]} */
function barParts(task, box, scene, { answers, backends = {} }) {
  const { columns } = /** @type {Service} */ (scene.service);
  const { x, w: room } = columns.bars;
  const y = box.y + box.h / 2;
  const address = backends[task.id] ?? "";
  const told = [address, address.slice(address.lastIndexOf(":"))].find((text) => textWidth(text, 11, MONO) <= room) ?? "";
  const total = answers?.total ?? 0;
  const where = words(task, "backend", told, "mono", x, total > 0 ? y + 16 : y);
  if (answers === undefined || total === 0) return [where];
  const { even, of } = lengths(answers, Object.keys(backends).length, room);
  const [w, count] = [of(task.id), answers.counts[task.id] ?? 0];
  const inside = textWidth(String(count), 11.5, MONO) + 10 <= w;
  const number = words(task, "answered", String(count), inside ? "onmark" : "number", inside ? x + w - 6 : x + Math.max(w, 2) + 5, y, inside ? "right" : "left");
  return [
    ...(w > 0 ? [{ ...part(task, "answers", "bar", x + w / 2, y, w, BAR_H), state: "running" }] : []),
    ...(even > 0 ? [{ ...part(task, "even", "tick", x + even, y, 1.4, TICK_H), state: "" }] : []),
    number,
    where,
  ];
}

/** Titles of the columns, and agents that ask. @param {Scene} scene @param {Looked} looked @returns {Part[]} */
export function serviceAround(scene, looked) {
  const service = /** @type {Service} */ (scene.service);
  const { columns: at, askers, more } = service;
  const own = Object.entries(askers).flatMap(([id, box]) => {
    const host = looked.hosts?.[id];
    return host !== undefined && scene.boxes[id] !== box ? askerParts(host, `asker:${id}`, box) : [];
  });
  const text = said();
  const entries = Object.keys(scene.boxes).filter((id) => /^(vip|proxy):/.test(id)).length + more;
  const left = more > 0 ? [words({ id: "entries", state: "" }, "more", text.more(more), "quiet", at.entry.x + 8, scene.height - 8)] : [];
  if (at.down) return [...own, ...left];
  const title = (/** @type {string} */ name, /** @type {string} */ told, /** @type {number} */ x) => words({ id: `column:${name}`, state: "" }, "", told, "quiet", x, 13);
  const total = looked.answers?.total ?? 0;
  return [
    title("asks", text.asks, at.asker.x),
    ...(entries > 0 ? [title("entries", text.entries(entries), at.entry.x + 8)] : []),
    title("answer", text.answer, at.agent.x),
    ...evenShare(scene, looked),
    ...(total > 0 ? [barsTitle(text.bars(total), at.bars.x, scene.width)] : []),
    ...own,
    ...left,
  ];
}

/** What the marks at the bars mean, above the first of them. @param {Scene} scene @param {Looked} looked @returns {Part[]} */
function evenShare(scene, { answers, backends = {} }) {
  const { x, w } = /** @type {Service} */ (scene.service).columns.bars;
  const first = Object.keys(backends).flatMap((id) => scene.boxes[id] ?? []).sort((a, b) => a.y - b.y)[0];
  if (answers === undefined || answers.total === 0 || first === undefined) return [];
  const { even, share } = lengths(answers, Object.keys(backends).length, w);
  if (share < 1) return []; // fewer requests than servers: nobody can say who got more
  const text = said().share(String(Math.round(share * 10) / 10));
  if (textWidth(text, 11.5, SANS + 0.04) > w) return [];
  const end = Math.min(scene.width - 6, Math.max(x + even + 4, x + textWidth(text, 11.5, SANS + 0.04)));
  return [words({ id: "column:even", state: "" }, "", text, "quiet", end, first.y - 8, "right")];
}

/** Above the bars; where it is too long for them, it ends with the picture. @param {string} text @param {number} x @param {number} width */
function barsTitle(text, x, width) {
  const owner = { id: "column:bars", state: "" };
  return x + textWidth(text, 11, SANS) + 6 <= width ? words(owner, "", text, "quiet", x, 13) : words(owner, "", text, "quiet", width - 8, 13, "right");
}

/**
 * What requests add: who answered those of the line that is looked at, and the address by which each task is asked.
 * @param {Trace | undefined} trace
 * @param {Elements} elements
 * @param {readonly TraceSummary[]} [traces]
 * @returns {Partial<Looked>}
 */
export function look(trace, elements, traces = []) {
  const line = trace?.line ?? traces.at(-1)?.line;
  const answers = answered(traces.filter((one) => one.line === line), elements);
  /** @type {Record<string, string>} */
  const backends = {};
  const all = Object.values(elements);
  const own = new Map(all.filter(({ kind }) => kind === "agent" || kind === "public_agent").map((host) => [host.id, host]));
  const listed = new Set(all.flatMap(({ kind, facts }) => (kind === "vip" || kind === "proxy" ? (facts["servers"] ?? "").split(", ") : [])));
  const edges = all.filter(({ kind }) => kind === "edge");
  for (const task of all.filter(({ kind, state }) => kind === "task" && state !== "failed")) {
    const ip = own.get(task.parent ?? "")?.facts["ip"] ?? "";
    const ports = all.filter(({ kind, parent, place, state }) => kind === "port" && parent === task.parent && place.slot === task.place.slot && state === "listening");
    const inner = [...listed].filter((one) => (task.facts["address"] ?? "").split(", ").includes(one.split(":")[0] ?? "") && one.split(":")[0] !== ip);
    const at = [...inner, ...ports.map(({ label }) => `${ip}:${label}`)];
    const found = at.find((one) => listed.has(one)) ?? at[0];
    if (found !== undefined && (edges.length > 0 || found !== "")) backends[task.id] = found;
  }
  return { answers, backends, hosts: Object.fromEntries(own) };
}
