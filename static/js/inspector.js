// @ts-check
/**
 * The inspector: asks what is behind the element that is chosen, and what can be broken there. What shows it is loaded
 * when one of its two cards is opened for the first time.
 */

import { need } from "./dom.js";
import { createAsking } from "./inspector/asking.js";
import { WORDS } from "./words.js";

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
 * @property {() => string} attempt The id of the attempt.
 */

/** @param {Wires} wires */
export function createInspector(wires) {
  const { store, send } = wires;
  const cards = [need("card-element", HTMLElement), need("card-faults", HTMLElement)];
  /** @type {Found} */
  let found = { id: null, status: "nothing", inspection: null };
  /** @type {ReturnType<typeof import("./inspector/cards.js").createInspectorCards> | null} */
  let shown = null;
  /** @type {Promise<typeof import("./inspector/cards.js")> | null} */
  let loading = null;
  const asking = createAsking({
    ask: (id) => send({ type: "inspect", id }),
    after: (act, ms) => void setTimeout(act, ms),
    show(next) {
      found = next;
      show();
    },
  });

  function show() {
    if (shown !== null) shown.show(found);
    else if (opened()) void load();
  }

  function opened() {
    const { card } = store.model.ui;
    return card === "element" || card === "faults";
  }

  async function load() {
    if (loading !== null) return;
    try {
      loading = import("./inspector/cards.js");
      shown = (await loading).createInspectorCards(wires);
      shown.show(found);
    } catch (error) {
      console.warn("the inspector could not be loaded", error);
      loading = null; // the next look tries again
      for (const card of cards) card.textContent = WORDS.inspectorFailed;
    }
  }

  store.addView(({ state, ui }, before) => {
    if (opened() && state.rev !== null) asking.want(ui.selected, state.rev);
    const same = before !== null && before.ui.selected === ui.selected && before.ui.card === ui.card;
    const told = before?.state.elements === state.elements && before.ui.language === ui.language;
    const lines = before?.state.lines === state.lines || ui.card !== "faults";
    if (!same || !told || !lines || before.state.can !== state.can) show();
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
    /** What can be broken comes into view, and has the next key. */
    breakIt() {
      store.setUi({ card: "faults" });
      queueMicrotask(() => cards[1]?.focus()); // behind the views, which show the card
    },
  };
}
