// @ts-check
/**
 * The list of requests, the newest first, a page at a time. A row stays the same while others come. One row is a stop of
 * the Tab key; arrow keys go along them.
 */

import { button, make, put } from "../dom.js";
import { visible } from "../text.js";
import { askedOf } from "./filters.js";
import { failureSaid, listWords } from "./words.js";

/** @import {TraceSummary} from "../types.js" */

const PAGE = 40;
/** Names with more signs are shortened. */
const LONG = 22;

/**
 * @typedef {{item: HTMLLIElement, row: HTMLButtonElement, tick: HTMLInputElement, texts: HTMLElement[]}} Row
 *
 * @typedef {object} Looks
 * @property {string | null} current The request that is looked at.
 * @property {readonly string[]} ticked Those that are to stand side by side.
 * @property {boolean} full Whether no more may be.
 * @property {(id: string) => boolean} veiled Whether a learner is still to say what became of it.
 */

/**
 * @param {(id: string) => void} choose
 * @param {(id: string, on: boolean) => void} tick
 */
export function createList(choose, tick) {
  const list = make("ol", { class: "request-list" });
  const more = button({ class: "button more" }, showMore);
  const root = make("div", { class: "requests" }, list, more);
  /** @type {Map<string, Row>} */
  const rows = new Map();
  let shown = PAGE;
  /** @type {[readonly TraceSummary[], Looks] | null} */
  let last = null;
  let stop = "";

  /** @param {TraceSummary} trace @returns {Row} */
  function begin({ id, nth }) {
    const texts = ["asked", "line", "became", "hops"].map((name) => make("span", { class: name }));
    const row = button({ "data-trace": id }, () => choose(id), make("span", { class: "n" }, String(nth)), ...texts);
    const ticked = make("input", { type: "checkbox" });
    ticked.addEventListener("change", () => tick(id, ticked.checked));
    const item = make("li", {}, row, make("label", { class: "tick" }, ticked));
    item.addEventListener("focusin", () => stand(id));
    return { item, row, tick: ticked, texts };
  }

  /** @param {TraceSummary} trace @param {Looks} looks */
  function rowOf(trace, { current, ticked, full, veiled }) {
    const own = rows.get(trace.id) ?? begin(trace);
    rows.set(trace.id, own);
    const words = listWords();
    const on = ticked.includes(trace.id);
    const hidden = veiled(trace.id);
    textsOf(trace, hidden).forEach((text, index) => own.texts[index]?.replaceChildren(visible(text)));
    own.row.title = visible(`${trace.method} ${trace.url}`);
    own.item.className = trace.success || hidden ? "" : "wrong";
    own.tick.checked = on;
    own.tick.disabled = (full && !on) || hidden;
    own.tick.setAttribute("aria-label", visible(words.compareThis(trace.nth, textsOf(trace, hidden)[0] ?? "")));
    own.tick.title = words.sideBySide;
    if (trace.id === current) own.row.setAttribute("aria-current", "true");
    else own.row.removeAttribute("aria-current");
    return own.item;
  }

  /** Let a row be the one that Tab goes to. @param {string} id */
  function stand(id) {
    stop = id;
    for (const [name, { row, tick: box }] of rows) row.tabIndex = box.tabIndex = name === id ? 0 : -1;
  }

  function showMore() {
    const before = list.childElementCount;
    shown += PAGE;
    if (last !== null) show(...last);
    /** @type {HTMLElement | null | undefined} */ (list.children[before]?.querySelector("button"))?.focus();
  }

  list.addEventListener("keydown", (event) => {
    const all = /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll("button")]);
    const at = all.findIndex((row) => row.parentElement?.contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at === -1) return;
    event.preventDefault();
    event.stopPropagation();
    all[to]?.focus();
  });

  /** @param {readonly TraceSummary[]} traces Oldest first. @param {Looks} looks */
  function show(traces, looks) {
    last = [traces, looks];
    const words = listWords();
    list.setAttribute("aria-label", words.list);
    const page = traces.slice(-shown).toReversed();
    put(list, page.map((trace) => rowOf(trace, looks)));
    stand(page.some(({ id }) => id === stop) ? stop : (page.find(({ id }) => id === looks.current) ?? page[0])?.id ?? "");
    const left = traces.length - page.length;
    more.hidden = left === 0;
    more.textContent = words.older(Math.min(PAGE, left), left);
  }

  return {
    root,
    show,
    /** Begin at the newest again. */
    rewind() {
      shown = PAGE;
    },
  };
}

/** From whom to whom, at which line; what became of it, behind how many hops. @param {TraceSummary} trace @param {boolean} hidden */
function textsOf(trace, hidden) {
  const words = listWords();
  const { method, from, number, success, status, reason = "", disposition, hop_count = 0 } = trace;
  const [whole, server] = [askedOf(trace), trace.server?.address ?? ""];
  const asked = short(whole);
  if (hidden) return [`${from} → ${asked}`, words.line(number), "", ""];
  const outcome = success ? String(status || reason) : failureSaid(disposition);
  return [
    `${method === "GET" ? "" : `${method} `}${from} → ${asked}`,
    words.line(number),
    server === "" || server === whole ? outcome : `${outcome} ${server}`,
    words.hops(hop_count),
  ];
}

/**
 * A long name without the end of its domain; addresses and ports are never shortened.
 * @param {string} asked Host and port.
 */
export function short(asked) {
  const [, host = "", port = ""] = /^(.*?)((?::\d+)?)$/.exec(asked) ?? [];
  if (host.length <= LONG || !host.includes(".")) return asked;
  const labels = host.split(".");
  let kept = labels[0] ?? "";
  for (const label of labels.slice(1)) {
    if (kept.length + label.length >= LONG) break;
    kept += `.${label}`;
  }
  return `${kept}.…${port}`;
}
