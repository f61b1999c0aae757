// @ts-check
/**
 * Who answered, and how often: told from the requests themselves, behind whatever balancers and proxies.
 *
 * Law of this file: pure. Servers are told apart by where they listen, for addresses within bridges are used twice.
 */

import { taskOf } from "../trace/visits.js";
import { listener } from "../trace/way.js";
import { inOrder } from "./filters.js";

/** @import {Elements, TraceSummary} from "../types.js" */

/**
 * @typedef {object} Share
 * @property {string} element The socket that answered.
 * @property {string} task Id of the task whose socket it is; empty: of none that is in the picture.
 * @property {string} name What the task is called, else the machine.
 * @property {string} address
 * @property {number} count
 * @property {number} [of] Of a stream: how many it will have answered in the end.
 */

/**
 * @param {readonly TraceSummary[]} traces
 * @param {Elements} elements
 * @returns {Share[]} By address; those that nobody asked are not there.
 */
export function tally(traces, elements) {
  /** @type {Map<string, Share>} */
  const found = new Map();
  for (const { server } of traces) {
    if (!server) continue;
    const known = found.get(server.element);
    if (known === undefined) found.set(server.element, { ...named(server, elements), count: 1 });
    else known.count += 1;
  }
  return [...found.values()].sort((a, b) => inOrder(a.address, b.address) || inOrder(a.element, b.element));
}

/** @param {NonNullable<TraceSummary["server"]>} server @param {Elements} elements */
function named({ element, namespace, address }, elements) {
  const node = namespace.split("/")[0] ?? "";
  const task = taskOf([{ node, namespace, entries: [] }], elements) || listener(element, elements);
  return { element, task, address, name: elements[task]?.label ?? node };
}
