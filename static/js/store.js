// @ts-check
/**
 * The page's model: what the server told and what the viewer does. Views are called after each change, once for all
 * changes of the same moment, with the model and the one that they showed before.
 */

/** @import {State, Ui} from "./types.js" */

/**
 * @typedef {{state: State, ui: Ui}} Model
 * @typedef {(model: Model, before: Model | null) => void} View
 * @typedef {ReturnType<typeof createStore>} Store
 */

/** @param {Model} initial */
export function createStore(initial) {
  let model = initial;
  /** @type {Model | null} */
  let shown = null;
  let waiting = false;
  /** @type {View[]} */
  const views = [];

  function show() {
    waiting = false;
    const [now, before] = [model, shown];
    shown = model;
    for (const view of views) view(now, before);
  }

  function later() {
    if (waiting) return;
    waiting = true;
    queueMicrotask(show);
  }

  return {
    get model() {
      return model;
    },
    /** @param {State} state */
    setState(state) {
      if (state === model.state) return;
      model = { ...model, state };
      later();
    },
    /** @param {Partial<Ui>} change */
    setUi(change) {
      const ui = { ...model.ui, ...change };
      const same = Object.keys(change).every(
        (key) => ui[/** @type {keyof Ui} */ (key)] === model.ui[/** @type {keyof Ui} */ (key)],
      );
      if (same) return;
      model = { ...model, ui };
      later();
    },
    /** @param {View} view */
    addView(view) {
      views.push(view);
      later();
    },
  };
}
