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
  keepEnd(need("logs", HTMLElement));
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

/**
 * What was printed last stays in sight when something takes room from the log: lines that wait, a banner.
 * @param {HTMLElement} logs
 */
function keepEnd(logs) {
  let height = logs.clientHeight;
  new ResizeObserver(() => {
    const before = height;
    height = logs.clientHeight;
    const log = logs.querySelector(".log:not([hidden])");
    if (log !== null && log.scrollHeight - log.scrollTop - before < 40) log.scrollTop = log.scrollHeight;
  }).observe(logs);
}
