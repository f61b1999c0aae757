// @ts-check
/** The goals and the help towards them: shows what the server judged; judges nothing. */

import { make, need, withCode } from "./dom.js";
import { nextRung } from "./ladder.js";
import { icon } from "./symbols.js";
import { WORDS } from "./words.js";

/** @import {Goal, Ui} from "./types.js" */
/** @import {Store} from "./store.js" */
/** @import {Rung} from "./ladder.js" */

/** @typedef {{item: HTMLElement, id: string, step: number, text: string, hints: HTMLElement[]}} Row */

/** @param {HTMLElement} step The solution is part of the text, which is written anew in another language. */
const solutionOf = (step) => /** @type {HTMLElement | null} */ (step.querySelector(".solution"));

/**
 * @param {Store} store
 * @param {object} about
 * @param {(text: string) => void} about.announce
 * @param {(all: boolean) => void} about.onGoals Hears whether every goal of the lesson is met.
 * @param {(step: number) => boolean} about.understood Whether the questions of a step were answered.
 */
export function createGoals(store, { announce, onGoals, understood }) {
  const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article.step[data-step]")]);
  /** @type {Row[]} */
  let rows = [];
  if (steps.length === 0) return { help: () => {}, open: () => [] };
  const helpButton = need("hint", HTMLButtonElement);
  const dots = need("dots", HTMLElement);
  dots.append(...steps.map(() => make("i")));

  /** What the help button does now, and for which goal. @returns {{row: Row | undefined, rung: Rung | null}} */
  function next() {
    const { state, ui } = store.model;
    const row = nextGoal(rows, state.goals, ui.step);
    const shown = row === undefined ? [] : (ui.hints[row.id] ?? []);
    const step = steps[ui.step];
    const solution = step !== undefined && solutionOf(step) !== null;
    const open = ui.solutions.includes(ui.step);
    return { row, rung: nextRung({ hints: row === undefined ? [] : rungs(row, state.goals), shown, solution, open }) };
  }

  function help() {
    const { ui } = store.model;
    const { row, rung } = next();
    if (rung === null) return;
    if (rung.kind === "hint" && row !== undefined) {
      const said = row.hints[rung.hint - 1];
      store.setUi({ hints: { ...ui.hints, [row.id]: [...(ui.hints[row.id] ?? []), rung.hint] } });
      announce(WORDS.hintSaid(rung.n, rung.count, said?.textContent ?? ""));
      setTimeout(() => said?.scrollIntoView({ block: "nearest" }));
    } else if (rung.kind === "show") {
      store.setUi({ solutions: [...ui.solutions, ui.step] });
      const [step] = steps.slice(ui.step);
      setTimeout(() => step && solutionOf(step)?.querySelector("h3")?.focus());
    } else {
      store.setUi({ solutions: ui.solutions.filter((step) => step !== ui.step) });
    }
  }
  helpButton.addEventListener("click", help);

  store.addView(({ state, ui }, before) => {
    if (before !== null && before.state.goals === state.goals && sameHelp(before.ui, ui)) return;
    if (before?.ui.language !== ui.language) rows = steps.flatMap(rowsOf);
    const met = new Set(state.goals.filter((goal) => goal.met).map((goal) => goal.id));
    if (before !== null && before.state.rev !== null && before.ui.past === ui.past) tellNew(rows, before.state.goals, state.goals, announce);
    const { row: nextRow, rung } = next();
    for (const row of rows) {
      const goal = state.goals.find(({ id }) => id === row.id);
      const shown = (ui.hints[row.id] ?? []).filter((hint) => rungs(row, state.goals).includes(hint));
      showRow(row, goal, row === nextRow, shown);
    }
    const done = steps.map((step, index) => {
      const own = rows.filter((row) => row.step === index);
      showCount(step, own, met);
      return state.rev !== null && own.every((row) => met.has(row.id)) && (own.length > 0 || understood(index));
    });
    showSoFar(ui.step, steps.length, state.rev === null ? [] : rows, met);
    [...dots.children].forEach((dot, index) => {
      dot.className = index === ui.step ? "here" : done[index] ? "done" : "";
    });
    steps.forEach((step, index) => solutionOf(step)?.toggleAttribute("hidden", !ui.solutions.includes(index)));
    showHelp(helpButton, rung);
    showNext(done[ui.step] ?? false, ui.step === steps.length - 1);
    onGoals(state.rev !== null && rows.length > 0 && rows.every((row) => met.has(row.id)));
  });

  return {
    help,
    /** The texts of the goals that are not met: those of the step, or at its end those of the whole lesson. */
    open() {
      const { state, ui } = store.model;
      const met = new Set(state.goals.filter((goal) => goal.met).map((goal) => goal.id));
      const last = ui.step === steps.length - 1;
      return rows.filter((row) => (last || row.step === ui.step) && !met.has(row.id)).map((row) => row.text);
    },
  };
}

