// @ts-check
/**
 * Questions that check what was understood. The page knows the answers and tells at once, with reasons; nothing of it is
 * sent anywhere. What was answered is kept in the browser.
 */

import { withCode } from "./dom.js";
import { icon } from "./symbols.js";
import { WORDS } from "./words.js";

/** @import {Answers} from "./types.js" */
/** @import {Store} from "./store.js" */

/**
 * @typedef {object} Shown A question in the page.
 * @property {HTMLFormElement} form
 * @property {string} id
 * @property {number} step
 * @property {HTMLElement[]} choices
 * @property {number} right The index of the right choice.
 */

/**
 * Where a question stands: `open` until something was tried, then whether the last answer was the right one.
 * @param {readonly number[] | undefined} tried The choices that were tried, in their order.
 * @param {number} right
 * @returns {"open" | "wrong" | "right"}
 */
export function standing(tried, right) {
  if (tried === undefined || tried.length === 0) return "open";
  return tried.includes(right) ? "right" : "wrong";
}

/**
 * What was kept of the answers, as far as it fits the questions of today.
 * @param {unknown} kept
 * @param {Readonly<Record<string, number>>} counts How many choices each question has.
 * @returns {Answers}
 */
export function fitting(kept, counts) {
  if (typeof kept !== "object" || kept === null) return {};
  const fits = Object.entries(kept).filter(
    ([id, tried]) =>
      Array.isArray(tried) && tried.every((index) => Number.isInteger(index) && index >= 0 && index < (counts[id] ?? 0)),
  );
  return Object.fromEntries(fits);
}

/**
 * @param {Store} store
 * @param {object} about
 * @param {(text: string) => void} about.announce
 * @param {unknown} about.kept What `keep` was given before.
 * @param {(answers: Answers) => void} about.keep
 */
export function createQuestions(store, { announce, kept, keep }) {
  const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article.step[data-step]")]);
  /** @type {Shown[]} */
  let questions = steps.flatMap(questionsOf);
  const counts = Object.fromEntries(questions.map(({ id, choices }) => [id, choices.length]));
  store.setUi({ answers: fitting(kept, counts) });

  /** @param {Shown} question */
  function answer({ form, id, choices, right }) {
    const chosen = form.querySelector("input:checked");
    if (!(chosen instanceof HTMLInputElement)) {
      verdict(form).textContent = WORDS.chooseFirst;
      announce(WORDS.chooseFirst);
      return;
    }
    const index = Number(chosen.value);
    const before = store.model.ui.answers[id] ?? [];
    const answers = { ...store.model.ui.answers, [id]: [...before.filter((one) => one !== index), index] };
    store.setUi({ answers });
    keep(answers);
    announce(`${index === right ? WORDS.rightAnswer : WORDS.wrongAnswer} ${why(choices[index])}`);
    if (index === right) setTimeout(() => verdict(form).focus());
  }

  document.addEventListener("submit", (event) => {
    const question = questions.find(({ form }) => form === event.target);
    if (question === undefined) return;
    event.preventDefault();
    answer(question);
  });
  store.addView(({ ui }, before) => {
    const again = before !== null && before.ui.language !== ui.language;
    if (before !== null && before.ui.answers === ui.answers && !again) return;
    if (again) questions = steps.flatMap(questionsOf);
    for (const question of questions) show(question, ui.answers[question.id] ?? []);
  });

  return {
    /** Whether every question of a step was answered rightly. @param {number} step */
    understood: (step) =>
      questions.some((question) => question.step === step) &&
      questions
        .filter((question) => question.step === step)
        .every(({ id, right }) => standing(store.model.ui.answers[id], right) === "right"),
  };
}

/** @param {HTMLElement} step @param {number} index @returns {Shown[]} */
function questionsOf(step, index) {
  const forms = /** @type {HTMLFormElement[]} */ ([...step.querySelectorAll("form.question")]);
  return forms.map((form) => {
    const choices = /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".choice")]);
    for (const place of form.querySelectorAll(".question-text, .choice-text, .why-text")) {
      place.replaceChildren(...withCode(place.textContent ?? ""));
    }
    const right = choices.findIndex((choice) => choice.dataset["right"] !== undefined);
    return { form, id: form.dataset["question"] ?? "", step: index, choices, right };
  });
}

/** @param {HTMLElement | undefined} choice */
function why(choice) {
  return choice?.querySelector(".why-text")?.textContent ?? "";
}

/** @param {HTMLFormElement} form */
function verdict(form) {
  return /** @type {HTMLElement} */ (form.querySelector(".verdict"));
}

/**
 * Show what was tried with its reasons. When the right one is found, the reasons of all the others are shown too.
 * @param {Shown} question
 * @param {readonly number[]} tried
 */
function show({ form, choices, right }, tried) {
  const now = standing(tried, right);
  form.dataset["standing"] = now;
  choices.forEach((choice, index) => {
    const known = tried.includes(index);
    const input = /** @type {HTMLInputElement} */ (choice.querySelector("input"));
    choice.classList.toggle("good", known && index === right);
    choice.classList.toggle("bad", known && index !== right);
    const mark = /** @type {HTMLElement} */ (choice.querySelector(".choice-mark"));
    mark.replaceChildren(...(known ? [icon(index === right ? "met" : "died", 14)] : []));
    /** @type {HTMLElement} */ (choice.querySelector(".why")).hidden = !known && now !== "right";
    input.disabled = now === "right";
    if (index === tried.at(-1)) input.checked = true;
  });
  const said = { open: "", wrong: WORDS.wrongAnswer, right: WORDS.rightAnswer };
  verdict(form).textContent = said[now];
  /** @type {HTMLElement} */ (form.querySelector("button")).hidden = now === "right";
}
