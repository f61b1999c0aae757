// @ts-check
/**
 * Questions that are answered before a request is shown, and tables that are filled by measuring. Requests decide, not
 * the page; a wrong guess costs nothing.
 */

import "../common.js";
import { withCode } from "../dom.js";
import { measured, same, veilFrom } from "./compare.js";
import { words } from "./words.js";

/** @import {TraceSummary, Trace} from "../types.js" */
/** @import {Store} from "../store.js" */
/** @import {Reading} from "./words.js" */

/** @typedef {{answer: string | null, reading: Reading | null}} Guess `answer` is null where the question was skipped. */

/**
 * @typedef {object} Veils What the player does for questions.
 * @property {(hopOf: ((trace: Trace) => number | null) | null) => void} veilNext
 * @property {(id: string) => boolean} isVeiled
 * @property {(id: string) => void} unveil
 */

/**
 * @param {Store} store
 * @param {Veils} veils
 */
export function createForms(store, veils) {
  /** @type {Map<string, Guess>} */
  const guesses = new Map();
  /** The request that waits. @type {string | null} */
  let waiting = null;
  let said = words();
  let language = "";
  /** Those that were here before count as seen. @type {readonly TraceSummary[] | null} */
  let seen = null;

  /** The forms of the step that is read. */
  const here = () =>
    /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("article.step:not([hidden]) form.guess")]);
  const open = () => here().map(nameOf).filter((name) => !guesses.has(name));

  /** @param {string} name @param {string | null} answer */
  function settle(name, answer) {
    const trace = store.model.state.traces.find(({ id }) => id === waiting);
    guesses.set(name, { answer, reading: trace?.readings?.[name] ?? null });
    const left = open().filter((other) => trace?.readings?.[other] !== undefined);
    if (waiting !== null && left.length === 0) {
      const id = waiting;
      waiting = null;
      veils.unveil(id);
    }
    show();
  }

  /** New requests answer what was guessed before them; one that is asked about waits. @param {readonly TraceSummary[]} fresh */
  function hear(fresh) {
    for (const [name, guess] of guesses) {
      const trace = guess.reading === null ? fresh.find(({ readings }) => readings?.[name] !== undefined) : undefined;
      const reading = trace?.readings?.[name];
      if (reading === undefined) continue;
      guesses.set(name, { ...guess, reading });
    }
    const asked = fresh.findLast((trace) => veils.isVeiled(trace.id));
    if (asked !== undefined) {
      waiting = asked.id;
      store.setUi({ pane: "step" });
    }
    arm();
  }

  function arm() {
    veils.veilNext(open().length === 0 ? null : (trace) => veilFrom(trace, open()));
  }

  /** What a question has come to. @param {string} name */
  function verdictOf(name) {
    const guess = guesses.get(name);
    if (guess === undefined) return null;
    if (guess.answer === null) return said.skipped;
    if (guess.reading === null) return said.noted;
    const { value, hop } = guess.reading;
    const form = here().find((one) => nameOf(one) === name);
    const [answer, found] = [guess.answer, value].map((one) => shownAs(form, one));
    return same(guess.answer, value) ? said.agrees(found ?? "", hop) : said.differs(answer ?? "", found ?? "", hop);
  }

  function show() {
    for (const form of here()) {
      const guess = guesses.get(nameOf(form));
      const waits = guess === undefined && waiting !== null;
      tell(form, verdictOf(nameOf(form)) ?? (waits ? said.waits : ""));
      form.classList.toggle("waits", waits);
      for (const field of form.querySelectorAll("input")) field.disabled = guess !== undefined;
      part(form, "[type=submit]").hidden = part(form, ".pass").hidden = guess !== undefined;
      part(form, ".again").hidden = guess === undefined;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("form.guess, form.measured")) return;
    event.preventDefault();
    if (form.matches("form.measured")) {
      tell(form, compare(form, store.model.state.traces, said));
      return;
    }
    const answer = answerOf(form);
    if (answer === "") {
      tell(form, said.sayFirst);
      return;
    }
    settle(nameOf(form), answer);
    part(form, ".verdict").focus();
  });
  document.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("form.guess .pass, form.guess .again") : null;
    const form = pressed?.closest("form");
    if (!pressed || !form) return;
    if (pressed.matches(".pass")) {
      settle(nameOf(form), null);
      part(form, ".verdict").focus();
    } else {
      guesses.delete(nameOf(form));
      show();
      arm();
      form.querySelector("input")?.focus();
    }
  });
  store.addView(({ state, ui }, before) => {
    if (language !== ui.language) {
      language = ui.language;
      said = words();
      prepare();
    }
    if (before?.ui.step !== ui.step) arm();
    const known = seen?.map(({ id }) => id);
    if (known && seen !== state.traces) hear(state.traces.filter(({ id }) => !known.includes(id)));
    if (state.rev !== null) seen = state.traces;
    show();
  });
  arm();
}

/** Texts between backticks are code. */
function prepare() {
  for (const place of document.querySelectorAll(".guess-text, .guess .choice-text, .measured-text, .measured th")) {
    place.replaceChildren(...withCode(place.textContent ?? ""));
  }
}

/** @param {HTMLFormElement} form */
const nameOf = (form) => form.dataset["guess"] ?? "";

/** @param {HTMLFormElement} form @param {string} selector */
const part = (form, selector) => /** @type {HTMLElement} */ (form.querySelector(selector));

/** Say something in a form, once: its verdict is a live region. @param {HTMLFormElement} form @param {string} text */
function tell(form, text) {
  const place = part(form, ".verdict");
  if (place.textContent !== text.replaceAll("`", "")) place.replaceChildren(...withCode(text));
}

/** @param {HTMLFormElement} form */
function answerOf(form) {
  const field = form.querySelector("input:checked, input[type=text]");
  return field instanceof HTMLInputElement ? field.value.trim() : "";
}

/** A value in the words of the choice that has it. @param {HTMLFormElement | undefined} form @param {string} value */
function shownAs(form, value) {
  const fields = [...(form?.querySelectorAll("input[type=radio]") ?? [])];
  const field = fields.find((one) => one instanceof HTMLInputElement && same(one.value, value));
  return field?.closest("label")?.querySelector(".choice-text")?.textContent ?? value;
}

/**
 * Compare each filled cell of a table with what was measured; says how many agree.
 * @param {HTMLFormElement} form
 * @param {readonly TraceSummary[]} traces
 * @param {ReturnType<typeof words>} said
 */
function compare(form, traces, said) {
  const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[data-cell]")]);
  const found = fields.map((field) => {
    const reading = measured(traces, field.dataset["cell"] ?? "");
    const cell = /** @type {HTMLElement} */ (field.closest("td"));
    const standing = reading === null ? "unmeasured" : same(field.value, reading.value) ? "right" : "wrong";
    cell.dataset["standing"] = standing;
    const told = { unmeasured: said.notMeasured, right: said.agreesHere, wrong: said.differsHere }[standing];
    /** @type {HTMLElement} */ (cell.querySelector(".cell-told")).textContent = told;
    return standing;
  });
  const count = (/** @type {string} */ standing) => found.filter((one) => one === standing).length;
  return said.compared(count("right"), fields.length, count("unmeasured"));
}
