// @ts-check
/** A table as its tool prints it: the line that types the tool, the lines with their linked words. */

import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { WORDS } from "../words.js";

/** @import {Printed, Span} from "../types.js" */

/**
 * @param {Printed} table
 * @param {string} title
 * @param {readonly string[]} own The ids by which lines name what is looked at.
 * @param {{open: boolean, run: ((where: string, line: string) => void) | null}} how
 */
export function printedTable(table, title, own, { open, run }) {
  const { where, command, lines, more } = table;
  const screen = make(
    "pre",
    { tabindex: 0, role: "region", "aria-label": WORDS.printedBy(where, command) },
    ...lines.map((line) => printedLine(line, own)),
  );
  screen.addEventListener("keydown", (event) => walkWords(screen, event));
  return make(
    "details",
    { class: "printed", open, "data-part": `table:${table.name}` },
    make("summary", {}, make("h4", {}, title, make("span", {}, WORDS.lines(lines.length + more)))),
    typist(where, command, run),
    lines.length === 0 ? make("p", { class: "nothing" }, WORDS.printsNothing) : screen,
    ...(more > 0 ? [make("p", { class: "nothing" }, WORDS.moreLines(more))] : []),
  );
}

/**
 * The line that prints the table; a click types it.
 * @param {string} where
 * @param {string} command
 * @param {((where: string, line: string) => void) | null} run
 */
function typist(where, command, run) {
  const line = [make("span", { class: "ps" }, where), make("code", {}, command)];
  if (run === null) return make("p", { class: "command" }, ...line);
  return button(
    { class: "command", "aria-label": WORDS.runOn(where, command), "data-focus": `run:${where}:${command}` },
    () => run(where, command),
    ...line,
    icon("play", 13),
  );
}

/** @param {Span[]} spans @param {readonly string[]} own */
function printedLine(spans, own) {
  const mine = spans.some(([, element]) => element !== null && own.includes(element));
  const words = spans.map(([text, element]) =>
    element === null
      ? text
      : make(
          "a",
          { class: "tok", href: `#${element}`, "data-element": element, "data-focus": element, tabindex: -1 },
          text,
        ),
  );
  return make("span", { class: mine ? "line own" : "line" }, ...words, "\n");
}

/**
 * Left and Right go through the linked words, so that they need no Tab stop each; Escape leads back to the table.
 * @param {HTMLElement} screen
 * @param {KeyboardEvent} event
 */
function walkWords(screen, event) {
  const words = /** @type {HTMLElement[]} */ ([...screen.querySelectorAll(".tok")]);
  const at = words.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "Escape" && at !== -1) {
    event.stopPropagation();
    screen.focus();
  }
  const next = by === undefined ? undefined : at === -1 ? words.at(by === 1 ? 0 : -1) : words[at + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
