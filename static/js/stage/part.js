// @ts-check
/**
 * One thing to draw, and how it is made: what parts.js and machine.js share.
 *
 * Law of this file: pure. Widths of texts are estimated, for nothing is measured in the browser.
 */

import { visible } from "../text.js";

/** @import {Box, Element} from "../types.js" */

/**
 * @typedef {object} Part One thing to draw; `x` and `y` are its middle.
 * @property {string} id
 * @property {string} of The element that it belongs to.
 * @property {string} kind A kind of element, or `text`, `symbol`, `badge`, `bar`, `process`, `strip`, `grid`, `fold`.
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 * @property {string} state
 * @property {string} text
 * @property {string} look For texts: `name`, `mono`, `number`, `entry`, `quiet`, `title`; for symbols and badges: which one; for
 *   strips and grids: the state of each tick, a letter each.
 * @property {"left" | "center" | "right" | "up"} anchor
 *
 * @typedef {{id: string, state: string}} Owner What a part belongs to.
 */

export const MONO = 0.602;
export const SANS = 0.52;
const LEAST_BEGINNING = 3;
/** The end of the id of the loopback device's name, which stands in no head of a column. */
const LOOP_NAME = " loop name";

/**
 * @param {Owner} element
 * @param {string} name
 * @param {string} kind
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @returns {Part}
 */
export function part(element, name, kind, x, y, w, h) {
  const id = name === "" ? element.id : `${element.id} ${name}`;
  return { id, of: element.id, kind, x, y, w, h, state: element.state, text: "", look: "", anchor: "center" };
}

/**
 * @param {Owner} element
 * @param {string} name
 * @param {string} text
 * @param {string} look
 * @param {number} x
 * @param {number} y
 * @param {Part["anchor"]} anchor
 * @returns {Part}
 */
export function words(element, name, text, look, x, y, anchor = "left") {
  return { ...part(element, name, "text", x, y, 1, 1), text: visible(text), look, anchor };
}

/**
 * A strip of ticks, one for each task: narrow where there are many.
 * @param {Owner} owner
 * @param {readonly Element[]} tasks
 * @param {number} x
 * @param {number} y
 * @param {number} room
 * @returns {Part[]}
 */
export function strip(owner, tasks, x, y, room) {
  if (tasks.length === 0 || room < 12) return [];
  const w = Math.min(room, tasks.length * 6 - 2);
  return [{ ...part(owner, "strip", "strip", x + w / 2, y, w, 10), look: letters(tasks) }];
}

/**
 * The estimated width of a text: Chinese signs are as wide as they are high.
 * @param {string} text
 * @param {number} size
 * @param {number} narrow The mean width of a Latin sign, as a part of the size.
 */
export function textWidth(text, size, narrow) {
  return [...text].reduce((sum, sign) => sum + (sign >= "\u2e80" ? 1 : narrow), 0) * size;
}

/**
 * A text that is cut in the middle where it is wider than its room: its end tells it from its like. Where little of its
 * beginning would be left, its end stands alone.
 * @param {string} text
 * @param {number} room
 * @param {number} size
 * @param {number} narrow
 * @param {number} tail How many signs of its end stay at least.
 */
export function cutMiddle(text, room, size, narrow, tail) {
  if (textWidth(text, size, narrow) <= room) return text;
  const signs = [...text];
  const cut = (/** @type {number} */ n) => `${signs.slice(0, n).join("")}…${signs.slice(-tail).join("")}`;
  let first = 0;
  while (first + 1 < signs.length - tail && textWidth(cut(first + 1), size, narrow) <= room) first += 1;
  return first < LEAST_BEGINNING ? signs.slice(-tail).join("").replace(/^\W/, "") : cut(first);
}

/** The estimated width of a machine's name. @param {Element} host */
export function nameWidth({ label }) {
  return textWidth(label, 12.5, 0.58);
}

/** The state of each task as a letter. @param {readonly Element[]} tasks */
function letters(tasks) {
  const sorted = tasks.toSorted((a, b) => a.place.slot - b.place.slot || (a.id < b.id ? -1 : 1));
  return sorted.map(({ state }) => state[0] ?? "r").join("");
}

/** @param {readonly Element[]} elements */
export function tasksOf(elements) {
  return elements.filter(({ kind }) => kind === "task");
}

/**
 * The box of a part that has words, by the estimated width of its text; null for other parts.
 * @param {Part} part
 * @returns {Box | null}
 */
export function wordBox(part) {
  const { kind, text, look, anchor, x, y } = part;
  if (["port", "rule", "vip", "backend", "task", "vtep", "route", "proxy"].includes(kind)) return boxOf(part);
  if (kind !== "text" || text === "") return null;
  const w = textWidth(text, 11.5, look === "mono" || look === "title" ? MONO : SANS + 0.04);
  if (anchor === "up") return { x: x - 7, y: y - w / 2, w: 14, h: w };
  return { x: anchor === "left" ? x : anchor === "right" ? x - w : x - w / 2, y: y - 7, w, h: 14 };
}

const MACHINES = ["master", "public_agent", "agent", "client", "router"];

/**
 * What a flag that stands over the picture should not hide of a part: words and signs, but for the titles of columns.
 * @param {Part} part
 * @returns {Box[]}
 */
export function uncovered(part) {
  if (part.kind === "symbol") return [boxOf(part)];
  if (part.look === "title" && !part.id.endsWith(LOOP_NAME)) return [];
  const words = wordBox(part);
  return words === null ? [] : [words];
}

/** What it should rather not hide: the edges of machines. @param {Part} part @returns {Box[]} */
export function edges(part) {
  if (!MACHINES.includes(part.kind)) return [];
  const { x, y, w, h } = boxOf(part);
  const level = [y, y + h].map((at) => ({ x, y: at - 1, w, h: 2 }));
  return [...level, ...[x, x + w].map((at) => ({ x: at - 1, y, w: 2, h }))];
}

/** @param {Part} part @returns {Box} */
export function boxOf({ x, y, w, h }) {
  return { x: x - w / 2, y: y - h / 2, w, h };
}
