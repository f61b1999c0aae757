// @ts-check
/**
 * What the canvas above the picture shows at a moment of a plan: lines, badges, the packet, its flag. A value. Of several
 * questions only the one is shown that the packet belongs to.
 *
 * Law of this file: pure; it says what is drawn and where, not how. Times are those at speed 1.
 */

import { LANE } from "../stage/bands.js";
import { settle } from "./ease.js";
import { along, pathLength } from "./along.js";
import { WRAP, wraps } from "./plan.js";
import { standing } from "./play.js";
import { looksUp } from "./rounds.js";

/** @import {Beat, Plan, Playback, Point} from "../types.js" */
/** @import {Standing} from "./play.js" */

/** How far apart badges stand: beside each other one of them may be the packet, which is longer. */
const APART = { beside: 20, below: 17 };
/** Left of every machine of the column form. */
const LANE_ENDS = 2 * LANE;
/** How long a packet that is sent again takes to where the first one died. */
const AGAIN_MS = 700;
const CHANGE_MS = 320;
const PER_ENTRY_MS = 90;

/**
 * @typedef {object} Badge
 * @property {number} n
 * @property {Point} at
 * @property {1 | -1} inward
 * @property {"done" | "here" | "ahead"} when
 * @property {boolean} dead The request died here, and its packet is seen here no more: the refusal goes home.
 *
 * @typedef {object} Packet
 * @property {Point} at
 * @property {number} n
 * @property {boolean} reply
 * @property {number} dead How far it has turned to its cross, from 0 to 1.
 * @property {number} heading In quarter turns: 0 right, 1 down, 2 left, 3 up.
 * @property {string} carried
 * @property {number} wrapped How far it is in an envelope, from 0 to 1.
 * @property {boolean} asks It asks a name server, or brings the answer: a card rather than a packet.
 *
 * @typedef {object} Drawing
 * @property {readonly (readonly Point[])[]} done
 * @property {readonly (readonly Point[])[]} ahead
 * @property {readonly Point[]} never
 * @property {Badge[]} badges
 * @property {Packet | null} packet
 * @property {{text: string, at: Point, dead: boolean, risen: number} | null} flag `risen` from 0 to 1.
 * @property {{at: Point, heading: number}[]} again Packets that are sent again.
 * @property {{at: Point, count: number} | null} tally How often the packet was sent, beside the client.
 * @property {{task: string, part: number} | null} delivered The task whose edge fills.
 * @property {{at: Point, part: number} | null} ring A question that goes around, and how far it has come.
 * @property {readonly {at: Point, heading: number, reply: boolean}[]} stream Packets of several requests at once.
 * @property {readonly (readonly Point[])[]} bands Pieces of the way on which the packet travels in an envelope.
 * @property {readonly Point[]} sights Where it was seen.
 * @property {{at: Point, to: Point | null} | null} taken Where a proxy holds the packet that it took, while its own is on its way;
 *   `to`: where that has come back.
 * @property {string | null} asked The element of the entry that is just asked.
 */

/** @type {Drawing} */
export const NOTHING = {
  done: [],
  ahead: [],
  never: [],
  badges: [],
  packet: null,
  flag: null,
  again: [],
  tally: null,
  delivered: null,
  ring: null,
  stream: [],
  bands: [],
  sights: [],
  taken: null,
  asked: null,
};

/**
 * @param {Plan} plan
 * @param {Playback} playback
 * @returns {Drawing}
 */
