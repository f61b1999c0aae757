// @ts-check
/**
 * Two or three requests side by side, in a dialog: which way, which rows, which requests; and a walk along the rows, in
 * which all of them move together.
 */

import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { diedAt } from "../trace/plan.js";
import { align, differs } from "./align.js";
import { compareTable, roleSaid } from "./comparetable.js";
import { askedOf } from "./filters.js";
import { compareWords } from "./words.js";

/** @import {Trace} from "../types.js" */
/** @import {Store} from "../store.js" */
/** @import {Direction} from "./align.js" */

export const MOST = 3;
const ROW_MS = 1200;
/** So many of the other requests are offered, the newest ones. */
const OFFERED = 50;

/**
 * @param {Store} store
 * @param {object} wires
 * @param {(id: string) => void} wires.ask Asks the server for a whole trace.
 * @param {(id: string) => boolean} wires.veiled
 */
export function createCompare(store, { ask, veiled }) {
  const dialog = make("dialog", { id: "compare", class: "compare", "aria-labelledby": "compare-title" });
  const [head, place] = [make("div", { class: "compare-head" }), make("div", { class: "compare-place", tabindex: "0" })];
  const [foot, said] = [make("div", { class: "compare-foot" }), make("p", { class: "compare-said", role: "status" })];
  /** @type {readonly string[]} */
  let ids = [];
  /** @type {Direction} */
  let direction = "request";
  let different = false;
  let row = -1;
  /** @type {ReturnType<typeof setInterval> | null} */
  let playing = null;
  dialog.append(head, place, foot);
  document.body.append(dialog);
  dialog.addEventListener("close", () => play(false));

  /** The requests that are here whole; the others have been asked for. */
  function whole() {
    const found = ids.map((id) => store.model.state.whole[id]);
    return found.every((trace) => trace !== undefined) ? /** @type {Trace[]} */ (found) : null;
  }

  function rows() {
    const all = align(whole() ?? [], direction, diedAt);
    return different ? all.filter(differs) : all;
  }

  /** Everything is said anew: other requests, or another language. */
  function begun() {
    const words = compareWords();
    head.replaceChildren(...headOf(words));
    foot.replaceChildren(make("div", { class: "buttons" }, ...actsOf(words)), said);
    show();
  }

  function show() {
    const words = compareWords();
    const traces = whole();
    foot.hidden = traces === null;
    if (traces === null) return place.replaceChildren(make("p", { class: "quiet" }, words.loading));
    const shown = rows();
    const table = compareTable(traces, shown, direction, store.model.state.elements, (trace) => take(trace.id));
    const empty = shown.length === 0 ? [make("p", { class: "quiet" }, different ? words.same : words.noWay)] : [];
    place.setAttribute("aria-label", words.title(traces.length));
    place.replaceChildren(table, ...empty);
    mark();
  }

  /** @param {ReturnType<typeof compareWords>} words */
  function headOf(words) {
    const title = make("div", { class: "grow" }, make("h2", { id: "compare-title" }, words.title(ids.length)), make("p", { class: "quiet" }, words.lead));
    const way = choice(words.way, "compare-way", [["request", words.there], ["reply", words.back]], direction, (value) => {
      direction = value === "reply" ? "reply" : "request";
    });
    const which = choice(words.rows, "compare-rows", [["all", words.allRoles], ["different", words.onlyDifferent]], different ? "different" : "all", (value) => {
      different = value === "different";
    });
    const print = button({ class: "button" }, () => window.print(), words.print);
    const close = button({ class: "button main" }, () => dialog.close(), words.close);
    return [title, close, make("div", { class: "compare-tools" }, way, which, ...(ids.length < MOST ? [adding(words)] : []), print)];
  }

  /**
   * @param {string} legend
   * @param {string} name
   * @param {[string, string][]} options
   * @param {string} now
   * @param {(value: string) => void} choose
   */
  function choice(legend, name, options, now, choose) {
    const labels = options.map(([value, text]) => {
      const input = make("input", { type: "radio", name, value, checked: value === now });
      input.addEventListener("change", () => {
        choose(value);
        row = -1;
        play(false);
        show();
      });
      return make("label", {}, input, make("span", {}, text));
    });
    return make("fieldset", { class: "pace seg" }, make("legend", { class: "sr-only" }, legend), ...labels);
  }

  /** A list of the other requests, to take one more in. @param {ReturnType<typeof compareWords>} words */
  function adding(words) {
    const others = store.model.state.traces.filter(({ id }) => !ids.includes(id) && !veiled(id)).slice(-OFFERED).toReversed();
    const options = others.map((trace) => make("option", { value: trace.id }, `${trace.nth}: ${trace.from} → ${askedOf(trace)}`));
    const select = make("select", { "aria-label": words.add, disabled: others.length === 0 }, make("option", { value: "" }, words.add), ...options);
    select.addEventListener("change", () => {
      if (select.value !== "") begin([...ids, select.value]);
      place.focus();
    });
    return select;
  }

  /** @param {ReturnType<typeof compareWords>} words */
  function actsOf(words) {
    const to = (/** @type {() => number} */ where) => () => (play(false), go(where()));
    const last = () => rows().length - 1;
    /** @type {[string, string, () => void][]} */
    const acts = [
      ["first", words.firstRow, to(() => 0)],
      ["back", words.rowBack, to(() => Math.max(0, row - 1))],
      ["play", words.goAlong, () => play(playing === null)],
      ["next", words.rowOn, to(() => Math.min(last(), row + 1))],
      ["last", words.lastRow, to(last)],
    ];
    return acts.map(([sign, name, act]) =>
      button({ class: sign === "play" ? "round main" : "round", title: name, "aria-label": name, "data-act": sign }, act, icon(sign, 15)),
    );
  }

  /** @param {number} to */
  function go(to) {
    row = to;
    mark();
    place.querySelector("tr.now")?.scrollIntoView({ block: "nearest" });
  }

  function mark() {
    const shown = rows();
    for (const each of place.querySelectorAll("[data-row]")) {
      const here = Number(/** @type {HTMLElement} */ (each).dataset["row"]) === row;
      each.classList.toggle("now", here);
      if (here) each.setAttribute("aria-current", "step");
      else each.removeAttribute("aria-current");
    }
    const now = shown[row];
    if (now === undefined) return said.replaceChildren(compareWords().along);
    said.replaceChildren(make("b", {}, roleSaid(now, direction)), ` ${compareWords().row(row + 1, shown.length, ids.length)}`);
  }

  /** @param {boolean} runs */
  function play(runs) {
    if (playing !== null) clearInterval(playing);
    playing = null;
    if (runs) {
      go(row >= rows().length - 1 ? 0 : row + 1);
      playing = setInterval(() => {
        if (row >= rows().length - 1) return play(false);
        go(row + 1);
      }, ROW_MS);
    }
    const press = foot.querySelector('[data-act="play"]');
    press?.replaceChildren(icon(runs ? "pause" : "play", 15));
    press?.setAttribute("aria-pressed", String(runs));
  }

  /** Take one out; the focus stays where another can be taken out. @param {string} id */
  function take(id) {
    begin(ids.filter((other) => other !== id));
    /** @type {HTMLElement} */ (dialog.querySelector("[data-remove]") ?? place).focus();
  }

  /** @param {readonly string[]} wanted */
  function begin(wanted) {
    ids = wanted.slice(0, MOST);
    row = -1;
    play(false);
    for (const id of ids) if (store.model.state.whole[id] === undefined) ask(id);
    begun();
  }

  store.addView(({ state, ui }, before) => {
    if (!dialog.open || before === null) return;
    if (before.ui.language !== ui.language) begun();
    else if (before.state.whole !== state.whole) show();
  });

  return {
    /** @param {readonly string[]} wanted At most three; in their order. */
    open(wanted) {
      begin(wanted);
      if (!dialog.open) dialog.showModal();
    },
  };
}
