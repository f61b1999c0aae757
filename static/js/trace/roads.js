// @ts-check
/**
 * Geometry of ways: doors of machines, bends across the wire.
 *
 * Law of this file: pure.
 */

import { LANE } from "../stage/bands.js";

/** @import {Box, Point, Scene} from "../types.js" */

/**
 * A place within a machine, counted from the side of its card.
 * @param {string} host
 * @param {number} distance
 * @param {Scene} scene
 */
export function inward(host, distance, scene) {
  const box = /** @type {Box} */ (scene.boxes[host]);
  const left = scene.hosts[host]?.side !== "right";
  return left ? box.x + distance : box.x + box.w - distance;
}

/**
 * Where a packet leaves or enters a machine: at its card. A sign has one at each side, so it is the nearer one.
 * @param {string} host
 * @param {number} towards
 * @param {Scene} scene
 */
export function door(host, towards, scene) {
  const box = /** @type {Box} */ (scene.boxes[host]);
  if (scene.hosts[host]?.shape !== "sign") return inward(host, 0, scene);
  return towards > box.x + box.w / 2 ? box.x + box.w : box.x;
}

/** @param {string | null} host @param {Scene} scene */
export function boxCentre(host, scene) {
  const box = scene.boxes[host ?? ""];
  return box === undefined ? 0 : box.x + box.w / 2;
}

/**
 * Whether a packet stands within a machine, and not before its card.
 * @param {Point} at
 * @param {string} host
 * @param {Scene} scene
 */
export function inBox(at, host, scene) {
  const box = /** @type {Box} */ (scene.boxes[host]);
  return at.x >= box.x && at.x <= box.x + box.w;
}

/**
 * Where a packet is halfway between two machines.
 * @param {Point} out
 * @param {Point | null} target
 * @param {Box | undefined} wire
 * @param {Scene} scene
 * @returns {Point}
 */
export function halfWay(out, target, wire, scene) {
  const y = target === null ? out.y : (out.y + target.y) / 2;
  if (scene.form === "column") return { x: LANE, y: wire === undefined ? y : wire.y + wire.h / 2 };
  if (wire !== undefined) return { x: wire.x + wire.w / 2, y };
  return { x: target === null ? out.x : (out.x + target.x) / 2, y };
}

/**
 * A bend from one height to another that leaves and arrives level.
 * @param {Point} a
 * @param {Point} b
 * @param {Scene} scene
 * @returns {Point[]}
 */
export function crossing(a, b, scene) {
  if (scene.form === "column") {
    return [
      { x: LANE, y: a.y },
      { x: LANE, y: b.y },
    ];
  }
  if (Math.abs(a.y - b.y) < 1) return [];
  const pull = (b.x - a.x) * 0.6;
  const bend = [a, { x: a.x + pull, y: a.y }, { x: b.x - pull, y: b.y }, b];
  return Array.from({ length: 11 }, (_, i) => bezier(/** @type {[Point, Point, Point, Point]} */ (bend), (i + 1) / 12));
}

/** @param {[Point, Point, Point, Point]} bend @param {number} t @returns {Point} */
function bezier([a, b, c, d], t) {
  const u = 1 - t;
  const mix = (/** @type {"x" | "y"} */ k) =>
    u * u * u * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t * t * t * d[k];
  return { x: mix("x"), y: mix("y") };
}

/** Without points that stand on the one before. @param {Point[]} points @returns {Point[]} */
export function clean(points) {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || Math.hypot(point.x - before.x, point.y - before.y) > 0.5;
  });
}

/**
 * Between which heights ways cross a box; null when none does.
 * @param {readonly (readonly Point[])[]} paths
 * @param {Box | undefined} box
 * @returns {[number, number] | null}
 */
export function crossedBetween(paths, box) {
  if (box === undefined) return null;
  const inside = paths.flat().filter(({ x }) => x >= box.x - 2 && x <= box.x + box.w + 2);
  if (inside.length === 0) return null;
  const heights = inside.map(({ y }) => y);
  return [Math.min(...heights) - 12, Math.max(...heights) + 12];
}
