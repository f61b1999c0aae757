// @ts-check
/** Small helpers for the page's elements. Text is always set as text, with unseen signs in it written out. */

import { visible } from "./text.js";

/** Attributes that are read or seen. */
const SAID = new Set(["aria-label", "title", "placeholder"]);

/**
 * The element with an id; the page's own template has it.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function need(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no #${id} of the wanted kind`);
  return found;
}

/** From now on the page has a style sheet that it was not to load before: a link that is disabled. @param {string} id */
export function wear(id) {
  need(id, HTMLLinkElement).disabled = false;
}

/**
 * A new element with attributes and children; a child that is a string becomes text that can be seen.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] A false or empty value leaves it out.
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    const text = value === true ? "" : String(value);
    element.setAttribute(name, SAID.has(name) ? visible(text) : text);
  }
  element.append(...children.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

/**
 * A button that does something.
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 * @param {() => void} act
 * @param {(Node | string)[]} children
 */
export function button(attributes, act, ...children) {
  const element = make("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", act);
  return element;
}

/**
 * Put nodes into a place in their order; those that stand there already are not moved, for that takes the focus away,
 * and a press that is under way goes astray where what was pressed is another now.
 * @param {HTMLElement} root
 * @param {readonly Element[]} nodes
 */
export function put(root, nodes) {
  for (const stale of [...root.children]) if (!nodes.includes(stale)) stale.remove();
  let at = root.firstElementChild;
  for (const node of nodes) {
    if (node === at) at = at.nextElementSibling;
    else root.insertBefore(node, at);
  }
}

/** Whether keys that are typed there are text. @param {EventTarget | null} target */
export function isTextField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "radio") return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/**
 * Text in which `words between backticks` are code.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function withCode(text) {
  return text.split("`").map((piece, index) => (index % 2 === 1 ? make("code", {}, piece) : piece));
}

/**
 * The tabs of a tab list: arrows go along them, and choosing one calls back.
 * @param {HTMLElement} list
 * @param {(tab: HTMLElement) => void} choose
 */
export function tabKeys(list, choose) {
  list.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("[role=tab]") : null;
    if (tab instanceof HTMLElement) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
    const at = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined || at === -1 ? undefined : tabs.at(to % tabs.length);
    if (tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    tab.focus();
    choose(tab);
  });
}
