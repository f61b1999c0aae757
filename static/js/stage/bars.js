// @ts-check
/**
 * Who answered: how many of some requests each task has answered, and how long the bar of each is.
 *
 * Law of this file: pure. A bar of the even share has the length of `EVEN`; where one has more than fits, all get shorter.
 */

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
  const tasks = holders(elements);
  let total = 0;
  for (const { server } of traces) {
    if (!server) continue;
    total += 1;
    const task = tasks.get(server.namespace) ?? tasks.get(server.element);
    if (task !== undefined) counts[task] = (counts[task] ?? 0) + 1;
  }
  return { counts, total };
}

/** Tasks by the namespace of their container, and by the ports on which they listen. @param {Elements} elements */
function holders(elements) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { id, kind, parent, facts, source, target } of Object.values(elements)) {
    if (kind === "task" && facts["container"]) found.set(`${parent?.replace(/^\w+:/, "")}/${facts["container"]}`, id);
    if (source?.startsWith("socket:") && elements[target ?? ""]?.kind === "task") found.set(source, target ?? "");
  }
  return found;
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
