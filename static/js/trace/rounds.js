// @ts-check
/**
 * The hops of a request in rounds, each there and back: one for every question to a name server, one for each connection.
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
  for (const [index, hop] of hops.entries()) {
    const round = found.at(-1);
    const before = round?.at(-1);
    const anew = before === undefined || looksUp(before) !== looksUp(hop) || (looksUp(hop) && turns(before, hop));
    if (anew || opensSecond(hops, index)) found.push([hop]);
    else round?.push(hop);
  }
  return found;
}

/** Whether with a hop the program that asks first sends something, and not a name server that asks in its turn. @param {Hop} hop @param {Hop} first */
export function isOwn(hop, first) {
  if (hop.node !== first.node || comesBack(hop)) return false;
  return !looksUp(hop) || (hop.message === "dns.asks" && hop.params["program"] === first.params["program"]);
}

/**
 * For each hop the question that it belongs to, as a number; the request is one of its own, with all its connections. A question whose answer comes
 * after those that the server asked in its turn goes on where it was.
 * @param {readonly Hop[]} hops
 * @returns {number[]}
 */
export function questions(hops) {
  /** @type {number[]} */
  const open = [];
  let last = -1;
  return rounds(hops).flatMap((round) => {
    const first = /** @type {Hop} */ (round[0]);
    const goesOn = looksUp(first) && first.message !== "dns.asks" ? open.at(-1) : undefined;
    const second = !looksUp(first) && first.leg > 1 && last >= 0 ? last : undefined;
    const number = goesOn ?? second ?? (last += 1);
    if (goesOn === undefined) open.push(number);
    if (comesBack(/** @type {Hop} */ (round.at(-1)))) open.pop();
    return round.map(() => number);
  });
}

/**
 * Whether with a hop a program that was asked opens a connection of its own: a proxy. Between legs nothing travels.
 * @param {readonly Hop[]} hops
 * @param {number} index
 */
export function opensSecond(hops, index) {
  const [hop, before] = [hops[index], hops[index - 1]];
  return hop !== undefined && before !== undefined && !looksUp(hop) && !looksUp(before) && hop.leg !== before.leg;
}

/** Whether a look-up begins anew: a question is asked, or an answer has come home. @param {Hop} before @param {Hop} hop */
function turns(before, hop) {
  return hop.message === "dns.asks" || (comesBack(before) && !comesBack(hop));
}
