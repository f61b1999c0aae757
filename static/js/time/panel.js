// @ts-check
/** The panel of time: the branches as a tree of lines, and what happened at the line that is looked at, event by event. */

import { button, make, need } from "../dom.js";
import { presentOf } from "../state.js";
import { lineHere, shortName } from "../track.js";
import { eventsAt } from "./events.js";
import { rowsOf } from "./tree.js";
import { branchHere, branchIs, branchName, eventsOf, goToLine, words } from "./words.js";

/** @import {Store} from "../store.js" */
/** @import {Row} from "./tree.js" */

/** The distance of two lines, and of two branches, in CSS pixels. */
const PITCH = 88;
const ROW = 62;
const LEFT = 46;
const TOP = 46;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Store} store
 * @param {object} acts
 * @param {(seq: number, atMs?: number | null, hop?: number) => void} acts.look
 * @param {(name: string) => void} acts.checkout
 * @param {(from: string, name: string) => void} acts.rename
 * @param {() => void} acts.undo
 * @param {() => void} acts.redo
 * @param {(place: HTMLElement) => void} acts.copy
 */
export function createPanel(store, acts) {
  const opener = need("look-back", HTMLButtonElement);
  const title = make("h3", { id: "time-panel-title" });
  const keys = make("p", { class: "time-keys" });
  const tree = make("div", { class: "time-tree", role: "group", "aria-labelledby": "time-panel-title" });
  const heading = make("h3", { id: "time-events-title" });
  const command = make("p", { class: "time-command" });
  const list = make("ol", { class: "time-events", "aria-labelledby": "time-events-title" });
  const [undo, redo, close] = [acts.undo, acts.redo, hide].map((act) => button({ class: "button" }, act));
  const told = make("span", { class: "time-link" });
  const copy = button({ class: "button" }, () => acts.copy(told));
  const field = make("input", { type: "text", maxlength: 100, id: "branch-name", autocomplete: "off" });
  const label = make("label", { for: "branch-name" });
  const save = make("button", { class: "button", type: "submit" });
  const naming = make("form", { class: "time-name" }, label, field, save);
  const tools = make("div", { class: "time-tools" }, ...[undo, redo, copy, close].flatMap((one) => (one ? [one] : [])), told);
  const left = make("div", { class: "time-left" }, make("div", { class: "time-head" }, title, keys), tree, make("div", { class: "time-foot" }, naming, tools));
  const right = make("div", { class: "time-right" }, heading, command, list);
  const panel = make("div", { class: "time-panel", id: "time-panel", hidden: true }, left, right);
  need("time", HTMLElement).append(panel);
  opener.setAttribute("aria-controls", "time-panel");
  opener.setAttribute("aria-expanded", "false");

  naming.addEventListener("submit", (event) => {
    event.preventDefault();
    const { branch } = presentOf(store.model);
    if (branch !== null && field.value.trim() !== "") acts.rename(branch, field.value.trim());
  });
  tree.addEventListener("keydown", move);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || store.model.ui.past !== null) return;
    event.stopPropagation();
    hide();
  });

  function toggle() {
    if (panel.hidden) reveal();
    else hide();
  }

  function reveal() {
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    show();
    const here = tree.querySelector('[tabindex="0"]') ?? close;
    if (here instanceof HTMLElement) here.focus();
  }

  function hide() {
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  /** @param {Row} row */
  const called = (row) => (isNamed(row.name) ? row.name : row.name === "main" ? words().mainBranch : branchName(row.index));

  /** Arrows go along a branch and to the nearest line of another. @param {KeyboardEvent} event */
  function move(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key.toLowerCase() === "n") {
      event.preventDefault();
      field.focus();
      return;
    }
    const now = document.activeElement;
    if (!(now instanceof HTMLElement) || !tree.contains(now)) return;
    const next = nextTo(now, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    for (const other of tree.querySelectorAll("button")) other.tabIndex = other === next ? 0 : -1;
    next.focus();
  }

  /** @param {HTMLElement} now @param {string} key @returns {HTMLElement | undefined} */
  function nextTo(now, key) {
    const [row, column] = [Number(now.dataset["row"]), Number(now.dataset["column"])];
    const all = /** @type {HTMLElement[]} */ ([...tree.querySelectorAll("button")]);
    const inRow = (/** @type {number} */ at) => all.filter((one) => Number(one.dataset["row"]) === at);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (by !== undefined) return inRow(row)[inRow(row).indexOf(now) + by];
    const down = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (down === undefined) return undefined;
    const far = (/** @type {HTMLElement} */ one) => Math.abs(Number(one.dataset["column"]) - column);
    return inRow(row + down).sort((a, b) => far(a) - far(b))[0];
  }

  function show() {
    if (panel.hidden) return;
    const present = presentOf(store.model);
    const said = words();
    title.textContent = said.panel;
    keys.textContent = said.keys;
    copy.textContent = said.copy;
    save.textContent = said.saveName;
    label.textContent = said.name;
    const writes = present.can === "write" && present.readOnly === null;
    naming.hidden = !writes;
    [undo, redo, close].forEach((one, at) => one?.replaceChildren([said.undo, said.redo, said.close][at] ?? ""));
    for (const one of [undo, redo]) if (one) one.hidden = !writes;
    if (redo) redo.disabled = present.redo === null;
    if (undo) undo.disabled = !present.lines.some(({ number }) => number > 0);
    showTree();
    showEvents();
  }

  function showTree() {
    const { ui } = store.model;
    const present = presentOf(store.model);
    const focused = tree.contains(document.activeElement) ? key(document.activeElement) : null;
    const rows = rowsOf(present);
    const here = ui.past?.seq ?? lineHere(present, ui)?.seq ?? 0;
    tree.replaceChildren(drawing(rows), ...rows.flatMap((row, at) => nodesOf(row, at, here)));
    const columns = Math.max(1, ...rows.map(end));
    tree.style.setProperty("--wide", `${LEFT + columns * PITCH + 60}px`);
    tree.style.setProperty("--high", `${TOP + rows.length * ROW}px`);
    const current = rows.find((row) => row.current);
    if (current !== undefined && document.activeElement !== field) {
      field.placeholder = called(current);
      field.value = isNamed(current.name) ? current.name : "";
    }
    if (rows.every((row) => row.nodes.length === 0)) tree.append(make("p", { class: "time-none" }, said().nothingYet));
    const again = [...tree.querySelectorAll("button")].find((one) => key(one) === focused);
    if (again) again.focus();
  }

  const said = () => words();
  /** @param {Element | null} one */
  const key = (one) => (one instanceof HTMLElement ? `${one.dataset["row"]}/${one.dataset["column"]}/${one.className}` : null);

  /** @param {Row} row @param {number} at @param {number} here */
  function nodesOf(row, at, here) {
    const { past } = store.model.ui;
    const name = called(row);
    const buttons = row.nodes.map((node) => {
      const is = row.current && node.seq === here;
      const wrong = node.exit !== null && node.exit !== 0;
      const press = button(
        {
          class: ["node", is && "here", wrong && "wrong", !row.current && "elsewhere"].filter(Boolean).join(" "),
          "aria-label": row.current ? goToLine(node.column, node.text, node.exit) : `${branchIs(name)}: ${node.text}`,
          "aria-current": is ? "true" : null,
          title: node.text,
          tabindex: is ? 0 : -1,
          "data-row": at,
          "data-column": node.column,
        },
        () => (row.current ? acts.look(node.seq) : acts.checkout(row.name)),
        make("span", { class: "dot" }, String(node.column)),
        make("span", { class: "name" }, shortName(node.text)),
      );
      return placed(press, node.column, at);
    });
    const label = button(
      {
        class: row.current ? "branch current" : "branch",
        "aria-label": row.current ? branchHere(name) : branchIs(name),
        tabindex: -1,
        "data-row": at,
        "data-column": end(row) + 1,
      },
      () => (row.current ? past !== null && store.model.ui.past && backToNow() : acts.checkout(row.name)),
      make("b", {}, row.current ? said().now : ""),
      make("span", {}, name),
    );
    return [...buttons, placed(label, end(row) + 1, at)];
  }

  function backToNow() {
    document.getElementById("back-to-now")?.click();
  }

  /** @param {HTMLElement} one @param {number} column @param {number} row */
  function placed(one, column, row) {
    one.style.setProperty("--x", `${LEFT + (column - 1) * PITCH}px`);
    one.style.setProperty("--y", `${TOP + row * ROW}px`);
    return one;
  }

  function showEvents() {
    const { state, ui } = store.model;
    const present = presentOf(store.model);
    const line = present.lines.findLast(({ number, seq }) => number > 0 && seq <= (ui.past?.seq ?? Infinity) && (ui.past !== null || seq <= (lineHere(present, ui)?.seq ?? 0)));
    heading.textContent = eventsOf(line?.number ?? 0);
    command.textContent = line?.text ?? "";
    const whole = ui.trace === null ? undefined : state.whole[ui.trace];
    const items = eventsAt(present, line, whole?.line === line?.seq ? whole : undefined);
    const clock = present.clock;
    const time = (/** @type {number} */ ms) => new Date((clock?.epoch_ms ?? 0) + ms).toISOString().slice(11, 23);
    const before = items.filter(({ atMs }) => ui.past !== null && atMs <= ui.past.atMs);
    const rows = items.map((item) =>
      make(
        "li",
        { class: ui.past !== null && item.atMs > ui.past.atMs ? "later" : "" },
        button({ class: "event" }, () => acts.look(item.seq, item.atMs, item.hop), make("time", {}, time(item.atMs)), make("span", {}, item.told)),
      ),
    );
    const { past } = ui;
    if (past !== null)
      rows.splice(before.length, 0, make("li", { class: "you", "aria-current": "true" }, make("time", {}, time(past.atMs)), make("b", {}, said().youAreHere)));
    list.replaceChildren(...rows);
  }

  store.addView((model, before) => {
    const [now, then] = [presentOf(model), before && presentOf(before)];
    const same = then?.lines === now.lines && then.branches === now.branches && then.moments === now.moments && then.redo === now.redo;
    const looked = before?.ui.past === model.ui.past && before.ui.line === model.ui.line && before.ui.trace === model.ui.trace;
    if (!same || !looked || before.ui.language !== model.ui.language || before.state.whole !== model.state.whole) show();
  });

  return {
    toggle,
    /** What a branch is called. @param {string} name */
    nameOf(name) {
      const row = rowsOf(presentOf(store.model)).find((found) => found.name === name);
      return row === undefined ? name : branchHere(called(row));
    },
  };
}

/** Whether somebody has given a branch its name. @param {string} name */
function isNamed(name) {
  return name !== "main" && !/^\d+$/.test(name);
}

/** The last column of a row that is drawn. @param {Row} row */
function end(row) {
  return row.nodes.at(-1)?.column ?? row.column;
}

/** The lines of the tree. @param {readonly Row[]} rows */
function drawing(rows) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "time-lines");
  rows.forEach((row, at) => {
    const [y, last] = [TOP + at * ROW, LEFT + (end(row) - 1) * PITCH];
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", row.current ? "current" : "");
    path.setAttribute("d", wayOf(row, y, last));
    svg.append(path);
  });
  return svg;
}

/** @param {Row} row @param {number} y @param {number} last */
function wayOf(row, y, last) {
  if (row.from === null) return `M${LEFT} ${y}H${Math.max(last, LEFT)}`;
  const [x, from] = [LEFT + (row.column - 1) * PITCH, TOP + row.from * ROW];
  const half = x + PITCH / 2;
  return `M${x} ${from}C${half} ${from} ${half - 20} ${y} ${x + PITCH} ${y}H${Math.max(last, x + PITCH)}`;
}
