// @ts-check
/** The steps of the lesson, one at a time, and the lines in them that can be run. */

import { button, make, need, withCode } from "./dom.js";
import { icon } from "./symbols.js";
import { WORDS } from "./words.js";

/** @import {Store} from "./store.js" */

/**
 * Show one step at a time. Who goes on while goals are open is told which, once; then the way is free.
 * @param {Store} store
 * @param {object} about
 * @param {(step: number) => void} about.onStep Hears the index of a step that was turned to.
 * @param {() => string[]} about.open The texts of the goals that are still open here.
 * @param {(text: string) => void} about.announce
 */
export function createSteps(store, { onStep, open, announce }) {
  const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article.step[data-step]")]);
  if (steps.length === 0) return { count: 0, go: () => {} };
  const back = need("step-back", HTMLButtonElement);
  const next = need("step-next", HTMLButtonElement);
  const away = need("next-lesson", HTMLAnchorElement);
  let leads = away.textContent ?? "";

  /** @param {number} index @param {boolean} focus */
  function go(index, focus = true) {
    const step = Math.max(0, Math.min(steps.length - 1, index));
    store.setUi({ step, leaving: false });
    onStep(step);
    if (!focus) return;
    queueMicrotask(() => {
      const prose = steps[step]?.querySelector(".prose");
      if (!(prose instanceof HTMLElement)) return;
      prose.focus({ preventScroll: true });
      prose.scrollTop = need("step", HTMLElement).scrollTop = 0; // which of them scrolls, the window decides
    });
  }

  /** Whether the learner is to be told first what is open. */
  function held() {
    const left = store.model.ui.leaving ? [] : open();
    if (left.length === 0) return false;
    store.setUi({ leaving: true });
    announce(WORDS.stillOpenSaid(left));
    return true;
  }

  back.addEventListener("click", () => go(store.model.ui.step - 1));
  next.addEventListener("click", () => held() || go(store.model.ui.step + 1));
  away.addEventListener("click", (event) => held() && event.preventDefault());
  store.addView(({ state, ui }, before) => {
    const again = before !== null && before.ui.language !== ui.language;
    if (again) leads = away.textContent ?? "";
    const same = before !== null && before.ui.leaving === ui.leaving && before.state.goals === state.goals;
    if (same && before.ui.step === ui.step && !again) return;
    const left = ui.leaving ? open() : [];
    showOpen(left);
    next.textContent = left.length > 0 ? WORDS.goOnAnyway : WORDS.nextStep;
    away.textContent = left.length > 0 ? WORDS.goOnAnyway : leads;
  });
  store.addView(({ ui }, before) => {
    if (before !== null && before.ui.step === ui.step && before.ui.language === ui.language) return;
    steps.forEach((step, index) => (step.hidden = index !== ui.step));
    need("step-count", HTMLElement).textContent = WORDS.stepOf(ui.step + 1, steps.length);
    back.disabled = ui.step === 0;
    next.hidden = ui.step === steps.length - 1;
  });
  return { count: steps.length, go };
}

/** The goals that are still open, above the way on. @param {string[]} left */
function showOpen(left) {
  const place = need("still-open", HTMLElement);
  place.hidden = left.length === 0;
  const items = left.map((text) => make("li", {}, ...withCode(text)));
  place.replaceChildren(...(left.length === 0 ? [] : [make("p", {}, WORDS.stillOpen), make("ul", {}, ...items)]));
}

/** @typedef {{block: HTMLElement, run: HTMLButtonElement, terminal: string, line: string}} Run */

/**
 * Give every line of the text that can be run its button; it types the line.
 * @param {Store} store
 * @param {(terminal: string, line: string) => boolean} type
 */
export function createRuns(store, type) {
  /** @type {Run[]} */
  let runs = [];
  store.addView(({ state, ui }, before) => {
    const again = before === null || before.ui.language !== ui.language;
    if (again) runs = prepared(type);
    const same = !again && before.state.lines === state.lines && before.state.can === state.can;
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

/** A line whose words stay in one piece where there is room: by itself a browser would break `-r` and addresses. @param {string} line */
function wholeWords(line) {
  return line.split(/(\s+)/u).map((word) => (/\S/u.test(word) ? make("span", { class: "whole" }, word) : word));
}

/**
 * The lines of the text as the server wrote it, each with its button.
 * @param {(terminal: string, line: string) => boolean} type
 * @returns {Run[]}
 */
function prepared(type) {
  for (const word of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".prose [data-element]"))) {
    word.dataset["element"] = decodeURIComponent(word.dataset["element"] ?? "");
  }
  for (const text of document.querySelectorAll(".prose pre")) text.setAttribute("lang", "en"); // what tools read and print
  for (const code of document.querySelectorAll(".run pre code"))
    code.replaceChildren(...wholeWords(code.textContent ?? ""));
  const blocks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".run[data-line]")]);
  return blocks.map((block) => {
    const { terminal = "laptop", line = "" } = block.dataset;
    const label = { class: "button", "aria-label": WORDS.runOn(terminal, line) };
    const run = button(label, () => type(terminal, line), WORDS.run, icon("enter", 13));
    block.querySelector("button")?.remove();
    block.append(run);
    return { block, run, terminal, line };
  });
}
