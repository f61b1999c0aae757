// @ts-check
/** The lesson's page: finds its parts and wires them. */

import { access, NoAttempt, startOver } from "./attempt.js";
import { isRead } from "./cards.js";
import { createClock } from "./clock.js";
import { connect, followPage } from "./connection.js";
import { need } from "./dom.js";
import { createFiles } from "./files.js";
import { createGoals } from "./goals.js";
import { createDialog, fillKeys, followAnchors, followKeys } from "./keys.js";
import { createLanguage, learnWords } from "./language.js";
import { createInspector } from "./inspector.js";
import { createLegend } from "./legend.js";
import { createLens, keptLens } from "./lens.js";
import { followLinks } from "./links.js";
import { keepHere, keepWaiting, keptHere, keptWaiting } from "./memory.js";
import { createOutbox, keptLines } from "./outbox.js";
import { keep, kept } from "./progress.js";
import { createPanes } from "./panes.js";
import { createPicture } from "./picture.js";
import { createPointing } from "./pointing.js";
import { createQuestions } from "./question.js";
import { createRequest } from "./request.js";
import { applyFrame, EMPTY, presentOf, running } from "./state.js";
import { createStatus } from "./status.js";
import { createRuns, createSteps } from "./steps.js";
import { createStore } from "./store.js";
import { createTerminal } from "./terminal.js";
import { followTheme } from "./theme.js";
import { createTime } from "./time.js";
import { createTraces, streamOf } from "./traces.js";
import { createTrack } from "./track.js";
import { spoken } from "./translate.js";
import { createWaiting } from "./waiting.js";
import { WORDS } from "./words.js";

/** @import {Access} from "./attempt.js" */
/** @import {Connection} from "./connection.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Progress} from "./progress.js" */
/** @import {Frame, Line, State, Ui} from "./types.js" */

/** @type {Ui} */
const START = {
  terminal: "laptop",
  past: null,
  present: null,
  opened: [],
  trace: null,
  stream: null,
  line: null,
  waiting: [],
  selected: null,
  pointed: null,
  step: 0,
  hints: {},
  solutions: [],
  answers: {},
  leaving: false,
  pane: "step",
  card: "hop",
  same: [],
  asText: false,
  lens: keptLens(),
  language: document.documentElement.lang,
  status: "connecting",
  notice: null,
};

await learnWords();
createLanguage(retell, () =>
  store.setUi({ notice: { say: () => WORDS.noOtherLanguage, terminal: null, bad: true } }),
);
const app = need("app", HTMLElement);
const { lesson = "", version = "", attempt = "", view = "", link = "" } = app.dataset;
const store = createStore({ state: EMPTY, ui: { ...START, step: kept(lesson)?.step ?? 0 } });
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const still = () => reduced.matches;
/** @type {Connection | null} */
let connection = null;
/** @type {Outbox | null} */
let outbox = null;
let capability = "";
let attemptId = "";

