// @ts-check
/**
 * The log of one terminal: an ordered list of entries that grows.
 *
 * Law of this file: text is printed as text. Only what is new is written, so that a reader hears each piece once.
 */

import { button, make } from "../dom.js";
import { WORDS } from "../words.js";

/** @import {Line, Output} from "../types.js" */

/** @typedef {{item: HTMLLIElement, screen: HTMLPreElement, after: HTMLElement, line: Line, shown: number}} Written */

/**
 * @param {string} terminal
 * @param {(href: string) => Promise<string>} whole Gets the output of a line that was cut.
 */
export function createLog(terminal, whole) {
  const list = make("ol");
  const hello = make("p", { class: "hello" }, WORDS.terminalHello(terminal));
  const root = make(
    "div",
    { class: "log", role: "log", "aria-live": "polite", "aria-label": WORDS.logOf(terminal), tabindex: 0 },
    hello,
    list,
  );
  /** @type {Map<number, Written>} */
  const written = new Map();

  /** @param {readonly Line[]} lines @param {number} cleared Lines up to this are not shown. */
  function show(lines, cleared) {
    const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 40;
    const visible = lines.filter((line) => line.seq > cleared && (line.kind === "line" || line.output.length > 0));
    dropGone(visible);
    for (const line of visible) write(line);
    hello.hidden = list.childElementCount > 0;
    if (atEnd) root.scrollTop = root.scrollHeight;
  }

  /** @param {readonly Line[]} visible */
  function dropGone(visible) {
    const kept = new Map(visible.map((line) => [line.seq, line]));
    for (const [seq, entry] of written) {
      const now = kept.get(seq);
      if (now !== undefined && now.text === entry.line.text && now.output.length >= entry.shown) continue;
      entry.item.remove();
      written.delete(seq);
    }
  }

  /** @param {Line} line */
  function write(line) {
    const entry = written.get(line.seq) ?? begin(line);
    if (entry.line === line && entry.shown === line.output.length && entry.shown > 0) return;
    for (const piece of line.output.slice(entry.shown)) entry.screen.append(...spans(piece));
    entry.shown = line.output.length;
    entry.screen.hidden = entry.shown === 0;
    entry.line = line;
    entry.after.replaceChildren(...remarks(line, entry.screen, whole));
  }

  /** @param {Line} line @returns {Written} */
  function begin(line) {
    const typed = make(
      "span",
      { class: "typed", lang: "en" },
      make("span", { class: "ps" }, line.prompt),
      make("b", {}, line.text),
    );
    const screen = make("pre", { hidden: true, lang: "en" });
    const after = make("div", { class: "said" });
    const known = line.kind === "line";
    const head = known ? [make("span", { class: "seq" }, String(line.number)), typed] : [];
    const item = make("li", { class: "entry", "data-line": line.seq }, ...head, screen, after);
    list.append(item);
    const entry = { item, screen, after, line, shown: 0 };
    written.set(line.seq, entry);
    return entry;
  }

  /** Say again what is said around the lines: the language has changed. */
  function retell() {
    hello.textContent = WORDS.terminalHello(terminal);
    root.setAttribute("aria-label", WORDS.logOf(terminal));
    for (const { after, line, screen } of written.values()) after.replaceChildren(...remarks(line, screen, whole));
  }

  root.addEventListener("keydown", (event) => walkTokens(root, event));
  return { root, show, retell };
}

/** @param {Output} piece @returns {Node[]} */
function spans({ stream, spans: list }) {
  const nodes = list.map(([text, element]) =>
    element === null
      ? text
      : make("a", { class: "tok", href: `#${element}`, "data-element": element, tabindex: -1 }, text),
  );
  return [make("span", { class: stream }, ...nodes)];
}

/**
 * What is said about a line behind its output: that it was cut, how it ended.
 * @param {Line} line
 * @param {HTMLElement} screen
 * @param {(href: string) => Promise<string>} whole
 * @returns {Node[]}
 */
function remarks(line, screen, whole) {
  /** @type {Node[]} */
  const found = [];
  const { cut } = line;
  if (cut !== null) {
    const more = button(
      { class: "button" },
      async () => {
        more.disabled = true;
        screen.textContent = await whole(cut);
        more.remove();
      },
      WORDS.showWhole,
    );
    found.push(make("p", {}, `${WORDS.cut} `, more));
  }
  if (line.exitCode !== null && line.exitCode !== 0) found.push(make("p", {}, WORDS.exit(line.exitCode)));
  return found;
}

/**
 * Left and Right go through the linked words of a log, so that they need no Tab stop each.
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 */
function walkTokens(root, event) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined) {
    if (event.key === "Escape") root.focus();
    return;
  }
  const tokens = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".tok")]);
  const at = tokens.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = at === -1 ? tokens.at(by === 1 ? 0 : -1) : tokens[at + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
