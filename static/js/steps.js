// @ts-check
/** The steps of the lesson, one at a time, and the lines in them that can be run. */

import { button, need } from "./dom.js";
import { WORDS } from "./words.js";

/** @import {Store} from "./store.js" */

/**
 * Show one step at a time.
 * @param {Store} store
 * @param {(step: number) => void} onStep Hears the index of a step that was turned to.
 */
export function createSteps(store, onStep) {
  const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article.step[data-step]")]);
  if (steps.length === 0) return { count: 0, go: () => {} };
  const back = need("step-back", HTMLButtonElement);
  const next = need("step-next", HTMLButtonElement);

  /** @param {number} index @param {boolean} focus */
  function go(index, focus = true) {
    const step = Math.max(0, Math.min(steps.length - 1, index));
    store.setUi({ step });
    onStep(step);
    if (!focus) return;
    queueMicrotask(() => {
      const prose = steps[step]?.querySelector(".prose");
      if (!(prose instanceof HTMLElement)) return;
      prose.scrollTop = 0;
      prose.focus();
    });
  }

  back.addEventListener("click", () => go(store.model.ui.step - 1));
  next.addEventListener("click", () => go(store.model.ui.step + 1));
  store.addView(({ ui }, before) => {
    if (before !== null && before.ui.step === ui.step) return;
    steps.forEach((step, index) => (step.hidden = index !== ui.step));
    need("step-count", HTMLElement).textContent = WORDS.stepOf(ui.step + 1, steps.length);
    back.disabled = ui.step === 0;
    next.hidden = ui.step === steps.length - 1;
  });
  return { count: steps.length, go };
}

/**
 * Give every line of the text that can be run its button; it types the line.
 * @param {Store} store
 * @param {(terminal: string, line: string) => boolean} type
 */
export function createRuns(store, type) {
  const blocks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".run[data-line]")]);
  const runs = blocks.map((block) => {
    const { terminal = "laptop", line = "" } = block.dataset;
    const run = button(
      { class: "button", "aria-label": WORDS.runOn(terminal, line) },
      () => type(terminal, line),
      `${WORDS.run} ⏎`,
    );
    block.append(run);
    return { block, run, terminal, line };
  });
  for (const word of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".prose [data-element]"))) {
    word.dataset["element"] = decodeURIComponent(word.dataset["element"] ?? "");
  }
  store.addView(({ state }, before) => {
    const same = before !== null && before.state.lines === state.lines && before.state.can === state.can;
    if (same && before.state.terminals === state.terminals) return;
    for (const { block, run, terminal, line } of runs) {
      run.hidden = state.can !== "write";
      const ran = state.lines.some((other) => other.terminal === terminal && other.text === line);
      block.classList.toggle("ran", ran);
      const host = state.terminals.find(({ id }) => id === terminal)?.host ?? terminal;
      const where = WORDS.where(terminal);
      block.querySelector(".run-where")?.replaceChildren(host === terminal ? where : WORDS.whereNow(where, host));
    }
  });
}
