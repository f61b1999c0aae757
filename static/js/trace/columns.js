// @ts-check
/**
 * The columns of the ruler: request above, reply below, so that each rewrite stands over its undoing.
 *
 * Law of this file: pure. A hop of the way back stands under the hop of the way there that happened at the same place,
 * as far as the order of both allows it.
 */

import { comesBack } from "./rounds.js";

/** @import {Hop} from "../types.js" */

/** @typedef {{request: Hop | null, reply: Hop | null}} Column */

/**
 * @param {readonly Hop[]} hops
 * @returns {Column[]} From left to right.
 */
export function columns(hops) {
  const there = hops.filter((hop) => !comesBack(hop));
  const back = hops.filter(comesBack).reverse();
  const spots = new Map(hops.map((hop, index) => [hop, spot(hop, hops[index + 1])]));
  const at = (/** @type {Hop | undefined} */ hop) => (hop === undefined ? "" : (spots.get(hop) ?? ""));
  const table = common(there.map(at), back.map(at));
  /** @type {Column[]} */
  const found = [];
  let [i, j] = [0, 0];
  while (i < there.length || j < back.length) {
    const [request, reply] = [there[i], back[j]];
    const together = request !== undefined && reply !== undefined && at(request) === at(reply);
    const skip = (/** @type {number} */ a, /** @type {number} */ b) => table[a]?.[b] ?? 0;
    if (together && skip(i, j) === skip(i + 1, j + 1) + 1) {
      found.push({ request, reply });
      i += 1;
      j += 1;
    } else if (request !== undefined && (reply === undefined || skip(i + 1, j) >= skip(i, j + 1))) {
      found.push({ request, reply: null });
      i += 1;
    } else {
      found.push({ request: null, reply: reply ?? null });
      j += 1;
    }
  }
  return found;
}

/**
 * Where a hop happens, as far as the ruler tells places apart: on a machine, or between two of them.
 * @param {Hop} hop
 * @param {Hop | undefined} next
 */
function spot(hop, next) {
  return hop.kind === "wire" ? [hop.node, next?.node ?? ""].sort().join(" ") : hop.node;
}

/**
 * The length of the longest common run of places from each pair of positions on.
 * @param {readonly string[]} there
 * @param {readonly string[]} back
 * @returns {number[][]}
 */
function common(there, back) {
  const table = Array.from(
    { length: there.length + 1 },
    () => /** @type {number[]} */ (Array(back.length + 1).fill(0)),
  );
  for (let i = there.length - 1; i >= 0; i -= 1) {
    for (let j = back.length - 1; j >= 0; j -= 1) {
      const same = there[i] === back[j];
      const [next, down, right] = [table[i + 1]?.[j + 1] ?? 0, table[i + 1]?.[j] ?? 0, table[i]?.[j + 1] ?? 0];
      /** @type {number[]} */ (table[i])[j] = same ? next + 1 : Math.max(down, right);
    }
  }
  return table;
}

/**
 * Consecutive columns on the same machine, for the brackets above the ruler.
 * @param {readonly Column[]} list
 * @returns {{node: string, from: number, count: number}[]}
 */
export function brackets(list) {
  /** @type {{node: string, from: number, count: number}[]} */
  const found = [];
  list.forEach(({ request, reply }, index) => {
    const hop = request ?? reply;
    const node = hop === null || hop.kind === "wire" ? "" : hop.node;
    const last = found.at(-1);
    if (last !== undefined && last.node === node) last.count += 1;
    else found.push({ node, from: index, count: 1 });
  });
  return found.filter(({ node }) => node !== "");
}
