// @ts-check
/**
 * The ladder of help in a step: the hints of the next goal, from a nudge to nearly the line, and then the solution.
 *
 * Law of this file: pure; what was shown stands in the page's model.
 */

/** @typedef {{kind: "hint", n: number, count: number} | {kind: "show"} | {kind: "hide"}} Rung */

/**
 * What asking for help does next; null when there is nothing to show.
 * @param {object} at
 * @param {number} at.hints How many hints the next goal has; 0 when every goal is met.
 * @param {number} at.shown How many of them are shown.
 * @param {boolean} at.solution Whether the step has a solution.
 * @param {boolean} at.open Whether it is shown.
 * @returns {Rung | null}
 */
export function nextRung({ hints, shown, solution, open }) {
  if (shown < hints && !open) return { kind: "hint", n: shown + 1, count: hints };
  if (!solution) return null;
  return { kind: open ? "hide" : "show" };
}
