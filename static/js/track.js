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
    const same = before?.state.lines === state.lines && before.state.traces === state.traces && before.ui.trace === ui.trace;
    if (same) return;
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
  const row = button({ "aria-label": label, title: label, "aria-current": here ? "true" : null }, act, dot, make("span", { class: "name" }, shortName(line.text)));
  return make("li", { class: classes }, row);
}

/**
 * The words of a line that tell it from others: the program, and its verbs.
 * @param {string} text
 */
export function shortName(text) {
  const words = text.trim().split(/\s+/).filter((word) => word !== "sudo");
  const verbs = words.slice(1).findIndex((word) => !/^[a-z]+$/.test(word));
  const kept = words.slice(0, verbs === -1 ? 3 : Math.min(3, verbs + 1));
  const name = (kept[0] === "dcos" && kept.length > 2 ? kept.slice(2, 4).concat(words[3] && /^[a-z]+$/.test(words[3]) ? [words[3]] : []) : kept).join(" ");
  return name.length > 14 ? `${name.slice(0, 13)}…` : name;
}
