// @ts-check
/**
 * When a client sends a packet that nobody answers: TCP doubles its patience with each one that it sends again, beginning
 * with a second (RFC 6298, 2.1 and 5.5).
 *
 * Law of this file: pure; times are logical milliseconds after the first.
 */

import { looksUp } from "./rounds.js";

/** @import {Hop, Trace} from "../types.js" */

const FIRST_RETRANSMISSION_MS = 1000;

/** How often the first packet of a hop's connection was sent. @param {Pick<Trace, "legs">} trace @param {Hop | undefined} hop */
export function attemptsOf({ legs }, hop) {
  return hop === undefined || looksUp(hop) ? 1 : (legs[hop.leg - 1]?.syn_attempts ?? 1);
}

/** @param {Pick<Trace, "legs">} trace @param {Hop} hop @returns {number[]} The first one is 0. */
export function sendTimes(trace, hop) {
  return Array.from({ length: attemptsOf(trace, hop) }, (_, n) => (2 ** n - 1) * FIRST_RETRANSMISSION_MS);
}
