// @ts-check
/**
 * Whether a hop changed something that is told beside the packet.
 *
 * Law of this file: pure.
 */

/** @import {Hop} from "../types.js" */

const TOLD = ["dst", "src", "ttl", "dmac"];

/** @param {Hop} hop */
export function flagged({ changed }) {
  return TOLD.some((name) => changed.includes(name));
}
