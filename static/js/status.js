// @ts-check
/** How the page stands with the server: a word in the bar, and a banner where there is something to know or to do. */

import { button, make, need } from "./dom.js";
import { lasts } from "./memory.js";
import { CLOSED_WORDS, STATUS_WORDS, WAITING_WORDS, WORDS } from "./words.js";

/** @import {Status} from "./types.js" */
/** @import {Model, Store} from "./store.js" */

/** A connection that is back within this time is not worth a banner. */
const PATIENCE_MS = 2_500;

/**
 * @param {Store} store
 * @param {() => void} hurry Try again now.
 */
export function createStatus(store, hurry) {
  const place = need("status", HTMLElement);
  const banner = need("banner", HTMLElement);
  const text = make("span");
  const again = button({ class: "button" }, hurry);
  let code = 0;
  let reason = () => "";
  let patient = true;
  let timer = 0;
  let understood = false;
  const fine = button(
    { class: "button" },
    () => {
      understood = true;
      show(store.model);
    },
    "",
  );
  banner.append(text, again, fine);

  /** @param {Model} model */
  function show({ state, ui }) {
    const reads = ui.status === "open" && (state.can === "view" || state.readOnly !== null);
    place.textContent = reads ? WORDS.readOnlyStatus : STATUS_WORDS[ui.status];
    place.dataset["status"] = ui.status;
    place.dataset["reads"] = reads ? "yes" : "no";
    const passes = ui.status === "open" && state.can === "write" && !understood && !lasts();
    const said = told(state.readOnly, ui.status, ui.waiting.length) || (passes ? WORDS.keepsNothing : "");
    const tries = ui.status === "waiting" || ui.status === "offline" || (ui.status === "connecting" && !patient);
    again.textContent = WORDS.tryNow;
    again.hidden = !tries;
    fine.textContent = WORDS.understood;
    fine.hidden = !passes;
    banner.dataset["kind"] = tries || passes ? "waits" : "bad";
    if (text.textContent !== said) text.textContent = said;
    banner.hidden = said === "";
  }

  /**
   * What there is to know, beside the word in the bar.
   * @param {string | null} readOnly
   * @param {Status} status
   * @param {number} waiting How many lines wait.
   */
  function told(readOnly, status, waiting) {
    if (status === "closed") return CLOSED_WORDS[code] ?? reason();
    if (status === "open") return readOnly === null ? "" : WORDS.otherVersion(readOnly);
    if (patient) return "";
    const why = status === "offline" ? WORDS.noNetwork : (WAITING_WORDS[code] ?? WORDS.noConnection);
    return waiting === 0 ? why : `${why} ${WORDS.linesWait(waiting)}`;
  }

  /** @param {Status} status @param {{code: number}} about */
  function set(status, about) {
    if (status !== "connecting") code = about.code;
    if (status === "open") {
      clearTimeout(timer);
      timer = 0;
      patient = true;
    } else if (timer === 0) {
      timer = window.setTimeout(() => {
        patient = false;
        show(store.model);
      }, PATIENCE_MS);
    }
    store.setUi({ status });
    show(store.model);
  }

  store.addView((model, before) => {
    const same =
      before?.state.can === model.state.can &&
      before.state.readOnly === model.state.readOnly &&
      before.ui.waiting === model.ui.waiting &&
      before.ui.language === model.ui.language;
    if (!same) show(model);
  });
  return {
    set,
    /** There is no attempt. @param {() => string} say Why, and what to do. */
    fail(say) {
      reason = say;
      set("closed", { code: 0 });
    },
  };
}
