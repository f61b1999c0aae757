// @ts-check
/**
 * The element next to another in a direction, for the arrow keys.
 *
 * Law of this file: pure. What lies straight ahead counts as nearer than what lies aside.
 */

import { centre, middle } from "./lines.js";

/** @import {Box, Scene} from "../types.js" */

/** @typedef {"ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"} Arrow */

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
 * The topmost element at a point. Small things are widened to what a pointer can hit.
 * @param {Scene} scene
 * @param {readonly string[]} ids Outer elements first.
 * @param {{x: number, y: number}} point
 * @returns {string | null}
 */
export function elementAt(scene, ids, { x, y }) {
  return (
    ids.findLast((id) => {
      const box = scene.boxes[id];
      if (box === undefined) return false;
      const [wider, higher] = [Math.max(0, 24 - box.w) / 2, Math.max(0, 24 - box.h) / 2];
      return x >= box.x - wider && x <= box.x + box.w + wider && y >= box.y - higher && y <= box.y + box.h + higher;
    }) ?? null
  );
}
