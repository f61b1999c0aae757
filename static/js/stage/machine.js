// @ts-check
/**
 * What is drawn of a machine besides its box: sign, name, address, and the rows that belong to no task.
 *
 * Law of this file: pure. Where one line is too short, role goes before name, and name before address.
 */

import { roleWords, taskCount, WORDS } from "../words.js";
import { headHeight, nameBesideAddress, outsideAddress } from "./inside.js";
import { vipParts } from "./vip.js";
import { MONO, nameWidth, part, SANS, strip, tasksOf, textWidth, wordBox, words } from "./part.js";

/** @import {Box, Element, HostPlan} from "../types.js" */
/** @import {Part} from "./part.js" */
/** @import {Looked} from "./parts.js" */

const LOOP = { w: 8, h: 16 };

/**
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @param {Looked} looked
 * @param {readonly Element[]} children
 * @param {Readonly<Record<string, Box>>} boxes
 * @returns {Part[]}
 */
export function hostParts(host, box, plan, looked, children, boxes) {
  const high = plan.shape === "tag" || (plan.shape === "line" && box.h < 34);
  const symbol = {
    ...part(host, "symbol", "symbol", box.x + 19, high ? box.y + box.h / 2 : box.y + 17, 18, 18),
    look: host.kind,
  };
  if (plan.shape === "sign") return [{ ...symbol, x: box.x + box.w / 2, y: box.y + box.h / 2, w: 22, h: 22 }];
  const tasks = tasksOf(children);
  if (plan.shape === "tag") return [symbol, ...tagWords(host, box, tasks.length)];
  if (high) return [symbol, ...lineWords(host, box, tasks)];
  return [
    symbol,
    ...headWords(host, box, tasks.length),
    ...rowTitles(host, box, plan, children, boxes),
    ...closedParts(host, plan, looked.closed[host.id] ?? ""),
    ...plan.servers.flatMap((server) => serverParts(host, box, plan.side, server)),
    ...processParts(host, box, plan, looked.asking[host.id] ?? ""),
    ...(plan.vip === null ? [] : vipParts(host, plan.vip, boxes)),
  ];
}

/** @param {Element} host @param {Box} box @param {number} tasks @returns {Part[]} */
export function tagWords(host, box, tasks) {
  const y = box.y + box.h / 2;
  const name = words(host, "name", host.label, "name", box.x + 33, y);
  const agent = host.place.band === "agents" || host.kind === "public_agent";
  const free = box.w - 33 - 8 - nameWidth(host) - 8;
  const told = [taskCount(tasks), ...(tasks > 0 ? [String(tasks)] : [])].find((text) => textWidth(text, 11, SANS + 0.06) < free);
  if (!agent || told === undefined) return [name];
  return [name, words(host, "tasks", told, "quiet", box.x + box.w - 8, y, "right")];
}

/** A machine of one line: a tick for each task. @param {Element} host @param {Box} box @param {Element[]} tasks @returns {Part[]} */
export function lineWords(host, box, tasks) {
  const ip = host.facts["ip"] ?? "";
  const y = box.y + box.h / 2;
  const from = box.x + 34 + nameWidth(host) + 12;
  const to = box.x + box.w - 12 - ip.length * 11 * MONO - 12;
  const told = tasks.length > 0 ? strip(host, tasks, from, y, to - from) : [words(host, "role", taskCount(0), "quiet", from, y)];
  return [words(host, "name", host.label, "name", box.x + 34, y), ...told, words(host, "ip", ip, "mono", box.x + box.w - 12, y, "right")];
}

/**
 * Name, role and address. Where one line is too short, the address goes beneath the name.
 * @param {Element} host
 * @param {Box} box
 * @param {number} tasks
 * @returns {Part[]}
 */
export function headWords(host, box, tasks) {
  const ip = host.facts["ip"] ?? "";
  const outside = outsideWords(host, box);
  if (!nameBesideAddress(host, box.w)) {
    const name = words(host, "name", host.label, "name", box.x + 34, box.y + 11);
    return [name, words(host, "ip", ip, "mono", box.x + 34, box.y + 25), ...outside];
  }
  const named = nameWidth(host);
  const free = box.w - 34 - named - 12 - ip.length * 11 * MONO;
  const told = roleWords(host, tasks).find((text) => textWidth(text, 11, SANS) < free - 20) ?? "";
  return [
    words(host, "name", host.label, "name", box.x + 34, box.y + 17),
    ...(told === "" ? [] : [words(host, "role", told, "quiet", box.x + 34 + named + 8, box.y + 17.5)]),
    words(host, "ip", ip, "mono", box.x + box.w - 12, box.y + 17.5, "right"),
    ...outside,
  ];
}

/** The address by which the outside reaches it. @param {Element} host @param {Box} box @returns {Part[]} */
function outsideWords(host, box) {
  const address = outsideAddress(host);
  if (address === "") return [];
  const y = box.y + headHeight(host, box.w) - 7;
  const end = words(host, "outside", address, "mono", box.x + box.w - 12, y, "right");
  const free = box.w - 34 - 12 - address.length * 11 * MONO;
  if (textWidth(WORDS.outsideAddress, 11, SANS) >= free - 8) return [end];
  return [words(host, "outside word", WORDS.outsideAddress, "quiet", box.x + 34, y), end];
}

