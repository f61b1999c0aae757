// @ts-check
/**
 * The hops of a request in rounds, each there and back: one for every question to a name server, one for the request.
 *
 * Law of this file: pure.
 */

/** @import {Hop} from "../types.js" */

/** Whether a hop is on its way back to who asked. @param {Pick<Hop, "direction">} hop */
export function comesBack({ direction }) {
  return direction === "reply" || direction === "answer";
}

/** Whether a hop belongs to a look-up. @param {Pick<Hop, "direction">} hop */
export function looksUp({ direction }) {
  return direction === "lookup" || direction === "answer";
}

/**
 * @param {readonly Hop[]} hops
 * @returns {Hop[][]} In their order; none is empty.
 */
export function rounds(hops) {
  /** @type {Hop[][]} */
  const found = [];
  for (const hop of hops) {
    const round = found.at(-1);
    const before = round?.at(-1);
    const same = before !== undefined && looksUp(before) === looksUp(hop) && (!looksUp(hop) || before.leg === hop.leg);
    if (same) round?.push(hop);
    else found.push([hop]);
  }
  return found;
}
