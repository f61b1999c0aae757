// @ts-check
/** What can be broken at the element that is chosen, and what is broken: each button types its line. */

import { button, make } from "../dom.js";
import { part } from "../inspector/part.js";
import { icon } from "../symbols.js";
import { elementName, said } from "../words.js";
import { words } from "./words.js";

/** @import {Part} from "../inspector/renew.js" */
/** @import {Element, Elements, Fault, Inspection} from "../types.js" */
/** @import {Broken} from "./broken.js" */

/** The kinds from which one chooses where nothing is chosen yet. */
const CHOICES = ["master", "public_agent", "agent", "router", "task"];

/**
 * @typedef {object} Around
 * @property {string | null} id What is chosen.
 * @property {Inspection | null} inspection
 * @property {Elements} elements
 * @property {readonly Broken[]} broken
 * @property {boolean} can Whether anything can be typed.
 * @property {(element: string, fault: Fault) => void} breakIt
 * @property {(broken: Pick<Broken, "where" | "back">) => void} mend
 * @property {(id: string) => void} choose
 */

/** @param {Around} around @returns {Part[]} */
export function faultsCard({ id, inspection, elements, broken, can, breakIt, mend, choose }) {
  const told = words();
  if (!can) return [part("head", null, () => head(told.title, told.cannot))];
  const listed = (/** @type {Fault} */ { where, line, on }) => on && broken.some((one) => one.where === where && one.line === line);
  const here = id === null || inspection === null ? [] : inspection.faults.filter((fault) => !listed(fault));
  const name = inspection === null ? "" : elementName(elements[inspection.id] ?? asElement(inspection));
  return [
    part("head", null, () => head(told.title, told.lead)),
    ...(broken.length === 0 ? [] : [part("standing", broken, () => standingList(broken, mend))]),
    ...(inspection === null || id === null ? [] : [part("tools", [name, here], () => tools(name, here, { id, breakIt, mend }))]),
    part("choices", choices(elements).map(({ id: one, label }) => [one, label]), () => chooser(choices(elements), choose)),
  ];
}

/** @param {string} title @param {string} lead */
function head(title, lead) {
  return make("div", {}, make("h3", {}, title), make("p", { class: "lead" }, lead));
}

/** @param {Inspection} inspection @returns {Element} */
function asElement({ id, kind, label, parent, state, facts }) {
  return { id, kind, label, parent, state, facts, place: { band: "", order: 0, column: "", slot: 0 } };
}

/** @param {readonly Broken[]} broken @param {Around["mend"]} mend */
function standingList(broken, mend) {
  const items = broken.map((one) =>
    make("li", { class: "fault on" }, make("b", {}, said(one.title)), typist(words().mend, one.where, one.back, "main", () => mend(one))),
  );
  return make("div", { role: "status" }, make("h4", {}, words().standing), make("ul", { class: "faults" }, ...items));
}

/**
 * @param {string} name
 * @param {readonly Fault[]} faults
 * @param {Pick<Around, "breakIt" | "mend"> & {id: string}} around
 */
function tools(name, faults, { id, breakIt, mend }) {
  const items = faults.map((fault) => {
    const act = fault.on
      ? typist(words().mend, fault.where, fault.back, "", () => mend(fault))
      : typist(said(fault.title), fault.where, fault.line, "", () => breakIt(id, fault));
    const title = fault.on ? [make("b", {}, said(fault.title))] : [];
    return make("li", { class: fault.on ? "fault on" : "fault" }, ...title, act, make("p", {}, said(fault.told)));
  });
  const none = faults.length === 0 ? [make("p", { class: "lead" }, words().nothing)] : [];
  return make("div", {}, make("h4", {}, name), ...none, make("ul", { class: "faults" }, ...items));
}

/**
 * A button with the line that it types.
 * @param {string} label
 * @param {string} where
 * @param {string} line
 * @param {string} kind
 * @param {() => void} act
 */
function typist(label, where, line, kind, act) {
  const key = `type:${where}:${line}`;
  return button(
    { class: `breaker ${kind}`, "aria-label": `${label}. ${words().types(where, line)}`, "data-focus": key },
    act,
    make("span", { class: "does" }, label, icon("play", 13)),
    make("code", {}, make("span", { class: "ps" }, where), line),
  );
}

/** @param {Elements} elements */
function choices(elements) {
  return Object.values(elements).filter(({ kind }) => CHOICES.includes(kind));
}

/** @param {readonly Element[]} found @param {Around["choose"]} choose */
function chooser(found, choose) {
  const items = found.map((element) =>
    make("li", {}, button({ class: "button", "data-focus": `choose:${element.id}` }, () => choose(element.id), icon(element.kind, 16), elementName(element))),
  );
  return make("div", {}, make("h4", {}, words().choose), make("ul", { class: "picks" }, ...items));
}