const status = createStatus(store, () => connection?.doubt());
const terminal = createTerminal({
  store,
  send,
  forget: (where) => outbox?.forget(where) ?? "",
  refused: (id, why) => void files.refused(id, why),
  whole,
  announce,
});
const files = createFiles({
  store,
  app,
  place: need("terminal-bar", HTMLElement),
  send,
  type: terminal.write,
  say: terminal.say,
  announce,
  onClose: terminal.focus,
});
const pointing = createPointing((pointed) => store.setUi({ pointed }));
const picture = createPicture({
  store,
  pointing,
  select: choose,
  hop: () => request.hop(),
  onScene(scene, seen) {
    request.place(scene, seen);
    traces.place(scene);
  },
  moving: () => request.moving(),
  still,
});
const traces = createTraces({ store, send, choose: openRequest, paint: picture.paint, announce, still, veiled: (id) => request.isVeiled(id) });
const request = createRequest({
  store,
  ask: (id) => send({ type: "trace", id }),
  inspect: (id) => send({ type: "inspect", id }),
  goToLine(number) {
    const line = store.model.state.lines.find((other) => other.number === number);
    if (line !== undefined) goToLine(line);
  },
  paint: traces.under,
  mark: picture.mark,
  announce,
  still,
});
const inspector = createInspector({ store, send, run, goToLine, mark: picture.mark, attempt: () => attemptId });
const questions = createQuestions(store, {
  announce,
  kept: kept(lesson)?.answers ?? {},
  keep: (answers) => progress({ answers }),
});
const goals = createGoals(store, {
  announce,
  onGoals(all) {
    if (!all) return;
    progress({ done: true });
    void import("./finish/finish.js").then(({ showFinish }) => showFinish(store, () => ({ id: attemptId, capability })));
  },
  understood: questions.understood,
});
const steps = createSteps(store, { onStep: (step) => progress({ step }), open: () => goals.open(), announce });
createRuns(store, run);
if (app.dataset["watched"] !== undefined) void import("./dev/watch.js").then(({ watch }) => watch(lesson));
if (document.querySelector("form.guess, form.measured") !== null) void import("./guess/forms.js").then(({ createForms }) => createForms(store, request));
createClock(store, (speed) => send({ type: "speed", speed }));
createWaiting(store, takeBack);
const track = createTrack(store, goToLine);
const time = createTime({ store, send, announce, pass, heard, say: terminal.say, journal, toHop: request.to });
const panes = createPanes(store);
followLinks(pointing, (id, link) => {
  select(id);
  if (link.closest(".card") === null) panes.reveal(link.closest(".log") === null ? "side" : "terminal");
});
followAnchors();
fillKeys();
const legend = createLegend();
const lens = createLens(store, picture.look, announce);
const showKeys = createDialog("keys", need("keys-open", HTMLElement));
const showTheme = followTheme(
  need("theme", HTMLButtonElement),
  (theme) => (theme === "dark" ? WORDS.light : WORDS.dark),
  () => (picture.restyle(), legend.restyle()),
);
followKeys({
  " ": traces.act(request.acts, "play"),
  ".": traces.act(request.acts, "next"),
  ",": traces.act(request.acts, "back"),
  ">": request.acts.next_change,
  "<": request.acts.back_change,
  1: () => lens.choose("service"),
  2: () => lens.choose("transport"),
  3: () => lens.choose("network"),
  "]": () => time.line(1) || track.go(1),
  "[": () => time.line(-1) || track.go(-1),
  b: time.branch,
  Home: traces.act(request.acts, "first"),
  End: traces.act(request.acts, "last"),
  t: () => show("terminal", terminal.focus),
  g: () => show("step", focusGoals),
  h: () => show("step", goals.help),
  x: () => show("side", inspector.breakIt),
  "?": showKeys,
  Escape: () => (store.model.ui.selected === null ? time.back() : select(null)),
});
wireStartOver();
picture.load();
begin();

async function begin() {
  try {
    const found = await access({ lesson, version, attempt, view, link });
    capability = found.capability;
    attemptId = found.id;
    need("start-over", HTMLButtonElement).hidden = !found.write || lesson === "";
    outbox = createOutbox(
      {
        send: (frame) => connection?.send(frame) ?? false,
        busy: (terminal) => running(presentOf(store.model), terminal) !== undefined,
        after: setTimeout,
        onChange(waiting) {
          keepWaiting(found.id, waiting);
          store.setUi({ waiting });
        },
        onOpen: terminal.goOn,
      },
      keptLines(keptWaiting(found.id)),
    );
    if (found.visit) time.visit(found.visit.atMs, found.visit.goOn);
    connection = connect({ url: socketUrl(found), capability, have, onFrame, onStatus });
    followPage(connection);
  } catch (error) {
    if (!(error instanceof NoAttempt)) throw error;
    status.fail(error.say);
  }
}

/**
 * Send a frame. A line is kept until there is a connection, if there may be one again.
 * @param {any} frame
 * @param {boolean} [patient] Whether a line waits for what runs in its terminal.
 */
function send(frame, patient) {
  if (store.model.ui.past !== null && time.asks(frame)) return connection?.send({ ...frame, past: true }) ?? false;
  if (frame.type !== "line") return connection?.send(frame) ?? false;
  return outbox !== null && connection?.over !== true && outbox.post(frame, patient);
}

