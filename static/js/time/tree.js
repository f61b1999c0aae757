// @ts-check
/** Where the branches stand: pure, without DOM. A column for each line, a row for each branch. */

/** @import {State, Twig} from "../types.js" */

/**
 * @typedef {{seq: number, atMs: number, text: string, terminal: string, exit: number | null, column: number}} Node
 *   `column` is also what people call the line by.
 * @typedef {object} Row
 * @property {string} name
 * @property {number} index From 1, in the order in which they were made.
 * @property {boolean} current
 * @property {number | null} from The row of the parent.
 * @property {number} column Behind which column it leaves it; 0: from the beginning.
 * @property {readonly Node[]} nodes Its own lines.
 */

/** The lines that were typed, in their order. @param {State} state */
export function typedOf({ lines }) {
  return lines.filter(({ number }) => number > 0);
}

/**
 * @param {State} state
 * @returns {Row[]}
 */
export function rowsOf(state) {
  const own = new Map(state.branches.map((twig) => [twig.name, ownLines(state, twig)]));
  return state.branches.map((twig, index) => {
    const shared = sharedBy(state.branches, own, twig);
    const nodes = (own.get(twig.name) ?? []).map((line, at) => ({ ...line, column: shared + at + 1 }));
    const from = state.branches.findIndex(({ name }) => name === holder(state.branches, own, twig));
    return {
      name: twig.name,
      index: index + 1,
      current: twig.name === state.branch,
      from: twig.parent === null ? null : from,
      column: shared,
      nodes,
    };
  });
}

/** @typedef {{seq: number, atMs: number, text: string, terminal: string, exit: number | null}} Own */

/** A branch's own lines; those of the current one are the journal's, which is ahead. @param {State} state @param {Twig} twig @returns {Own[]} */
function ownLines(state, { name, seq: from, lines }) {
  if (name !== state.branch)
    return lines.map(({ seq, at_ms, text, terminal, exit_code }) => ({ seq, atMs: at_ms, text, terminal, exit: exit_code }));
  return typedOf(state)
    .filter(({ seq }) => seq > from)
    .map(({ seq, atMs, text, terminal, exitCode }) => ({ seq, atMs, text, terminal, exit: exitCode }));
}

/** How many typed lines a branch shares with its parents. @param {readonly Twig[]} twigs @param {Map<string, Own[]>} own @param {Twig} twig @returns {number} */
function sharedBy(twigs, own, twig) {
  const parent = twigs.find(({ name }) => name === twig.parent);
  if (parent === undefined) return 0;
  const before = (own.get(parent.name) ?? []).filter(({ seq }) => seq <= twig.seq).length;
  return before > 0 ? sharedBy(twigs, own, parent) + before : sharedBy(twigs, own, { ...parent, seq: Math.min(parent.seq, twig.seq) });
}

/** The branch in whose row the line stands behind which a branch leaves. @param {readonly Twig[]} twigs @param {Map<string, Own[]>} own @param {Twig} twig @returns {string | null} */
function holder(twigs, own, twig) {
  const parent = twigs.find(({ name }) => name === twig.parent);
  if (parent === undefined) return null;
  const holds = parent.parent === null || (own.get(parent.name) ?? []).some(({ seq }) => seq <= twig.seq);
  return holds ? parent.name : holder(twigs, own, { ...parent, seq: Math.min(parent.seq, twig.seq) });
}
