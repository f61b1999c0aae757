// @ts-check
/**
 * Lengths of ways, and points on them.
 *
 * Law of this file: pure.
 */

/** @import {Point} from "../types.js" */

/** @param {readonly Point[]} path */
export function pathLength(path) {
  return path.reduce((sum, point, index) => {
    const before = path[index - 1];
    return before === undefined ? 0 : sum + Math.hypot(point.x - before.x, point.y - before.y);
  }, 0);
}

/**
 * The point at a part (0 to 1) of a path's length, and the path up to there.
 * @param {readonly Point[]} path
 * @param {number} part
 * @returns {{at: Point | undefined, done: Point[]}}
 */
export function along(path, part) {
  const first = path[0];
  if (first === undefined) return { at: undefined, done: [] };
  let left = pathLength(path) * Math.min(1, Math.max(0, part));
  const done = [first];
  for (const [index, point] of path.slice(1).entries()) {
    const before = /** @type {Point} */ (path[index]);
    const length = Math.hypot(point.x - before.x, point.y - before.y);
    if (length >= left) {
      const t = length === 0 ? 0 : left / length;
      const at = { x: before.x + (point.x - before.x) * t, y: before.y + (point.y - before.y) * t };
      return { at, done: [...done, at] };
    }
    left -= length;
    done.push(point);
  }
  return { at: path.at(-1), done };
}
