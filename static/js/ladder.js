// @ts-check
/**
 * The ladder of help in a step: the hints of the next goal, from a nudge to nearly the line, and then the solution.
 *
 * Law of this file: pure; what was shown stands in the page's model.
 */

/** @typedef {{kind: "hint", hint: number, n: number, count: number} | {kind: "show"} | {kind: "hide"}} Rung */

/**
 * What asking for help does next; null when there is nothing to show.
 * @param {object} at
 * @param {readonly number[]} at.hints The numbers of the next goal's hints that stand now; none when every goal is met.
 * @param {readonly number[]} at.shown The numbers of those that are shown.
 * @param {boolean} at.solution Whether the step has a solution.
 * @param {boolean} at.open Whether it is shown.
 * @returns {Rung | null}
 */
export function nextRung({ hints, shown, solution, open }) {
  const next = hints.findIndex((hint) => !shown.includes(hint));
  if (next >= 0 && !open) return { kind: "hint", hint: hints[next] ?? 0, n: next + 1, count: hints.length };
  if (!solution) return null;
  return { kind: open ? "hide" : "show" };
}
