// @ts-check
/** An element in words: what it is, its state, its facts, what stands in it and what it is joined to. */

import { make } from "./dom.js";
import { icon } from "./symbols.js";
import { elementName, elementTold, factsTold, KIND_WORDS, stateWords, WORDS } from "./words.js";

/** @import {Element, Elements} from "./types.js" */

/**
 * @param {Element | undefined} element
 * @param {Elements} elements
 * @returns {Node[]}
 */
export function elementCard(element, elements) {
  if (element === undefined)
    return [make("h3", {}, WORDS.noElementTitle), make("p", { class: "lead" }, WORDS.noElementLead)];
  const state = stateWords(element);
  const parent = element.parent === null ? undefined : elements[element.parent];
  const rows = [...(state === "" ? [] : [[WORDS.state, state]]), ...factsTold(element)];
  const facts = rows.flatMap(([name, value]) => [make("dt", {}, name ?? ""), make("dd", {}, value ?? "")]);
  return [
    make(
      "p",
      { class: "spot" },
      icon(element.kind, 16),
      KIND_WORDS[element.kind] ?? element.kind,
      ...(parent ? [WORDS.on, link(parent)] : []),
    ),
    make("h3", {}, elementName(element)),
    make("dl", { class: "facts" }, ...facts),
    ...group(
      WORDS.within,
      Object.values(elements).filter((other) => other.parent === element.id),
    ),
    ...group(WORDS.joined, joined(element, elements)),
  ];
}

/** @param {Element} element */
function link(element) {
  return make("a", { class: "element", href: `#${element.id}`, "data-element": element.id }, elementName(element));
}

/** @param {string} title @param {Element[]} list @returns {Node[]} */
function group(title, list) {
  if (list.length === 0) return [];
  const items = list.map((element) =>
    make("li", { class: "spot" }, icon(element.kind, 16), link(element), elementTold(element)),
  );
  return [make("div", {}, make("h4", {}, title), make("ul", {}, ...items))];
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
