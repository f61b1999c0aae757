// @ts-check
/** The ruler of hops: the request above, the reply below, each hop a mark that can be chosen. */

import { make } from "../dom.js";
import { icon } from "../symbols.js";
import { hopName, hopSaid, WORDS } from "../words.js";
import { brackets, columns } from "./columns.js";
import { diedAt, rewrites, wraps } from "./plan.js";
import { comesBack, rounds } from "./rounds.js";

/** @import {Hop, Trace} from "../types.js" */
/** @import {Column} from "./columns.js" */

/**
 * @param {HTMLElement} root
 * @param {(hop: number) => void} choose
 */
export function createRuler(root, choose) {
  /** @type {Trace | null} */
  let drawn = null;
  draw(root, drawn);
  let shown = 0;
  const scrub = (/** @type {number} */ hop) => hop !== shown && choose(hop);
  root.addEventListener("click", ({ target }) => {
    const mark = target instanceof Element ? target.closest("[data-hop]") : null;
    if (mark instanceof HTMLElement) scrub(Number(mark.dataset["hop"]));
  });
  followScrubbing(root, scrub);
  root.addEventListener("scroll", () => markEnds(root), { passive: true });
  new ResizeObserver(() => markEnds(root)).observe(root);

  /** @param {Trace | null} trace @param {number} hop @param {boolean} again The language has changed. */
  return function show(trace, hop, again = false) {
    if (trace !== drawn || again) draw(root, trace);
    drawn = trace;
    shown = hop;
    mark(root, hop);
    markEnds(root);
  };
}

/** At which ends the ruler goes on, out of sight. @param {HTMLElement} root */
function markEnds(root) {
  const { scrollLeft, clientWidth, scrollWidth } = root;
  const ends = [...(scrollLeft > 1 ? ["left"] : []), ...(scrollLeft + clientWidth < scrollWidth - 1 ? ["right"] : [])];
  if (ends.length === 0) root.removeAttribute("data-goes-on");
  else root.dataset["goesOn"] = ends.join(" ");
}

/**
 * A pointer that is pressed anywhere on the ruler and moved along it goes from hop to hop.
 * @param {HTMLElement} root
 * @param {(hop: number) => void} choose
 */
function followScrubbing(root, choose) {
  /** @type {number | null} */
  let pointer = null;
  const follow = (/** @type {PointerEvent} */ event) => {
    const hop = nearest(root, event.clientX, event.clientY);
    if (hop !== null) choose(hop);
  };
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointer = event.pointerId;
    follow(event);
  });
  root.addEventListener("pointermove", (event) => {
    if (pointer !== event.pointerId) return;
    if (!root.hasPointerCapture(pointer)) root.setPointerCapture(pointer);
    follow(event);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"]))
    root.addEventListener(name, () => {
      pointer = null;
    });
}

/**
 * The hop whose mark is nearest: in the row of the request or of the reply, whichever the pointer is nearer to.
 * @param {HTMLElement} root
 * @param {number} x
 * @param {number} y
 * @returns {number | null}
 */
function nearest(root, x, y) {
  const marks = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-hop]")]);
  const places = marks.map((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { hop: Number(element.dataset["hop"]), x: (left + right) / 2, y: (top + bottom) / 2 };
  });
  const row = Math.min(...places.map((place) => Math.abs(place.y - y)));
  const inRow = places.filter((place) => Math.abs(place.y - y) < row + 2);
  inRow.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x));
  return inRow[0]?.hop ?? null;
}

/** @param {HTMLElement} root @param {Trace | null} trace */
function draw(root, trace) {
  const veil = trace?.veiled ? [make("p", { class: "ruler-veil" }, WORDS.veiled(trace.veiled))] : [];
  if (trace === null || (trace.hops.length === 0 && veil.length === 0)) {
    root.replaceChildren(make("p", { class: "ruler-empty" }, trace === null ? WORDS.noRequest : WORDS.noHops));
    return;
  }
  const parts = rounds(trace.hops).map(columns);
  const list = parts.flat();
  const died = trace.hops[diedAt(trace)];
  const grid = make("div", { class: "ruler-grid" });
  for (const { node, from, count } of brackets(list)) {
    const bracket = make("div", { class: "bracket", "aria-hidden": "true" }, make("span", {}, node));
    at(bracket, from, count);
    grid.append(bracket);
  }
  if (trace.hops.some(comesBack))
    grid.append(make("span", { class: "ruler-reply", "aria-hidden": "true" }, WORDS.replyRow));
  let first = 0;
  for (const part of parts) {
    drawRound(grid, part, first, died);
    first += part.length;
  }
  root.replaceChildren(...(trace.hops.length > 0 ? [grid] : []), ...veil);
}

