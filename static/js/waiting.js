// @ts-check
/** The lines that wait for a connection or for their turn, above the field in which they were typed. */

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
    const same = before?.ui.waiting === ui.waiting && before.ui.terminal === ui.terminal && before.ui.status === ui.status;
    if (same && before.ui.language === ui.language) return;
    const own = ui.waiting.filter(({ terminal }) => terminal === ui.terminal);
    const why = ui.status === "open" ? WORDS.waitsItsTurn : WORDS.waitsToRun;
    list.hidden = own.length === 0;
    list.setAttribute("aria-label", why);
    list.replaceChildren(
      ...own.map(({ id, text }) =>
        make(
          "li",
          { "data-waiting": id },
          make("code", {}, text),
          make("span", { class: "why" }, why),
          button({ class: "button plain", "aria-label": WORDS.takeBackLine(text) }, () => takeBack(id), WORDS.takeBack),
        ),
      ),
    );
  });
}
