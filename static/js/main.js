// @ts-check
/** The lesson's page: finds its parts and wires them. */

import { access, NoAttempt, startOver } from "./attempt.js";
import { createClock } from "./clock.js";
import { connect } from "./connection.js";
import { need } from "./dom.js";
import { createGoals } from "./goals.js";
import { createDialog, fillTables, followAnchors, followKeys } from "./keys.js";
import { createLanguage, learnWords } from "./language.js";
import { followLinks } from "./links.js";
import { keepAnswers, keepAttempt, keptAnswers, keptAttempt } from "./memory.js";
import { createPanes } from "./panes.js";
import { createPicture } from "./picture.js";
import { createQuestions } from "./question.js";
import { createRequest } from "./request.js";
import { applyFrame, EMPTY } from "./state.js";
import { createRuns, createSteps } from "./steps.js";
import { createStore } from "./store.js";
import { createTerminal } from "./terminal.js";
import { followTheme } from "./theme.js";
import { createTrack } from "./track.js";
import { spoken } from "./translate.js";
import { CLOSED_WORDS, STATUS_WORDS, WAITING_WORDS, WORDS } from "./words.js";

/** @import {Access} from "./attempt.js" */
/** @import {Frame, Line, Status, Ui} from "./types.js" */

/** @type {Ui} */
const START = {
  terminal: "laptop",
  opened: [],
  trace: null,
  selected: null,
  pointed: null,
  step: 0,
  hints: {},
  solutions: [],
  answers: {},
  leaving: false,
  pane: "step",
  card: "hop",
  asText: false,
  language: document.documentElement.lang,
  status: "connecting",
  notice: null,
};

await learnWords();
createLanguage(retell, () =>
  store.setUi({ notice: { say: () => WORDS.noOtherLanguage, terminal: null, bad: true } }),
);
const app = need("app", HTMLElement);
const { lesson = "", attempt = "", view = "" } = app.dataset;
const store = createStore({ state: EMPTY, ui: { ...START, step: keptAttempt(lesson)?.step ?? 0 } });
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const still = () => reduced.matches;
/** @type {{send: (frame: object) => boolean}} */
let connection = { send: () => false };
let capability = "";
let sayStatus = () => {};

const terminal = createTerminal({ store, send: (frame) => connection.send(frame), whole });
const picture = createPicture({
  store,
  select: choose,
  hop: () => request.hop(),
  onScene: (scene, seen) => request.place(scene, seen),
  still,
});
const request = createRequest({
  store,
  ask: (id) => connection.send({ type: "trace", id }),
  paint: picture.paint,
  mark: picture.mark,
  announce,
  still,
});
const questions = createQuestions(store, {
  announce,
  kept: keptAnswers(lesson),
  keep: (answers) => keepAnswers(lesson, answers),
});
const goals = createGoals(store, {
  announce,
  onGoals: (all) => remember(store.model.ui.step, all),
  understood: questions.understood,
});
const steps = createSteps(store, { onStep: remember, open: () => goals.open(), announce });
createRuns(store, run);
createClock(store);
createTrack(store, goToLine);
const panes = createPanes(store);
followLinks(store, (id, link) => {
  select(id);
  if (link.closest(".card") === null) panes.reveal(link.closest(".log") === null ? "side" : "terminal");
});
followAnchors();
fillTables();
createDialog("legend", need("legend-open", HTMLElement));
const showKeys = createDialog("keys", need("keys-open", HTMLElement));
const showTheme = followTheme(
  need("theme", HTMLButtonElement),
  (theme) => (theme === "dark" ? WORDS.light : WORDS.dark),
  picture.restyle,
);
followKeys({
  " ": request.acts.play,
  ".": request.acts.next,
  ",": request.acts.back,
  Home: request.acts.first,
  End: request.acts.last,
  t: () => show("terminal", terminal.focus),
  g: () => show("step", focusGoals),
  h: () => show("step", goals.help),
  "?": showKeys,
  Escape: () => select(null),
});
wireStartOver();
picture.load();
begin();

