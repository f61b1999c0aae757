// @ts-check
/** The lines that wait for a connection, above the field in which they were typed. */

import { button, make, need } from "./dom.js";
import { WORDS } from "./words.js";

/** @import {Store} from "./store.js" */

/**
 * @param {Store} store
 * @param {(id: string) => void} takeBack
 */
export function createWaiting(store, takeBack) {
  const list = need("waiting", HTMLOListElement);
  store.addView(({ ui }, before) => {
    const same = before?.ui.waiting === ui.waiting && before.ui.terminal === ui.terminal;
    if (same && before.ui.language === ui.language) return;
    const own = ui.waiting.filter(({ terminal }) => terminal === ui.terminal);
    list.hidden = own.length === 0;
    list.setAttribute("aria-label", WORDS.waitsToRun);
    list.replaceChildren(
      ...own.map(({ id, text }) =>
        make(
          "li",
          { "data-waiting": id },
          make("code", {}, text),
          make("span", { class: "why" }, WORDS.waitsToRun),
          button({ class: "button plain", "aria-label": WORDS.takeBackLine(text) }, () => takeBack(id), WORDS.takeBack),
        ),
      ),
    );
  });
}
