// @ts-check
/**
 * The edges between boxes as lines. Inside a machine every line is horizontal, at the middle of its row.
 *
 * Law of this file: pure. An edge with an end that is not drawn has no line.
 */

import { LANE } from "./bands.js";

/** @import {Box, Element, Elements, Point, Scene} from "../types.js" */
/** @typedef {Omit<Scene, "lines">} Standing */

/**
 * @param {Elements} elements
 * @param {Standing} scene
 * @returns {Record<string, Point[]>}
 */
export function lines(elements, scene) {
  /** @type {Record<string, Point[]>} */
  const found = {};
  for (const edge of Object.values(elements)) {
    const [from, to] = [elements[edge.source ?? ""], elements[edge.target ?? ""]];
    if (!from || !to || !scene.boxes[from.id] || !scene.boxes[to.id]) continue;
    const line = lineBetween(from, to, scene);
    if (line !== null) found[edge.id] = line;
  }
  return found;
}

/**
 * @param {Element} from
 * @param {Element} to
 * @param {Standing} scene
 * @returns {Point[] | null}
 */
function lineBetween(from, to, scene) {
  const [a, b] = [/** @type {Box} */ (scene.boxes[from.id]), /** @type {Box} */ (scene.boxes[to.id])];
  const crosses = from.kind === "nic" && (to.kind === "wire" || to.kind === "nic");
  if (crosses && scene.form === "column") return lane(from, a, to, b, scene);
  const y = middle(a.h < b.h ? a : b);
  return centre(a) < centre(b) ? across(a.x + a.w, b.x, y) : across(a.x, b.x + b.w, y);
}

/**
 * Out of the machine to the lane, and along it. A tag has no line of its own.
 * @param {Element} from
 * @param {Box} a
 * @param {Element} to
 * @param {Box} b
 * @param {Standing} scene
 * @returns {Point[] | null}
 */
function lane(from, a, to, b, scene) {
  const tag = [from, to].some((element) => scene.hosts[element.parent ?? ""]?.shape === "tag");
  if (tag) return null;
  const start = { x: a.x, y: middle(a) };
  if (to.kind === "nic") return [start, { x: LANE, y: start.y }, { x: LANE, y: middle(b) }, { x: b.x, y: middle(b) }];
  return [start, { x: LANE, y: start.y }, { x: LANE, y: a.y < b.y ? b.y : b.y + b.h }];
}

/** @param {number} x1 @param {number} x2 @param {number} y @returns {Point[]} */
function across(x1, x2, y) {
  return [
    { x: x1, y },
    { x: x2, y },
  ];
}

/** @param {Box} box */
export function middle(box) {
  return box.y + box.h / 2;
}

/** @param {Box} box */
export function centre(box) {
  return box.x + box.w / 2;
}
