// @ts-check
/** The lines typed so far, in the order of time; each leads to its place in the terminal and to its request. */

import { button, make, need } from "./dom.js";
import { WORDS } from "./words.js";

/** @import {Line} from "./types.js" */
/** @import {Store} from "./store.js" */

/**
 * @param {Store} store
 * @param {(line: Line) => void} choose
 */
export function createTrack(store, choose) {
  const track = need("track", HTMLOListElement);
  store.addView(({ state, ui }, before) => {
    const same =
      before?.state.lines === state.lines && before.state.traces === state.traces && before.ui.trace === ui.trace;
    if (same && before.ui.language === ui.language) return;
    const typed = state.lines.filter((line) => line.kind === "line");
    const here = state.traces.find((trace) => trace.id === ui.trace)?.line;
    const asked = new Set(state.traces.map((trace) => trace.line));
    const grew = typed.length !== track.childElementCount;
    track.replaceChildren(...typed.map((line) => item(line, line.seq === here, asked.has(line.seq), choose)));
    if (grew) track.scrollLeft = track.scrollWidth;
  });
}

/** @param {Line} line @param {boolean} here @param {boolean} asked @param {(line: Line) => void} choose */
function item(line, here, asked, choose) {
  const wrong = line.exitCode !== null && line.exitCode !== 0;
  const classes = [asked ? "asked" : "", wrong ? "wrong" : "", here ? "here" : ""].filter(Boolean).join(" ");
  const label = WORDS.lineIs(line.seq, line.terminal, line.text);
  const act = () => choose(line);
  const dot = make("span", { class: "dot" }, String(line.seq));
  const row = button(
    { "aria-label": label, title: label, "aria-current": here ? "true" : null },
    act,
    dot,
    make("span", { class: "name" }, shortName(line.text)),
  );
  return make("li", { class: classes }, row);
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
