// @ts-check
/**
 * What is drawn: a list of parts (boxes, texts, symbols, badges) for elements that have their places.
 *
 * Law of this file: pure. Addresses and ports are never cut; where room is short, the words of lower rank go: address,
 * then name, then role. Text widths are estimated, for nothing is measured in the browser.
 */

import { visible } from "../text.js";
import { roleWords, stateWords, taskCount, WORDS } from "../words.js";

/** @import {Box, Element, Elements, HostPlan, Scene} from "../types.js" */

/**
 * @typedef {object} Part One thing to draw; `x` and `y` are its middle.
 * @property {string} id
 * @property {string} of The element that it belongs to.
 * @property {string} kind A kind of element, or `text`, `symbol`, `badge`, `bar`, `process`, `tick`.
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 * @property {string} state
 * @property {string} text
 * @property {string} look For texts: `name`, `mono`, `number`, `quiet`, `title`; for symbols and badges: which one.
 * @property {"left" | "center" | "right" | "up"} anchor
 *
 * @typedef {Record<string, string>} Asking What stands beside the dot of a machine that asks, by element id.
 */

export const MONO = 0.602;
export const SANS = 0.52;
export const HOST_KINDS = new Set(["master", "public_agent", "agent", "router", "client"]);
/** Where the program that asks stands, from the side of the network card. */
export const PROCESS_AT = 70;

/**
 * @param {Elements} elements
 * @param {Scene} scene
 * @param {Asking} asking
 * @returns {Part[]}
 */
export function parts(elements, scene, asking) {
  const drawn = Object.values(elements).filter(({ id }) => scene.boxes[id] !== undefined);
  drawn.sort((a, b) => depth(a) - depth(b));
  return [...bandTitles(scene), ...drawn.flatMap((element) => partsOf(element, elements, scene, asking))];
}

/** @param {Element} element */
function depth(element) {
  return element.parent === null ? 0 : element.kind === "nic" ? 1 : 2;
}

/**
 * @param {Element} element
 * @param {Elements} elements
 * @param {Scene} scene
 * @param {Asking} asking
 * @returns {Part[]}
 */
function partsOf(element, elements, scene, asking) {
  const box = /** @type {Box} */ (scene.boxes[element.id]);
  const plan = scene.hosts[element.id];
  const body = bodyOf(element, box);
  if (plan !== undefined) return [body, ...hostParts(element, box, plan, elements, asking[element.id] ?? "")];
  const parent = scene.hosts[element.parent ?? ""];
  if (element.kind === "task") return [body, ...taskParts(element, box, parent?.side ?? "left")];
  if (element.kind === "port") return [{ ...body, text: visible(element.label), look: "number" }];
  if (element.kind === "wire") return [body, ...wireParts(element, box)];
  return [body];
}

/** @param {Element} element @param {Box} box @returns {Part} */
function bodyOf(element, box) {
  return part(element, "", element.kind, box.x + box.w / 2, box.y + box.h / 2, box.w, box.h);
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} kind
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @returns {Part}
 */
function part(element, name, kind, x, y, w, h) {
  const id = name === "" ? element.id : `${element.id} ${name}`;
  return { id, of: element.id, kind, x, y, w, h, state: element.state, text: "", look: "", anchor: "center" };
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} text
 * @param {string} look
 * @param {number} x
 * @param {number} y
 * @param {Part["anchor"]} anchor
 * @returns {Part}
 */
function words(element, name, text, look, x, y, anchor = "left") {
  return { ...part(element, name, "text", x, y, 1, 1), text: visible(text), look, anchor };
}

/** @param {Scene} scene @returns {Part[]} */
function bandTitles(scene) {
  if (scene.form === "column") return [];
  const first = (/** @type {HostPlan["side"]} */ side) =>
    Object.entries(scene.hosts).find(([, plan]) => plan.side === side)?.[0];
  /** @type {[HostPlan["side"], string][]} */
  const titles = [
    ["right", WORDS.bandEdge],
    ["left", WORDS.bandAgents],
  ];
  return titles.flatMap(([side, text]) => {
    const box = scene.boxes[first(side) ?? ""];
    if (box === undefined) return [];
    const title = { id: `band:${side}`, of: "", kind: "text", x: box.x, y: 13, w: 1, h: 1, state: "" };
    return [{ ...title, text, look: "quiet", anchor: /** @type {const} */ ("left") }];
  });
}

