// @ts-check
/**
 * Several requests of one line as a stream: many packets at once, how many have come home, and who answered them. With
 * reduced motion nothing travels: marks, bars and counts change once a second. Loaded when a line has asked so often.
 */

import "../common.js";
import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { NOTHING } from "../trace/drawing.js";
import { homeMs, kindOf, packets, scheduled, wayOf } from "./flights.js";
import { createStrip } from "./strip.js";
import { tally } from "./tally.js";
import { streamWords } from "./words.js";

/** @import {Point, Scene, TraceSummary} from "../types.js" */
/** @import {Store} from "../store.js" */
/** @import {Drawing} from "../trace/drawing.js" */
/** @import {Flight, Way} from "./flights.js" */

/** How often everything but the packets is shown anew. */
const TOLD_MS = { moving: 100, still: 1000 };

/**
 * @typedef {object} Progress
 * @property {readonly TraceSummary[]} requests
 * @property {ReadonlySet<string>} home Those of them that have come home.
 * @property {string} from
 * @property {number} answered
 * @property {number} failed
 *
 * @typedef {object} Wires
 * @property {Store} store
 * @property {HTMLElement} place The player, whose controls it takes the place of.
 * @property {HTMLSelectElement} speed The player's, which it borrows.
 * @property {(id: string) => void} ask
 * @property {(drawing: Drawing) => void} paint
 * @property {(text: string) => void} announce
 * @property {(progress: Progress | null) => void} tell
 * @property {() => void} leave
 * @property {() => boolean} still
 */