async function begin() {
  try {
    const found = await access({ lesson, attempt, view });
    capability = found.capability;
    need("start-over", HTMLButtonElement).hidden = !found.write || lesson === "";
    connection = connect({ url: socketUrl(found), capability, have, onFrame, onStatus });
  } catch (error) {
    if (!(error instanceof NoAttempt)) throw error;
    setStatus("closed", error.say);
  }
}

/** What this page has applied already. */
function have() {
  const { rev, branch } = store.model.state;
  return branch === null ? { have: rev } : { have: rev, branch };
}

/** @param {Access} found */
function socketUrl({ id }) {
  const url = new URL(`/ws/attempts/${id}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  return url.href;
}

/** @param {Frame} frame */
function onFrame(frame) {
  const before = store.model.state;
  store.setState(applyFrame(before, frame));
  const { state } = store.model;
  const latest = state.traces.at(-1)?.id ?? null;
  const gone = !state.traces.some(({ id }) => id === store.model.ui.trace);
  if (gone || latest !== (before.traces.at(-1)?.id ?? null)) store.setUi({ trace: latest, ...newTrace() });
  terminal.hear(frame);
}

/** Where the card of a new request is shown; the list stays open if that is what is looked at. @returns {Partial<Ui>} */
function newTrace() {
  return store.model.ui.card === "list" ? {} : { card: "hop" };
}

/** @param {Status} status @param {number} code */
function onStatus(status, code) {
  setStatus(status, () => (status === "closed" ? CLOSED_WORDS[code] : WAITING_WORDS[code]) ?? "");
}

/** @param {Status} status @param {() => string} more */
function setStatus(status, more) {
  sayStatus = () => {
    need("status", HTMLElement).textContent = STATUS_WORDS[status];
    const banner = need("banner", HTMLElement);
    banner.textContent = more();
    banner.hidden = banner.textContent === "";
  };
  sayStatus();
  need("status", HTMLElement).dataset["status"] = status;
  store.setUi({ status });
}

/** Everything is said anew: the language has changed. */
function retell() {
  fillTables();
  sayStatus();
  store.setUi({ language: spoken() });
  queueMicrotask(() => {
    showTheme();
    picture.mark();
    announce(WORDS.languageNow);
  });
}

/** @param {string} text */
function announce(text) {
  need("announce", HTMLElement).textContent = text;
}

/** @param {string | null} id */
function select(id) {
  const known = id !== null && store.model.state.elements[id] !== undefined;
  store.setUi(known ? { selected: id, card: "element" } : { selected: null });
}

/** An element is chosen in the picture: its details come into view. @param {string | null} id */
function choose(id) {
  select(id);
  if (id !== null) panes.reveal("side");
}

/** @param {string} where @param {string} line */
function run(where, line) {
  const sent = terminal.type(where, line);
  if (sent) store.setUi({ pane: "terminal" });
  return sent;
}

/** @param {Line} line */
function goToLine(line) {
  terminal.open(line.terminal, false);
  const trace = store.model.state.traces.findLast((found) => found.line === line.seq);
  if (trace !== undefined) request.choose(trace.id);
  setTimeout(() =>
    document.querySelector(`.log:not([hidden]) [data-line="${line.seq}"]`)?.scrollIntoView({ block: "nearest" }),
  );
}

/** @param {Ui["pane"]} pane @param {() => void} then */
function show(pane, then) {
  store.setUi({ pane });
  setTimeout(then);
}

function focusGoals() {
  const place = document.querySelector("article.step:not([hidden]) .goals");
  if (!(place instanceof HTMLElement)) return;
  place.tabIndex = -1;
  place.focus();
}

/** Keep where the learner stands, for the next visit. @param {number} step @param {boolean} [done] */
function remember(step, done) {
  const kept = keptAttempt(lesson);
  if (kept !== null && view === "") keepAttempt(lesson, { ...kept, step, steps: steps.count, done: done ?? kept.done });
}

function wireStartOver() {
  createDialog("over", need("start-over", HTMLElement));
  need("over-yes", HTMLButtonElement).addEventListener("click", () => startOver(lesson));
}

/** The whole output of a line that was cut. @param {string} href @returns {Promise<string>} */
async function whole(href) {
  const response = await fetch(href, { headers: { Authorization: `Bearer ${capability}` } });
  return response.ok ? response.text() : WORDS.notWhole(response.status);
}
