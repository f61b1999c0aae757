// @ts-check
/**
 * The picture in words: a tree of machines with what stands in them. It is always there: seen as text when that is
 * wished, and else for the keyboard and for readers, while the graph shows which element has the focus.
 */

import { make } from "../dom.js";
import { icon } from "../symbols.js";
import { elementName, elementTold, KIND_WORDS, taskCount } from "../words.js";

/** @import {Element, Elements} from "../types.js" */

const BANDS = ["edge", "wire", "agents"];

/**
 * The elements of the tree from top to bottom; machines before what stands in them.
 * @param {Elements} elements
 * @returns {{element: Element, within: Element[]}[]}
 */
export function branches(elements) {
  const all = Object.values(elements);
  const tops = all.filter(
    ({ parent, kind, place: { band } }) => parent === null && kind !== "edge" && BANDS.includes(band),
  );
  tops.sort(
    (a, b) =>
      BANDS.indexOf(a.place.band) - BANDS.indexOf(b.place.band) ||
      a.place.order - b.place.order ||
      (a.id < b.id ? -1 : 1),
  );
  const order = ["nic", "port", "task"];
  return tops.map((element) => {
    const within = all.filter((other) => other.parent === element.id);
    within.sort(
      (a, b) => a.place.slot - b.place.slot || order.indexOf(a.kind) - order.indexOf(b.kind) || (a.id < b.id ? -1 : 1),
    );
    return { element, within };
  });
}

/** @param {Elements} elements @returns {string[]} */
export function treeOrder(elements) {
  return branches(elements).flatMap(({ element, within }) => [element.id, ...within.map(({ id }) => id)]);
}

/** @param {string} id */
export function itemId(id) {
  return `twin:${id}`;
}

/**
 * @param {HTMLElement} root
 * @param {Elements} elements
 */
export function drawTwin(root, elements) {
  const items = branches(elements).map(({ element, within }) => {
    const children = within.map((child) => item(child, 2, told(child, [])));
    const group = children.length > 0 ? [make("ul", { role: "group" }, ...children)] : [];
    const machine = item(element, 1, told(element, within));
    machine.append(...group);
    if (group.length > 0) machine.setAttribute("aria-expanded", "true");
    return machine;
  });
  root.replaceChildren(make("ul", { role: "none" }, ...items));
}

/** @param {Element} element @param {number} level @param {string} text */
function item(element, level, text) {
  const name = make("b", {}, elementName(element));
  const row = make(
    "div",
    { class: "twin-row", "data-element": element.id },
    icon(element.kind, 17),
    name,
    make("span", {}, text),
  );
  return make("li", { role: "treeitem", id: itemId(element.id), "aria-level": level, "aria-selected": "false" }, row);
}

/** @param {Element} element @param {readonly Element[]} within */
function told(element, within) {
  const machine = element.place.band === "agents" || element.kind === "public_agent";
  const tasks = machine ? [taskCount(within.filter(({ kind }) => kind === "task").length)] : [];
  const kind = KIND_WORDS[element.kind] ?? "";
  const words = [kind === elementName(element) || element.kind === "port" ? "" : kind, elementTold(element), ...tasks];
  return words.filter((word) => word !== "").join(", ");
}
