// @ts-check
/**
 * The time machine: shows the past in place of the present, which is kept meanwhile, and moves between branches.
 *
 * Law of this file: whatever the server tells while the past is looked at goes into the present, never into what is
 * shown; going back shows that.
 */

import "../common.js";
import { randomText } from "../connection.js";
import { need } from "../dom.js";
import { applyFrame, presentOf } from "../state.js";
import { createBanner } from "./banner.js";
import { createPanel } from "./panel.js";
import { copyLink } from "./share.js";
import { loadStyle } from "./style.js";
import { typedOf } from "./tree.js";
import { refusals, words } from "./words.js";

/** @import {Frame, State, Ui} from "../types.js" */
/** @import {Wires} from "../time.js" */

export { createDeployments } from "./deployment.js";
export { openLink } from "./open.js";

/** Answers about what was asked of the present before: they are handed on as ever. */
const PASSES = new Set(["error", "open", "pong", "completions", "file", "inspection"]);

/** @param {Wires} wires */
export function createMachine(wires) {
  const { store, send, announce, pass, heard, say, toHop } = wires;
  loadStyle();
  const app = need("app", HTMLElement);
  /** The look that was asked for last. */
  let wanted = { id: "", seq: 0, atMs: /** @type {number | null} */ (null), hop: 0 };
  /** What the viewer looked at in the present. @type {Partial<Ui>} */
  let kept = {};
  let branching = false;
  /** What a move between branches is said to have been, once it has happened. @type {(() => string) | null} */
  let moving = null;
  /** A link that is looked at: where, and what going on from there does. @type {{atMs: number, goOn: () => void} | null} */
  let visiting = null;

  const acts = { open, undo, redo, copy, back, branch, look, checkout, rename, goOn: () => visiting?.goOn() };
  const banner = createBanner(store, acts);
  const panel = createPanel(store, acts);

  /** Whether the attempt can be written to. */
  function writes() {
    const { can, readOnly } = presentOf(store.model);
    return can === "write" && readOnly === null;
  }

  /** Look at a moment behind an entry. @param {number} seq @param {number | null} [atMs] @param {number} [hop] */
  function look(seq, atMs = null, hop = 0) {
    const id = randomText();
    if (!send({ type: "look", id, seq, at_ms: atMs })) return false;
    wanted = { id, seq, atMs, hop };
    return true;
  }

  /** @param {any} frame */
  function showPast({ look: id, seq, at_ms: atMs, tried, changed, frames }) {
    if (id !== wanted.id) return;
    const { state, ui } = store.model;
    const opens = frames[0]?.type === "snapshot";
    if (!opens && ui.present === null) return; // the look was left meanwhile
    const present = ui.present ?? state;
    if (ui.present === null) kept = { trace: ui.trace, line: ui.line };
    const shown = still(frames.reduce(applyFrame, state), present);
    store.setState(shown);
    const latest = shown.traces.at(-1)?.id ?? null;
    const fresh = opens || latest !== (state.traces.at(-1)?.id ?? null);
    store.setUi({ present, past: { seq, atMs, tried, changed }, ...(fresh ? { trace: latest } : {}) });
    store.setUi(opens ? { line: seq } : {});
    app.parentElement?.setAttribute("data-past", "");
    for (const frame of frames) if (frame.type !== "snapshot") pass(frame);
    if (opens && wanted.hop > 0) queueMicrotask(() => queueMicrotask(() => toHop(wanted.hop)));
    if (opens) announce(banner.told());
  }

  /** Time stands still in the past; how fast it runs is the present's. @param {State} state @param {State} present @returns {State} */
  function still(state, present) {
    if (state.clock === null) return state;
    const speed = present.clock?.speed ?? 1;
    return { ...state, can: present.can, clock: { ...state.clock, speed, settled: true, next_ms: null, pending: [] } };
  }

  /** A frame of the present, while the past is shown. @param {Frame} frame @param {State} present */
  function keep(frame, present) {
    const after = applyFrame(present, frame);
    store.setUi({ present: after });
    if (frame.type === "snapshot" && (branching || after.branch !== present.branch)) {
      if (!branching) announce(words().otherBranch);
      leave();
    } else if (frame.type === "snapshot" || frame.type === "welcome") {
      look(wanted.seq, wanted.atMs); // a new connection: the server knows nothing of the look any more
    }
    heard(frame, after);
  }

  /** Show the present again. */
  function leave() {
    const { present } = store.model.ui;
    if (present === null) return false;
    const trace = present.traces.some(({ id }) => id === kept.trace) ? kept.trace : present.traces.at(-1)?.id;
    wanted = { ...wanted, id: "" };
    branching = false;
    store.setState(present);
    store.setUi({ present: null, past: null, line: kept.line ?? null, trace: trace ?? null });
    app.parentElement?.removeAttribute("data-past");
    return true;
  }

  function back() {
    if (visiting !== null || !leave()) return false;
    send({ type: "now" });
    announce(words().isNow);
    return true;
  }

  function branch() {
    if (store.model.ui.past === null || visiting !== null) return;
    if (!writes()) return say(() => words().cannotType);
    branching = send({ type: "branch", id: randomText() });
    moving = () => words().branched;
  }

  function undo() {
    const { lines } = presentOf(store.model);
    const last = lines.findLast(({ number }) => number > 0);
    if (!writes()) return say(() => words().cannotType);
    if (last === undefined) return announce(words().nothingToUndo);
    move({ type: "undo", seq: last.seq }, () => words().undone);
  }

  function redo() {
    const { redo: seq } = presentOf(store.model);
    if (!writes()) return say(() => words().cannotType);
    if (seq === null) return announce(words().nothingToRedo);
    move({ type: "redo", seq }, () => words().redone);
  }

  /** @param {string} name */
  function checkout(name) {
    if (writes()) move({ type: "checkout", branch: name }, () => panel.nameOf(name));
  }

  /** @param {string} from @param {string} name */
  function rename(from, name) {
    send({ type: "name", branch: from, name });
  }

  /** @param {object} frame @param {() => string} then */
  function move(frame, then) {
    back();
    if (send(frame)) moving = then;
  }

  function open() {
    panel.toggle();
  }

  /** @param {HTMLElement} [place] */
  function copy(place) {
    void copyLink(wires, place ?? banner.beside());
  }

  return {
    ...acts,
    /** @param {Frame} frame */
    hear(frame) {
      if (frame.type === "past") {
        showPast(frame);
        return true;
      }
      if (frame.type === "snapshot" && moving !== null) {
        say(moving);
        announce(moving());
        moving = null;
      }
      if (frame.type === "error" && refuse(/** @type {any} */ (frame))) return true;
      const { present } = store.model.ui;
      if (present === null || PASSES.has(frame.type)) return false;
      keep(frame, present);
      return true;
    },
    /** To the line before or behind the one that is looked at. @param {number} by */
    line(by) {
      const { past } = store.model.ui;
      if (past === null) return false;
      const seqs = [0, ...typedOf(presentOf(store.model)).map(({ seq }) => seq)];
      const at = seqs.findLastIndex((seq) => seq <= wanted.seq); // it may not be shown yet
      const next = seqs[at + by];
      if (next !== undefined) look(next);
      return true;
    },
    /** A link's journal is shown at its moment. @param {number} atMs @param {() => void} goOn */
    visit(atMs, goOn) {
      visiting = { atMs, goOn };
      banner.visit();
      const seen = () => {
        const { rev, lines } = presentOf(store.model);
        if (rev !== null && wanted.id === "") look(lines.at(-1)?.seq ?? 0, atMs);
      };
      store.addView(seen);
    },
  };

  /** @param {{code: string}} error */
  function refuse({ code }) {
    const told = refusals()[code];
    if (told === undefined) return false;
    moving = null;
    branching = false;
    say(() => refusals()[code] ?? "");
    announce(told);
    return true;
  }
}
