// @ts-check
/** The goals: shows what the server judged; judges nothing. */

import { make, need, withCode } from "./dom.js";
import { icon } from "./symbols.js";
import { WORDS } from "./words.js";

/** @import {Goal} from "./types.js" */
/** @import {Store} from "./store.js" */

/** @typedef {{item: HTMLElement, id: string, step: number, text: string, hint: HTMLElement}} Row */

/**
 * @param {Store} store
 * @param {(text: string) => void} announce
 * @param {(done: number[], all: boolean) => void} onGoals Hears the indexes of the steps that are done.
 */
export function createGoals(store, announce, onGoals) {
  const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article.step[data-step]")]);
  const rows = steps.flatMap(rowsOf);
  if (steps.length === 0) return { hint: () => {} };
  const hintButton = need("hint", HTMLButtonElement);
  const dots = need("dots", HTMLElement);
  dots.append(...steps.map(() => make("i")));

  function hint() {
    const row = nextGoal(rows, store.model.state.goals, store.model.ui.step);
    if (row === undefined) return;
    row.hint.hidden = !row.hint.hidden;
    if (!row.hint.hidden) announce(row.hint.textContent ?? "");
  }
  hintButton.addEventListener("click", hint);

  store.addView(({ state, ui }, before) => {
    const same = before !== null && before.state.goals === state.goals && before.ui.step === ui.step;
    if (same) return;
    const met = new Set(state.goals.filter((goal) => goal.met).map((goal) => goal.id));
    if (before !== null && before.state.rev !== null) tellNew(rows, before.state.goals, state.goals, announce);
    const done = steps.map((_, step) => rows.filter((row) => row.step === step).every((row) => met.has(row.id)));
    const next = nextGoal(rows, state.goals, ui.step);
    for (const row of rows) showRow(row, met.has(row.id), row === next);
    steps.forEach((step, index) =>
      showCount(
        step,
        rows.filter((row) => row.step === index),
        met,
      ),
    );
    [...dots.children].forEach((dot, index) => {
      dot.className = index === ui.step ? "here" : done[index] && state.rev !== null ? "done" : "";
    });
    hintButton.disabled = next === undefined;
    showNext(done, ui.step, steps.length, state.rev !== null);
    onGoals(
      done.flatMap((isDone, index) => (isDone ? [index] : [])),
      done.every(Boolean) && state.rev !== null,
    );
  });
  return { hint };
}

/** @param {HTMLElement} step @param {number} index @returns {Row[]} */
function rowsOf(step, index) {
  return [...step.querySelectorAll("[data-goal]")].map((found) => {
    const item = /** @type {HTMLElement} */ (found);
    const text = /** @type {HTMLElement} */ (item.querySelector(".goal-text"));
    const hint = /** @type {HTMLElement} */ (item.querySelector(".hint"));
    for (const place of [text, hint]) place.replaceChildren(...withCode(place.textContent ?? ""));
    return { item, id: item.dataset["goal"] ?? "", step: index, text: text.textContent ?? "", hint };
  });
}

/** @param {Row[]} rows @param {readonly Goal[]} goals @param {number} step */
function nextGoal(rows, goals, step) {
  return rows.find((row) => row.step === step && !goals.some((goal) => goal.id === row.id && goal.met));
}

/**
 * @param {Row[]} rows
 * @param {readonly Goal[]} before
 * @param {readonly Goal[]} now
 * @param {(text: string) => void} announce
 */
function tellNew(rows, before, now, announce) {
  for (const row of rows) {
    const was = before.some((goal) => goal.id === row.id && goal.met);
    const is = now.some((goal) => goal.id === row.id && goal.met);
    if (is && !was) announce(WORDS.goalMet(row.text));
  }
}

/** @param {Row} row @param {boolean} met @param {boolean} next */
function showRow({ item, hint }, met, next) {
  const tick = /** @type {HTMLElement} */ (item.querySelector(".tick"));
  if (met !== item.classList.contains("met")) tick.replaceChildren(...(met ? [icon("met", 14)] : []));
  item.classList.toggle("met", met);
  item.classList.toggle("next", next);
  if (met) hint.hidden = true;
  /** @type {HTMLElement} */ (item.querySelector(".goal-state")).textContent = ` (${met ? WORDS.met : WORDS.notMet})`;
}

/** @param {HTMLElement} step @param {Row[]} rows @param {Set<string>} met */
function showCount(step, rows, met) {
  const count = step.querySelector(".goals .count");
  if (count !== null) count.textContent = `${rows.filter((row) => met.has(row.id)).length} / ${rows.length}`;
}

/**
 * The way on stands out once the step is done.
 * @param {boolean[]} done
 * @param {number} step
 * @param {number} count
 * @param {boolean} known
 */
function showNext(done, step, count, known) {
  const ready = known && (done[step] ?? false);
  need("step-next", HTMLButtonElement).classList.toggle("main", ready);
  const last = step === count - 1;
  need("next-lesson", HTMLAnchorElement).hidden = !last;
  need("next-lesson", HTMLAnchorElement).classList.toggle("main", ready);
}
