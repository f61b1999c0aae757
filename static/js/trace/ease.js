// @ts-check
/**
 * Curves of motion, as the tokens `--ease-travel` and `--ease-settle` have them.
 *
 * Law of this file: pure.
 */

/**
 * CSS's `cubic-bezier(x1, y1, x2, y2)` as a function from 0–1 to 0–1; the parameter is found by halving.
 * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 * @returns {(t: number) => number}
 */
export function cubicBezier(x1, y1, x2, y2) {
  const curve = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ u) =>
    3 * (1 - u) * (1 - u) * u * a + 3 * (1 - u) * u * u * b + u * u * u;
  return (t) => {
    if (t <= 0) return 0;
    if (t >= 1) return 1;
    let [low, high] = [0, 1];
    for (let step = 0; step < 24; step += 1) {
      const middle = (low + high) / 2;
      if (curve(x1, x2, middle) < t) low = middle;
      else high = middle;
    }
    return curve(y1, y2, low);
  };
}

export const travel = cubicBezier(0.45, 0.05, 0.35, 1);
export const settle = cubicBezier(0.2, 0, 0, 1);
