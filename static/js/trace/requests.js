// @ts-check
/** The list of all requests of the attempt, the newest first. */

import { button, make } from "../dom.js";
import { WORDS } from "../words.js";

/** @import {TraceSummary} from "../types.js" */

/**
 * @param {readonly TraceSummary[]} traces
 * @param {string | null} chosen
 * @param {(id: string) => void} choose
 * @returns {Node[]}
 */
export function requestList(traces, chosen, choose) {
  if (traces.length === 0)
    return [make("h3", {}, WORDS.noRequestTitle), make("p", { class: "lead" }, WORDS.noRequestLead)];
  const items = traces.toReversed().map((trace) => {
    const url = make("span", { class: "url" }, `${trace.method} ${trace.url}`);
    const told = make("span", { class: "told" }, WORDS.requestTold(trace));
    const current = trace.id === chosen ? "true" : null;
    const row = button(
      { "aria-current": current },
      () => choose(trace.id),
      make("span", { class: "n" }, String(trace.line)),
      make("span", {}, url, told),
    );
    return make("li", { class: trace.success ? null : "wrong" }, row);
  });
  return [make("ol", { class: "hop-list requests", "aria-label": WORDS.requests }, ...items)];
}
