// @ts-check
/**
 * What is next to an element: in a direction, for the arrow keys; under a point, for the pointer; at the other end.
 *
 * Law of this file: pure. What lies straight ahead counts as nearer than what lies aside.
 */

import { centre, middle } from "./lines.js";

/** @import {Box, Elements, Point, Scene} from "../types.js" */

/** @typedef {"ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"} Arrow */

/** The least size of what a pointer can hit, in CSS pixels. */
const TARGET = 24;

/**
 * Everything that can be gone to and pointed at: elements in the order of the tree, then folds.
 * @param {Scene} scene
 * @param {readonly string[]} order
 * @returns {string[]}
 */
export function targets(scene, order) {
  return [...order.filter((id) => scene.boxes[id] !== undefined), ...Object.keys(scene.folds)];
}

/**
 * @param {Scene} scene
 * @param {readonly string[]} ids Elements that can be gone to.
 * @param {string} from
 * @param {Arrow} arrow
 * @returns {string | null} null when there is nothing further in that direction.
 */
export function neighbour(scene, ids, from, arrow) {
  const start = scene.boxes[from];
  if (start === undefined) return ids[0] ?? null;
  /** @type {{id: string, far: number} | null} */
  let best = null;
  for (const id of ids) {
    const box = scene.boxes[id];
    if (id === from || box === undefined) continue;
    const far = distance(start, box, arrow);
    if (far !== null && (best === null || far < best.far)) best = { id, far };
  }
  return best?.id ?? null;
}

/** @param {Box} a @param {Box} b @param {Arrow} arrow @returns {number | null} */
function distance(a, b, arrow) {
  const [dx, dy] = [centre(b) - centre(a), middle(b) - middle(a)];
  const across = arrow === "ArrowLeft" || arrow === "ArrowRight";
  const forward = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[arrow];
  if (forward <= 1) return null;
  const aside = across ? gap(a.y, a.h, b.y, b.h) : gap(a.x, a.w, b.x, b.w);
  return forward + 8 * aside;
}

/** The gap between two stretches of a line; 0 when they overlap. @param {number} a @param {number} n @param {number} b @param {number} m */
function gap(a, n, b, m) {
  return Math.max(0, b - (a + n), a - (b + m));
}

/**
 * The element at a point: of those that cover it the smallest; else the nearest small one, for what is small is hit a
 * little beside it as well.
 * @param {Scene} scene
 * @param {readonly string[]} ids
 * @param {Point} point
 * @param {number} [factor] CSS pixels for a unit.
 * @returns {string | null}
 */
export function elementAt(scene, ids, { x, y }, factor = 1) {
  const least = TARGET / factor;
  /** @type {{id: string, far: number, size: number} | null} */
  let best = null;
  for (const id of ids) {
    const box = scene.boxes[id];
    if (box === undefined) continue;
    const [wider, higher] = [Math.max(0, least - box.w) / 2, Math.max(0, least - box.h) / 2];
    const [dx, dy] = [gap(box.x, box.w, x, 0), gap(box.y, box.h, y, 0)];
    if (dx > wider || dy > higher) continue;
    const found = { id, far: Math.hypot(dx, dy), size: box.w * box.h };
    if (best === null || better(found, best, least)) best = found;
  }
  return best?.id ?? null;
}

/**
 * Something small beside the point is meant rather than something large around it, but not rather than another small
 * thing that covers it.
 * @param {{far: number, size: number}} a
 * @param {{far: number, size: number}} b
 * @param {number} least
 */
function better(a, b, least) {
  const small = (/** @type {{size: number}} */ { size }) => size < 4 * least * least;
  if (small(a) !== small(b)) return small(a);
  return a.far === b.far ? a.size < b.size : a.far < b.far;
}

/**
 * The other ends of an element's links, in the order of their edges: those to which it leads first.
 * @param {string} id
 * @param {Elements} elements
 * @returns {string[]}
 */
export function otherEnds(id, elements) {
  const edges = Object.values(elements);
  const to = edges.filter(({ source }) => source === id).map(({ target }) => target ?? "");
  const from = edges.filter(({ target }) => target === id).map(({ source }) => source ?? "");
  return [...to, ...from];
}
