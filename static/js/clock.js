// @ts-check
/** Logical time at the foot of the page, how fast it runs, and what it is waiting for. */

import { need } from "./dom.js";
import { pendingWords, WORDS } from "./words.js";

/** @import {Clock} from "./types.js" */
/** @import {Store} from "./store.js" */

const TICK_MS = 100;
/** By so much the clock may be ahead of what it is told; by more, it is told of another time. */
const WAVER_MS = 1000;

/**
 * Logical now: where the clock was told to stand, and on from there while the world is not settled, but never past the
 * moment up to which we were told.
 * @param {Clock} clock
 * @param {number} sinceMs Real milliseconds since it was told.
 */
export function logicalNow({ epoch_ms, now_ms, next_ms, settled, speed }, sinceMs) {
  const ran = settled ? 0 : sinceMs * speed;
  return epoch_ms + Math.max(now_ms, Math.min(now_ms + ran, next_ms ?? Infinity));
}

/** The day in the page's language, in UTC; in English with the day first, as everywhere else in the course. @param {Date} now */
function dayOf(now) {
  const { lang } = document.documentElement;
  const locale = lang === "en" ? "en-GB" : lang;
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(now);
}

/**
 * @param {Store} store
 * @param {(speed: number) => boolean} setSpeed False when it could not be sent.
 */
export function createClock(store, setSpeed) {
  const time = need("clock", HTMLElement);
  const date = need("clock-date", HTMLElement);
  const settled = need("settled", HTMLElement);
  const pace = need("pace", HTMLFieldSetElement);
  const paces = /** @type {HTMLInputElement[]} */ ([...pace.querySelectorAll("input")]);
  const other = need("pace-other", HTMLElement);
  let told = 0;
  let shownMs = 0;
  let timer = 0;

  function tick() {
    const { clock } = store.model.state;
    if (clock === null) return;
    const ms = logicalNow(clock, performance.now() - told);
    // frames take their time, now more, now less: the clock would be turned back by as much
    if (ms > shownMs || shownMs - ms > WAVER_MS * clock.speed) shownMs = ms;
    const now = new Date(shownMs);
    time.textContent = now.toISOString().slice(11, clock.settled ? 23 : 21);
    const day = WORDS.utc(dayOf(now));
    if (date.textContent !== day) date.textContent = day;
  }

  /** @param {Clock} clock */
  function showSpeed({ speed }) {
    for (const input of paces) input.checked = Number(input.value) === speed;
    other.hidden = paces.some((input) => input.checked);
    other.textContent = WORDS.speed(speed);
  }

  pace.addEventListener("change", ({ target }) => {
    const { clock } = store.model.state;
    if (target instanceof HTMLInputElement && !setSpeed(Number(target.value)) && clock !== null) showSpeed(clock);
  });

  store.addView(({ state: { clock, can, readOnly }, ui }, before) => {
    pace.disabled = can !== "write" || readOnly !== null || ui.status !== "open";
    const same = clock === before?.state.clock && ui.language === before.ui.language;
    if (clock === null || same) return;
    if (clock !== before?.state.clock) told = performance.now();
    if (ui.past !== before?.ui.past) shownMs = 0;
    settled.textContent = clock.settled ? WORDS.settled : pendingWords(clock.pending);
    settled.dataset["runs"] = clock.settled ? "no" : "yes";
    showSpeed(clock);
    clearInterval(timer);
    timer = clock.settled ? 0 : window.setInterval(tick, TICK_MS);
    tick();
  });
}
