// @ts-check
/**
 * The inspector: asks what is behind the element that is chosen, and shows it. What has not changed is left as it
 * stands, so that reading place and focus stay.
 */

import { need } from "./dom.js";
import { elementCard } from "./elementcard.js";
import { createAsking } from "./inspector/asking.js";
import { createRenewal } from "./inspector/renew.js";

/** @import {Found} from "./inspector/asking.js" */
/** @import {Frame, Line} from "./types.js" */
/** @import {Store} from "./store.js" */

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(frame: object) => boolean} send
 * @property {(where: string, line: string) => void} run Types a line.
 * @property {(line: Line) => void} goToLine
 * @property {() => void} mark Marks anew the words that name what is pointed at.
 */

/** @param {Wires} wires */
export function createInspector({ store, send, run, goToLine, mark }) {
  const card = need("card-element", HTMLElement);
  const renewal = createRenewal(card);
  /** @type {Found} */
  let found = { id: null, status: "nothing", inspection: null };
  const asking = createAsking({
    ask: (id) => send({ type: "inspect", id }),
    after: (act, ms) => void setTimeout(act, ms),
    show(next) {
      found = next;
      show();
    },
  });

  function show() {
    const { state, ui } = store.model;
    const parts = elementCard(ui.selected, found, {
      elements: state.elements,
      run: state.can === "write" ? run : null,
      goToLine(number) {
        const line = state.lines.find((other) => other.number === number);
        if (line !== undefined) goToLine(line);
      },
    });
    card.setAttribute("aria-busy", String(found.status === "asking" && found.inspection === null));
    renewal(ui.selected ?? "", parts);
    mark();
  }

  /** The line that a step names lights up where it stands. @param {EventTarget | null} target @param {boolean} lit */
  function lightLine(target, lit) {
    const step = target instanceof Element ? target.closest("[data-number]") : null;
    const number = step instanceof HTMLElement ? Number(step.dataset["number"]) : null;
    const line = store.model.state.lines.find((other) => number !== null && other.number === number);
    if (line === undefined) return;
    const places = document.querySelectorAll(`.log [data-line="${line.seq}"], #track [data-line="${line.seq}"]`);
    for (const place of places) place.classList.toggle("lit", lit);
  }
  card.addEventListener("pointerover", ({ target }) => lightLine(target, true));
  card.addEventListener("pointerout", ({ target }) => lightLine(target, false));
  card.addEventListener("focusin", ({ target }) => lightLine(target, true));
  card.addEventListener("focusout", ({ target }) => lightLine(target, false));

  store.addView(({ state, ui }, before) => {
    const open = ui.card === "element" && state.rev !== null;
    const shown = before !== null && before.ui.selected === ui.selected && before.ui.card === ui.card;
    if (open) asking.want(ui.selected, state.rev ?? 0);
    const told = before?.state.elements === state.elements && before.ui.language === ui.language;
    if (!shown || !told || before.state.can !== state.can) show();
  });

  return {
    /**
     * An answer, a refusal, or a new beginning.
     * @param {Frame} frame
     * @returns {boolean} Whether the frame was the inspector's alone.
     */
    hear(frame) {
      if (frame.type === "inspection") asking.hear(/** @type {any} */ (frame));
      if (frame.type === "snapshot" || frame.type === "welcome") asking.again();
      return frame.type === "error" && asking.refuse(/** @type {any} */ (frame));
    },
  };
}
