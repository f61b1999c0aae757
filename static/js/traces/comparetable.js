// @ts-check
/**
 * The comparison as a table: a column for each request, a row for each role. Where it is narrow the cells of a row stand
 * beneath each other, each with the letter of its request; roles are written out, for a table that is no longer laid out
 * as one would be none to a screen reader.
 */

import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { outcomeSaid } from "../words.js";
import { rewritten, seen } from "./align.js";
import { actor, portless, told } from "./cells.js";
import { compareWords, listWords, proxyWords, roleWords } from "./words.js";

/** @import {Elements, Trace} from "../types.js" */
/** @import {Cell, Direction, Row} from "./align.js" */

/** The letter of a request; in cells it is seen where they stand beneath each other. @param {number} index */
function badge(index) {
  return make("i", { class: "letter", "aria-hidden": "true" }, "ABC"[index] ?? "");
}

/**
 * @param {readonly Trace[]} traces
 * @param {readonly Row[]} rows
 * @param {Direction} direction
 * @param {Elements} elements
 * @param {(trace: Trace) => void} remove
 */
export function compareTable(traces, rows, direction, elements, remove) {
  const words = compareWords();
  const heads = traces.map((trace, index) => columnHead(trace, index, traces.length > 1 ? () => remove(trace) : null));
  const corner = make("td", { role: "cell" }, make("span", { class: "sr-only" }, words.role));
  const body = rows.map((row, index) =>
    make(
      "tr",
      { role: "row", "data-row": index, "data-role": row.role },
      make("th", { scope: "row", role: "rowheader" }, roleSaid(row, direction)),
      ...row.cells.map((cell, column) => cellOf(row, cell, /** @type {Trace} */ (traces[column]), column, elements)),
    ),
  );
  return make(
    "table",
    { class: "compared", role: "table", "aria-labelledby": "compare-title", "data-columns": traces.length },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, corner, ...heads)),
    make("tbody", { role: "rowgroup" }, ...body),
    make("tbody", { role: "rowgroup", class: "sums" }, ...sums(traces)),
  );
}

/** What a role is called. @param {Row} row @param {Direction} direction */
export function roleSaid({ role, proxy }, direction) {
  const words = proxy > 0 && role !== "proxy" ? proxyWords()[role] : undefined;
  return (words ?? roleWords()[role])[direction === "request" ? 0 : 1];
}

/** @param {Trace} trace @param {number} index @param {(() => void) | null} remove */
function columnHead(trace, index, remove) {
  const words = compareWords();
  const about = [trace.from, listWords().line(trace.number)].join(" · ");
  const act = remove && button({ class: "round", title: words.remove(trace.nth), "aria-label": words.remove(trace.nth), "data-remove": trace.id }, remove, icon("died", 15));
  const title = make("b", {}, badge(index), ` ${about}`);
  const asked = `${trace.method === "GET" ? "" : `${trace.method} `}${trace.url.replace(/\/$/, "")}`;
  return make("th", { scope: "col", role: "columnheader" }, make("div", {}, title, make("span", { class: "mono", lang: "en" }, asked)), ...(act ? [act] : []));
}

/** @param {Row} row @param {Cell | null} cell @param {Trace} trace @param {number} column @param {Elements} elements */
function cellOf({ role }, cell, trace, column, elements) {
  const words = compareWords();
  if (cell === null) return make("td", { class: "no", role: "cell" }, make("span", { class: "sr-only" }, words.notNeeded));
  const [what, where] = actor(role, cell, trace, elements);
  const kinds = [cell.envelope ? "wrapped" : "", cell.changed.length > 0 ? "changed" : "", cell.died ? "died" : ""].filter(Boolean);
  const pieces = told(role, cell, trace).map(([text, hot]) => (hot ? make("b", { class: "hot" }, text) : text));
  const notes = [cell.died ? words.died : "", role === "proxy" && cell.main.direction === "request" ? words.endsAt : "", cell.envelope && role === "cross" ? words.envelope : ""];
  return make(
    "td",
    { role: "cell", class: kinds.join(" ") || null },
    badge(column),
    make("span", { class: "what" }, what, ...(where === "" ? [] : [`, ${where}`])),
    make("span", { class: "mono", lang: "en" }, ...pieces),
    ...notes.filter(Boolean).map((note) => make("span", { class: "note" }, note)),
  );
}

/** @param {readonly Trace[]} traces */
function sums(traces) {
  const words = compareWords();
  const failed = traces.some(({ success }) => !success);
  /** @type {[string, (trace: Trace) => string][]} */
  const rows = [
    [words.rewritten, rewrittenSaid],
    [words.sees, seenSaid],
    ...(failed ? [/** @type {[string, (trace: Trace) => string]} */ ([words.became, outcomeSaid])] : []),
  ];
  return rows.map(([name, say]) =>
    make(
      "tr",
      { role: "row" },
      make("th", { scope: "row", role: "rowheader" }, name),
      ...traces.map((trace, index) => make("td", { role: "cell", class: trace.success || say !== outcomeSaid ? null : "bad" }, badge(index), make("span", {}, say(trace)))),
    ),
  );
}

/** @param {Trace} trace */
function rewrittenSaid(trace) {
  const words = compareWords();
  const { sender, destination, wrapped, proxies } = rewritten(trace);
  const said = [
    sender > 0 ? words.sender(sender) : "",
    destination > 0 ? words.destination(destination) : "",
    wrapped > 0 ? words.wrapped(wrapped) : "",
    proxies > 0 ? words.anew(proxies) : "",
  ].filter(Boolean);
  return said.length === 0 ? words.nothing : said.join(words.comma);
}

/** @param {Trace} trace */
function seenSaid(trace) {
  const header = seen(trace);
  return header === null ? "–" : `${portless(header.src)}${compareWords().comma}TTL ${header.ttl}`;
}
