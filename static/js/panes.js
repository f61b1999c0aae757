// @ts-check
/** Which part of the page is seen where there is no room for all of them. */

import { need } from "./dom.js";
import { icon } from "./symbols.js";

/** @import {Ui} from "./types.js" */
/** @import {Store} from "./store.js" */

const SIGNS = { step: "step", picture: "picture", terminal: "terminal", side: "hops" };

/** Where one part of the page is seen at a time. */
export const ONE_AT_A_TIME = "(max-width: 719px), (max-height: 559px)";
const TWO_COLUMNS = "(max-width: 1199px)";

/** @param {Store} store */
export function createPanes(store) {
  const app = need("app", HTMLElement);
  const buttons = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll("#panes [data-pane], #lower-tabs [data-lower]"),
  ]);
  for (const found of buttons) {
    const pane = /** @type {Ui["pane"]} */ (found.dataset["pane"] ?? found.dataset["lower"]);
    if (found.dataset["pane"] !== undefined) found.prepend(icon(SIGNS[pane], 20));
    found.addEventListener("click", () => store.setUi({ pane }));
  }
  store.addView(({ state, ui }, before) => {
    news(before !== null && before.state.rev !== null && before.state.elements !== state.elements, ui);
    if (before !== null && before.ui.pane === ui.pane) return;
    app.dataset["pane"] = ui.pane;
    if (ui.pane === "terminal" || ui.pane === "side") app.dataset["lower"] = ui.pane;
    for (const found of buttons) {
      const pressed =
        found.dataset["pane"] === undefined
          ? found.dataset["lower"] === app.dataset["lower"]
          : found.dataset["pane"] === ui.pane;
      found.setAttribute("aria-pressed", String(pressed));
    }
    dispatchEvent(new Event("resize")); // what was hidden has a size now
  });

  return {
    /**
     * Bring an element that was chosen into view: picture and details where one part is seen at a time, else the part
     * below the picture.
     * @param {"side" | "terminal"} lower
     */
    reveal(lower) {
      if (matchMedia(ONE_AT_A_TIME).matches) store.setUi({ pane: "picture" });
      else if (matchMedia(TWO_COLUMNS).matches) store.setUi({ pane: lower });
    },
  };

  /** A mark on the picture's tab when something changed there unseen. @param {boolean} changed @param {Ui} ui */
  function news(changed, ui) {
    const picture = buttons.find((found) => found.dataset["pane"] === "picture");
    if (ui.pane === "picture") picture?.classList.remove("news");
    else if (changed) picture?.classList.add("news");
  }
}
