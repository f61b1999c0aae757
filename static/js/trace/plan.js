// @ts-check
/**
 * A request → beats: what is played, as a value. Times are those at speed 1.
 *
 * Law of this file: pure. What was rewritten means source, destination or time to live; the card's addresses of a frame
 * are new on every wire and are no rewriting.
 */

import { LANE } from "../stage/bands.js";
import { flagWords, carriedWords } from "../words.js";
import { pathLength } from "./along.js";
import { comesBack, looksUp, opensSecond, questions } from "./rounds.js";
import { sightsOf } from "./sights.js";
import { taskOf } from "./visits.js";
import { attemptsOf, sendTimes } from "./waits.js";
import { listener, neverTaken, ways } from "./way.js";

/** @import {Beat, Elements, Hop, Plan, Point, Scene, Trace, Wait} from "../types.js" */
/** @import {Way} from "./way.js" */

const TRAVEL = { least: 300, perUnit: 2, most: 900 };
const LOOK = { perEntry: 90, most: 5 };
const CHANGE = 320;
/** A packet is put into an envelope, or taken out of it. */
export const WRAP = 480;
/** Between a packet that a proxy takes and the one that it sends itself. */
const PAUSE = 160;
/** A question who has an address: once around, or three times when nobody answers (`mcast_solicit`). */
const ASK = { each: 240, unanswered: 3 };
const DWELL = { changed: 700, asked: 350 };
/** The messages of hops at which what came back is handed to who asked. */
const HOME = /^socket\.(client|asker)/;
const REWRITTEN = ["src", "dst", "ttl"];
/** While the client waits, logical time runs so much faster; a long wait is shortened to so many milliseconds. */
const WAIT = { faster: 4, most: 8000 };

/**
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Plan}
 */
export function plan(trace, scene, elements) {
  const { start, ways: found } = ways(trace, scene, elements);
  const died = diedAt(trace);
  const attempts = attemptsOf(trace, trace.hops[died]);
  const asked = questions(trace.hops);
  const beats = trace.hops.map((hop, index) => {
    const way = /** @type {Way} */ (found[index]);
    const task = hop.message === "socket.program" ? (taskOf([hop], elements) ?? listener(hop.element, elements)) : "";
    const wait = index === died && attempts > 1 ? waiting(sendTimes(trace, hop), trace.elapsed_ms) : null;
    const asks = questionOf(hop, way.badge, scene, elements);
    const question = asked[index] ?? 0;
    const told = index === died || scene.form !== "column"; // there the card stands right beneath, and no room is beside
    const end = { question, died: index === died, delivered: task, wait, asks, flag: told ? flagWords(hop, index === died) : "" };
    const sights = sightsOf(hop.taps ?? [], way.path.at(-1), found[index + 1]?.path ?? [], scene, elements);
    const made = { ...beat(hop, way, end), sights, second: opensSecond(trace.hops, index) };
    return opensSecond(trace.hops, index + 1) ? { ...made, dwellMs: made.dwellMs + PAUSE } : made;
  });
  const last = beats[died];
  return {
    trace: trace.id,
    start,
    beats,
    carried: carried(trace, died),
    never: last?.badge ? neverTaken(last.badge, last.hop.node, last.hop.before.dst, scene, elements) : [],
    attempts,
  };
}

/**
 * @param {Hop} hop
 * @param {Way} way
 * @param {Pick<Beat, "question" | "died" | "delivered" | "wait" | "asks" | "flag">} end
 * @returns {Omit<Beat, "sights" | "second">}
 */
function beat(hop, way, end) {
  const reply = comesBack(hop);
  const slower = reply ? 0.5 : 1;
  const changed = hop.changed.length > 0;
  const dwell = changed || end.died ? DWELL.changed : hop.entries.length > 0 ? DWELL.asked : 0;
  return {
    hop,
    ...way,
    reply,
    ...end,
    travelMs: travelMs(way.path) * slower,
    lookMs: Math.min(hop.entries.length, LOOK.most) * LOOK.perEntry,
    changeMs: Math.max(
      changed || end.died || end.delivered !== "" ? CHANGE : 0,
      (end.asks?.times ?? 0) * ASK.each,
      wraps(hop) ? WRAP : 0,
    ),
    dwellMs: dwell * slower,
  };
}

/**
 * Where the question goes out who has an address: on the wire, or on the cable, beside the card that asks.
 * @param {Hop} hop
 * @param {Point | null} badge
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Beat["asks"]}
 */
function questionOf({ message, element }, badge, scene, elements) {
  const times = { "neighbour.asked": 1, "neighbour.failed": ASK.unanswered }[message];
  const edge = Object.values(elements).find(({ source }) => source === element);
  const box = scene.boxes[edge?.target ?? ""];
  if (times === undefined || badge === null || box === undefined) return null;
  return { at: scene.form === "column" ? { x: LANE, y: badge.y } : { x: box.x + box.w / 2, y: badge.y }, times };
}

/**
 * @param {readonly number[]} times When the packet was sent, in logical time.
 * @param {number} lastsMs How long the request lasted in logical time.
 * @returns {Wait}
 */
function waiting(times, lastsMs) {
  const faster = Math.max(WAIT.faster, lastsMs / WAIT.most);
  const sends = times.slice(1).map((ms) => ms / faster);
  return { ms: Math.max(lastsMs / faster, sends.at(-1) ?? 0), sends };
}

/** @param {readonly Point[]} path */
function travelMs(path) {
  const units = pathLength(path);
  return units === 0 ? 0 : Math.min(TRAVEL.most, TRAVEL.least + TRAVEL.perUnit * units);
}

/**
 * The index of the hop at which the packet died; -1 when the request was answered. A refusal that came home means that
 * the request died, at its last hop; else the packet died where the list of hops ends.
 * @param {Trace} trace
 */
export function diedAt(trace) {
  if (trace.success || trace.veiled || trace.hops.length === 0) return -1;
  const last = /** @type {Hop} */ (trace.hops.at(-1));
  const home = comesBack(last) && last.node === trace.from && HOME.test(last.message);
  return home ? trace.hops.findLastIndex((hop) => !comesBack(hop)) : trace.hops.length - 1;
}

/** What brings the refusal home; empty: none comes. @param {Trace} trace */
export function carriedBy(trace) {
  return carried(trace, diedAt(trace));
}

/** @param {Trace} trace @param {number} died */
function carried(trace, died) {
  const hop = trace.hops[died];
  const answersFollow = died !== -1 && died < trace.hops.length - 1;
  if (answersFollow && hop !== undefined && looksUp(hop)) return trace.hops.at(-1)?.before.src.includes(":") ? "DNS" : "ICMP";
  return answersFollow ? carriedWords(trace.legs.at(-1)?.refusal?.kind ?? "") : "";
}

/**
 * Whether a hop rewrote the header that decides the way. An envelope is another packet's header: the packet is as it was.
 * @param {Hop} hop
 */
export function rewrites(hop) {
  return hop.kind !== "vxlan" && hop.changed.some((field) => REWRITTEN.includes(field));
}

/** Whether a packet is put into an envelope here, or taken out. @param {Hop} hop */
export function wraps({ envelope_before: before, envelope: after }) {
  return (before === undefined) !== (after === undefined);
}

/** How long a beat takes at speed 1. @param {Beat} beat */
export function beatMs(beat) {
  return shownMs(beat) + beat.dwellMs + (beat.wait?.ms ?? 0);
}

/** How long it takes until all of a beat is shown that it has to show. @param {Beat} beat */
export function shownMs({ travelMs, lookMs, changeMs }) {
  return travelMs + lookMs + changeMs;
}