/**
 * The name of the card above the ports that it leads to, those of the bridges, and the chain of the rules: as far as
 * they have room beside each other.
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @param {readonly Element[]} children
 * @param {Readonly<Record<string, Box>>} boxes
 * @returns {Part[]}
 */
function rowTitles(host, box, plan, children, boxes) {
  const card = children.find((element) => element.kind === "nic");
  const ports = children.some((element) => element.kind === "port" || element.kind === "task");
  if (card === undefined || !(plan.closed !== null || plan.servers.length > 0 || (ports && plan.rows.length > 0))) return [];
  const y = box.y + headHeight(host, box.w) + 8;
  const [x, anchor] = plan.side === "left" ? [box.x + 14, "left"] : [box.x + box.w - 14, "right"];
  const title = (/** @type {Element} */ { id, kind, label }) => {
    const at = boxes[id];
    if (at === undefined) return [];
    if (kind === "bridge") return [words(host, label, label, "title", at.x + at.w / 2, y, "center")];
    return [words(host, "rules", chainWords(children), "title", plan.side === "left" ? at.x : at.x + at.w, y, /** @type {Part["anchor"]} */ (anchor))];
  };
  const own = words(host, "card", card.label, "title", x, y, /** @type {Part["anchor"]} */ (anchor));
  const bridges = children.filter(({ kind }) => kind === "bridge");
  const rules = children.filter(({ id, kind }) => kind === "rule" && boxes[id] !== undefined).slice(0, 1);
  return beside([own, ...[...bridges, ...rules].flatMap(title)]);
}

/** The chain in which all rules of a machine stand; their table where they stand in several. @param {readonly Element[]} children */
function chainWords(children) {
  const rules = children.filter(({ kind }) => kind === "rule");
  const { table = "", chain = "" } = rules[0]?.facts ?? {};
  return rules.every(({ facts }) => facts["chain"] === chain) ? `${table} · ${chain}` : table;
}

/** Words that have room beside those before them. @param {Part[]} all @returns {Part[]} */
export function beside(all) {
  /** @type {Part[]} */
  const found = [];
  const span = (/** @type {Part} */ title) => /** @type {Box} */ (wordBox(title));
  for (const title of all) {
    const { x, w } = span(title);
    if (found.every((other) => x > span(other).x + span(other).w + 4 || x + w + 4 < span(other).x)) found.push(title);
  }
  return found;
}

/** The port that was asked in vain. @param {Element} host @param {HostPlan} plan @param {string} port @returns {Part[]} */
export function closedParts(host, { closed }, port) {
  if (closed === null) return [];
  const { x, y, w, h } = closed;
  return [{ ...part(host, "closed", "port", x + w / 2, y + h / 2, w, h), state: "closed", text: port, look: "number" }];
}

/** A name server that was asked: its port, and its program at the end of the row. @param {Element} host @param {Box} box @param {HostPlan["side"]} side @param {HostPlan["servers"][number]} server @returns {Part[]} */
export function serverParts(host, box, side, { port, program, box: { x, y, w, h } }) {
  const [end, anchor] = side === "left" ? [box.x + box.w - 12, "right"] : [box.x + 12, "left"];
  return [
    { ...part(host, `server ${port}`, "port", x + w / 2, y + h / 2, w, h), state: "listening", text: port, look: "number" },
    words(host, `program ${port}`, program, "quiet", end, y + h / 2, /** @type {Part["anchor"]} */ (anchor)),
  ];
}

/**
 * The program that asks: a dot, and its name with its port; before it the loopback device, if it asks its own machine.
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @param {string} asking
 * @returns {Part[]}
 */
export function processParts(host, box, plan, asking) {
  if (plan.asks === null) return [];
  const left = plan.side === "left";
  const at = plan.process;
  const x = left ? box.x + at : box.x + box.w - at;
  const dot = { ...part(host, "process", "process", x, plan.asks, 11, 11), state: asking === "" ? "" : "asks" };
  const onward = plan.vip === null ? left : !left; // where a virtual address is, the program stands at the far side
  const text = fitting(asking === "" ? WORDS.client : asking, plan.vip === null ? box.w - at - 19 : at - 30);
  return [
    ...loopParts(host, plan),
    dot,
    words(host, "asks", text, "mono", onward ? x + 15 : x - 15, plan.asks, onward ? "left" : "right"),
  ];
}

/** Program and port; where that is too long, the port; where that is, nothing. @param {string} text @param {number} room */
function fitting(text, room) {
  return [text, text.replace(/^.* /, "")].find((told) => textWidth(told, 11, MONO) <= room) ?? "";
}

/** @param {Element} host @param {HostPlan} plan @returns {Part[]} */
function loopParts(host, { loop, side }) {
  if (loop === null) return [];
  const device = { ...part(host, "loop", "nic", loop.x, loop.y, LOOP.w, LOOP.h), state: "up" };
  const [x, anchor] = side === "left" ? [loop.x - 9, "right"] : [loop.x + 9, "left"];
  return [device, words(host, "loop name", "lo", "title", x, loop.y, /** @type {Part["anchor"]} */ (anchor))];
}