/**
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @param {Elements} elements
 * @param {string} asking
 * @returns {Part[]}
 */
function hostParts(host, box, plan, elements, asking) {
  const symbol = { ...part(host, "symbol", "symbol", box.x + 19, box.y + 17, 18, 18), look: host.kind };
  if (plan.shape === "sign") return [{ ...symbol, x: box.x + box.w / 2, y: box.y + box.h / 2, w: 22, h: 22 }];
  const tasks = Object.values(elements).filter((element) => element.parent === host.id && element.kind === "task");
  if (plan.shape === "tag") return [{ ...symbol, y: box.y + box.h / 2 }, ...tagWords(host, box, tasks.length)];
  return [
    symbol,
    ...headWords(host, box, tasks.length),
    ...rowTitles(host, box, plan, elements),
    ...processParts(host, box, plan, asking),
    ...foldParts(host, box, plan),
  ];
}

/** @param {Element} host @param {Box} box @param {number} tasks @returns {Part[]} */
function tagWords(host, box, tasks) {
  const count = tasks > 0 ? taskCount(tasks) : "";
  const name = words(host, "name", host.label, "name", box.x + 33, box.y + box.h / 2);
  return [name, words(host, "tasks", count, "quiet", box.x + box.w - 8, box.y + box.h / 2, "right")];
}

/**
 * Name, role and address. Where one line is too short, the address goes beneath the name.
 * @param {Element} host
 * @param {Box} box
 * @param {number} tasks
 * @returns {Part[]}
 */
function headWords(host, box, tasks) {
  const ip = host.facts["ip"] ?? "";
  const named = textWidth(host.label, 12.5, 0.58);
  const free = box.w - 34 - named - 12 - textWidth(ip, 11, MONO);
  if (free < 6) {
    const name = words(host, "name", host.label, "name", box.x + 34, box.y + 11);
    return [name, words(host, "ip", ip, "mono", box.x + 34, box.y + 25)];
  }
  const told = roleWords(host, tasks).find((text) => textWidth(text, 11, SANS) < free - 20) ?? "";
  const found = [
    words(host, "name", host.label, "name", box.x + 34, box.y + 17),
    words(host, "role", told, "quiet", box.x + 34 + named + 8, box.y + 17.5),
    words(host, "ip", ip, "mono", box.x + box.w - 12, box.y + 17.5, "right"),
  ];
  const outside = host.kind === "public_agent" ? host.facts["public ip"] : undefined;
  return outside ? [...found, ...outsideWords(host, box, outside)] : found;
}

/** @param {Element} host @param {Box} box @param {string} address @returns {Part[]} */
function outsideWords(host, box, address) {
  const y = box.y + 35;
  const end = words(host, "outside", address, "mono", box.x + box.w - 12, y, "right");
  const free = box.w - 34 - 12 - textWidth(address, 11, MONO);
  const told = textWidth(WORDS.outsideAddress, 11, SANS) < free - 8 ? WORDS.outsideAddress : "";
  return [words(host, "outside word", told, "quiet", box.x + 34, y), end];
}

/**
 * The name of the card above the ports that it leads to.
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @param {Elements} elements
 * @returns {Part[]}
 */
function rowTitles(host, box, plan, elements) {
  const first = plan.rows[0];
  if (first === undefined) return [];
  const children = Object.values(elements).filter((element) => element.parent === host.id);
  const card = children.find((element) => element.kind === "nic");
  const port = children.some((element) => element.kind === "port" || element.kind === "task");
  if (card === undefined || !port) return [];
  const y = box.y + (host.facts["public ip"] && host.kind === "public_agent" ? 50 : 34);
  const [x, anchor] = plan.side === "left" ? [box.x + 14, "left"] : [box.x + box.w - 14, "right"];
  return [words(host, "card", card.label, "title", x, y, /** @type {Part["anchor"]} */ (anchor))];
}

