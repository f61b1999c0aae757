// @ts-check
/**
 * Words and boxes that name the same thing light up together: in the text, the terminal, the list, the picture.
 *
 * Law of this file: whatever carries `data-element` takes part; nobody registers.
 */

import { isCovered } from "./keys.js";

/** @import {Elements, Hop, Ui} from "./types.js" */
/** @import {Pointing} from "./pointing.js" */

/**
 * The elements that an id means: itself, or the tasks of an app, which is no element of its own.
 * @param {string} id
 * @param {Elements} elements
 * @returns {string[]}
 */
export function meant(id, elements) {
  if (elements[id] !== undefined || !id.startsWith("app:")) return [id];
  const app = id.slice("app:".length);
  return Object.values(elements)
    .filter((element) => element.kind === "task" && element.facts["app"] === app)
    .map((element) => element.id);
}

/**
 * The elements that a hop is about: where it happens and the entries that decided.
 * @param {Hop | undefined} hop
 * @returns {Set<string>}
 */
export function hotElements(hop) {
  if (hop === undefined) return new Set();
  const entries = hop.entries.filter((entry) => entry.matched && entry.element !== null);
  return new Set([hop.element, ...entries.map((entry) => /** @type {string} */ (entry.element))]);
}

/**
 * Follow pointer, focus and clicks on whatever names an element.
 * @param {Pointing} pointing
 * @param {(id: string, link: Element) => void} select
 */
export function followLinks(pointing, select) {
  const come = (/** @type {Event} */ { target }) => {
    const id = named(target);
    if (id !== null) pointing.to(id);
  };
  const go = (/** @type {Event} */ { target }) => named(target) !== null && pointing.to(null);
  document.addEventListener("pointerover", come);
  document.addEventListener("pointerout", go);
  document.addEventListener("focusin", come);
  document.addEventListener("focusout", go);
  document.addEventListener(
    "keydown",
    (event) => {
      // a menu or dialog closes first; then what is pointed at goes, and the next Escape clears what is selected
      if (event.key === "Escape" && !isCovered() && pointing.dismiss()) event.preventDefault();
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-element]") : null;
    const id = named(link);
    if (id === null || link === null) return;
    event.preventDefault();
    select(id, link);
  });
}

/** @param {EventTarget | null} target @returns {string | null} */
function named(target) {
  const carrier = target instanceof Element ? target.closest("[data-element]") : null;
  return carrier instanceof HTMLElement ? elementOf(carrier) : null;
}

/** @param {HTMLElement} carrier */
function elementOf(carrier) {
  return carrier.dataset["element"] ?? "";
}

/**
 * Mark every word that names one of the lit or hot elements.
 * @param {ReadonlySet<string>} lit
 * @param {ReadonlySet<string>} hot
 * @param {Elements} elements
 */
export function markWords(lit, hot, elements) {
  for (const word of document.querySelectorAll("[data-element]")) {
    const ids = meant(elementOf(/** @type {HTMLElement} */ (word)), elements);
    word.classList.toggle(
      "lit",
      ids.some((id) => lit.has(id)),
    );
    word.classList.toggle(
      "hot",
      ids.some((id) => hot.has(id)),
    );
  }
}

/** @param {Ui} ui @param {Elements} elements @returns {Set<string>} */
export function litElements(ui, elements) {
  return new Set([ui.pointed, ui.selected].flatMap((id) => (id === null ? [] : meant(id, elements))));
}
