// @ts-check
/** The list of all requests of the attempt, the newest first. A row stays the same while others come. */

import { button, make, put } from "../dom.js";
import { visible } from "../text.js";
import { WORDS } from "../words.js";

/** @import {TraceSummary} from "../types.js" */

/** @typedef {{item: HTMLLIElement, row: HTMLButtonElement, url: HTMLElement, told: HTMLElement}} Row */

/**
 * @param {HTMLElement} root
 * @param {(id: string) => void} choose
 */
export function createRequestList(root, choose) {
  const list = make("ol", { class: "hop-list requests" });
  /** @type {Map<string, Row>} */
  const rows = new Map();

  /** @param {TraceSummary} trace @returns {Row} */
  function begin({ id, number, success }) {
    const [url, told] = [make("span", { class: "url" }), make("span", { class: "told" })];
    const row = button({}, () => choose(id), make("span", { class: "n" }, String(number)), make("span", {}, url, told));
    return { item: make("li", { class: success ? null : "wrong" }, row), row, url, told };
  }

  /** @param {TraceSummary} trace @param {string | null} chosen */
  function rowOf(trace, chosen) {
    const own = rows.get(trace.id) ?? begin(trace);
    rows.set(trace.id, own);
    own.url.textContent = visible(`${trace.method} ${trace.url}`);
    own.told.textContent = visible(WORDS.requestTold(trace));
    if (trace.id === chosen) own.row.setAttribute("aria-current", "true");
    else own.row.removeAttribute("aria-current");
    return own.item;
  }

  /** @param {readonly TraceSummary[]} traces @param {string | null} chosen */
  return function show(traces, chosen) {
    if (traces.length === 0) {
      root.replaceChildren(make("h3", {}, WORDS.noRequestTitle), make("p", { class: "lead" }, WORDS.noRequestLead));
      return;
    }
    list.setAttribute("aria-label", WORDS.requests);
    put(list, traces.toReversed().map((trace) => rowOf(trace, chosen)));
    put(root, [list]);
  };
}