/**
 * The program that asks: a dot, and its name with its port.
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @param {string} asking
 * @returns {Part[]}
 */
function processParts(host, box, plan, asking) {
  if (plan.asks === null) return [];
  const left = plan.side === "left";
  const x = left ? box.x + PROCESS_AT : box.x + box.w - PROCESS_AT;
  const dot = { ...part(host, "process", "process", x, plan.asks, 11, 11), state: asking === "" ? "" : "asks" };
  const text = asking === "" ? WORDS.client : asking;
  return [dot, words(host, "asks", text, "mono", left ? x + 15 : x - 15, plan.asks, left ? "left" : "right")];
}

/**
 * The row that stands for tasks that are not drawn: a tick for each of them.
 * @param {Element} host
 * @param {Box} box
 * @param {HostPlan} plan
 * @returns {Part[]}
 */
function foldParts(host, box, plan) {
  if (plan.fold === null) return [];
  const { y, ids } = plan.fold;
  const tasks = ids.filter((id) => id.startsWith("task:"));
  const room = Math.max(0, Math.floor((box.w - 110) / 6));
  const ticks = tasks.slice(0, room).map((id, index) => {
    const tick = part(host, `tick ${id}`, "tick", box.x + 90 + index * 6, y, 4, 10);
    return tick;
  });
  return [words(host, "more", WORDS.more(tasks.length), "quiet", box.x + 14, y), ...ticks];
}

/**
 * @param {Element} task
 * @param {Box} box
 * @param {HostPlan["side"]} side
 * @returns {Part[]}
 */
function taskParts(task, box, side) {
  const barX = side === "left" ? box.x + 3.5 : box.x + box.w - 3.5;
  const textX = side === "left" ? box.x + 14 : box.x + 8;
  const y = box.y + box.h / 2;
  const bar = part(task, "bar", "bar", barX, y, 7, box.h);
  const badge = { ...part(task, "badge", "badge", box.x + box.w - 2, box.y + 2, 12, 12), look: task.state };
  if (box.h < 28) return [bar, words(task, "name", task.label, "strong", textX, y), badge];
  const second = task.state === "running" ? (task.facts["address"] ?? "") : stateWords(task);
  const tone = task.state === "running" ? "mono" : "quiet";
  return [
    bar,
    words(task, "name", task.label, "strong", textX, y - 6.5),
    words(task, "second", second, tone, textX, y + 7),
    badge,
  ];
}

/** @param {Element} wire @param {Box} box @returns {Part[]} */
function wireParts(wire, box) {
  const flat = box.w > box.h;
  const text = wire.facts["subnet"] ? `${wire.label} ${wire.facts["subnet"]}` : wire.label;
  if (flat) return [words(wire, "name", text, "quiet", box.x + box.w - 10, box.y + box.h / 2, "right")];
  const low = Math.max(box.y + box.h / 2, box.y + box.h - 12 - textWidth(text, 11, SANS) / 2); // ways cross above
  return [words(wire, "name", text, "quiet", box.x + box.w / 2, low, "up")];
}

/**
 * The estimated width of a text: Chinese signs are as wide as they are high.
 * @param {string} text
 * @param {number} size
 * @param {number} narrow The mean width of a Latin sign, as a part of the size.
 */
function textWidth(text, size, narrow) {
  return [...text].reduce((sum, sign) => sum + (sign >= "\u2e80" ? 1 : narrow), 0) * size;
}

/**
 * The box of a part that has words, by the estimated width of its text; null for other parts.
 * @param {Part} part
 * @returns {Box | null}
 */
export function wordBox(part) {
  const { kind, text, look, anchor, x, y } = part;
  if (kind === "port" || kind === "task") return boxOf(part);
  if (kind !== "text" || text === "" || anchor === "up") return null;
  const w = textWidth(text, 11.5, look === "mono" || look === "title" ? MONO : SANS + 0.04);
  return { x: anchor === "left" ? x : anchor === "right" ? x - w : x - w / 2, y: y - 7, w, h: 14 };
}

/** @param {Part} part @returns {Box} */
export function boxOf({ x, y, w, h }) {
  return { x: x - w / 2, y: y - h / 2, w, h };
}