export function drawing(plan, playback) {
  const now = standing(playback, plan.beats);
  const { hop, part } = now;
  const next = part > 0 ? plan.beats[hop] : undefined;
  const moving = along(next?.path ?? [], part);
  const here = plan.beats[hop - 1];
  const question = (next ?? here ?? plan.beats[0])?.question;
  const there = plan.beats.filter((beat) => !beat.reply && beat.question === question);
  const at = moving.at ?? endOf(plan, hop);
  const reply = (next ?? here)?.reply ?? false;
  const died = here?.died === true && next === undefined;
  const client = plan.start ?? plan.beats[0]?.path[0];
  const left = next === undefined && hop < plan.beats.length ? hop - 1 : hop;
  const gone = there.filter((beat) => beat.hop.n <= hop).map((beat) => beat.path);
  const done = [...gone, ...(next && !next.reply ? [moving.done] : [])];
  return {
    done,
    ahead: there.filter((beat) => beat.hop.n > hop).map((beat) => beat.path),
    never: plan.beats.slice(0, hop).some((beat) => beat.died && beat.question === question) ? plan.never : [],
    badges: spread(badges(there, hop, next !== undefined)),
    packet: at && {
      at,
      n: hop,
      reply,
      dead: died ? changed(now) : 0,
      heading: part > 0 ? direction(moving.done) : faces(plan, hop, reply),
      carried: reply && plan.beats.slice(0, hop).some((beat) => beat.died) ? plan.carried : "",
      wrapped: next !== undefined ? Number(inEnvelope(here)) : wrapped(here, now),
      asks: looksUp((next ?? here ?? plan.beats[0])?.hop ?? { direction: "request" }),
    },
    flag: here === undefined || next !== undefined || at === null ? null : flagOf(here, at, now),
    again: again(
      there,
      here,
      now,
    ),
    tally: plan.attempts > 1 && client !== undefined ? { at: client, count: sent(plan, now) } : null,
    delivered: here && here.delivered !== "" && next === undefined ? { task: here.delivered, part: changed(now) } : null,
    ring: here === undefined || next !== undefined ? null : ringOf(here, now),
    stream: [],
    bands: bands(plan.beats, question, hop, next && !next.reply ? moving.done : []),
    sights: plan.beats.slice(0, Math.max(0, left)).filter((beat) => beat.question === question).flatMap(({ sights }) => sights.flatMap((sight) => sight.at ?? [])),
    taken: takenAt(plan, hop, at, next),
    asked: now.phase === "look" ? (here?.hop.entries[entryAt(now, here.hop.entries)]?.element ?? null) : null,
  };
}

/** @param {Beat | undefined} beat */
function inEnvelope(beat) {
  return beat?.hop.envelope !== undefined;
}

/** How far the packet is in its envelope at a hop. @param {Beat | undefined} here @param {Standing} now */
function wrapped(here, { phase, ms }) {
  if (here === undefined) return 0;
  const after = Number(inEnvelope(here));
  if (!wraps(here.hop) || phase === "rest" || phase === "dwell" || phase === "wait") return after;
  const part = phase === "change" ? settle(Math.min(1, ms / WRAP)) : 0;
  return after === 1 ? part : 1 - part;
}

/**
 * The way there as far as it is gone in an envelope.
 * @param {readonly Beat[]} beats
 * @param {number | undefined} question
 * @param {number} hop
 * @param {readonly Point[]} moving The piece on which the packet moves.
 */
function bands(beats, question, hop, moving) {
  const gone = beats.slice(0, hop).filter((beat, index) => !beat.reply && beat.question === question && inEnvelope(beats[index - 1]));
  return [...gone.map(({ path }) => path), ...(inEnvelope(beats[hop - 1]) ? [moving] : [])].filter((path) => path.length > 1);
}

/**
 * Where a proxy holds the packet that it took: from the moment at which it sends its own.
 * @param {Plan} plan
 * @param {number} hop
 * @param {Point | null} at
 * @param {Beat | undefined} next
 * @returns {Drawing["taken"]}
 */
function takenAt({ beats }, hop, at, next) {
  const second = beats.findLastIndex((beat, index) => beat.second && index < hop + (next === undefined ? 0 : 1));
  const leg = beats[second]?.hop.leg;
  const last = beats.slice(0, Math.max(0, second)).findLast((beat) => !beat.reply && beat.hop.leg === (leg ?? 0) - 1);
  const held = last?.path.at(-1) ?? last?.badge ?? null;
  if (second === -1 || held === null) return null;
  const home = hop === beats.length && next === undefined && beats.at(-1)?.reply === true;
  return { at: held, to: home ? at : null };
}

