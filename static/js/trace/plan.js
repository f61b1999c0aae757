// @ts-check
/**
 * A request → beats: what is played, as a value. Times are those at speed 1.
 *
 * Law of this file: pure. What was rewritten means source, destination or time to live; the card's addresses of a frame
 * are new on every wire and are no rewriting.
 */

import { flagWords, carriedWords } from "../words.js";
import { ways } from "./way.js";

/** @import {Beat, Elements, Hop, Plan, Point, Scene, Trace} from "../types.js" */

const TRAVEL = { least: 300, perUnit: 2, most: 900 };
const LOOK = { perEntry: 90, most: 5 };
const CHANGE = 320;
const DWELL = { changed: 700, asked: 350 };
const REWRITTEN = ["src", "dst", "ttl"];

/**
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Plan}
 */
export function plan(trace, scene, elements) {
  const { start, ways: found } = ways(trace, scene, elements);
  const died = diedAt(trace);
  const beats = trace.hops.map((hop, index) => {
    const way = /** @type {{path: Point[], badge: Point}} */ (found[index]);
    return beat(hop, way.path, way.badge, index === died);
  });
  return { trace: trace.id, start: start ?? beats[0]?.badge ?? { x: 0, y: 0 }, beats, carried: carried(trace, died) };
}

/**
 * @param {Hop} hop
 * @param {readonly Point[]} path
 * @param {Point} badge
 * @param {boolean} died
 * @returns {Beat}
 */
function beat(hop, path, badge, died) {
  const reply = hop.direction === "reply";
  const slower = reply ? 0.5 : 1;
  const changed = hop.changed.length > 0;
  const dwell = changed || died ? DWELL.changed : hop.entries.length > 0 ? DWELL.asked : 0;
  return {
    hop,
    path,
    badge,
    reply,
    died,
    delivered: hop.message === "socket.program",
    flag: flagWords(hop, died),
    travelMs: travelMs(path) * slower,
    lookMs: Math.min(hop.entries.length, LOOK.most) * LOOK.perEntry,
    changeMs: changed ? CHANGE : 0,
    dwellMs: dwell * slower,
  };
}

/** @param {readonly Point[]} path */
function travelMs(path) {
  const units = pathLength(path);
  return units === 0 ? 0 : Math.min(TRAVEL.most, TRAVEL.least + TRAVEL.perUnit * units);
}

/** @param {readonly Point[]} path */
export function pathLength(path) {
  return path.reduce((sum, point, index) => {
    const before = path[index - 1];
    return before === undefined ? 0 : sum + Math.hypot(point.x - before.x, point.y - before.y);
  }, 0);
}

/**
 * The point at a part (0 to 1) of a path's length, and the path up to there.
 * @param {readonly Point[]} path
 * @param {number} part
 * @returns {{at: Point | undefined, done: Point[]}}
 */
export function along(path, part) {
  const first = path[0];
  if (first === undefined) return { at: undefined, done: [] };
  let left = pathLength(path) * Math.min(1, Math.max(0, part));
  const done = [first];
  for (const [index, point] of path.slice(1).entries()) {
    const before = /** @type {Point} */ (path[index]);
    const length = Math.hypot(point.x - before.x, point.y - before.y);
    if (length >= left) {
      const t = length === 0 ? 0 : left / length;
      const at = { x: before.x + (point.x - before.x) * t, y: before.y + (point.y - before.y) * t };
      return { at, done: [...done, at] };
    }
    left -= length;
    done.push(point);
  }
  return { at: path.at(-1), done };
}

/**
 * The index of the hop at which the packet died; -1 when the request was answered. A refusal that came home means that
 * the request died, at its last hop; else the packet died where the list of hops ends.
 * @param {Trace} trace
 */
export function diedAt(trace) {
  if (trace.success || trace.hops.length === 0) return -1;
  const last = /** @type {Hop} */ (trace.hops.at(-1));
  const home = last.direction === "reply" && last.node === trace.from && last.message.startsWith("socket.client");
  return home ? trace.hops.findLastIndex((hop) => hop.direction !== "reply") : trace.hops.length - 1;
}

/** @param {Trace} trace @param {number} died */
function carried(trace, died) {
  const answersFollow = died !== -1 && died < trace.hops.length - 1;
  return answersFollow ? carriedWords(trace.legs.at(-1)?.refusal?.kind ?? "") : "";
}

/**
 * Whether a hop rewrote the header that decides the way.
 * @param {Hop} hop
 */
export function rewrites(hop) {
  return hop.changed.some((field) => REWRITTEN.includes(field));
}

/** How long a beat takes at speed 1. @param {Beat} beat */
export function beatMs(beat) {
  return beat.travelMs + beat.lookMs + beat.changeMs + beat.dwellMs;
}
