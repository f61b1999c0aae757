// @ts-check
/**
 * What stands inside a machine: network cards at its edge, then a row for each task: port, empty columns, task.
 *
 * Law of this file: pure; coordinates are relative to the machine's corner, with the cards at the left. A slot never
 * moves while its task lives; empty slots stay empty.
 */

/** @import {Box, Element, Form} from "../types.js" */

const HEAD = 26;
const TITLES = 16;
const FOOT = 4;
export const CLOSED = 34;
const ADDRESS = 16;
const ASKS = 24;
const PORT = { x: 14, w: 48 };
const TASK = { w: 112, right: 10 };
const CARD = { w: 8, inset: 7 };
/** From so many rows on they are lower, and from so many on most of them are folded into one. */
const LOWER_FROM = 5;
const FOLD_FROM = 9;
const OPEN_ROWS = 3;

/**
 * @typedef {object} Request
 * @property {number} w Width of the machine.
 * @property {Form} form
 * @property {boolean} asks Whether a program on it has sent a request.
 * @property {number} rows The least number of rows.
 * @property {ReadonlySet<string>} shown Elements that must not be folded away.
 *
 * @typedef {object} Inside
 * @property {number} h
 * @property {boolean} open
 * @property {Record<string, Box>} boxes
 * @property {number[]} rows
 * @property {number | null} asks
 * @property {{y: number, ids: string[]} | null} fold
 *
 * @typedef {{y: number, h: number, elements: Element[]}} Row
 */

/**
 * @param {Element} host
 * @param {readonly Element[]} children
 * @param {Request} request
 * @returns {Inside}
 */
export function inside(host, children, request) {
  const slots = slotsOf(children, request.rows);
  const { visible, folded } = fold(slots, request.shown);
  const second = host.facts["public ip"] && host.kind === "public_agent" ? ADDRESS : 0;
  const top = HEAD + second + (slots.length > 0 ? TITLES : 0);
  const rows = stack(visible, top, slots.length < LOWER_FROM ? 36 : 24);
  const below = rows.at(-1) ? rows.reduce((sum, row) => sum + row.h, top) : CLOSED + second;
  const foldY = folded.length > 0 ? below + 12 : null;
  const bottom = below + (foldY === null ? 0 : 24);
  const asks = request.asks ? bottom + (slots.length > 0 ? ASKS / 2 : 10) : null;
  const h = bottom + (request.asks ? ASKS : 0) + (slots.length > 0 ? FOOT : 0);
  return {
    h,
    open: slots.length > 0,
    rows: rows.map((row) => row.y),
    asks,
    fold: foldY === null ? null : { y: foldY, ids: folded.map((element) => element.id) },
    boxes: { ...cards(children, slots.length > 0 ? top : 0, h), ...rowBoxes(rows, request.w) },
  };
}

/**
 * Tasks and ports by slot, with empty slots where nothing stands.
 * @param {readonly Element[]} children
 * @param {number} least
 * @returns {Element[][]}
 */
function slotsOf(children, least) {
  const standing = children.filter((child) => child.kind === "task" || child.kind === "port");
  const count = standing.reduce((most, child) => Math.max(most, child.place.slot + 1), least);
  /** @type {Element[][]} */
  const slots = Array.from({ length: count }, () => []);
  for (const child of standing) slots[child.place.slot]?.push(child);
  return slots;
}

/**
 * @param {Element[][]} slots
 * @param {ReadonlySet<string>} shown
 * @returns {{visible: Element[][], folded: Element[]}}
 */
function fold(slots, shown) {
  if (slots.length < FOLD_FROM) return { visible: slots, folded: [] };
  const stays = (/** @type {Element[]} */ slot, /** @type {number} */ index) =>
    index < OPEN_ROWS || slot.some((element) => shown.has(element.id));
  return { visible: slots.filter(stays), folded: slots.filter((slot, i) => !stays(slot, i)).flat() };
}

/**
 * @param {Element[][]} slots
 * @param {number} top
 * @param {number} pitch
 * @returns {Row[]}
 */
function stack(slots, top, pitch) {
  /** @type {Row[]} */
  const rows = [];
  for (const elements of slots) {
    const ports = elements.filter((element) => element.kind === "port").length;
    const h = Math.max(pitch, 24 * ports + pitch - 24);
    rows.push({ y: top + h / 2, h, elements });
    top += h;
  }
  return rows;
}

/**
 * @param {readonly Row[]} rows
 * @param {number} w
 * @returns {Record<string, Box>}
 */
function rowBoxes(rows, w) {
  /** @type {Record<string, Box>} */
  const boxes = {};
  const taskW = Math.min(TASK.w, w - PORT.x - PORT.w - TASK.right - 8);
  for (const row of rows) {
    const inset = row.h < 36 ? 2 : 3;
    const ports = row.elements.filter((element) => element.kind === "port");
    const high = row.h < 36 ? 18 : 20;
    ports.forEach((port, index) => {
      const middle = row.y + (index - (ports.length - 1) / 2) * 24;
      boxes[port.id] = { x: PORT.x, y: middle - high / 2, w: PORT.w, h: high };
    });
    for (const task of row.elements.filter((element) => element.kind === "task")) {
      boxes[task.id] = { x: w - TASK.right - taskW, y: row.y - row.h / 2 + inset, w: taskW, h: row.h - 2 * inset };
    }
  }
  return boxes;
}

/**
 * The network cards, sharing the height of what they serve.
 * @param {readonly Element[]} children
 * @param {number} top
 * @param {number} h
 * @returns {Record<string, Box>}
 */
function cards(children, top, h) {
  const found = children.filter((child) => child.kind === "nic");
  const y = top + (top === 0 ? CARD.inset : 2);
  const each = (h - CARD.inset - y) / Math.max(1, found.length);
  return Object.fromEntries(
    found.map((card, index) => [
      card.id,
      { x: -CARD.w / 2, y: y + index * each, w: CARD.w, h: each - (index + 1 < found.length ? 3 : 0) },
    ]),
  );
}