/** How far the change at a hop has come. @param {Standing} now */
function changed({ phase, ms }) {
  if (phase === "look") return 0;
  return phase === "change" ? settle(Math.min(1, ms / CHANGE_MS)) : 1;
}

/**
 * The index of the entry that is asked while the packet looks: in order, at most five, then the one that matched.
 * @param {Standing} now
 * @param {readonly {matched: boolean}[]} entries
 */
export function entryAt({ ms }, entries) {
  const index = Math.floor(ms / PER_ENTRY_MS);
  const match = entries.findIndex(({ matched }) => matched);
  return index >= 4 && match > index ? match : Math.min(index, entries.length - 1);
}

/** @param {Beat} here @param {Standing} now @returns {Drawing["ring"]} */
function ringOf({ asks, changeMs }, { phase, ms }) {
  if (asks === null || phase !== "change") return null;
  const each = changeMs / asks.times;
  return { at: asks.at, part: (ms % each) / each };
}

/** @param {Beat} here @param {Point} at @param {Standing} now @returns {Drawing["flag"]} */
function flagOf(here, at, now) {
  const risen = changed(now);
  return here.flag === "" || risen === 0 ? null : { text: here.flag, at, dead: here.died, risen };
}

/**
 * Packets that are sent again and are on their way, along the whole way of the first.
 * @param {readonly Beat[]} there
 * @param {Beat | undefined} here
 * @param {Standing} now
 * @returns {Drawing["again"]}
 */
function again(there, here, { phase, ms }) {
  const still = there.every(({ travelMs }) => travelMs === 0);
  if (phase !== "wait" || here === undefined || still) return [];
  const path = there.flatMap((beat, index) => beat.path.slice(index === 0 ? 0 : 1));
  return (here.wait?.sends ?? []).flatMap((send) => {
    const part = (ms - send) / AGAIN_MS;
    const { at, done } = along(path, part);
    return part <= 0 || part >= 1 || at === undefined || pathLength(path) === 0 ? [] : [{ at, heading: direction(done) }];
  });
}

/** How often the packet was sent by now. @param {Plan} plan @param {Standing} now */
function sent({ beats, attempts }, { hop, phase, ms }) {
  const died = beats.findIndex((beat) => beat.died) + 1;
  if (hop !== died) return hop > died ? attempts : 1;
  if (phase === "rest") return attempts;
  const sends = beats[died - 1]?.wait?.sends ?? [];
  return phase === "wait" ? 1 + sends.filter((send) => send <= ms).length : 1;
}

/**
 * Where the packet stands after a number of hops.
 * @param {Plan} plan
 * @param {number} hop
 * @returns {Point | null}
 */
function endOf(plan, hop) {
  const last = plan.beats.slice(0, hop).findLast((beat) => beat.path.length > 0);
  return last?.path.at(-1) ?? plan.start;
}

/** @param {readonly Beat[]} there @param {number} hop @param {boolean} left @returns {Badge[]} */
function badges(there, hop, left) {
  return there.flatMap((beat) => {
    const when = beat.hop.n < hop ? "done" : beat.hop.n === hop ? "here" : "ahead";
    const dead = beat.died && (when === "done" || (when === "here" && left));
    return beat.badge === null ? [] : [{ n: beat.hop.n, at: beat.badge, inward: beat.inward, when, dead }];
  });
}

/**
 * Badges that would cover each other stand side by side; in the lane of the column form, one below the other.
 * @param {Badge[]} list
 * @returns {Badge[]}
 */
function spread(list) {
  /** @type {Badge[]} */
  const placed = [];
  for (const badge of list) {
    let { x, y } = badge.at;
    const [right, down] = x < LANE_ENDS ? [0, APART.below] : [APART.beside * badge.inward, 0];
    const apart = Math.abs(right + down);
    while (placed.some(({ at }) => Math.hypot(at.x - x, at.y - y) < apart - 0.5)) [x, y] = [x + right, y + down];
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
