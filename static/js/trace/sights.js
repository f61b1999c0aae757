// @ts-check
/**
 * Where on its way a packet is seen: at the cards, bridges and pairs that are drawn, and at the tasks.
 *
 * Law of this file: pure. A place is the point of the way that is nearest to what sees it.
 */

import { along, pathLength } from "./along.js";

/** @import {Box, Elements, Point, Scene, Tap} from "../types.js" */

/** Points of the way that are looked at, in picture units. */
const STEP = 2;

/**
 * @param {readonly Tap[]} taps
 * @param {Point | undefined} from Where the packet stands.
 * @param {readonly Point[]} path Its way to the next hop.
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {{tap: Tap, at: Point | null}[]}
 */
export function sightsOf(taps, from, path, scene, elements) {
  const way = path.length > 0 ? path : from === undefined ? [] : [from];
  return taps.map((tap) => {
    const box = boxOf(tap, scene, elements);
    return { tap, at: box === undefined ? null : nearest(way, box) };
  });
}

/** @param {Tap} tap @param {Scene} scene @param {Elements} elements @returns {Box | undefined} */
function boxOf([namespace, device], scene, elements) {
  const [node = "", container] = namespace.split("/");
  if (container === undefined) return scene.boxes[`link:${node}/${device}`];
  const task = Object.values(elements).find(({ kind, facts }) => kind === "task" && facts["container"] === container);
  return scene.boxes[task?.id ?? ""];
}

/** @param {readonly Point[]} way @param {Box} box @returns {Point | null} */
function nearest(way, box) {
  const length = pathLength(way);
  /** @type {{at: Point, far: number} | null} */
  let best = null;
  for (let done = 0; done <= length; done += STEP) {
    const { at } = along(way, length === 0 ? 0 : done / length);
    if (at === undefined) break;
    const far = distance(at, box);
    if (best === null || far < best.far) best = { at, far };
  }
  return best?.at ?? null;
}

/** @param {Point} at @param {Box} box */
function distance({ x, y }, box) {
  return Math.hypot(Math.max(box.x - x, 0, x - box.x - box.w), Math.max(box.y - y, 0, y - box.y - box.h));
}
