// @ts-check
/** All hops of a request in words, in their order, with what happens at each. The same content as the picture, not a fallback. */

import "../common.js";
import { button, make } from "../dom.js";
import { hopSaid, WORDS } from "../words.js";
import { hopCard, outcome } from "./card/card.js";
import { diedAt } from "./plan.js";
import { comesBack, looksUp } from "./rounds.js";
import { storyOf } from "./story.js";

/** @import {Hop, Trace} from "../types.js" */
/** @import {Shown} from "./story.js" */

export { decided, hopCard, reasons } from "./card/card.js";

/** What the list tells beneath the sentence of a hop; the rest of its story stands in its card. @type {readonly Shown[]} */
const BENEATH = ["flag", "envelope", "opened", "second", "carried", "again", "tap"];

/**
 * All hops in order; what was asked of name servers, each connection there and back under headings of their own.
 * @param {Trace | null} trace
 * @param {(n: number) => void} choose
 * @returns {Node[]}
 */
export function hopList(trace, choose) {
  if (trace === null) return hopCard(null, 0);
  const lists = ways(trace.hops).flatMap(([title, hops]) => [
    make("p", { class: "way-head" }, title),
    make("ol", { "aria-label": title, start: hops[0]?.n ?? 1 }, ...hops.map((hop) => item(trace, hop, choose))),
  ]);
  return [make("h3", {}, WORDS.requestTitle(trace)), make("div", { class: "hop-list" }, ...lists), outcome(trace)];
}

/** Hops that follow each other on one way, with its title. @param {readonly Hop[]} hops */
function ways(hops) {
  /** @type {[string, Hop[]][]} */
  const found = [];
  for (const hop of hops) {
    const way = looksUp(hop) ? WORDS.lookup : comesBack(hop) ? WORDS.back : WORDS.there;
    const title = looksUp(hop) || hop.leg === 1 ? way : WORDS.connection(way, hop.leg);
    if (found.at(-1)?.[0] === title) found.at(-1)?.[1].push(hop);
    else found.push([title, [hop]]);
  }
  return found;
}

/** @param {Trace} trace @param {Hop} hop @param {(n: number) => void} choose */
function item(trace, hop, choose) {
  const died = trace.hops[diedAt(trace)] === hop;
  const said = make("span", {}, hopSaid(hop), ...beneath(trace, hop));
  const row = button(
    { "data-list-hop": hop.n },
    () => choose(hop.n),
    make("span", { class: "n" }, String(hop.n)),
    make("span", { class: "node" }, hop.kind === "wire" ? WORDS.wire : hop.node),
    said,
  );
  return make("li", { class: died ? "died" : null }, row);
}

/** What happens at a hop beyond its sentence. @param {Trace} trace @param {Hop} hop */
function beneath(trace, hop) {
  const told = storyOf(trace, hop).filter(({ shows }) => shows.some((one) => BENEATH.includes(one)));
  return told.map(({ shows, text }) => make("span", { class: shows.includes("flag") ? "change" : "more" }, text, " "));
}

/**
 * Light up the entry that is just asked; until it is the one that matched, none has matched.
 * @param {HTMLElement} card
 * @param {number | null} asked Its index; null: the asking is over.
 */
export function markLook(card, asked) {
  const list = card.querySelector(".entries");
  if (list === null || (asked === null && !list.classList.contains("looking"))) return;
  list.classList.toggle("looking", asked !== null);
  list.querySelectorAll("li").forEach((item, index) => item.classList.toggle("asked", index === asked));
}

/**
 * Mark the hop that the player stands at.
 * @param {HTMLElement} card
 * @param {number} n
 */
export function markHop(card, n) {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (card.querySelectorAll("[data-list-hop]"))) {
    const here = Number(row.dataset["listHop"]) === n;
    if (here) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
    if (here) row.scrollIntoView({ block: "nearest" });
  }
}
