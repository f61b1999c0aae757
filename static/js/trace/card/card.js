// @ts-check
/** The card of a hop: where, what, what was asked, the header, why, the header so far, what is kept, who saw it. */

import { button, make } from "../../dom.js";
import { icon } from "../../symbols.js";
import { entrySaid, hopSaid, hopTitle, logicalMs, outcomeSaid, said, WORDS } from "../../words.js";
import { diedAt } from "../plan.js";
import { comesBack } from "../rounds.js";
import { envelopeFigure } from "./envelope.js";
import { fields, isChanged } from "./header.js";
import { sends } from "./sends.js";
import { soFar } from "./sofar.js";
import { words } from "./words.js";

/** @import {Entry, Hop, Reason, Tap, Trace} from "../../types.js" */
/** @import {Stand} from "./sofar.js" */

/**
 * @typedef {object} Known What the cluster said of the entry that decided.
 * @property {string} id
 * @property {string} status
 * @property {readonly Reason[]} why
 * @property {(number: number) => void} goToLine
 */

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
    ...(died ? sends(trace, hop) : []),
    header(hop),
    ...envelopeFigure(hop),
    make("div", { class: "hop-why" }),
    ...history(soFar(trace, n), n, died),
    ...kept(hop),
    ...seen(hop.taps ?? []),
    ...(hop.delay_ms ? [make("p", { class: "lead" }, WORDS.delay(logicalMs(hop.delay_ms)))] : []),
    ...(died || n === trace.hops.length ? [outcome(trace)] : []),
  ];
}

/**
 * The entry that decided at a hop, by which the cluster can be asked why it is there; empty: none.
 * @param {Hop | undefined} hop
 */
export function decided(hop) {
  return hop?.entries.findLast(({ matched, element }) => matched && element !== null && element !== "")?.element ?? "";
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
    ...(trace.veiled ? [] : [make("p", { class: "lead" }, WORDS.hopCount(trace.hops.length))]),
  ];
}

/** How the request ended. @param {Trace} trace */
export function outcome(trace) {
  if (trace.veiled) return make("p", { class: "lead" }, WORDS.veiled(trace.veiled));
  return make("p", { class: "lead" }, `${outcomeSaid(trace)}${WORDS.took(trace.elapsed_ms)}`);
}

/** Where the hop happens. @param {Hop} hop */
function place(hop) {
  const sign = { wire: "wire", socket: "port", neighbour: "nic", bridge: "bridge", ipvs: "ipvs", dns: "process" }[hop.kind] ?? "table";
  const where = make("a", { class: "element", href: `#${hop.element}`, "data-element": hop.element }, hop.node);
  const way = comesBack(hop) ? `\u00a0${WORDS.onTheWayBack}` : ""; // no line begins with its dot
  return make("p", { class: "spot" }, icon(sign, 16), make("b", {}, where), make("span", {}, `› ${hopTitle(hop)}${way}`));
}

