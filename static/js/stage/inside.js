// @ts-check
/**
 * What stands inside a machine: network cards at its edge, then a row for each task: port, rule, bridge, veth pair, task;
 * beneath them the port that was asked in vain, the program that asks, and the row of what is folded. A task that shares
 * its machine's network has nothing between its port and itself.
 *
 * Law of this file: pure; coordinates are relative to the machine's corner, with the cards at the left. Tasks stand in the
 * order of their slots; an empty slot has a row only where it is asked for, while an update stops and starts tasks.
 */

import { columns } from "./columns.js";
import { nameWidth, MONO } from "./part.js";
import { vipBlock } from "./vip.js";

/** @import {Box, Element, Point, Server, Vip} from "../types.js" */
/** @import {Level} from "./fold.js" */

export const HEAD = { one: 26, two: 34 };
export const TITLES = 16;
export const FOOT = 4;
export const CLOSED = 34;
export const FOLDED = 30;
const ADDRESS = 16;
export const ASKS = 24;
export const PITCH = 36;
export const LOW = 24;
const PORT = { x: 14, w: 48, h: 18 };
export const RIGHT = 10;
const CARD = { w: 8, inset: 7 };
const RULE_H = 24;
export const BRIDGES_APART = 16;
/** From so many rows on they are lower, and from so many on most of them are folded into one. */
const LOWER_FROM = 5;
const FOLD_FROM = 9;
const OPEN_ROWS = 3;
/** Where the program that asks stands, from the side of the card; and the loopback device before it, if it asks itself. */
const PROCESS = { x: 56, behindLoop: 122, behindSteps: 20 };
export const LOOP_X = 78;
/** Where the last hop stands before the packet leaves, and how far apart the ones before it are. */
export const STEPS = { x: 16, behindLoop: 100, apart: 20 };

/**
 * @typedef {object} Request
 * @property {number} w Width of the machine.
 * @property {Level} level How far it is folded.
 * @property {boolean} asks Whether a program on it has sent a request.
 * @property {boolean} loops Whether that was to itself.
 * @property {number} steps How many hops a request from it has before it leaves.
 * @property {boolean} closed Whether a port was asked on which nothing listens.
 * @property {readonly Server[]} servers The name servers that were asked on it.
 * @property {Vip | null} vip The virtual address that was asked for from it.
 * @property {boolean} short Whether of its back ends only the one is shown that was chosen.
 * @property {boolean} opened Whether its fold was opened by hand.
 * @property {readonly number[]} kept The slots that have a row although nothing stands in them.
 * @property {ReadonlySet<string>} shown Elements that must not be folded away.
 * @property {boolean} [traced] Whether it is on the way of the request.
 *
 * @typedef {object} Inside
 * @property {number} h
 * @property {boolean} open
 * @property {Record<string, Box>} boxes
 * @property {number[]} rows
 * @property {number[]} slots The slots that have a row, also where it is folded.
 * @property {number | null} asks
 * @property {number} process
 * @property {Point | null} loop
 * @property {Box | null} closed
 * @property {(Server & {box: Box})[]} servers
 * @property {import("./vip.js").Block | null} vip
 * @property {{box: Box, ids: string[], open: boolean} | null} fold
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
  if (request.level === "closed") return shut(children, FOLDED);
  const numbers = slotsIn(children, request.kept);
  const slots = numbers.map((slot) => children.filter((child) => inRow(child) && child.place.slot === slot));
  const { visible, folded, canFold } = fold(slots, request);
  const open = slots.length > 0 || request.closed || request.servers.length > 0;
  const head = headHeight(host, request.w);
  const top = head + (open ? TITLES : 0);
  const rows = stack(visible, top, pitch(slots.length, request.level));
  let below = open ? rows.reduce((sum, row) => sum + row.h, top) : Math.max(CLOSED, head + 8);
  const take = (/** @type {boolean} */ wanted, /** @type {number} */ h) => {
    if (!wanted) return null;
    below += h;
    return below - h / 2;
  };
  const closedY = take(request.closed, ASKS);
  const servers = request.servers.map((server) => ({ ...server, box: portBox(take(true, ASKS) ?? 0) }));
  const asks = take(request.asks, ASKS);
  const vip = asks === null || request.vip === null ? null : vipBlock(request.vip, request.w, below, request.short);
  below += vip?.h ?? 0;
  const foldY = take(canFold, LOW); // last: the way of who asks itself runs up from its row
  const h = below + (open ? FOOT : 0);
  return {
    h,
    open,
    rows: rows.map((row) => row.y),
    slots: numbers,
    asks: asks === null ? null : asks - (open ? 0 : 2),
    loop: request.loops && asks !== null ? { x: LOOP_X, y: asks } : null,
    process: vip?.trunk ?? processAt(request),
    vip,
    closed: closedY === null ? null : portBox(closedY),
    servers,
    fold: foldY === null ? null : foldRow(foldY, request, folded),
    boxes: { ...cards(children, open ? top : 0, h), ...rowBoxes(rows, columns(children, request.w)) },
  };
}

/** The height of the lines with a machine's name and its addresses. @param {Element} host @param {number} w */
export function headHeight(host, w) {
  const lines = nameBesideAddress(host, w) ? HEAD.one : HEAD.two;
  return lines + (outsideAddress(host) === "" ? 0 : ADDRESS);
}

/** Whether name and address have room beside each other. @param {Element} host @param {number} w */
export function nameBesideAddress(host, w) {
  return w - 34 - nameWidth(host) - 12 - (host.facts["ip"] ?? "").length * 11 * MONO >= 6;
}

/** The address by which the outside reaches a machine; empty: it does not. @param {Element} host */
export function outsideAddress({ kind, facts }) {
  return kind === "public_agent" ? (facts["public ip"] ?? "") : "";
}

