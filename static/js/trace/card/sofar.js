// @ts-check
/**
 * How the header looked at each rewriting up to a hop: of the way on which that hop is.
 *
 * Law of this file: pure. What an envelope carries is the packet; that it was put in or taken out is told by its bytes.
 */

import { rewrites } from "../plan.js";

/** @import {Header, Hop, Trace} from "../../types.js" */

/**
 * @typedef {object} Stand
 * @property {number} n The hop that made it so; the first one is how it set out.
 * @property {Header} header
 * @property {readonly string[]} changed
 * @property {number} bytes How many an envelope adds here; less than 0: takes away.
 */

/** @param {Pick<Trace, "hops">} trace @param {number} n @returns {Stand[]} */
export function soFar({ hops }, n) {
  const here = hops[n - 1];
  if (here === undefined) return [];
  const way = hops.filter((hop) => hop.n <= n && hop.leg === here.leg && hop.direction === here.direction);
  const first = /** @type {Hop} */ (way[0]);
  const turns = way.filter((hop) => rewrites(hop) || grown(hop) !== 0);
  const set = { n: first.n, header: carried(first, "before"), changed: [], bytes: 0 };
  const stands = turns.map((hop) => ({
    n: hop.n,
    header: carried(hop, "after"),
    changed: rewrites(hop) ? hop.changed.filter((field) => field === "src" || field === "dst" || field === "ttl") : [],
    bytes: grown(hop),
  }));
  return turns[0] === first ? stands : [set, ...stands];
}

/** The header of the packet itself, also where it is in an envelope. @param {Hop} hop @param {"before" | "after"} when */
function carried(hop, when) {
  return (when === "before" ? hop.envelope_before : hop.envelope)?.inner ?? hop[when];
}

/** @param {Hop} hop */
function grown({ envelope_before: before, envelope: after }) {
  const added = (/** @type {Hop["envelope"]} */ envelope) => (envelope === undefined ? 0 : envelope.bytes - envelope.inner_bytes);
  return added(after) - added(before);
}