/** @param {Hop} hop @param {boolean} died @returns {Node[]} */
function entries(hop, died) {
  if (hop.table === "" || (hop.entries.length === 0 && hop.changed.length > 0)) return []; // what is kept, or carried, stands below
  const head = make("h4", {}, WORDS.asked, make("span", { class: "mono", lang: "en" }, hop.table));
  const list =
    hop.entries.length > 0
      ? make("ol", { class: "entries" }, ...hop.entries.map((entry, index) => entryItem(entry, index, died)))
      : make("p", { class: "no-entry" }, WORDS.noEntry);
  return [make("div", {}, head, list)];
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
  const own = words();
  const all = fields(hop);
  const inner = all.find(({ within }) => within);
  const rows = all.flatMap((field) => {
    const changed = isChanged(field);
    const head = make("tr", { class: "within" }, make("th", { scope: "rowgroup", colspan: 3 }, own.inside));
    const cells = [
      make("td", {}, field.before ?? (changed ? own.none : "–")),
      make("td", { class: changed ? null : "same" }, changed ? (field.after ?? own.none) : "="),
    ];
    const row = make("tr", { class: changed ? "changed" : null }, make("th", { scope: "row" }, own.field(field.name)), ...cells);
    return field === inner ? [head, row] : [row];
  });
  const heads = ["", WORDS.before, WORDS.after].map((text) => (text === "" ? make("td") : make("th", { scope: "col" }, text)));
  const table = make("table", { class: "header" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
  const count = make("span", {}, WORDS.fieldsChanged(all.filter(isChanged).length));
  return make("div", {}, make("h4", {}, WORDS.header, count), table);
}

/** Why the entry that decided is there. @param {Known | null} known @returns {Node[]} */
export function reasons(known) {
  if (known === null) return [];
  const own = words();
  if (known.status === "gone") return [make("p", { class: "no-entry" }, own.whyGone)];
  if (known.why.length === 0) return [];
  const all = make("a", { class: "element", href: `#${known.id}`, "data-element": known.id }, own.whyAll);
  const steps = known.why.map((reason) => make("li", {}, ...step(reason, known.goToLine)));
  return [make("h4", {}, WORDS.whyThere, make("span", {}, all)), make("ol", {}, ...steps)];
}

/** One step in short: the inspector has it with the lines of the definition. @param {Reason} reason @param {(number: number) => void} goToLine @returns {Node[]} */
function step({ title, told, line, text = "" }, goToLine) {
  if (line !== undefined)
    return [button({ class: "link", title: WORDS.goToLine(line) }, () => goToLine(line), said(title)), make("code", { lang: "en" }, text)];
  return [make("b", {}, said(title)), ...(told === undefined ? [] : [make("span", {}, said(told))])];
}

/** @param {readonly Stand[]} stands @param {number} n @param {boolean} died @returns {Node[]} */
function history(stands, n, died) {
  if (stands.length < 2) return [];
  const own = words();
  const rows = stands.map(({ n: at, header: { src, dst, ttl }, changed, bytes }) => {
    const value = (/** @type {string} */ name, /** @type {string} */ text) => (changed.includes(name) ? make("mark", {}, text) : text);
    const more = bytes === 0 ? [] : [" ", make("mark", {}, own.grown(bytes))];
    const life = changed.includes("ttl") || more.length > 0 ? [make("span", { class: "ttl" }, value("ttl", `TTL ${ttl}`), ...more)] : [];
    const ends = make("span", { class: "ends" }, value("src", src), " → ", value("dst", dst));
    return make("li", { value: at, "aria-current": at === n ? "step" : null }, make("span", { class: "n" }, String(at)), ends, ...life);
  });
  return [make("div", {}, make("h4", {}, died ? own.died : own.soFar), make("ol", { class: "stands", lang: "en" }, ...rows))];
}

/** What conntrack keeps: both directions of the connection. @param {Hop} hop @returns {Node[]} */
function kept({ kept: entry, node }) {
  if (entry === undefined) return [];
  const own = words();
  const row = (/** @type {string} */ arrow, /** @type {string} */ what, /** @type {readonly string[]} */ ends, /** @type {string} */ more) =>
    make("li", {}, make("span", { class: "n", "aria-hidden": "true" }, arrow), make("div", {}, make("code", { lang: "en" }, tuple(ends) + more), make("small", {}, what)));
  const unanswered = entry.answered ? "" : " [UNREPLIED]";
  const head = make("h4", {}, own.kept, make("span", { class: "mono", lang: "en" }, `conntrack -L, ${node}`));
  const rows = [row("→", own.there, entry.original, ""), row("←", entry.answered ? own.back : `${own.back}, ${own.notYet}`, entry.reply, unanswered)];
  return [make("div", {}, head, make("ol", { class: "entries kept" }, ...rows))];
}

/** The ends of a connection as `conntrack` prints them. @param {readonly string[]} ends */
function tuple([source = "", destination = ""]) {
  const [[src, sport], [dst, dport]] = /** @type {[string[], string[]]} */ ([source.split(":"), destination.split(":")]);
  return `src=${src} dst=${dst}${sport === undefined ? "" : ` sport=${sport} dport=${dport}`}`;
}

/** Who saw the packet from here on, until the next hop. @param {readonly Tap[]} taps @returns {Node[]} */
function seen(taps) {
  if (taps.length === 0) return [];
  const items = taps.map((tap) => make("li", {}, ...tapWords(tap)));
  return [make("div", {}, make("h4", {}, words().seen), make("ol", { class: "taps" }, ...items))];
}

/** A card that sees a packet, in words. @param {Tap} tap @returns {Node[]} */
export function tapWords([namespace, device, direction]) {
  const own = words();
  const name = make("span", { class: "mono", lang: "en" }, `${namespace.replace(/(\/[^/]{8})[^/]+$/, "$1…")} ${device}`);
  return [name, document.createTextNode(` ${direction === "in" ? own.into : own.out}`)];
}
