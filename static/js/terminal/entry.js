// @ts-check
/**
 * One entry of a log: what was typed, what it printed, what is to be said about it.
 *
 * Law of this file: text is printed as text, with unseen signs written out. Only what is new is written, so that a
 * reader hears each piece once.
 */

import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { pieces, printed } from "../text.js";
import { WORDS } from "../words.js";

/** @import {Line, Output, Span} from "../types.js" */

/**
 * @typedef {object} Acts
 * @property {(href: string) => Promise<string>} whole Gets the output of a line that was cut.
 * @property {(text: string) => void} copy
 */

/** A word that begins with a dash, as options do; short ones only, for long ones must break somewhere. */
const OPTION = /(?<=^|\s)(--?[A-Za-z][\w-]{0,20})(?![^\s=])/;
/** Signs in which it is looked for columns. */
const LOOKED_AT = 4000;

/** All that a line has printed, as it is left on a screen. @param {Line} line */
export function outputOf(line) {
  return printed(line.output.flatMap(({ spans }) => spans.map(([text]) => text)).join(""));
}

/**
 * @param {Line} first
 * @param {Acts} acts
 */
export function createEntry(first, acts) {
  let line = first;
  let shown = 0;
  /** So many signs were looked at for columns. */
  let seen = 0;
  const typed = make(
    "span",
    { class: "typed", lang: "en" },
    make("span", { class: "ps" }, line.prompt),
    make("b", {}, ...typedNodes(line)),
  );
  const screen = make("pre", { hidden: true, lang: "en" });
  const after = make("div", { class: "said" });
  const tools = make("span", { class: "acts", "aria-live": "off" });
  const known = line.kind === "line";
  const head = known ? [make("span", { class: "seq" }, String(line.number)), typed] : [];
  const item = make("li", { class: "entry", "data-line": line.seq }, ...head, screen, after, ...(known ? [tools] : []));
  sayTools();

  function sayTools() {
    const copies = /** @type {const} */ ([
      ["copy_line", WORDS.copyLine, () => acts.copy(line.text)],
      ["copy", WORDS.copyOutput, () => acts.copy(outputOf(line))],
    ]);
    tools.replaceChildren(
      ...copies.map(([sign, label, act]) =>
        button({ class: "act", "aria-label": label, title: label, tabindex: -1 }, act, icon(sign, 14)),
      ),
    );
  }

  /** @param {Line} next */
  function write(next) {
    if (line === next && shown === next.output.length && shown > 0) return;
    line = next;
    const fresh = line.output.slice(shown);
    if (fresh.some(({ spans }) => spans.some(([text]) => text.includes("\r")))) rewrite();
    else screen.append(...fresh.map(piece));
    shown = line.output.length;
    screen.hidden = shown === 0;
    if (seen < LOOKED_AT) lookForColumns();
    say();
  }

  function lookForColumns() {
    const text = outputOf(line);
    seen = text.length;
    screen.classList.toggle("table", isTable(text));
  }

  /** Something was written over: what is left is shown, without links. */
  function rewrite() {
    screen.replaceChildren(make("span", {}, ...visibleNodes(outputOf(line))));
  }

  /** What is said about the line behind its output: that it was cut, how it ended. */
  function say() {
    /** @type {Node[]} */
    const said = [];
    const { cut, exitCode } = line;
    if (cut !== null) said.push(make("p", {}, `${WORDS.cut} `, button({ class: "button" }, () => showWhole(cut), WORDS.showWhole)));
    if (exitCode !== null && exitCode !== 0) said.push(make("p", {}, WORDS.exit(exitCode)));
    after.replaceChildren(...said);
  }

  /** @param {string} href */
  async function showWhole(href) {
    for (const found of after.querySelectorAll("button")) found.disabled = true;
    screen.replaceChildren(make("span", {}, ...visibleNodes(printed(await acts.whole(href)))));
    after.querySelector("p")?.remove();
  }

  return {
    item,
    write,
    /** Whether a line is this one, further on. @param {Line | undefined} next */
    is: (next) => next !== undefined && next.text === line.text && next.output.length >= shown,
    /** The language has changed. */
    retell() {
      sayTools();
      say();
    },
  };
}

/** Whether a text is in columns: then its lines must not be broken. @param {string} text */
export function isTable(text) {
  const lines = text.slice(0, LOOKED_AT).split("\n");
  return lines.filter((found) => /\S {2,}\S/.test(found)).length > 1;
}

/** What was typed; each further line of it behind the sign that a shell asks for more with. @param {Line} line */
function typedNodes(line) {
  const spans = line.spans.length > 0 ? line.spans : [/** @type {Span} */ ([line.text, null, null])];
  return spans.flatMap((span) => (span[1] === null ? lines(span[0]) : [token(span)]));
}

/** @param {string} text @returns {(Node | string)[]} */
function lines(text) {
  return text.split("\n").flatMap((part, index) => {
    const nodes = part.split(OPTION).flatMap((piece, odd) => (odd % 2 === 0 ? visibleNodes(piece) : [option(piece)]));
    return index === 0 ? nodes : ["\n", make("span", { class: "ps2", "aria-hidden": "true" }), ...nodes];
  });
}

/** An option, which does not break behind its dash. @param {string} text */
function option(text) {
  return make("span", { class: "option" }, text);
}

/** @param {Output} output @returns {Node} */
function piece({ stream, spans }) {
  return make("span", { class: stream }, ...spans.flatMap((span) => (span[1] === null ? visibleNodes(span[0]) : [token(span)])));
}

/** A word that names something: an element of the picture, or a file. @param {Span} span */
function token([text, element, kind]) {
  if (kind === "file") return make("button", { type: "button", class: "tok file", "data-file": element, tabindex: -1 }, text);
  return make("a", { class: "tok", href: `#${element}`, "data-element": element, tabindex: -1 }, text);
}

/** A text in which unseen signs are written out and marked. @param {string} text @returns {(Node | string)[]} */
function visibleNodes(text) {
  return pieces(text).map(({ text: part, unseen }) => (unseen ? make("span", { class: "unseen" }, part) : part));
}

/** @typedef {ReturnType<typeof createEntry>} Entry */
