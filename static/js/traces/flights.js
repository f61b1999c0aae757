// @ts-check
/**
 * Several requests as a stream: when each leaves, where its packet is, and when it has come home. Times are those at speed
 * 1, in milliseconds since the stream began.
 *
 * Law of this file: pure. Requests of one kind (from the same machine, asking for the same, answered by the same) take the
 * same way, so one whole request of a kind tells the way of all. At most forty packets are drawn; more are counted.
 */

import { along, pathLength } from "../trace/along.js";
import { diedAt, plan } from "../trace/plan.js";
import { looksUp } from "../trace/rounds.js";
import { askedOf } from "./filters.js";

/** @import {Beat, Elements, Point, Scene, Trace, TraceSummary} from "../types.js" */

export const MOST_DRAWN = 40;
const EDGE_MS = 450;
/** Between two that leave; a long stream leaves faster, so that it is over in so long a time. */
const APART = { most: 110, all: 9000 };
/** How long a request is on its way whose way is not known yet. */
const UNKNOWN_MS = 2000;
const BACK = 0.5;

/**
 * @typedef {object} Way One kind's, in the picture as it stands.
 * @property {readonly (readonly Point[])[]} there One path for each edge.
 * @property {readonly (readonly Point[])[]} back
 *
 * @typedef {{id: string, kind: string, leavesMs: number, drawn: boolean}} Flight
 * @typedef {{at: Point, heading: number, reply: boolean}} Packet
 */

/** What requests have in common that take the same way. @param {TraceSummary} trace */
export function kindOf(trace) {
  return [trace.from, trace.method, askedOf(trace), trace.server?.element ?? trace.disposition].join(" ");
}

/**
 * The way of a whole request. Look-ups are left out: they are no part of what is asked.
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Way}
 */
export function wayOf(trace, scene, elements) {
  const { beats } = plan(trace, scene, elements);
  const died = diedAt(trace);
  const moves = beats.filter(({ hop, path }, index) => !looksUp(hop) && pathLength(path) > 0 && (died === -1 || index <= died));
  return { there: edges(moves.filter(({ reply }) => !reply)), back: edges(moves.filter(({ reply }) => reply)) };
}

/** What a packet does on one machine, or on a wire, is one edge. @param {readonly Beat[]} beats @returns {Point[][]} */
function edges(beats) {
  /** @type {Point[][]} */
  const found = [];
  let place = "";
  for (const { hop, path } of beats) {
    const now = `${hop.leg} ${hop.kind === "wire" ? "wire" : hop.node}`;
    if (now === place) found.at(-1)?.push(...path.slice(1));
    else found.push([...path]);
    place = now;
  }
  return found;
}

/** How long a request is on its way. @param {Way | undefined} way */
export function lastsMs(way) {
  return way === undefined ? UNKNOWN_MS : (way.there.length + way.back.length * BACK) * EDGE_MS;
}

/**
 * The flights of requests that have come since; those that have left stay as they are.
 * @param {readonly Flight[]} flights
 * @param {readonly TraceSummary[]} requests All of the stream, in their order.
 * @param {(kind: string) => Way | undefined} wayOfKind
 * @param {number} [nowMs] None leaves before.
 * @returns {Flight[]}
 */
export function scheduled(flights, requests, wayOfKind, nowMs = 0) {
  const apart = Math.min(APART.most, APART.all / Math.max(1, requests.length));
  const found = [...flights];
  for (const trace of requests.slice(found.length)) {
    const before = found.at(-1);
    const leavesMs = before === undefined ? 0 : Math.max(nowMs, before.leavesMs + apart);
    const kind = kindOf(trace);
    const inTheAir = found.filter((other) => other.drawn && other.leavesMs + lastsMs(wayOfKind(other.kind)) > leavesMs).length;
    found.push({ id: trace.id, kind, leavesMs, drawn: inTheAir < MOST_DRAWN });
  }
  return found;
}

/** When a flight is over. @param {Flight} flight @param {(kind: string) => Way | undefined} wayOfKind */
export function homeMs({ leavesMs, kind }, wayOfKind) {
  return leavesMs + lastsMs(wayOfKind(kind));
}

/**
 * The packets in the air at a moment.
 * @param {readonly Flight[]} flights
 * @param {number} ms
 * @param {(kind: string) => Way | undefined} wayOfKind
 * @returns {Packet[]}
 */
export function packets(flights, ms, wayOfKind) {
  return flights.flatMap((flight) => {
    const way = wayOfKind(flight.kind);
    const gone = ms - flight.leavesMs;
    if (!flight.drawn || way === undefined || gone < 0) return [];
    const edges = [...way.there.map((path) => ({ path, ms: EDGE_MS, reply: false })), ...way.back.map((path) => ({ path, ms: EDGE_MS * BACK, reply: true }))];
    let left = gone;
    for (const edge of edges) {
      if (left < edge.ms) return packet(edge, left / edge.ms);
      left -= edge.ms;
    }
    return [];
  });
}

/** @param {{path: readonly Point[], reply: boolean}} edge @param {number} part @returns {Packet[]} */
function packet({ path, reply }, part) {
  const { at, done } = along(path, part);
  return at === undefined ? [] : [{ at, reply, heading: heading(done.length > 1 ? done : path) }];
}

/** The direction of the last piece of a path, in quarter turns: 0 right, 1 down, 2 left, 3 up. @param {readonly Point[]} path */
function heading(path) {
  const [from, to] = [path.at(-2), path.at(-1)];
  if (from === undefined || to === undefined) return 0;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 2 : 0;
  return dy < 0 ? 3 : 1;
}
