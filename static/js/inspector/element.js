// @ts-check
/**
 * What is behind an element, in words: what it is, its state, its facts, its tables as the tools print them, why it is
 * there, what stands in it and what it is joined to.
 */

import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { elementName, elementTold, factsTold, KIND_WORDS, said, stateWords, WORDS } from "../words.js";
import { becauseSection } from "./because.js";
import { definitionSection } from "./definition.js";
import { part } from "./part.js";
import { printedTable } from "./printed.js";
import { whySection } from "./why.js";
import { facts as factNames, kinds, words } from "./words.js";

/** @import {Found} from "./asking.js" */
/** @import {Part} from "./renew.js" */
/** @import {Element, Elements, Fault, Inspection} from "../types.js" */

/** The signs of what is no element of the picture. @type {Record<string, string>} */
const SIGNS = { app: "file", part: "file", server: "proxy", record: "table", address: "nic", neighbour: "table", connection: "table", tracked: "table", fdb: "table", policy: "table" };
/** So many tables are open from the beginning; where there are more, one opens those that one wants to see. */
const OPEN_TABLES = 3;

/**
 * @typedef {object} Around
 * @property {Elements} elements
 * @property {((where: string, line: string) => void) | null} run null where nothing can be typed.
 * @property {(number: number) => void} goToLine
 * @property {number} epochMs
 * @property {((element: string, fault: Fault) => void) | null} breakIt null where nothing can be typed.
 */

/**
 * The parts of the card, from top to bottom.
 * @param {string | null} id
 * @param {Found} found
 * @param {Around} around
 * @returns {Part[]}
 */
export function elementCard(id, found, around) {
  const inspection = found.id === id ? found.inspection : null;
  const element = id === null ? undefined : (around.elements[id] ?? described(inspection));
  if (element === undefined || id === null) return [id === null ? nothing() : missing(id, found)];
  return [
    heading(element, around.elements),
    ...(id === found.id ? remark(found) : []),
    part("facts", [element.state, element.facts], () => facts(element)),
    ...(inspection === null ? [] : behind(inspection, around)),
    ...group("within", WORDS.within, Object.values(around.elements).filter((other) => other.parent === element.id)),
    ...group("joined", WORDS.joined, joined(element, around.elements)),
  ];
}

function nothing() {
  return part("nothing", null, () =>
    make("div", {}, make("h3", {}, WORDS.noElementTitle), make("p", { class: "lead" }, WORDS.noElementLead)),
  );
}

/** Something that the picture has not: it is asked for, or is gone. @param {string} id @param {Found} found */
function missing(id, found) {
  const asked = found.id !== id || found.status === "asking" || found.status === "nothing";
  const title = asked ? WORDS.askingTitle : found.status === "gone" ? WORDS.goneTitle : WORDS.notAskedTitle;
  const lead = asked ? "" : found.status === "gone" ? WORDS.gone(id) : WORDS.notAsked;
  return part("missing", [id, title, lead], () =>
    make("div", {}, make("h3", {}, title), ...(lead === "" ? [] : [make("p", { class: "lead", role: "status" }, lead)])),
  );
}

/** An entry of a table looks like an element that stands in none. @param {Inspection | null} inspection @returns {Element | undefined} */
function described(inspection) {
  if (inspection === null) return undefined;
  const { id, kind, label, parent, state, facts: own } = inspection;
  return { id, kind, label, parent, state, facts: own, place: { band: "", order: 0, column: "", slot: 0 } };
}

/** @param {Element} element @param {Elements} elements */
function heading(element, elements) {
  const parent = element.parent === null ? undefined : elements[element.parent];
  const name = elementName(element);
  return part("heading", [element.id, element.kind, name, parent?.id], () =>
    make(
      "div",
      {},
      make(
        "p",
        { class: "spot" },
        icon(SIGNS[element.kind] ?? element.kind, 16),
        make("span", {}, KIND_WORDS[element.kind] ?? kinds()[element.kind] ?? element.kind),
        ...(parent ? [make("span", {}, WORDS.on), link(parent)] : []),
      ),
      make("h3", { class: elements[element.id] === undefined ? "entry" : null }, name),
    ),
  );
}