/**
 * A question to a name server, or the request, with its way back.
 * @param {HTMLElement} grid
 * @param {readonly Column[]} list
 * @param {number} first The place of its first column.
 * @param {Hop | undefined} died
 */
function drawRound(grid, list, first, died) {
  const [firstThere, lastThere] = ends(list.map(({ request }) => request));
  const [firstBack, lastBack] = ends(list.map(({ reply }) => reply));
  list.forEach(({ request, reply }, index) => {
    const between = (/** @type {number} */ from, /** @type {number} */ to) => index >= from && index <= to;
    const until = list.slice(index).find((column) => column.request !== null)?.request;
    const since = list.slice(0, index).findLast((column) => column.reply !== null)?.reply;
    if (between(firstThere, lastThere))
      grid.append(rail("there", first + index, request, died, index === firstThere, until?.n));
    if (between(firstBack, lastBack)) grid.append(rail("back", first + index, reply, died, index === firstBack, since?.n));
    const hop = request ?? reply;
    const name = make(
      "span",
      { class: "hop-name", "aria-hidden": "true", "data-name": request?.n ?? "", "data-died": hop === died },
      hop === null ? "" : hopName(hop),
    );
    at(name, first + index);
    grid.append(name);
  });
  if (lastThere !== -1 && lastBack >= lastThere) grid.append(...turn(first + lastThere, first + lastBack));
}

/** Where the request ends and the reply begins: on to the reply's column and around. @param {number} there @param {number} back */
function turn(there, back) {
  const on = make("div", { class: "turn", "aria-hidden": "true" });
  const bend = make("div", { class: "bend", "aria-hidden": "true" });
  const count = back - there + 1;
  at(on, there, count);
  at(bend, back);
  on.style.marginInline = `${50 / count}%`;
  return [on, bend];
}

/**
 * The first and the last place where something stands.
 * @param {readonly (Hop | null)[]} row
 * @returns {[number, number]}
 */
function ends(row) {
  return [row.findIndex((hop) => hop !== null), row.findLastIndex((hop) => hop !== null)];
}

/** @param {HTMLElement} element @param {number} column @param {number} [count] */
function at(element, column, count = 1) {
  element.style.gridColumn = `${column + 2} / span ${count}`; // the first has the names of the rows
}

/**
 * A piece of the track with the mark of its hop, if one happens there.
 * @param {"there" | "back"} way
 * @param {number} column
 * @param {Hop | null} hop
 * @param {Hop | undefined} died
 * @param {boolean} first
 * @param {number | undefined} passed The hop with which the packet has passed the piece.
 */
function rail(way, column, hop, died, first, passed) {
  const classes = [
    "rail",
    way,
    first ? "start" : "",
    hop && (rewrites(hop) || wraps(hop)) ? "changed" : "",
    hop && hop === died ? "died" : "",
  ];
  const piece = make("div", {
    class: classes.filter(Boolean).join(" "),
    "data-rail": hop?.n ?? "",
    "data-passed": passed ?? "",
  });
  at(piece, column);
  if (hop === null) return piece;
  const sign =
    way === "back"
      ? icon("reply", 16)
      : make("i", {}, make("span", { class: "n" }, String(hop.n)), ...(hop === died ? [icon("died", 12)] : []));
  const label = `${WORDS.hop(hop.n)}: ${hopSaid(hop)}`;
  piece.append(
    make(
      "button",
      { type: "button", class: "mark-hop", "data-hop": hop.n, "aria-label": label, title: hopSaid(hop), tabindex: -1 },
      sign,
    ),
  );
  return piece;
}

/** @param {HTMLElement} root @param {number} hop */
function mark(root, hop) {
  let here = null;
  for (const piece of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-rail]"))) {
    const n = Number(piece.dataset["rail"]);
    const passed = Number(piece.dataset["passed"]);
    piece.classList.toggle("done", n > 0 && n <= hop);
    piece.classList.toggle("passed", passed > 0 && passed <= hop);
    piece.classList.toggle("here", n > 0 && n === hop);
    if (n > 0 && n === hop) here = piece;
    piece.querySelector("button")?.setAttribute("aria-pressed", String(n === hop));
  }
  for (const name of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-name]"))) {
    const current = hop > 0 && Number(name.dataset["name"]) === hop;
    name.classList.toggle("here", current);
    name.classList.toggle("died", name.dataset["died"] !== undefined && Number(name.dataset["name"]) <= hop);
  }
  if (here !== null) keepInSight(root, here);
}

/** @param {HTMLElement} root @param {HTMLElement} piece */
function keepInSight(root, piece) {
  const [a, b] = [root.getBoundingClientRect(), piece.getBoundingClientRect()];
  if (b.left < a.left + 20) root.scrollLeft += b.left - a.left - 40;
  if (b.right > a.right - 20) root.scrollLeft += b.right - a.right + 40;
}
