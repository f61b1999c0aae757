// @ts-check
/** The tabs of the terminal: a tab for each place where one can type, and `+` for those that have none yet. */

import { button, make, tabKeys } from "../dom.js";
import { icon } from "../symbols.js";
import { WORDS } from "../words.js";

/** @import {Elements, State, Ui} from "../types.js" */

const ALWAYS = ["laptop", "master"];

/**
 * The terminals that have a tab, in order.
 * @param {State} state
 * @param {Ui} ui
 * @returns {string[]}
 */
export function openTerminals(state, ui) {
  const used = state.lines.map((line) => line.terminal);
  return [...new Set([...ALWAYS, ...state.terminals.map(({ id }) => id), ...used, ...ui.opened, ui.terminal])];
}

/**
 * The machines on which a terminal could still be opened.
 * @param {Elements} elements
 * @param {readonly string[]} open
 * @returns {string[]}
 */
export function otherTerminals(elements, open) {
  const machines = Object.values(elements).filter(
    ({ place: { band }, kind }) => (band === "edge" || band === "agents") && kind !== "router",
  );
  return machines.map(({ id }) => id.slice(id.indexOf(":") + 1)).filter((id) => !open.includes(id));
}

/**
 * The sign of the machine that a terminal belongs to; the learner's own has none.
 * @param {string} terminal
 * @param {Elements} elements
 */
function kindOf(terminal, elements) {
  return (elements[`agent:${terminal}`] ?? elements[`host:${terminal}`])?.kind ?? null;
}

/**
 * @param {HTMLElement} root
 * @param {(terminal: string) => void} choose
 */
export function createTabs(root, choose) {
  const menu = make("div", { class: "menu", popover: "auto", role: "menu", "aria-label": WORDS.openTerminal });
  const opener = plus(menu);
  root.after(opener, menu);
  tabKeys(root, (tab) => choose(tab.dataset["terminal"] ?? ""));
  let drawn = "";

  /** @param {State} state @param {Ui} ui */
  return function show(state, ui) {
    const open = openTerminals(state, ui);
    const others = otherTerminals(state.elements, open);
    const busy = state.lines
      .filter((line) => line.kind === "line" && line.exitCode === null)
      .map((line) => line.terminal);
    const wanted = JSON.stringify([open, others, busy, ui.terminal, ui.language]);
    if (wanted === drawn) return;
    drawn = wanted;
    for (const named of [menu, opener]) named.setAttribute("aria-label", WORDS.openTerminal);
    opener.title = WORDS.openTerminal;
    const focused = root.contains(document.activeElement);
    root.replaceChildren(...open.map((terminal) => tab(terminal, state, ui, busy.includes(terminal))));
    opener.hidden = others.length === 0;
    menu.replaceChildren(...others.map((terminal) => item(terminal, state, menu, choose)));
    if (focused) /** @type {HTMLElement | null} */ (root.querySelector("[aria-selected=true]"))?.focus();
  };
}

/** @param {string} terminal @param {State} state @param {Ui} ui @param {boolean} busy */
function tab(terminal, state, ui, busy) {
  const selected = terminal === ui.terminal;
  const kind = kindOf(terminal, state.elements);
  return make(
    "button",
    {
      type: "button",
      role: "tab",
      id: `terminal-tab-${terminal}`,
      "data-terminal": terminal,
      "aria-selected": String(selected),
      "aria-controls": selected ? "logs" : null,
      tabindex: selected ? 0 : -1,
      class: busy ? "runs" : null,
    },
    ...(kind === null ? [] : [icon(kind, 15)]),
    terminal,
  );
}

/**
 * @param {string} terminal
 * @param {State} state
 * @param {HTMLElement} menu
 * @param {(terminal: string) => void} choose
 */
function item(terminal, state, menu, choose) {
  const act = () => {
    menu.hidePopover();
    choose(terminal);
  };
  return button({ role: "menuitem" }, act, icon(kindOf(terminal, state.elements) ?? "terminal", 16), terminal);
}

/** The button that opens the menu, above itself; arrows go along its items. @param {HTMLElement} menu */
function plus(menu) {
  const items = () => /** @type {HTMLElement[]} */ ([...menu.children]);
  menu.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = items().findIndex((found) => found === document.activeElement);
    items()
      .at((at + by) % items().length)
      ?.focus();
  });
  const opener = button(
    { "aria-label": WORDS.openTerminal, title: WORDS.openTerminal, "aria-haspopup": "menu" },
    () => {
      const { left, top } = opener.getBoundingClientRect();
      menu.showPopover();
      menu.style.left = `${Math.min(left, innerWidth - menu.offsetWidth - 8)}px`;
      menu.style.top = `${Math.max(8, top - menu.offsetHeight - 4)}px`;
      items()[0]?.focus();
    },
    "+",
  );
  return opener;
}