/** @param {Ui} before @param {Ui} now */
function sameHelp(before, now) {
  const names = /** @type {const} */ (["step", "hints", "solutions", "answers", "language"]);
  return names.every((name) => before[name] === now[name]);
}

/** @param {HTMLElement} step @param {number} index @returns {Row[]} */
function rowsOf(step, index) {
  return [...step.querySelectorAll("[data-goal]")].map((found) => {
    const item = /** @type {HTMLElement} */ (found);
    const text = /** @type {HTMLElement} */ (item.querySelector(".goal-text"));
    const hints = /** @type {HTMLElement[]} */ ([...item.querySelectorAll(".hint")]);
    const said = text.textContent ?? "";
    for (const place of [text, ...hints]) place.replaceChildren(...withCode(place.textContent ?? ""));
    return { item, id: item.dataset["goal"] ?? "", step: index, text: said, hints };
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
    if (was && !is) announce(WORDS.goalLost(row.text));
  }
}

/** The numbers of a goal's hints that stand now. @param {Row} row @param {readonly Goal[]} goals */
function rungs(row, goals) {
  return goals.find(({ id }) => id === row.id)?.hints ?? row.hints.map((_, index) => index + 1);
}

/** @param {Row} row @param {Goal | undefined} goal @param {boolean} next @param {readonly number[]} shown Its hints that are. */
function showRow({ item, hints }, goal, next, shown) {
  const { met = false, lost = false } = goal ?? {};
  const tick = /** @type {HTMLElement} */ (item.querySelector(".tick"));
  if (met !== item.classList.contains("met")) tick.replaceChildren(...(met ? [icon("met", 14)] : []));
  item.classList.toggle("met", met);
  item.classList.toggle("next", next);
  item.classList.toggle("lost", lost);
  hints.forEach((hint, index) => (hint.hidden = met || !shown.includes(index + 1)));
  /** @type {HTMLElement} */ (item.querySelector(".hints")).hidden = met || shown.length === 0;
  const told = /** @type {HTMLElement} */ (item.querySelector(".goal-state"));
  told.textContent = ` (${met ? WORDS.met : lost ? WORDS.lost : WORDS.notMet})`;
  told.classList.toggle("sr-only", !lost);
}

/** In the bar, where only one part of the page is seen. @param {number} step @param {number} steps @param {Row[]} rows @param {Set<string>} met */
function showSoFar(step, steps, rows, met) {
  const done = rows.filter((row) => met.has(row.id)).length;
  need("so-far", HTMLElement).textContent =
    rows.length === 0 ? WORDS.stepOf(step + 1, steps) : WORDS.soFar(step + 1, steps, done, rows.length);
}

/** @param {HTMLElement} step @param {Row[]} rows @param {Set<string>} met */
function showCount(step, rows, met) {
  const count = step.querySelector(".goals .count");
  if (count !== null) count.textContent = `${rows.filter((row) => met.has(row.id)).length} / ${rows.length}`;
}

/** @param {HTMLButtonElement} button @param {Rung | null} rung */
function showHelp(button, rung) {
  button.hidden = rung === null;
  if (rung === null) return;
  if (rung.kind === "hint") button.textContent = WORDS.hint(rung.n, rung.count);
  else button.textContent = rung.kind === "show" ? WORDS.showSolution : WORDS.hideSolution;
}

/** The way on stands out once the step is done. @param {boolean} ready @param {boolean} last */
function showNext(ready, last) {
  need("step-next", HTMLButtonElement).classList.toggle("main", ready);
  need("next-lesson", HTMLAnchorElement).hidden = !last;
  need("next-lesson", HTMLAnchorElement).classList.toggle("main", ready);
}
