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
 * Where a server asks another one before it answers, that is a round in between.
 * @param {readonly Hop[]} hops
 * @returns {Hop[][]} In their order; none is empty.
 */
export function rounds(hops) {
  /** @type {Hop[][]} */
  const found = [];
  for (const hop of hops) {
    const round = found.at(-1);
    const before = round?.at(-1);
    if (before === undefined || looksUp(before) !== looksUp(hop) || (looksUp(hop) && turns(before, hop))) found.push([hop]);
    else round?.push(hop);
  }
  return found;
}

/** Whether a look-up begins anew: a question is asked, or an answer has come home. @param {Hop} before @param {Hop} hop */
function turns(before, hop) {
  return hop.message === "dns.asks" || (comesBack(before) && !comesBack(hop));
}
