// @ts-check
/**
 * The lines typed so far, in the order of time, with what the cluster did by itself between them. Each leads to its
 * place in the terminal and to its request.
 */

import { button, make, need } from "./dom.js";
import { presentOf } from "./state.js";
import { WORDS } from "./words.js";

/** @import {Line, Moment, State, Ui} from "./types.js" */
/** @import {Store} from "./store.js" */

/** How wide the way between two lines is, and the least distance of two ticks on it, in CSS pixels. */
const WAY = 76;
const STEP = 4;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {object} Item
 * @property {HTMLLIElement} row
 * @property {HTMLButtonElement} press
 * @property {string} drawn
 */

/**
 * The line that is looked at: the one that was turned to, else the last.
 * @param {State} state
 * @param {Ui} ui
 * @returns {Line | undefined}
 */
export function lineHere({ lines }, { line }) {
  const typed = lines.filter(({ number }) => number > 0);
  return typed.find(({ seq }) => seq === line) ?? typed.at(-1);
}

/**
 * @param {Store} store
 * @param {(line: Line) => void} choose
 */
export function createTrack(store, choose) {
  const track = need("track", HTMLOListElement);
  /** @type {Map<number, Item>} */
  const items = new Map();

  /** Turn to a line so many places further. @param {number} by */
  function go(by) {
    const state = presentOf(store.model);
    const typed = state.lines.filter(({ number }) => number > 0);
    const here = lineHere(state, store.model.ui);
    const next = here === undefined ? undefined : typed[typed.indexOf(here) + by];
    if (next !== undefined) choose(next);
  }

  track.addEventListener("keydown", (event) => {
    const { length } = track.children;
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -length, End: length }[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const at = [...track.children].findIndex((row) => row.contains(document.activeElement));
    const to = track.children[Math.max(0, Math.min(length - 1, at + by))];
    const press = to?.querySelector("button");
    if (to === undefined || press === null || press === undefined) return;
    press.focus({ preventScroll: true });
    bringIntoView(track, to);
    press.click();
  });

  store.addView((model, before) => {
    const { ui } = model;
    const [state, former] = [presentOf(model), before && presentOf(before)];
    if (before !== null && former?.traces === state.traces && before.ui.trace !== ui.trace) follow(state, ui);
    const same =
      former?.lines === state.lines &&
      former.traces === state.traces &&
      former.moments === state.moments &&
      before?.ui.trace === ui.trace &&
      before.ui.line === ui.line &&
      before.ui.language === ui.language;
    if (!same) draw(state, ui);
  });

  /** Another request was chosen: its line is the one that is looked at. @param {State} state @param {Ui} ui */
  function follow(state, ui) {
    const chosen = state.traces.find(({ id }) => id === ui.trace);
    if (chosen !== undefined && ui.line !== chosen.line) store.setUi({ line: chosen.line });
  }

  /** @param {State} state @param {Ui} ui */
  function draw(state, ui) {
    const typed = state.lines.filter(({ number }) => number > 0);
    const here = lineHere(state, ui);
    const kept = new Set(typed.map(({ seq }) => seq));
    for (const [seq, { row }] of items) if (!kept.has(seq)) (row.remove(), items.delete(seq));
    const asked = new Set(state.traces.map((trace) => trace.line));
    const shown = state.traces.find(({ id }) => id === ui.trace)?.line;
    const between = momentsBetween(typed, state.moments);
    typed.forEach((line, index) => {
      const moments = between[index] ?? [];
      const nowMs = Math.max(state.clock?.now_ms ?? 0, moments.at(-1)?.at_ms ?? 0, line.atMs);
      const untilMs = typed[index + 1]?.atMs ?? nowMs;
      const item = items.get(line.seq) ?? begin(line);
      if (track.children[index] !== item.row) track.insertBefore(item.row, track.children[index] ?? null);
      const is = { asked: asked.has(line.seq), shown: line.seq === shown, here: line === here };
      const last = index === typed.length - 1;
      write(item, { line, is, moments, untilMs, last });
    });
    showHere();
  }

  /** The line that is looked at is in sight, also where the track has become narrower. */
  function showHere() {
    const here = lineHere(presentOf(store.model), store.model.ui);
    const row = here === undefined ? undefined : items.get(here.seq)?.row;
    if (row !== undefined) bringIntoView(track, row);
  }

  new ResizeObserver(showHere).observe(track);

  /** @param {Line} line @returns {Item} */
  function begin({ seq }) {
    const act = () => {
      const line = presentOf(store.model).lines.find((found) => found.seq === seq);
      if (line !== undefined) choose(line);
    };
    const press = button({}, act);
    const item = { row: make("li", { "data-line": seq }, press), press, drawn: "" };
    items.set(seq, item);
    return item;
  }

  return { go };
}

