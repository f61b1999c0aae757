// @ts-check
/** The cards of the details, one at a time: a hop, all hops, the requests, an element. */

import { make, need, tabKeys } from "./dom.js";
import { WORDS } from "./words.js";

/** @import {Ui} from "./types.js" */
/** @import {Store} from "./store.js" */

/**
 * Whether the card that is shown is being read, so that a request that comes meanwhile leaves it where it is: the list of
 * hops and that of requests, which follow every request (a stream has brought the latter by itself), and an element that
 * somebody has chosen.
 * @param {Pick<Ui, "card" | "selected" | "stream">} ui
 */
export function isRead({ card, selected, stream }) {
  return card === "list" || (card === "requests" && stream === null) || (card === "element" && selected !== null);
}

/**
 * Whether the hops have something new that was not looked at.
 * @param {boolean} was Whether they had it before.
 * @param {{trace: string | null, card: Ui["card"]}} now
 * @param {string | null} before The request that was shown before.
 */
export function hasNews(was, { trace, card }, before) {
  if (trace === null || card === "hop" || card === "list") return false;
  return was || trace !== before;
}

/**
 * @param {Store} store
 * @param {Record<Ui["card"], HTMLElement>} cards
 */
export function createCards(store, cards) {
  const list = need("side-tabs", HTMLElement);
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-card]")]);
  const mark = make("span", { class: "count", hidden: true });
  need("tab-hop", HTMLElement).append(" ", mark);
  tabKeys(list, (tab) => store.setUi({ card: /** @type {Ui["card"]} */ (tab.dataset["card"]) }));

  /** @param {Ui["card"]} card */
  function show(card) {
    for (const tab of tabs) {
      const chosen = tab.dataset["card"] === card;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    for (const [name, own] of Object.entries(cards)) own.hidden = name !== card;
  }

  store.addView(({ ui }, before) => {
    if (before?.ui.card !== ui.card) show(ui.card);
    mark.hidden = ui.stream !== null || !hasNews(!mark.hidden, ui, before?.ui.trace ?? null);
    if (before?.ui.language !== ui.language) mark.textContent = WORDS.newRequest;
  });
}
