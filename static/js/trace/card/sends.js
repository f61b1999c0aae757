// @ts-check
/** What a client notices of a packet that nobody answers: when it sent it again, and when it gave up. */

import { make } from "../../dom.js";
import { icon } from "../../symbols.js";
import { sendTimes } from "../waits.js";
import { words } from "./words.js";

/** @import {Hop, Trace} from "../../types.js" */

/**
 * The times stand as far apart as their waits' logarithms, for each is twice as long as the one before.
 * @param {Trace} trace
 * @param {Hop} hop The one at which the packet died.
 * @returns {Node[]} Empty where it was sent once and the client did not have to wait.
 */
export function sends(trace, hop) {
  const times = sendTimes(trace, hop);
  if (times.length === 0 || trace.elapsed_ms === 0) return [];
  const said = words();
  const part = (/** @type {number} */ ms) => Math.log2(1 + ms / 1000);
  const whole = Math.max(part(trace.elapsed_ms), part(times.at(-1) ?? 0) + 0.5);
  const marks = times.map((ms) => mark(part(ms) / whole, "packet", "SYN", said.seconds(ms), null));
  const end = mark(1, "died", said.givesUp, said.seconds(trace.elapsed_ms), "gives-up");
  const head = make("h4", {}, said.noticed, make("span", {}, said.sends(times.length)));
  return [make("div", {}, head, make("ol", { class: "sends" }, ...marks, end))];
}

/** @param {number} part From 0 to 1. @param {string} sign @param {string} what @param {string} when @param {string | null} name */
function mark(part, sign, what, when, name) {
  const item = make("li", { class: name }, make("span", { class: "what" }, what), icon(sign, 14), make("span", { class: "when" }, when));
  item.style.left = `${(100 * part).toFixed(1)}%`;
  return item;
}