/** @param {Wires} wires */
export function createStream({ store, place, speed, ask, paint, announce, tell, leave, still }) {
  const strip = createStrip();
  const [buttons, count] = [make("div", { class: "buttons" }), make("span")];
  const said = make("p", { class: "where" }, count, " ");
  const root = make("div", { class: "stream", role: "group", hidden: true }, make("div", { class: "controls" }, buttons, said), strip.root);
  place.append(root);
  const [borrowed, owner] = [/** @type {HTMLElement} */ (speed.parentElement), /** @type {HTMLElement} */ (speed.parentElement?.parentElement)];
  /** @type {number | null} */
  let line = null;
  /** @type {readonly TraceSummary[]} */
  let requests = [];
  /** @type {Flight[]} */
  let flights = [];
  /** @type {Scene | null} */
  let scene = null;
  /** Way of each kind in the picture as it stands; asked: those of which a whole request was asked for. @type {Map<string, Way>} */
  let ways = new Map();
  const asked = new Set();
  let [ms, before, toldAt] = [0, 0, -Infinity];
  let [playing, running, ended] = [false, false, false];

  const wayOfKind = (/** @type {string} */ kind) => ways.get(kind);
  const endMs = () => Math.max(0, ...flights.slice(-100).map((flight) => homeMs(flight, wayOfKind)));
  const home = () => new Set(flights.filter((flight) => homeMs(flight, wayOfKind) <= ms).map(({ id }) => id));

  /** A whole request of each kind tells the way of all; what is not here is asked for. */
  function learn() {
    const { whole, elements } = store.model.state;
    const kinds = new Map(requests.map((trace) => [kindOf(trace), trace.id]));
    ways = new Map();
    for (const [kind, id] of kinds) {
      const known = requests.find((trace) => whole[trace.id] !== undefined && kindOf(trace) === kind);
      const trace = whole[known?.id ?? ""];
      if (trace !== undefined && scene !== null) ways.set(kind, wayOf(trace, scene, elements));
      else if (trace === undefined && !asked.has(kind)) (asked.add(kind), ask(id));
    }
    flights = scheduled(flights, requests, wayOfKind, ms);
  }

  /** @param {number} now */
  function frame(now) {
    if (!playing || line === null) {
      running = false;
      return;
    }
    ms += Math.min(200, now - before) * Number(speed.value || 1);
    before = now;
    if (ms >= endMs() && !goesOn()) finish();
    show();
    if (playing) requestAnimationFrame(frame);
    else running = false;
  }

  /** Whether the line still runs, so that more may come. */
  function goesOn() {
    return store.model.state.lines.some(({ seq, exitCode }) => seq === line && exitCode === null);
  }

  function finish() {
    ms = endMs();
    playing = false;
    if (ended) return;
    ended = true;
    const shares = tally(requests, store.model.state.elements).map(({ count }) => count);
    announce(streamWords().end(requests.length, shares, requests.filter(({ success }) => !success).length));
  }

  /** @param {boolean} [atOnce] */
  function show(atOnce = false) {
    if (line === null) return;
    draw();
    const every = still() ? TOLD_MS.still : TOLD_MS.moving;
    const now = performance.now();
    if (!atOnce && playing && now - toldAt < every) return;
    toldAt = now;
    const words = streamWords();
    const done = home();
    strip.show(requests, done);
    count.textContent = words.at(done.size, requests.length);
    showButtons();
    const failed = requests.filter(({ id, success }) => !success && done.has(id)).length;
    tell({ requests, home: done, from: requests[0]?.from ?? "", answered: done.size - failed, failed });
  }

  function draw() {
    const paths = [...ways.values()].flatMap(({ there }) => there);
    const moving = still() ? [] : packets(flights, ms, wayOfKind);
    paint({ ...NOTHING, ahead: /** @type {Point[][]} */ (paths), stream: moving });
  }

  const acts = {
    first: () => to(0),
    back: () => to(at(-1)),
    play() {
      if (!playing && ms >= endMs()) ms = 0;
      play(!playing);
    },
    next: () => to(at(1)),
    last: () => to(endMs()),
  };

  /** The moment at which one more, or one less, has come home. @param {1 | -1} by */
  function at(by) {
    const moments = flights.map((flight) => homeMs(flight, wayOfKind)).sort((a, b) => a - b);
    const done = moments.filter((moment) => moment <= ms).length;
    return moments[done + (by === 1 ? 0 : -2)] ?? (by === 1 ? endMs() : 0);
  }

  /** @param {number} moment */
  function to(moment) {
    ms = moment;
    play(false);
  }

  /** @param {boolean} runs */
  function play(runs) {
    playing = runs;
    show(true);
    if (!playing || running) return;
    running = true;
    before = performance.now();
    requestAnimationFrame(frame);
  }

  function name() {
    const words = streamWords();
    root.setAttribute("aria-label", words.group);
    const made = Object.entries(acts).map(([sign, act]) => button({ class: sign === "play" ? "round main" : "round", "data-act": sign }, act, icon(sign, sign === "play" ? 16 : 15)));
    buttons.replaceChildren(...made, button({ class: "button plain leave" }, leave, words.leave));
    for (const each of made) nameButton(each, words[/** @type {keyof typeof acts} */ (each.dataset["act"])]);
    showButtons();
  }

  /** @param {HTMLElement} each @param {string} text */
  function nameButton(each, text) {
    each.title = text;
    each.setAttribute("aria-label", text);
  }

  function showButtons() {
    const press = buttons.querySelector('[data-act="play"]');
    const words = streamWords();
    if (!(press instanceof HTMLElement)) return;
    const text = playing ? words.pause : words.play;
    if (press.title === text && press.dataset["shows"] === text) return;
    press.dataset["shows"] = text;
    nameButton(press, text);
    press.replaceChildren(icon(playing ? "pause" : "play", 16));
  }

  return {
    acts,
    /** Whether packets are on their way. */
    moving: () => playing && line !== null && !still(),
    /** Look at the requests of a line; null: no stream. @param {number | null} seq @param {boolean} plays From the beginning, else it stands at its end. */
    look(seq, plays) {
      const other = seq !== line;
      line = seq;
      root.hidden = seq === null;
      place.classList.toggle("streams", seq !== null);
      (seq === null ? owner : said).append(borrowed);
      if (seq === null) {
        playing = false;
        return tell(null);
      }
      if (other) {
        [flights, ms, ended] = [[], 0, !plays];
        asked.clear();
      }
      requests = store.model.state.traces.filter((trace) => trace.line === seq);
      learn();
      if (other) name();
      if (other && !plays) ms = endMs();
      play(plays && other ? true : playing || (plays && !ended && ms < endMs()));
    },
    /** Whole requests have come, or the picture stands anew. @param {Scene | null} [next] */
    renew(next) {
      scene = next ?? scene;
      if (line === null) return;
      learn();
      show(true);
    },
    /** The language has changed. */
    retell() {
      name();
      show(true);
    },
  };
}
