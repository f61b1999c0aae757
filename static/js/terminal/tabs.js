// @ts-check
/** The tabs of the terminal: a tab for each place where one can type, and `+` for those that have none yet. */

import { button, make, put, tabKeys } from "../dom.js";
import { icon } from "../symbols.js";
import { visible } from "../text.js";
import { WORDS } from "../words.js";
import { createMenu } from "./menu.js";

/** @import {Element, Elements, State, Ui} from "../types.js" */

const ALWAYS = ["laptop", "master"];

/**
 * The terminals that have a tab, in order.
 * @param {State} state
 * @param {Ui} ui
 * @returns {string[]}
 */
export function openTerminals(state, ui) {
  const used = state.lines.flatMap(({ terminal }) => (terminal === "" ? [] : [terminal])); // a speed is set nowhere
  return [...new Set([...ALWAYS, ...state.terminals.map(({ id }) => id), ...used, ...ui.opened, ui.terminal])];
}

/**
 * The places where a terminal could still be opened: machines, then containers that run.
 * @param {Elements} elements
 * @param {readonly string[]} open
 * @returns {string[]}
 */
export function otherTerminals(elements, open) {
  const machines = Object.values(elements).filter(
    ({ place: { band }, kind }) => (band === "edge" || band === "agents") && kind !== "router",
  );
  const places = [...machines.map(({ id }) => id.slice(id.indexOf(":") + 1)), ...containers(elements).keys()];
  return places.filter((id) => !open.includes(id));
}

/**
 * The running containers by their place, `S3/mesos-…`.
 * @param {Elements} elements
 * @returns {Map<string, Element>}
 */
function containers(elements) {
  const tasks = Object.values(elements).filter(
    ({ kind, state, facts }) => kind === "task" && state === "running" && facts["container"] !== undefined,
  );
  return new Map(tasks.map((task) => [`${machineOf(task)}/${task.facts["container"]}`, task]));
}

/** @param {Element} task */
function machineOf({ parent }) {
  return (parent ?? "").slice((parent ?? "").indexOf(":") + 1);
}

/**
 * The sign of the place that a terminal belongs to; the learner's own has none.
 * @param {string} terminal
 * @param {Elements} elements
 */
function kindOf(terminal, elements) {
  if (terminal.includes("/")) return "task";
  return (elements[`agent:${terminal}`] ?? elements[`host:${terminal}`])?.kind ?? null;
}

/**
 * What a terminal is called: a container by its task, as in the picture; one that is gone by what is left of its name.
 * @param {string} terminal
 * @param {Elements} elements
 */
export function tabName(terminal, elements) {
  const [machine = "", container] = terminal.split("/");
  if (container === undefined) return terminal;
  const task = containers(elements).get(terminal);
  return `${machine}/${task?.label ?? container.slice(0, 13)}`;
}

/**
 * @param {HTMLElement} root
 * @param {(terminal: string) => void} choose
 */
export function createTabs(root, choose) {
  const menu = createMenu({}, () => menu.show(WORDS.openTerminal, items));
  root.after(menu.opener, menu.root);
  tabKeys(root, (tab) => choose(tab.dataset["terminal"] ?? ""));
  /** @type {HTMLElement[]} */
  let items = [];
  /** Each terminal's tab; it stays the same while lines begin and end. @type {Map<string, HTMLElement>} */
  const tabs = new Map();
  let drawn = "";

  /** @param {State} state @param {Ui} ui */
  return function show(state, ui) {
    const open = openTerminals(state, ui);
    const others = otherTerminals(state.elements, open);
    const busy = state.lines
      .filter((line) => line.kind === "line" && line.exitCode === null)
      .map((line) => line.terminal);
    const names = [...open, ...others].map((terminal) => tabName(terminal, state.elements));
    const wanted = JSON.stringify([open, others, names, busy, ui.terminal, ui.language]);
    if (wanted === drawn) return;
    drawn = wanted;
    menu.name(WORDS.openTerminal, "+");
    menu.opener.hidden = others.length === 0;
    const focused = root.contains(document.activeElement);
    put(root, open.map((terminal) => tab(terminal, state, ui, busy.includes(terminal))));
    items = others.map((terminal) => item(terminal, state, () => (menu.hide(), choose(terminal))));
    if (focused) /** @type {HTMLElement | null} */ (root.querySelector("[aria-selected=true]"))?.focus();
  };

  /** @param {string} terminal @param {State} state @param {Ui} ui @param {boolean} busy */
  function tab(terminal, state, ui, busy) {
    const own = tabs.get(terminal) ?? newTab(terminal);
    tabs.set(terminal, own);
    const selected = terminal === ui.terminal;
    const kind = kindOf(terminal, state.elements);
    own.setAttribute("aria-selected", String(selected));
    if (selected) own.setAttribute("aria-controls", "logs");
    else own.removeAttribute("aria-controls");
    own.tabIndex = selected ? 0 : -1;
    own.classList.toggle("runs", busy);
    own.replaceChildren(...(kind === null ? [] : [icon(kind, 15)]), visible(tabName(terminal, state.elements)));
    return own;
  }
}

/** @param {string} terminal */
function newTab(terminal) {
  return make("button", {
    type: "button",
    role: "tab",
    id: `terminal-tab-${terminal}`,
    "data-terminal": terminal,
    title: terminal.includes("/") ? terminal : null,
  });
}

/**
 * @param {string} terminal
 * @param {State} state
 * @param {() => void} act
 */
function item(terminal, { elements }, act) {
  const [machine = "", container] = terminal.split("/");
  const name = containers(elements).get(terminal)?.label ?? container ?? "";
  const label = container === undefined ? terminal : WORDS.containerOn(name, machine);
  return button({ role: "menuitem", tabindex: -1 }, act, icon(kindOf(terminal, elements) ?? "terminal", 16), label);
}
