// @ts-check
/**
 * What a running line waits for, and for how long by the cluster's clock. It is said once to who does not see it, when
 * it has taken a while.
 */

import { running } from "../state.js";
import { logicalMs, said, WORDS } from "../words.js";

/** @import {Clock, Line} from "../types.js" */
/** @import {Store} from "../store.js" */

const TICK_MS = 500;
/** After so long somebody may want to know. */
const LONG_MS = 4000;

/**
 * Logical milliseconds since a line began.
 * @param {Clock} clock
 * @param {number} sinceMs Real milliseconds since the clock was told.
 * @param {number} atMs When the line began.
 */
export function elapsedMs(clock, sinceMs, atMs) {
  const runs = clock.settled ? 0 : sinceMs * clock.speed;
  const now = Math.min(clock.now_ms + runs, clock.next_ms ?? Infinity);
  return Math.max(0, Math.floor(now - atMs));
}

/**
 * @param {Store} store
 * @param {(text: string) => void} announce
 * @param {() => void} changed Called while a line runs, whenever there may be something else to say.
 */
export function createWaits(store, announce, changed) {
  let told = 0;
  let timer = 0;
  let announced = 0;

  store.addView(({ state }, before) => {
    if (state.clock !== before?.state.clock) told = performance.now();
    const busy = state.lines.some(({ kind, exitCode }) => kind === "line" && exitCode === null);
    if (busy === (timer !== 0)) return;
    clearInterval(timer);
    timer = busy ? window.setInterval(tick, TICK_MS) : 0;
  });

  function tick() {
    changed();
    const { state, ui } = store.model;
    const line = running(state, ui.terminal);
    if (line === undefined || line.seq === announced || elapsed(line) < LONG_MS) return;
    announced = line.seq;
    announce(WORDS.ctrlCStops(words(line)));
  }

  /** @param {Line} line */
  function elapsed(line) {
    const { clock } = store.model.state;
    return clock === null ? 0 : elapsedMs(clock, performance.now() - told, line.atMs);
  }

  /** @param {Line} line */
  function words(line) {
    const ms = elapsed(line);
    if (ms < 1000) return WORDS.runs;
    const time = logicalMs(Math.floor(ms / 1000) * 1000);
    const why = said(line.waits ?? undefined);
    return why === undefined ? WORDS.runsSince(time) : WORDS.waitsSince(time, why);
  }

  return { words };
}
