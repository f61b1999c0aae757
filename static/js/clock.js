// @ts-check
/** Logical time at the foot of the page. It runs only while something is still going to happen. */

import { need } from "./dom.js";
import { spoken } from "./translate.js";
import { WORDS } from "./words.js";

/** @import {Clock} from "./types.js" */
/** @import {Store} from "./store.js" */

const TICK_MS = 100;
const DATES = /** @type {const} */ ({ dateStyle: "medium", timeZone: "UTC" });

/**
 * Logical now: where the clock was told to stand, and on from there while the world is not settled.
 * @param {Clock} clock
 * @param {number} sinceMs Real milliseconds since it was told.
 */
export function logicalNow(clock, sinceMs) {
  return clock.epoch_ms + clock.now_ms + (clock.settled ? 0 : sinceMs * clock.speed);
}

/** @param {Store} store */
export function createClock(store) {
  const time = need("clock", HTMLElement);
  const date = need("clock-date", HTMLElement);
  const settled = need("settled", HTMLElement);
  let dates = new Intl.DateTimeFormat(spoken(), DATES);
  let told = 0;
  let timer = 0;

  function show() {
    const { clock } = store.model.state;
    if (clock === null) return;
    const now = new Date(logicalNow(clock, performance.now() - told));
    time.textContent = now.toISOString().slice(11, clock.settled ? 23 : 21);
    date.textContent = WORDS.date(dates.format(now));
  }

  store.addView(({ state: { clock }, ui }, before) => {
    const again = before?.ui.language !== ui.language;
    if (again) dates = new Intl.DateTimeFormat(spoken(), DATES);
    if (clock === null || (clock === before?.state.clock && !again)) return;
    if (clock !== before?.state.clock) told = performance.now();
    settled.textContent = clock.settled ? WORDS.settled : WORDS.runsOn;
    settled.dataset["runs"] = clock.settled ? "no" : "yes";
    clearInterval(timer);
    timer = clock.settled ? 0 : window.setInterval(show, TICK_MS);
    show();
  });
}
