// @ts-check
/** A button that opens a menu above itself, or where there is no room, below; arrow keys go along its items, Escape closes it. */

import { make } from "../dom.js";

/**
 * @param {Record<string, string>} attributes Of the button.
 * @param {() => void} onOpen Fills the menu and shows it.
 */
export function createMenu(attributes, onOpen) {
  const root = make("div", { class: "menu", popover: "auto", role: "menu" });
  const opener = make("button", { type: "button", "aria-haspopup": "menu", ...attributes });
  opener.addEventListener("click", onOpen);
  const items = () => /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[role=menuitem]")]);

  root.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return;
    root.replaceChildren();
    root.removeAttribute("aria-label"); // it would stay in the language in which the menu was opened
  });
  root.addEventListener("keydown", (event) => {
    const at = items().findIndex((found) => found === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || items().length === 0 || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    items()
      .at(to % items().length)
      ?.focus();
  });

  return {
    root,
    opener,
    /** @param {string} label @param {(Node | string)[]} signs What stands in the button; nothing: the label. */
    name(label, ...signs) {
      opener.replaceChildren(...(signs.length > 0 ? signs : [label]));
      opener.setAttribute("aria-label", label);
      opener.title = signs.some((sign) => sign instanceof HTMLSpanElement) ? "" : label;
    },
    /** @param {string} label @param {HTMLElement[]} children */
    show(label, children) {
      root.setAttribute("aria-label", label);
      root.setAttribute("role", children.some((child) => child instanceof HTMLFormElement) ? "dialog" : "menu");
      root.replaceChildren(...children);
      const { left, top, bottom } = opener.getBoundingClientRect();
      root.showPopover();
      root.style.left = `${Math.max(8, Math.min(left, innerWidth - root.offsetWidth - 8))}px`;
      const above = top - root.offsetHeight - 4;
      const below = Math.min(bottom + 4, innerHeight - root.offsetHeight - 8);
      root.style.top = `${above >= 8 ? above : Math.max(8, below)}px`;
      /** @type {HTMLElement | null} */ (root.querySelector("[role=menuitem], input"))?.focus();
    },
    hide: () => root.hidePopover(),
  };
}
