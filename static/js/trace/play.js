// @ts-check
/**
 * The player: where it stands in a plan, and what moves it. The reducers are pure; `createPlayer` adds the clock.
 *
 * Law of this file: `prefers-reduced-motion` is respected here and nowhere else: beats become steps, nothing travels.
 */

import { travel } from "./ease.js";
import { beatMs, shownMs } from "./plan.js";

/** @import {Beat, Plan, Playback} from "../types.js" */

export const SPEEDS = [0.5, 1, 2, 4];
const STEP = { each: 700, changed: 350 };
/** How long a request that is repeated stands at its end. */
const BEFORE_AGAIN = 900;

/** @type {Playback} */
export const REWOUND = { at: 0, elapsedMs: 0, playing: false, speed: 1, loops: false, until: null };

/**
 * The plan for people who want no motion: the packet stands at each hop for a while.
 * @param {Plan} plan
 * @returns {Plan}
 */
export function stepwise(plan) {
  const beats = plan.beats.map((beat) => {
    const dwellMs = STEP.each + (beat.hop.changed.length > 0 ? STEP.changed : 0);
    const sends = (beat.wait?.sends ?? []).map((_, index) => index * STEP.each);
    const wait = beat.wait && { ms: sends.length * STEP.each, sends };
    return { ...beat, travelMs: 0, lookMs: 0, changeMs: 0, dwellMs, wait };
  });
  return { ...plan, beats };
}

/**
 * The playback after some time.
 * @param {Playback} playback
 * @param {readonly Beat[]} beats
 * @param {number} ms Real milliseconds.
 * @returns {Playback}
 */
export function advance(playback, beats, ms) {
  if (!playback.playing) return playback;
  let { at } = playback;
  let elapsedMs = playback.elapsedMs + ms * playback.speed;
  for (let beat = beats[at]; beat !== undefined; beat = beats[at]) {
    const lasts = playback.until === null ? beatMs(beat) : shownMs(beat);
    if (elapsedMs < lasts) return { ...playback, at, elapsedMs };
    elapsedMs -= lasts;
    at += 1;
    if (at === playback.until) break;
  }
  const again = playback.loops && playback.until === null && at >= beats.length;
  if (again && elapsedMs < BEFORE_AGAIN) return { ...playback, at, elapsedMs };
  return { ...playback, at: again ? 0 : at, elapsedMs: 0, playing: again, until: null };
}

/**
 * @typedef {"rest" | "travel" | "look" | "change" | "dwell" | "wait"} Phase
 *
 * @typedef {object} Standing
 * @property {number} hop The number of the hop at which the packet stands; 0: it has not left.
 * @property {number} part How far it is on the way to the next, from 0 to 1.
 * @property {Phase} phase What happens at the hop that it travels to, or has reached last; `rest`: nothing moves.
 * @property {number} ms How long that has lasted, at speed 1.
 */

/**
 * @param {Playback} playback
 * @param {readonly Beat[]} beats
 * @returns {Standing}
 */
export function standing({ at, elapsedMs }, beats) {
  const beat = beats[at];
  if (beat === undefined || elapsedMs === 0) return { hop: at, part: 0, phase: "rest", ms: 0 };
  if (elapsedMs < beat.travelMs)
    return { hop: at, part: travel(elapsedMs / beat.travelMs), phase: "travel", ms: elapsedMs };
  let ms = elapsedMs - beat.travelMs;
  for (const [phase, lasts] of /** @type {const} */ ([
    ["look", beat.lookMs],
    ["change", beat.changeMs],
    ["dwell", beat.dwellMs],
  ])) {
    if (ms < lasts) return { hop: at + 1, part: 0, phase, ms };
    ms -= lasts;
  }
  return { hop: at + 1, part: 0, phase: "wait", ms };
}

/**
 * The same place in a plan that was made anew for other boxes: as far on its way, as long at its hop.
 * @param {Playback} playback
 * @param {readonly Beat[]} before
 * @param {readonly Beat[]} after
 * @returns {Playback}
 */
export function rebased(playback, before, after) {
  const [old, now] = [before[playback.at], after[playback.at]];
  if (old === undefined || now === undefined || playback.elapsedMs === 0) return playback;
  const { elapsedMs } = playback;
  if (elapsedMs >= old.travelMs) return { ...playback, elapsedMs: elapsedMs - old.travelMs + now.travelMs };
  return { ...playback, elapsedMs: (elapsedMs / old.travelMs) * now.travelMs };
}

/**
 * Stand at a hop at once.
 * @param {Playback} playback
 * @param {readonly Beat[]} beats
 * @param {number} hop
 * @returns {Playback}
 */
export function seek(playback, beats, hop) {
  const at = Math.max(0, Math.min(beats.length, hop));
  return { ...playback, at, elapsedMs: 0, playing: false, until: null };
}

/**
 * Travel to the next hop and stand there.
 * @param {Playback} playback
 * @param {readonly Beat[]} beats
 * @returns {Playback}
 */
export function forward(playback, beats) {
  const { hop } = standing(playback, beats);
  const at = playback.until ?? hop;
  if (at >= beats.length) return seek(playback, beats, beats.length);
  return { ...playback, at, elapsedMs: 0, playing: true, until: at + 1 };
}

/**
 * Stand at the hop before at once.
 * @param {Playback} playback
 * @param {readonly Beat[]} beats
 * @returns {Playback}
 */
export function backward(playback, beats) {
  return seek(playback, beats, standing(playback, beats).hop - 1);
}

/**
 * Play on, from the start if it stands at the end; or pause.
 * @param {Playback} playback
 * @param {readonly Beat[]} beats
 * @returns {Playback}
 */
export function toggle(playback, beats) {
  if (playback.playing) return { ...playback, playing: false, until: null };
  const at = playback.at >= beats.length ? 0 : playback.at;
  return { ...playback, at, playing: beats.length > 0, until: null };
}

/**
 * @typedef {object} Ticker Where time comes from.
 * @property {() => number} now
 * @property {(then: () => void) => void} next Calls back at the next frame.
 */

/**
 * A player with a clock. `change` moves it; `onChange` hears of every move, and with each frame while it plays.
 * @param {Ticker} ticker
 * @param {() => readonly Beat[]} beats
 * @param {(playback: Playback) => void} onChange
 */
export function createPlayer(ticker, beats, onChange) {
  let playback = REWOUND;
  let running = false;
  let before = 0;

  function frame() {
    const now = ticker.now();
    show(advance(playback, beats(), now - before));
    before = now;
    if (playback.playing) ticker.next(frame);
    else running = false;
  }

  /** @param {Playback} next */
  function show(next) {
    if (next === playback) return;
    playback = next;
    onChange(playback);
  }

  return {
    get playback() {
      return playback;
    },
    /** @param {(playback: Playback, beats: readonly Beat[]) => Playback} how */
    change(how) {
      show(how(playback, beats()));
      if (!playback.playing || running) return;
      running = true;
      before = ticker.now();
      ticker.next(frame);
    },
  };
}
