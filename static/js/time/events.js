// @ts-check
/** What happened at a line: its end, what the cluster did by itself behind it, and the hops of its request. Pure. */

import { hopName, stateWords } from "../words.js";
import { became, gone, hopAt, more } from "./words.js";

/** @import {Element, Line, State, Trace} from "../types.js" */

/**
 * @typedef {object} Happened
 * @property {number} seq Behind which entry.
 * @property {number} atMs
 * @property {string} told
 * @property {number} hop Of the request; 0: it is no hop.
 */

/**
 * The events from a line up to the next one, in the order of time.
 * @param {State} state
 * @param {Line | undefined} line None: those before the first.
 * @param {Trace | undefined} trace Its request that is looked at.
 * @returns {Happened[]}
 */
export function eventsAt(state, line, trace) {
  const next = state.lines.find(({ number, seq }) => number > 0 && seq > (line?.seq ?? 0));
  const [from, until] = [line?.atMs ?? 0, next?.atMs ?? Infinity];
  const seqAt = (/** @type {number} */ ms) => state.lines.findLast((one) => one.atMs <= ms && one.seq < (next?.seq ?? Infinity))?.seq ?? 0;
  const moments = state.moments
    .filter(({ at_ms }) => at_ms >= from && at_ms < until)
    .map((moment) => ({ seq: seqAt(moment.at_ms), atMs: moment.at_ms, told: changeTold(moment.changed, state), hop: 0 }));
  return [...hopsOf(line, trace), ...moments].sort((a, b) => a.atMs - b.atMs);
}

/** @param {Line | undefined} line @param {Trace | undefined} trace @returns {Happened[]} */
function hopsOf(line, trace) {
  if (line === undefined || trace === undefined) return [];
  let atMs = trace.at_ms;
  return trace.hops.map((hop) => {
    atMs += hop.delay_ms ?? 0;
    return { seq: line.seq, atMs, told: hopAt(hop.n, hopName(hop)), hop: hop.n };
  });
}

/** What has changed, in words: tasks before all else. @param {readonly (readonly [string, string | null])[]} changed @param {State} state */
export function changeTold(changed, state) {
  const tasks = changed.filter(([id]) => id.startsWith("task:"));
  const shown = tasks.length > 0 ? tasks : changed;
  const told = shown.slice(0, 3).map(([id, now]) => oneTold(state.elements[id]?.label ?? shortId(id), now));
  return [told.join("; "), shown.length > 3 ? more(shown.length - 3) : ""].filter(Boolean).join(" ");
}

/** @param {string} name @param {string | null} now */
function oneTold(name, now) {
  if (now === null) return gone(name);
  const state = stateWords(/** @type {Element} */ ({ state: now }));
  return state === "" ? name : became(name, state);
}

/** What is left of an id for a reader. @param {string} id */
function shortId(id) {
  const name = id.slice(id.indexOf(":") + 1);
  const instance = /^(.*)\.instance-([0-9a-f]{5})/.exec(name);
  return instance === null ? name : `${instance[1]}-${instance[2]}`;
}