/** How far from the card the program stands that asks: behind the hops before it leaves. @param {Request} request */
export function processAt({ loops, steps }) {
  const last = loops ? STEPS.behindLoop : STEPS.x;
  return Math.max(loops ? PROCESS.behindLoop : PROCESS.x, last + (steps - 1) * STEPS.apart + PROCESS.behindSteps);
}

/** A port that is no element, in a row of its own. @param {number} y @returns {Box} */
export function portBox(y) {
  return { x: PORT.x, y: y - PORT.h / 2, w: PORT.w, h: PORT.h };
}

/** A machine of one line. @param {readonly Element[]} children @param {number} h @returns {Inside} */
export function shut(children, h) {
  const nothing = { rows: [], slots: [], asks: null, process: PROCESS.x, loop: null, closed: null, servers: [], vip: null, fold: null };
  return { ...nothing, h, open: false, boxes: cards(children, 0, h) };
}

/** The slots of a machine in which tasks or ports stand, and those that are kept, in their order. @param {readonly Element[]} children @param {readonly number[]} kept */
export function slotsIn(children, kept) {
  const found = new Set([...kept, ...children.filter(inRow).map((child) => child.place.slot)]);
  return [...found].sort((a, b) => a - b);
}

/** @param {Element} child */
function inRow({ kind }) {
  return ["task", "port", "rule", "veth"].includes(kind);
}

/** @param {number} slots @param {Level} level */
export function pitch(slots, level) {
  return level === "full" && slots < LOWER_FROM ? PITCH : LOW;
}

/**
 * @param {Element[][]} slots
 * @param {Request} request
 * @returns {{visible: Element[][], folded: Element[], canFold: boolean}}
 */
export function fold(slots, { level, shown, opened }) {
  const from = level === "few" ? LOWER_FROM : FOLD_FROM;
  const stays = (/** @type {Element[]} */ slot, /** @type {number} */ index) =>
    index < OPEN_ROWS || slot.some((element) => shown.has(element.id));
  const goes = slots.length < from ? [] : slots.filter((slot, index) => !stays(slot, index));
  if (goes.length === 0 || opened) return { visible: slots, folded: [], canFold: goes.length > 0 };
  return { visible: slots.filter(stays), folded: goes.flat(), canFold: true };
}

/** @param {number} y @param {Request} request @param {Element[]} folded */
export function foldRow(y, { w, opened }, folded) {
  return { box: { x: PORT.x - 4, y: y - 11, w: w - PORT.x - RIGHT + 4, h: 22 }, ids: ids(folded), open: opened };
}

/** @param {readonly Element[]} elements */
function ids(elements) {
  return elements.map(({ id }) => id);
}

/**
 * @param {Element[][]} slots
 * @param {number} top
 * @param {number} pitch
 * @returns {Row[]}
 */
export function stack(slots, top, pitch) {
  /** @type {Row[]} */
  const rows = [];
  for (const elements of slots) {
    const h = Math.max(pitch, LOW * lanes(elements).length + pitch - LOW);
    rows.push({ y: top + h / 2, h, elements });
    top += h;
  }
  return rows;
}

/** The number of a port; those that are only counted, as `+101`, come last. @param {Element} port */
function numberOf({ label }) {
  return label.startsWith("+") ? Infinity : Number(label);
}

/**
 * What stands on one height before a bridge: a port and its rule, or a rule for a port that is nobody's.
 * @param {readonly Element[]} elements
 * @returns {Element[][]}
 */
function lanes(elements) {
  const ports = elements.filter(({ kind }) => kind === "port").sort((a, b) => numberOf(a) - numberOf(b));
  const found = ports.map((port) => [port]);
  for (const rule of elements.filter(({ kind }) => kind === "rule")) {
    const own = found.find(([first, ...others]) => others.length === 0 && first?.label === rule.facts["port"]);
    if (own === undefined) found.push([rule]);
    else own.push(rule);
  }
  return found;
}

/**
 * @param {readonly Row[]} rows
 * @param {import("./columns.js").Columns} at
 * @returns {Record<string, Box>}
 */
function rowBoxes(rows, at) {
  /** @type {Record<string, Box>} */
  const boxes = {};
  const stand = (/** @type {Element} */ { id }, /** @type {{x: number, w: number}} */ { x, w }, /** @type {number} */ y, /** @type {number} */ h) =>
    (boxes[id] = { x, y: y - h / 2, w, h });
  for (const row of rows) {
    const [inset, high] = row.h < PITCH ? [2, PORT.h] : [3, PORT.h + 2];
    const beside = lanes(row.elements);
    const ruleH = beside.length > 1 || row.h < PITCH ? high : RULE_H;
    beside.forEach((lane, index) => {
      const middle = row.y + (index - (beside.length - 1) / 2) * LOW;
      for (const one of lane) stand(one, one.kind === "port" ? at.port : at.rule, middle, one.kind === "port" ? high : ruleH);
    });
    const pairs = row.elements.filter(({ kind }) => kind === "veth");
    pairs.forEach((pair, index) => stand(pair, at.veth, row.y + (index - (pairs.length - 1) / 2) * 8, at.veth.w));
    for (const task of row.elements) if (task.kind === "task") stand(task, at.task, row.y, row.h - 2 * inset);
  }
  for (const [index, bridge] of at.bridges.entries()) {
    const own = rows.filter(({ elements }) => elements.some(({ facts }) => facts["bridge"] === bridge.label));
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) continue;
    const [top, bottom] = [first.y - first.h / 2 + 3, last.y + last.h / 2 - 3];
    stand(bridge, { ...at.bridge, x: at.bridge.x - index * BRIDGES_APART }, (top + bottom) / 2, bottom - top);
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
export function cards(children, top, h) {
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
