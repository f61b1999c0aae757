// @ts-check
/**
 * What the canvas above the picture shows at a moment of a plan: lines, badges, the packet, its flag. A value.
 *
 * Law of this file: pure; it says what is drawn and where, not how.
 */

import { along } from "./plan.js";
import { standing } from "./play.js";

/** @import {Beat, Plan, Playback, Point} from "../types.js" */

const APART = 17;

/**
 * @typedef {object} Badge
 * @property {number} n
 * @property {Point} at
 * @property {"done" | "here" | "ahead"} when
 * @property {boolean} dead The request died here, and its packet is seen here no more: the refusal goes home.
 *
 * @typedef {object} Drawing
 * @property {Point[][]} done
 * @property {Point[][]} ahead
 * @property {Badge[]} badges
 * @property {{at: Point, n: number, reply: boolean, dead: boolean, heading: number, carried: string} | null} packet
 * @property {{text: string, at: Point, dead: boolean} | null} flag
 */

/** @type {Drawing} */
export const NOTHING = { done: [], ahead: [], badges: [], packet: null, flag: null };

/**
 * @param {Plan} plan
 * @param {Playback} playback
 * @returns {Drawing}
 */
export function drawing(plan, playback) {
  const { hop, part } = standing(playback, plan.beats);
  const next = part > 0 ? plan.beats[hop] : undefined;
  const moving = along(next?.path ?? [], part);
  const there = plan.beats.filter((beat) => !beat.reply);
  const standsAt = plan.beats[hop - 1];
  const at = moving.at ?? endOf(plan, hop);
  const reply = (next ?? standsAt)?.reply ?? false;
  const dead = standsAt?.died === true && next === undefined;
  return {
    done: [...there.slice(0, hop).map((beat) => [...beat.path]), ...(next && !next.reply ? [moving.done] : [])],
    ahead: there.slice(hop).map((beat) => [...beat.path]),
    badges: spread(badges(there, hop, next !== undefined)),
    packet: {
      at,
      n: hop,
      reply,
      dead,
      heading: part > 0 ? direction(moving.done) : faces(plan, hop, reply),
      carried: reply ? plan.carried : "",
    },
    flag:
      standsAt !== undefined && standsAt.flag !== "" && next === undefined ? { text: standsAt.flag, at, dead } : null,
  };
}

/**
 * Where the packet stands after a number of hops.
 * @param {Plan} plan
 * @param {number} hop
 * @returns {Point}
 */
function endOf(plan, hop) {
  const last = plan.beats.slice(0, hop).findLast((beat) => beat.path.length > 0);
  return last?.path.at(-1) ?? plan.start;
}

/** @param {readonly Beat[]} there @param {number} hop @param {boolean} left @returns {Badge[]} */
function badges(there, hop, left) {
  return there.map((beat, index) => {
    const when = index + 1 < hop ? "done" : index + 1 === hop ? "here" : "ahead";
    const dead = beat.died && (when === "done" || (when === "here" && left));
    return { n: beat.hop.n, at: beat.badge, when, dead };
  });
}

/**
 * Badges that would cover each other stand side by side.
 * @param {Badge[]} list
 * @returns {Badge[]}
 */
function spread(list) {
  /** @type {Badge[]} */
  const placed = [];
  for (const badge of list) {
    let { x, y } = badge.at;
    while (placed.some(({ at }) => Math.hypot(at.x - x, at.y - y) < APART - 0.5)) x += APART;
    placed.push({ ...badge, at: { x, y } });
  }
  return placed;
}

/**
 * The direction of a packet that stands: that in which it came, also where it has not moved since it turned.
 * @param {Plan} plan
 * @param {number} hop
 * @param {boolean} reply
 */
function faces(plan, hop, reply) {
  const came = plan.beats.slice(0, hop).findLast((beat) => beat.path.length > 1);
  if (came === undefined) return direction(plan.beats[0]?.path ?? []);
  return (direction(came.path) + (came.reply === reply ? 0 : 2)) % 4;
}

/**
 * The direction of the last piece of a path, in quarter turns: 0 right, 1 down, 2 left, 3 up.
 * @param {readonly Point[]} path
 */
function direction(path) {
  const [from, to] = [path.at(-2), path.at(-1)];
  if (from === undefined || to === undefined) return 0;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 2 : 0;
  return dy < 0 ? 3 : 1;
}
