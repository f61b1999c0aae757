// @ts-check
/** The hop in words: its card, and the ordered list of all hops. The same content as the picture, not a fallback. */

import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { entrySaid, FIELD_WORDS, fieldOf, flagWords, hopSaid, hopTitle, logicalMs, outcomeSaid, WORDS } from "../words.js";
import { diedAt } from "./plan.js";
import { comesBack, looksUp } from "./rounds.js";

/** @import {Entry, Hop, Trace} from "../types.js" */

const FIELDS = ["src", "dst", "ttl", "smac", "dmac"];

/**
 * The card of a hop; of the whole request before its first hop.
 * @param {Trace | null} trace
 * @param {number} n
 * @returns {Node[]}
 */
export function hopCard(trace, n) {
  if (trace === null) return [make("h3", {}, WORDS.noRequestTitle), make("p", { class: "lead" }, WORDS.noRequestLead)];
  const hop = trace.hops[n - 1];
  if (hop === undefined) return requestCard(trace);
  const died = trace.hops[diedAt(trace)] === hop;
  return [
    place(hop),
    make("h3", { class: died ? "died-title" : null }, died ? WORDS.diedHere : title(hopSaid(hop))),
    ...(died ? [make("p", { class: "lead" }, hopSaid(hop))] : []),
    ...entries(hop, died),
    header(hop),
    ...(hop.delay_ms ? [make("p", { class: "lead" }, WORDS.delay(logicalMs(hop.delay_ms)))] : []),
    ...(died || n === trace.hops.length ? [outcome(trace)] : []),
  ];
}

/** A sentence as a heading: without the sign at its end. @param {string} sentence */
function title(sentence) {
  return sentence.replace(/[.。]$/u, "");
}

/** @param {Trace} trace @returns {Node[]} */
function requestCard(trace) {
  return [
    make("p", { class: "spot" }, icon("packet", 16), make("b", {}, trace.from), WORDS.atLine(trace.number)),
    make("h3", {}, WORDS.requestTitle(trace)),
    outcome(trace),
    make("p", { class: "lead" }, WORDS.hopCount(trace.hops.length)),
  ];
}

/** How the request ended. @param {Trace} trace */
function outcome(trace) {
  if (trace.veiled) return make("p", { class: "lead" }, WORDS.veiled(trace.veiled));
  return make("p", { class: "lead" }, `${outcomeSaid(trace)}${WORDS.took(trace.elapsed_ms)}`);
}

/** Where the hop happens. @param {Hop} hop */
function place(hop) {
  const sign = { wire: "wire", socket: "port", neighbour: "nic" }[hop.kind] ?? "table";
  const where = make("a", { class: "element", href: `#${hop.element}`, "data-element": hop.element }, hop.node);
  const way = comesBack(hop) ? `\u00a0${WORDS.onTheWayBack}` : ""; // no line begins with its dot
  return make("p", { class: "spot" }, icon(sign, 16), make("b", {}, where), make("span", {}, `› ${hopTitle(hop)}${way}`));
}

/** @param {Hop} hop @param {boolean} died @returns {Node[]} */
function entries(hop, died) {
  if (hop.table === "") return [];
  const head = make("h4", {}, WORDS.asked, make("span", { class: "mono", lang: "en" }, hop.table));
  const list =
    hop.entries.length > 0
      ? make("ol", { class: "entries" }, ...hop.entries.map((entry, index) => entryItem(entry, index, died)))
      : make("p", { class: "no-entry" }, WORDS.noEntry);
  return [make("div", {}, head, list)];
}

/**
 * Light up the entry that is just asked; until it is the one that matched, none has matched.
 * @param {HTMLElement} card
 * @param {number | null} asked Its index; null: the asking is over.
 */
export function markLook(card, asked) {
  const list = card.querySelector(".entries");
  if (list === null || (asked === null && !list.classList.contains("looking"))) return;
  list.classList.toggle("looking", asked !== null);
  list.querySelectorAll("li").forEach((item, index) => item.classList.toggle("asked", index === asked));
}