/** A line that waits goes back into the field, unless something else was typed there meanwhile. @param {string} id */
function takeBack(id) {
  const text = outbox?.takeBack(id) ?? "";
  const field = need("line", HTMLTextAreaElement);
  if (field.value === "") {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.focus();
}

/** The place that was used last, and the file that was open, are there again. @param {State} state */
function comeBack({ lines }) {
  const last = lines.findLast(({ kind }) => kind === "line")?.terminal;
  store.setUi({ terminal: keptHere(`tab.${attemptId}`) ?? last ?? store.model.ui.terminal });
  store.addView(({ ui }, before) => ui.terminal !== before?.ui.terminal && keepHere(`tab.${attemptId}`, ui.terminal));
  files.reopen(attemptId);
}

/** What this page has applied already. */
function have() {
  const { rev, branch } = presentOf(store.model);
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
  if (time.hear(frame)) return;
  const before = store.model.state;
  store.setState(applyFrame(before, frame));
  const { state } = store.model;
  if (files.hear(frame)) return;
  traces.hear(frame);
  if (before.rev === null && state.rev !== null) comeBack(state);
  const latest = state.traces.at(-1)?.id ?? null;
  const { trace } = store.model.ui;
  const gone = trace !== null && !state.traces.some(({ id }) => id === trace);
  if (gone || latest !== (before.traces.at(-1)?.id ?? null)) store.setUi({ trace: latest, ...newTrace() });
  if (frame.type === "started") store.setUi({ line: null });
  if (state.goals !== before.goals) progress({});
  const settled = heard(frame, state);
  const asked = [request.hear(frame), inspector.hear(frame)].some(Boolean);
  if (!asked && !settled) terminal.hear(frame);
}

/** The lines on their way hear a frame of the present; whether nobody else need. @param {Frame} frame @param {State} state */
function heard(frame, { lines }) {
  return outbox?.hear(frame, new Map(lines.map(({ id, text }) => [id, text]))) ?? false;
}

/** Who has asked for something about the past hears of it. @param {Frame} frame */
function pass(frame) {
  if (!files.hear(frame) && ![request.hear(frame), inspector.hear(frame)].some(Boolean)) terminal.hear(frame);
}

/** A new request brings its hops into view, unless another card is being read. @returns {Partial<Ui>} */
function newTrace() {
  const stream = streamOf(store.model.state);
  return isRead(store.model.ui) ? { stream } : { stream, card: stream === null ? "hop" : "requests" };
}

/** A request is chosen in their list: its hops come into view, and the focus. @param {string} id */
function openRequest(id) {
  request.choose(id);
  queueMicrotask(() => need("card-hop", HTMLElement).focus()); // behind the views: the list is hidden then
}

/** @type {Parameters<typeof connect>[0]["onStatus"]} */
function onStatus(now, about) {
  status.set(now, about);
  if (now !== "waiting" && now !== "offline") return;
  outbox?.lost();
  files.lost();
}

/** Everything is said anew: the language has changed. */
function retell() {
  fillKeys();
  legend.retell();
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

/** Choose an element, or an entry of a table that a tool prints. @param {string | null} id */
function select(id) {
  store.setUi(id === null ? { selected: null } : { selected: id, card: "element" });
}

/** An element is chosen in the picture: its details come into view. @param {string | null} id */
function choose(id) {
  select(id);
  if (id !== null) panes.reveal("side");
}

/** @param {string} where @param {string} line */
function run(where, line) {
  const sent = terminal.type(where, line) !== null;
  if (sent) store.setUi({ pane: "terminal" });
  return sent;
}

/** @param {Line} line */
function goToLine(line) {
  store.setUi({ line: line.seq });
  terminal.open(line.terminal, false);
  const trace = store.model.state.traces.findLast((found) => found.line === line.seq);
  if (trace !== undefined) request.choose(trace.id);
  if (trace !== undefined) store.setUi({ stream: streamOf(store.model.state, line.seq) });
  setTimeout(() => {
    for (const other of document.querySelectorAll(".log .entry.here")) other.classList.remove("here");
    const entry = document.querySelector(`.log:not([hidden]) [data-line="${line.seq}"]`);
    entry?.classList.add("here");
    entry?.scrollIntoView({ block: "nearest" });
  });
}

/** The next key is for the place that was turned to. @param {Ui["pane"]} pane @param {() => void} then */
function show(pane, then) {
  store.setUi({ pane });
  queueMicrotask(then); // behind the views, and before any other key
}

function focusGoals() {
  const place = document.querySelector("article.step:not([hidden]) .goals");
  if (!(place instanceof HTMLElement)) return;
  place.tabIndex = -1;
  place.focus();
}

/** Keep how far the learner has come, for the next visit. @param {Partial<Progress>} change */
function progress(change) {
  if (view !== "" || kept(lesson) === null) return;
  const { goals, rev } = presentOf(store.model);
  const met = goals.filter((goal) => goal.met).map(({ id }) => id);
  keep(lesson, { ...(rev === null ? {} : { goals: met }), steps: steps.count, ...change });
}

function wireStartOver() {
  createDialog("over", need("start-over", HTMLElement));
  document.getElementById("newer-begin")?.addEventListener("click", () => need("start-over", HTMLElement).click());
  need("over-yes", HTMLButtonElement).addEventListener("click", () => startOver(lesson));
}

/** The entries of the journal, with where they began. */
async function journal() {
  const headers = { Authorization: `Bearer ${capability}` };
  return (await fetch(`/api/attempts/${attemptId}/journal`, { headers })).json();
}

/** The whole output of a line that was cut. @param {string} href @returns {Promise<string>} */
async function whole(href) {
  const response = await fetch(href, { headers: { Authorization: `Bearer ${capability}` } });
  return response.ok ? response.text() : WORDS.notWhole(response.status);
}