/**
 * @param {Item} item
 * @param {object} what
 * @param {Line} what.line
 * @param {{asked: boolean, shown: boolean, here: boolean}} what.is Whether it has requests, one of them is shown, and it
 *   is the line that is looked at.
 * @param {readonly Moment[]} what.moments Those between it and the next line.
 * @param {number} what.untilMs
 * @param {boolean} what.last
 */
function write(item, { line, is, moments, untilMs, last }) {
  const runs = line.exitCode === null;
  const wrong = !runs && line.exitCode !== 0;
  const ticks = ticksAt(moments, line.atMs, untilMs);
  const classes = Object.entries({ ...is, runs, wrong }).flatMap(([name, so]) => (so ? [name] : []));
  const label = WORDS.lineIs(line.number, line.terminal, line.text, line.exitCode, moments.length);
  const now = JSON.stringify([classes, label, line.text, ticks, last]);
  item.press.tabIndex = is.here ? 0 : -1;
  if (item.drawn === now) return;
  item.drawn = now;
  item.row.className = classes.join(" ");
  item.press.title = label;
  item.press.setAttribute("aria-label", label);
  if (is.here) item.press.setAttribute("aria-current", "true");
  else item.press.removeAttribute("aria-current");
  item.press.replaceChildren(
    make("span", { class: "dot" }, String(line.number)),
    make("span", { class: "name" }, shortName(line.text)),
  );
  item.row.querySelector(".way")?.remove(); // the button stays where it is, and keeps the focus
  if (!last || ticks.length > 0) item.row.append(way(ticks));
}

/**
 * The moments behind each line and before the next, for every line; those before the first stand nowhere.
 * @param {readonly Line[]} lines
 * @param {readonly Moment[]} moments Both in the order of time.
 * @returns {Moment[][]}
 */
export function momentsBetween(lines, moments) {
  const found = lines.map(() => /** @type {Moment[]} */ ([]));
  let at = -1;
  for (const moment of moments) {
    while ((lines[at + 1]?.atMs ?? Infinity) <= moment.at_ms) at += 1;
    found[at]?.push(moment);
  }
  return found;
}

/**
 * Where the ticks of some moments stand on the way between two lines: by time, but no two on each other.
 * @param {readonly Moment[]} moments
 * @param {number} fromMs
 * @param {number} untilMs
 * @returns {{x: number, failed: boolean}[]} In CSS pixels from the left, at most `WAY`.
 */
export function ticksAt(moments, fromMs, untilMs) {
  /** @type {Map<number, boolean>} */
  const at = new Map();
  for (const { at_ms, changed } of moments) {
    const part = untilMs > fromMs ? (at_ms - fromMs) / (untilMs - fromMs) : 0;
    const x = STEP + Math.round((part * (WAY - 2 * STEP)) / STEP) * STEP;
    at.set(x, (at.get(x) ?? false) || changed.some(([, state]) => state === "failed"));
  }
  return [...at].map(([x, failed]) => ({ x, failed })).sort((a, b) => a.x - b.x);
}

/** @param {ReturnType<typeof ticksAt>} ticks */
function way(ticks) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "way");
  svg.setAttribute("viewBox", `0 0 ${WAY} 16`);
  svg.setAttribute("aria-hidden", "true");
  const path = (/** @type {string} */ name, /** @type {string} */ d) => {
    const drawn = document.createElementNS(SVG, "path");
    drawn.setAttribute("class", name);
    drawn.setAttribute("d", d);
    svg.append(drawn);
  };
  path("line", `M0 8H${WAY}`);
  const [fine, failed] = [ticks.filter((tick) => !tick.failed), ticks.filter((tick) => tick.failed)];
  if (fine.length > 0) path("tick", fine.map(({ x }) => `M${x} 4v8`).join(""));
  if (failed.length > 0) path("tick failed", failed.map(({ x }) => `M${x - 2.5} 5.5l5 5m0-5l-5 5`).join(""));
  return svg;
}

/** Scroll along the line of time, and nothing else. @param {HTMLElement} track @param {Element} row */
function bringIntoView(track, row) {
  const [outer, inner] = [track.getBoundingClientRect(), row.getBoundingClientRect()];
  const room = Math.min(inner.width, outer.width / 3);
  if (inner.left < outer.left) track.scrollLeft -= outer.left - inner.left + room;
  if (inner.right > outer.right) track.scrollLeft += inner.right - outer.right + room;
}

/**
 * The words of a line that tell it from others: the program, and its verbs.
 * @param {string} text
 */
export function shortName(text) {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "sudo");
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  const plain = words.slice(0, end === -1 ? words.length : end);
  const name =
    plain[0] === "dcos" ? plain.slice(0, 4).slice(-2) : words.slice(0, Math.min(2, Math.max(1, plain.length)));
  const joined = name.join(" ");
  return joined.length > 14 ? `${joined.slice(0, 13)}…` : joined;
}