/** @param {Entry} entry @param {number} index @param {boolean} died */
function entryItem(entry, index, died) {
  const text = make("code", { lang: "en", "data-element": entry.element }, entry.text);
  const why = make("small", {}, entry.matched ? WORDS.matched(entrySaid(entry)) : WORDS.notMatched(entrySaid(entry)));
  const classes = entry.matched ? `hit${died ? " dead" : ""}` : null;
  return make("li", { class: classes }, make("span", { class: "n" }, String(index + 1)), make("div", {}, text, why));
}

/** The header before and after; what is the same is said once. @param {Hop} hop */
function header(hop) {
  const count = hop.changed.length;
  const rows = FIELDS.filter((field) => fieldOf(hop.after, field) !== "" || fieldOf(hop.before, field) !== "").map(
    (field) => {
      const [before, after] = [String(fieldOf(hop.before, field)), String(fieldOf(hop.after, field))];
      const changed = hop.changed.includes(field);
      const cells = [
        make("td", {}, before === "" ? "–" : before),
        make("td", { class: changed ? null : "same" }, changed ? after : "="),
      ];
      return make(
        "tr",
        { class: changed ? "changed" : null },
        make("th", { scope: "row" }, FIELD_WORDS[field] ?? field),
        ...cells,
      );
    },
  );
  const heads = ["", WORDS.before, WORDS.after].map((text) =>
    text === "" ? make("td") : make("th", { scope: "col" }, text),
  );
  const table = make(
    "table",
    { class: "header" },
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, ...rows),
  );
  return make("div", {}, make("h4", {}, WORDS.header, make("span", {}, WORDS.fieldsChanged(count))), table);
}

/**
 * All hops in order; what was asked of name servers, the request and the reply under headings of their own.
 * @param {Trace | null} trace
 * @param {(n: number) => void} choose
 * @returns {Node[]}
 */
export function hopList(trace, choose) {
  if (trace === null) return hopCard(null, 0);
  const died = diedAt(trace);
  /** @type {[string, Hop[]][]} */
  const ways = [
    [WORDS.lookup, trace.hops.filter(looksUp)],
    [WORDS.there, trace.hops.filter((hop) => hop.direction === "request")],
    [WORDS.back, trace.hops.filter((hop) => hop.direction === "reply")],
  ];
  const lists = ways
    .filter(([, hops]) => hops.length > 0)
    .flatMap(([title, hops]) => [
      make("p", { class: "way-head" }, title),
      make(
        "ol",
        { "aria-label": title, start: hops[0]?.n ?? 1 },
        ...hops.map((hop) => item(hop, hop === trace.hops[died], choose)),
      ),
    ]);
  return [make("h3", {}, WORDS.requestTitle(trace)), make("div", { class: "hop-list" }, ...lists), outcome(trace)];
}

/** @param {Hop} hop @param {boolean} died @param {(n: number) => void} choose */
function item(hop, died, choose) {
  const flag = hop.changed.length > 0 ? [make("span", { class: "change" }, flagWords(hop, false))] : [];
  const said = make("span", {}, hopSaid(hop), ...flag);
  const row = button(
    { "data-list-hop": hop.n },
    () => choose(hop.n),
    make("span", { class: "n" }, String(hop.n)),
    make("span", { class: "node" }, hop.kind === "wire" ? WORDS.wire : hop.node),
    said,
  );
  return make("li", { class: died ? "died" : null }, row);
}

/**
 * Mark the hop that the player stands at.
 * @param {HTMLElement} card
 * @param {number} n
 */
export function markHop(card, n) {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (card.querySelectorAll("[data-list-hop]"))) {
    const here = Number(row.dataset["listHop"]) === n;
    if (here) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
    if (here) row.scrollIntoView({ block: "nearest" });
  }
}
