// @ts-check
/**
 * Answers against what requests say.
 *
 * Law of this file: pure. Which answer is right, a trace says; none is kept here.
 */

/** @import {TraceSummary} from "../types.js" */
/** @import {Reading} from "./words.js" */

/** Whether an answer is the value: blanks around it and capitals do not count. @param {string} answer @param {string} value */
export const same = (answer, value) => answer.trim().toLowerCase() === value.trim().toLowerCase();

/**
 * What the newest request says that says something of it.
 * @param {readonly TraceSummary[]} traces Oldest first.
 * @param {string} name
 * @returns {Reading | null}
 */
export function measured(traces, name) {
  return traces.findLast(({ readings }) => readings?.[name] !== undefined)?.readings?.[name] ?? null;
}

/**
 * From which hop on a request is veiled: where the first of the open questions about it would be answered.
 * @param {TraceSummary} trace
 * @param {readonly string[]} open The names of the open questions.
 */
export function veilFrom({ readings }, open) {
  const hops = open.flatMap((name) => readings?.[name]?.hop ?? []);
  return hops.length === 0 ? null : Math.min(...hops);
}
