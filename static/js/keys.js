// @ts-check
/** Keys of the whole page, and the dialogs. Single letters are off in text fields; each key has a button as well. */

import { isTextField, make, need } from "./dom.js";
import { KEYS } from "./words.js";

/**
 * @param {Record<string, () => void>} acts By the key.
 */
export function followKeys(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTextField(event.target)) return;
    if (isCovered()) return;
    const presses = event.target instanceof Element && event.target.closest("button, a, summary, input") !== null;
    if (presses && (event.key === " " || event.key === "Enter")) return;
    const key = Object.hasOwn(acts, event.key) ? event.key : shifted(event);
    const act = Object.hasOwn(acts, key) ? acts[key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** What Shift makes of the keys with full stop and comma where the keyboard has < and > elsewhere. @param {KeyboardEvent} event */
function shifted({ shiftKey, code }) {
  return shiftKey ? ({ Period: ">", Comma: "<" }[code] ?? "") : "";
}

/** Whether a dialog or a menu is open: keys are for it alone, and Escape closes it. */
export function isCovered() {
  return document.querySelector("dialog[open], :popover-open") !== null;
}

/** Links within the page move the focus and leave the address alone: its fragment holds the attempt's key. */
export function followAnchors() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (link === null) return;
    event.preventDefault();
    const place = document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
    place?.scrollIntoView({ block: "nearest" });
    place?.focus();
  });
}

/**
 * A dialog with its button; the browser gives the focus back when it closes.
 * @param {string} id
 * @param {HTMLElement} [opener] Without one it is opened by what comes back.
 */
export function createDialog(id, opener) {
  const dialog = need(id, HTMLDialogElement);
  const open = () => dialog.open || dialog.showModal();
  opener?.addEventListener("click", open);
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  return open;
}

/** Write the table of keys; again when the language has changed. */
export function fillKeys() {
  const keys = KEYS.map(([key, does]) => {
    const pressed = key.split("  ").flatMap((name, index) => [...(index > 0 ? [" "] : []), make("kbd", {}, name)]);
    return make("tr", {}, make("th", { scope: "row" }, ...pressed), make("td", {}, does));
  });
  const table = need("keys-table", HTMLTableElement);
  table.tBodies[0]?.remove();
  table.append(make("tbody", {}, ...keys));
}
