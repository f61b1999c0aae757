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
const STEPS = [0, 4, 8, 12, 16, 20, 24, 28];
const PER_STEP = 6;
const BELOW = 1;
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
 * @param {number} room Width of the picture.
 * @returns {Place}
 */
export function flagPlace(at, width, words, room) {
  const lefts = [at.x - 14, at.x - width / 2, at.x - width + 14].map((x) => Math.max(4, Math.min(x, room - width - 4)));
  /** @type {[Side, number, number, number][]} Side, left, top, how much less it is wanted. */
  const wanted = [
    ...STEPS.flatMap((step) => lefts.map((x) => place("above", x, at.y - AWAY - HEIGHT - step, step))),
    ...STEPS.flatMap((step) => lefts.map((x) => place("below", x, at.y + AWAY + step, step + BELOW))),
    place("right", at.x + BESIDE, at.y - HEIGHT / 2, LEVEL),
    place("left", at.x - BESIDE - width, at.y - HEIGHT / 2, LEVEL),
  ];
  let best = { cost: Infinity, place: /** @type {Place} */ ({ x: 0, y: 0, w: width, h: HEIGHT, side: "above" }) };
  for (const [side, x, y, less] of wanted) {
    if (y < 0 || x < 4 || x + width > room - 4) continue;
    const box = { x, y, w: width, h: HEIGHT, side };
    const covers = [box, ...tip(box, at)];
    const cost = words.reduce(
      (sum, word) => covers.reduce((more, cover) => more + overlap(cover, word), sum),
      less * PER_STEP,
    );
    if (cost < best.cost) best = { cost, place: box };
  }
  return best.place;
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
 * @returns {Point}
 */
export function labelPlace({ x, y }, words) {
  const places = [
    { x, y: y + 18 },
    { x, y: y - 18 },
    { x: x + 32, y },
    { x: x - 32, y },
  ];
  const costs = places.map((place) => {
    const box = { x: place.x - 16, y: place.y - 7, w: 32, h: 14 };
    return words.reduce((sum, word) => sum + overlap(box, word), 0);
  });
  return /** @type {Point} */ (places[costs.indexOf(Math.min(...costs))]);
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}
