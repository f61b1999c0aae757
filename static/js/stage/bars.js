// @ts-check
/**
 * Who answered: how many of some requests each task has answered, and how long the bar of each is.
 *
 * Law of this file: pure. A bar of the even share has the length of `EVEN`; where one has more than fits, all get shorter.
 */

import { tally } from "../traces/tally.js";

/** @import {Elements, TraceSummary} from "../types.js" */

/** @typedef {{counts: Readonly<Record<string, number>>, total: number}} Answered By task; `total` of all that somebody answered. */

export const EVEN = 120;

/**
 * @param {readonly TraceSummary[]} traces
 * @param {Elements} elements
 * @returns {Answered}
 */
export function answered(traces, elements) {
  /** @type {Record<string, number>} */
  const counts = {};
  const shares = tally(traces, elements);
  for (const { task, count } of shares) if (task !== "") counts[task] = (counts[task] ?? 0) + count;
  return { counts, total: shares.reduce((sum, { count }) => sum + count, 0) };
}

/**
 * The length of each bar, and of the even share.
 * @param {Answered} answers
 * @param {number} tasks How many could answer.
 * @param {number} room
 * @returns {{even: number, share: number, of: (task: string) => number}} `share`: how many that are.
 */
export function lengths({ counts, total }, tasks, room) {
  const share = tasks === 0 ? 0 : total / tasks;
  const most = Math.max(share, ...Object.values(counts));
  const even = most === 0 ? 0 : Math.min(EVEN, room * 0.8, (room * share) / most);
  return { even, share, of: (task) => (share === 0 ? 0 : ((counts[task] ?? 0) / share) * even) };
}
