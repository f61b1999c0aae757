// @ts-check
/** The log of one terminal: an ordered list of entries that grows. Keys go through what can be chosen in it. */

import { make } from "../dom.js";
import { WORDS } from "../words.js";
import { copyClean } from "./copy.js";
import { createEntry } from "./entry.js";

/** @import {Line} from "../types.js" */
/** @import {Acts, Entry} from "./entry.js" */

/** Whoever is no further from the end than this, in CSS pixels, reads what comes. */
const NEAR = 40;

/**
 * @param {string} terminal
 * @param {Acts} acts
 */
export function createLog(terminal, acts) {
  const list = make("ol");
  const hello = make("p", { class: "hello" }, WORDS.terminalHello(terminal));
  const space = make("div", { class: "space" });
  const root = make(
    "div",
    { class: "log", role: "log", "aria-live": "polite", "aria-label": WORDS.logOf(terminal), tabindex: 0 },
    hello,
    list,
    space,
  );
  /** @type {Map<number, Entry>} */
  const written = new Map();
  /** The last entry that Ctrl-L has moved out of sight. @type {Element | null} */
  let above = null;
  /**
   * Whether the end is to stay in sight. Only scrolling decides that, for the place does not tell it: a log that is hidden
   * or gets smaller, as under a banner while the lid is closed, is away from its end without anybody having left it.
   */
  let follows = true;
  /** How far down the log was when it was at its end last. */
  let placed = 0;

  /** @param {readonly Line[]} lines */
  function show(lines) {
    const visible = lines.filter((line) => line.kind === "line" || line.output.length > 0);
    dropGone(visible);
    visible.forEach(write);
    hello.hidden = list.childElementCount > 0;
    fit();
  }

  /** The log has another size, or more in it. */
  function fit() {
    makeRoom();
    if (follows) toEnd();
  }

  function toEnd() {
    root.scrollTop = root.scrollHeight;
    placed = root.scrollTop;
  }

  /** @param {readonly Line[]} visible */
  function dropGone(visible) {
    const kept = new Map(visible.map((line) => [line.seq, line]));
    for (const [seq, entry] of written) {
      if (entry.is(kept.get(seq))) continue;
      if (above === entry.item) above = entry.item.previousElementSibling;
      entry.item.remove();
      written.delete(seq);
    }
  }

  /** @param {Line} line @param {number} index Its place in the log. */
  function write(line, index) {
    const known = written.get(line.seq);
    const entry = known ?? createEntry(line, acts);
    if (known === undefined) {
      written.set(line.seq, entry);
      list.insertBefore(entry.item, list.children[index] ?? null);
    }
    entry.write(line);
  }

  /** What is typed next begins at the top, as on a cleared screen; what stood there is above. */
  function clear() {
    above = list.lastElementChild;
    makeRoom();
    toEnd();
  }

  function makeRoom() {
    const below = above === null ? 0 : list.getBoundingClientRect().bottom - above.getBoundingClientRect().bottom;
    const room = above === null ? 0 : Math.max(0, root.clientHeight - below - 12);
    space.style.height = `${room}px`;
  }

  /** Say again what is said around the lines: the language has changed. */
  function retell() {
    hello.textContent = WORDS.terminalHello(terminal);
    root.setAttribute("aria-label", WORDS.logOf(terminal));
    for (const entry of written.values()) entry.retell();
  }

  root.addEventListener("scroll", () => {
    // Told of later: by then the log may be smaller and away from its end, though nobody has gone up in it.
    const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < NEAR;
    if (atEnd) placed = root.scrollTop;
    follows = atEnd || (follows && root.scrollTop >= placed);
  });
  new ResizeObserver(fit).observe(root);
  root.addEventListener("keydown", (event) => walk(root, event));
  copyClean(root);
  return { root, show, clear, retell };
}

/**
 * Left and Right go through the linked words and the buttons of a log, so that they need no Tab stop each.
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 */
function walk(root, event) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined) {
    if (event.key === "Escape") root.focus();
    return;
  }
  const places = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".tok, .act")]);
  const at = places.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = at === -1 ? places.at(by === 1 ? 0 : -1) : places[at + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
