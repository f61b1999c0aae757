// @ts-check
/**
 * Where a flag stands beside the packet: where it hides the fewest words.
 *
 * Law of this file: pure. Above comes first, then below, then further away; among equals the first that was thought of.
 */

/** @import {Box, Point} from "../types.js" */

const HEIGHT = 20;
const AWAY = 15;
/** How much further away it may stand, in picture units; how much of a word that is worth; below counts as further. */
const STEPS = Array.from({ length: 11 }, (_, n) => 4 * n);
const PER_STEP = 6;
const BELOW = 1;
/** What a square unit of a word is worth, and one of what counts less. */
const WORD = 4;
const LESSER = 0.4;
/** Its point is so far from its end at least; between, it may stand anywhere in such steps. */
const POINT = 14;
const ASIDE = 7;
/** Beside the packet it covers the way, so that is wanted less; so far from its middle. */
const LEVEL = 4;
const BESIDE = 16;

/**
 * @typedef {"above" | "below" | "right" | "left"} Side
 * @typedef {Box & {side: Side}} Place
 */

/**
 * @param {Point} at The packet.
 * @param {number} width
 * @param {readonly Box[]} words Boxes that should stay free.
 * @param {{width: number, height: number}} room Of the picture.
 * @param {readonly Box[]} [lesser] Boxes that count less: numbers of hops, which are told elsewhere, too, and edges.
 * @returns {Place}
 */
export function flagPlace(at, width, words, room, lesser = []) {
  const aside = Array.from({ length: Math.max(1, Math.ceil((width - 2 * POINT) / ASIDE)) }, (_, n) => POINT + n * ASIDE);
  const lefts = [POINT, width / 2, width - POINT, ...aside].map((x) => Math.max(4, Math.min(at.x - x, room.width - width - 4)));
  /** @type {[Side, number, number, number][]} Side, left, top, how much less it is wanted. */
  const wanted = [
    ...STEPS.flatMap((step) => lefts.map((x) => place("above", x, at.y - AWAY - HEIGHT - step, step))),
    ...STEPS.flatMap((step) => lefts.map((x) => place("below", x, at.y + AWAY + step, step + BELOW))),
    place("right", at.x + BESIDE, at.y - HEIGHT / 2, LEVEL),
    place("left", at.x - BESIDE - width, at.y - HEIGHT / 2, LEVEL),
  ];
  let best = { cost: Infinity, place: /** @type {Place} */ ({ x: 0, y: 0, w: width, h: HEIGHT, side: "above" }) };
  for (const [side, x, y, less] of wanted) {
    if (y < 0 || y + HEIGHT > room.height || x < 4 || x + width > room.width - 4) continue;
    const box = { x, y, w: width, h: HEIGHT, side };
    const covers = [box, ...tip(box, at)];
    const cost = less * PER_STEP + WORD * hidden(covers, words) + LESSER * hidden(covers, lesser);
    if (cost < best.cost) best = { cost, place: box };
  }
  return best.place;
}

/** How much of some boxes is covered. @param {readonly Box[]} covers @param {readonly Box[]} boxes */
function hidden(covers, boxes) {
  return boxes.reduce((sum, box) => covers.reduce((more, cover) => more + overlap(cover, box), sum), 0);
}

/** What the point of a flag covers: from the flag to the packet. @param {Place} flag @param {Point} at @returns {Box[]} */
function tip({ y, side }, at) {
  if (side === "right" || side === "left") return [];
  const from = side === "above" ? y + HEIGHT : at.y + 10;
  const to = side === "above" ? at.y - 10 : y;
  return [{ x: at.x - 6, y: from, w: 12, h: to - from }];
}

/** @param {Side} side @param {number} x @param {number} y @param {number} less @returns {[Side, number, number, number]} */
function place(side, x, y, less) {
  return [side, x, y, less];
}

/**
 * The middle of the name of what a packet carries: beside the packet, below rather than above.
 * @param {Point} at The packet.
 * @param {readonly Box[]} words Boxes that should stay free.
 * @param {readonly Box[]} [lesser] Boxes that count less: numbers of hops, and edges.
 * @returns {Point}
 */
export function labelPlace({ x, y }, words, lesser = []) {
  const places = [
    { x, y: y + 18 },
    { x, y: y - 18 },
    { x: x + 32, y },
    { x: x - 32, y },
  ];
  const costs = places.map((place) => {
    const box = [{ x: place.x - 16, y: place.y - 7, w: 32, h: 14 }];
    return WORD * hidden(box, words) + LESSER * hidden(box, lesser);
  });
  return /** @type {Point} */ (places[costs.indexOf(Math.min(...costs))]);
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}
