// @ts-check
/** The card of the requests: filters, who answered, the list, and what is to stand side by side. Loaded when first used. */

import "../common.js";
import { button, make, put } from "../dom.js";
import { createChart } from "./chart.js";
import { createCompare, MOST } from "./compare.js";
import { ALL, choicesOf, matching } from "./filters.js";
import { createList } from "./list.js";
import { createOlder } from "./older.js";
import { tally } from "./tally.js";
import { failureSaid, listWords, streamWords } from "./words.js";
import { WORDS } from "../words.js";

/** @import {Frame, TraceSummary} from "../types.js" */
/** @import {Store} from "../store.js" */
/** @import {Choices, Filter} from "./filters.js" */
/** @import {Progress} from "./stream.js" */

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {HTMLElement} root
 * @property {(frame: object) => boolean} send
 * @property {(id: string) => void} choose
 * @property {(text: string) => void} announce
 * @property {(id: string) => boolean} veiled Whether a learner is still to say what became of a request.
 */

/** @param {Wires} wires */
export function createPanel({ store, root, send, choose, announce, veiled }) {
  const [title, count] = [make("h3"), make("span")];
  const state = make("p", { class: "lead" });
  const newest = make("span");
  const head = make("h4", {}, newest, count);
  const filters = make("fieldset", { class: "filters" });
  const chart = createChart();
  const list = createList(choose, tick);
  const nothing = make("p", { class: "lead" });
  const note = make("p", { class: "quiet" });
  const bar = make("div", { class: "compare-bar" });
  const compare = createCompare(store, { ask: (id) => send({ type: "trace", id }), veiled });
  const older = createOlder({
    ask: (before) => send({ type: "traces", before }),
    after: (run, ms) => void setTimeout(run, ms),
    traces: () => store.model.state.traces,
    changed: show,
  });
  /** @type {Filter} */
  let filter = ALL;
  /** @type {readonly string[]} */
  let ticked = [];
  let written = "";
  /** @type {Progress | null} */
  let progress = null;
  root.replaceChildren();

  /** @param {string} id @param {boolean} on */
  function tick(id, on) {
    ticked = on ? [...ticked, id] : ticked.filter((other) => other !== id);
    show();
  }

  function show() {
    const { traces } = store.model.state;
    const words = listWords();
    const told = traces.filter(({ id }) => !veiled(id));
    const choices = choicesOf(told);
    const kept = traces.length === 0 ? ALL : offered(filter, choices);
    if (kept !== filter) filter = kept;
    ticked = ticked.filter((id) => traces.some((trace) => trace.id === id));
    const found = matching(traces, filter);
    title.textContent = words.title;
    count.textContent = words.found(found.length, traces.length);
    writeFilters(choices);
    showStream();
    chart.show(found.length > 1 || progress !== null ? shares(found.filter((trace) => told.includes(trace))) : []);
    list.show(found, { current: store.model.ui.stream === null ? store.model.ui.trace : null, ticked, full: ticked.length >= MOST, veiled });
    nothing.textContent = traces.length === 0 ? WORDS.noRequestLead : words.none;
    note.textContent = older.missing ? words.loading : words.forgotten(older.forgotten);
    note.hidden = !older.missing && older.forgotten === 0;
    writeBar();
    newest.textContent = words.newestFirst;
    put(root, [
      title,
      ...(progress === null ? [] : [state]),
      chart.root,
      ...(traces.length > 1 ? [filters] : []),
      ...(found.length === 0 ? [nothing] : [head, list.root]),
      note,
      ...(traces.length > 1 ? [bar] : []),
    ]);
  }

  /** Who answered what is listed; of a stream, what has come home until now. @param {readonly TraceSummary[]} found */
  function shares(found) {
    const { elements } = store.model.state;
    if (progress === null) return tally(found, elements);
    const { requests, home } = progress;
    const now = tally(requests.filter(({ id }) => home.has(id)), elements);
    return tally(requests, elements).map((share) => ({ ...share, of: share.count, count: now.find(({ element }) => element === share.element)?.count ?? 0 }));
  }

  function showStream() {
    if (progress === null) return;
    const words = streamWords();
    const { requests, from, answered, failed } = progress;
    title.textContent = words.title(requests.length, from);
    state.textContent = `${words.state(answered, failed, requests.length - answered - failed)} ${words.opens}`;
  }

  /** @param {Choices} choices */
  function writeFilters(choices) {
    const now = JSON.stringify([choices, store.model.ui.language]);
    if (now === written) return;
    written = now;
    const words = listWords();
    const used = filters.contains(document.activeElement) ? document.activeElement?.getAttribute("name") : null;
    const failed = (/** @type {string} */ outcome) => failureSaid(outcome.replace("failed ", ""));
    const plain = (/** @type {string} */ value) => value.replace(/^\w+ /, "");
    filters.replaceChildren(
      make("legend", { class: "sr-only" }, words.filters),
      select("source", words.from, [["", choices.sources.map((name) => [name, name])]]),
      select("target", words.to, [
        [words.asked, choices.asked.map((name) => [`asked ${name}`, name])],
        [words.answeredBy, choices.servers.map((name) => [`server ${name}`, name])],
      ]),
      select("outcome", words.outcome, [
        [words.answered, withAny("ok", words.anyAnswer, choices.answers).map(([value, text]) => [value, text || plain(value)])],
        [words.failed, withAny("failed", words.anyFailure, choices.failures).map(([value, text]) => [value, text || failed(value)])],
      ]),
    );
    if (used) /** @type {HTMLElement | null} */ (filters.querySelector(`[name="${used}"]`))?.focus();
  }

  /**
   * @param {keyof Filter} name
   * @param {string} label
   * @param {[string, string[][]][]} groups
   */
  function select(name, label, groups) {
    const field = make("select", { name }, make("option", { value: "" }, listWords().all));
    for (const [group, options] of groups) {
      const made = options.map(([value = "", text = ""]) => make("option", { value, selected: value === filter[name] }, text));
      if (made.length > 0) field.append(...(group === "" ? made : [make("optgroup", { label: group }, ...made)]));
    }
    field.addEventListener("change", () => {
      filter = { ...filter, [name]: field.value };
      list.rewind();
      show();
      announce(count.textContent ?? "");
    });
    return make("label", {}, make("span", {}, label), field);
  }

  function writeBar() {
    const words = listWords();
    const enough = ticked.length > 1;
    const said = make("span", {}, ticked.length === 0 ? words.chooseMore : words.chosen(ticked.length));
    const focused = bar.contains(document.activeElement);
    const open = button({ class: "button main", disabled: !enough }, () => compare.open(ticked), words.sideBySide);
    const clear = button({ class: "button plain" }, () => ((ticked = []), show()), words.clear);
    bar.replaceChildren(said, ...(ticked.length === 0 ? [] : [clear, open]));
    if (focused) (enough ? open : root).focus();
  }

  return {
    show() {
      older.want();
      show();
    },
    /** @param {Frame} frame */
    hear(frame) {
      if (frame.type === "traces") older.hear(/** @type {any} */ (frame));
    },
    /** What a stream has come to; null: there is none. @param {Progress | null} next */
    streams(next) {
      progress = next;
      show();
    },
  };
}

/** Where there are several kinds, also all of them. @param {string} any @param {string} text @param {readonly string[]} kinds */
function withAny(any, text, kinds) {
  const own = kinds.map((kind) => /** @type {[string, string]} */ ([kind, ""]));
  return kinds.length > 1 ? [/** @type {[string, string]} */ ([any, text]), ...own] : own;
}

/** A filter without what is not offered any more. @param {Filter} filter @param {Choices} choices @returns {Filter} */
function offered(filter, { sources, asked, servers, answers, failures }) {
  const source = sources.includes(filter.source);
  const target = [...asked.map((name) => `asked ${name}`), ...servers.map((name) => `server ${name}`)].includes(filter.target);
  const outcome = [...answers, ...failures, ...(answers.length > 1 ? ["ok"] : []), ...(failures.length > 1 ? ["failed"] : [])].includes(filter.outcome);
  return { source: source ? filter.source : "", target: target ? filter.target : "", outcome: outcome ? filter.outcome : "" };
}