/** What is said while tables and reasons are not there. @param {Found} found @returns {Part[]} */
function remark({ status, inspection }) {
  if (status === "asking" && inspection === null)
    return [part("remark", "asking", () => make("p", { class: "asking", role: "status" }, WORDS.asking))];
  if (status === "failed") return [part("remark", "failed", () => make("p", { class: "asking", role: "status" }, WORDS.notAsked))];
  return [];
}

/** @param {Element} element */
function facts(element) {
  const state = stateWords(element);
  const stateRow =
    state === ""
      ? []
      : [make("dt", {}, WORDS.state), make("dd", { class: "state", "data-state": element.state }, make("i", {}), state)];
  const rows = factsTold(withoutCause(element)).flatMap(([name, value]) => [make("dt", {}, factNames()[name] ?? name), make("dd", {}, value)]);
  return make("dl", { class: "facts" }, ...stateRow, ...rows);
}

/** The reasons say it with more words. @param {Element} element @returns {Element} */
function withoutCause(element) {
  const { "asked for by": _, ...own } = element.facts;
  return { ...element, facts: own };
}

/** Tables and reasons, and what can be broken. @param {Inspection} inspection @param {Around} around @returns {Part[]} */
function behind(inspection, around) {
  const { id, own, tables, why, because, definition, faults } = inspection;
  const { run, goToLine, breakIt } = around;
  const open = tables.length <= OPEN_TABLES;
  const printed = tables.map((table) =>
    part(`table:${table.name}`, [table, own, run === null], () =>
      printedTable(table, said(table.title), own, { open, run }),
    ),
  );
  const reasons = why.length === 0 ? [] : [part("why", why, () => whySection(why, goToLine))];
  if (definition.length > 0) reasons.push(part("definition", definition, () => definitionSection(id.slice("app:".length), definition)));
  if (because !== null) reasons.push(part("because", because, () => becauseSection(because)));
  const tools = faults.filter(({ on }) => !on);
  if (breakIt !== null && tools.length > 0) reasons.push(part("faults", tools, () => breakers(id, tools, breakIt)));
  return [...changedLast(inspection, around), ...(open ? [...printed, ...reasons] : [...reasons, ...printed])];
}

/** When it changed last, and behind which line. @param {Inspection} inspection @param {Around} around @returns {Part[]} */
function changedLast({ last }, { epochMs, goToLine }) {
  if (last === null) return [];
  const { at_ms, line } = last;
  const time = new Date(epochMs + at_ms).toISOString().slice(11, 23);
  return [
    part("last", [time, line], () =>
      line === 0
        ? make("p", { class: "detail" }, words().byItself(time))
        : make("p", { class: "detail" }, button({ class: "plain-link", "data-number": line, "data-focus": `last:${line}` }, () => goToLine(line), words().byLine(time, line))),
    ),
  ];
}

/** @param {string} id @param {readonly Fault[]} faults @param {(element: string, fault: Fault) => void} breakIt */
function breakers(id, faults, breakIt) {
  const buttons = faults.map((fault) =>
    button({ class: "button", title: `${fault.where}: ${fault.line}`, "data-focus": `fault:${fault.name}` }, () => breakIt(id, fault), said(fault.title)),
  );
  return make("div", { class: "breakers" }, make("h4", {}, words().breakIt), make("p", { class: "row" }, ...buttons));
}

/** @param {Element} element */
function link(element) {
  const { id } = element;
  return make("a", { class: "element", href: `#${id}`, "data-element": id, "data-focus": `to:${id}` }, elementName(element));
}

/** @param {string} key @param {string} title @param {Element[]} list @returns {Part[]} */
function group(key, title, list) {
  if (list.length === 0) return [];
  const sign = list.map((element) => [element.id, elementName(element), elementTold(element)]);
  return [
    part(key, sign, () => {
      const items = list.map((element) =>
        make("li", { class: "spot" }, icon(element.kind, 16), link(element), elementTold(element)),
      );
      return make("div", {}, make("h4", {}, title), make("ul", {}, ...items));
    }),
  ];
}

/**
 * What an element is joined to by an edge.
 * @param {Element} element
 * @param {Elements} elements
 * @returns {Element[]}
 */
function joined(element, elements) {
  const edges = Object.values(elements).filter(({ source, target }) => source === element.id || target === element.id);
  const others = edges.map(({ source, target }) => elements[(source === element.id ? target : source) ?? ""]);
  return others.filter((other) => other !== undefined);
}
