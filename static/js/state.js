// @ts-check
/**
 * What the server has told: one value, made anew by each frame.
 *
 * Law of this file: headless and pure. A frame of an unknown type changes nothing (additions to the protocol are free);
 * applying `started` twice gives the line once, for a frame may come again after a reconnect.
 */

import { apply, byId } from "./topology/apply.js";

/** @import {State, Frame, Line, Terminal, Trace, TraceSummary, Goal, Output, Clock, Moment, Ui} from "./types.js" */

/** @type {State} */
export const EMPTY = {
  rev: null,
  can: null,
  readOnly: null,
  lesson: null,
  branch: null,
  branches: [],
  redo: null,
  elements: {},
  terminals: [],
  lines: [],
  traces: [],
  whole: {},
  moments: [],
  goals: [],
  clock: null,
};

/** @type {Record<string, (state: State, frame: any) => State>} */
const HANDLERS = { snapshot, welcome, started, waiting, output, cut, ended, terminal, push, trace, traces, clock };

/**
 * The state after a frame.
 * @param {State} state
 * @param {Frame} frame
 * @returns {State}
 */
export function applyFrame(state, frame) {
  const handler = Object.hasOwn(HANDLERS, frame.type) ? HANDLERS[frame.type] : undefined;
  if (handler === undefined) return state;
  const next = handler(state, frame);
  const rev = /** @type {{rev?: number}} */ (frame).rev;
  return rev === undefined || rev === next.rev ? next : { ...next, rev };
}

/** @param {State} _ @param {any} frame @returns {State} */
function snapshot(_, frame) {
  return {
    rev: frame.rev,
    can: frame.can,
    readOnly: frame.read_only,
    lesson: frame.lesson,
    branch: frame.branch,
    branches: frame.branches,
    redo: frame.redo,
    elements: byId(frame.elements),
    terminals: frame.terminals,
    lines: frame.journal.map(journalLine),
    traces: frame.traces,
    whole: frame.trace === null ? {} : { [frame.trace.id]: frame.trace },
    moments: frame.moments,
    goals: frame.goals,
    clock: frame.clock,
  };
}

/** @param {any} entry @returns {Line} */
function journalLine({ line, id, output, cut, waits, exit_code }) {
  const { seq, number, kind, terminal, text, spans, prompt, at_ms } = line;
  const typed = { seq, number, kind, id, terminal, text, spans: spans ?? [], prompt, atMs: at_ms };
  return { ...typed, waits: waits ?? null, output, cut: cut ?? null, exitCode: exit_code };
}

/** @param {State} state @param {any} frame @returns {State} */
function welcome(state, frame) {
  return frame.frames.reduce(applyFrame, { ...state, can: frame.can });
}

/** @param {State} state @param {any} frame @returns {State} */
function started(state, frame) {
  /** @type {Line} */
  const line = {
    seq: frame.line,
    number: frame.number,
    kind: "line",
    id: frame.id,
    terminal: frame.terminal,
    text: frame.text,
    spans: frame.spans ?? [],
    prompt: frame.prompt,
    atMs: frame.at_ms,
    waits: null,
    output: [],
    cut: null,
    exitCode: null,
  };
  return { ...state, redo: null, lines: withEntry(state.lines, line), clock: notBefore(state.clock, line.atMs) };
}

/** @param {readonly Line[]} lines @param {Line} line @returns {readonly Line[]} */
function withEntry(lines, line) {
  return [...lines.filter((other) => other.seq !== line.seq), line].sort((a, b) => a.seq - b.seq);
}

/**
 * A line takes a moment of logical time also where the clock stands.
 * @param {Clock | null} clock
 * @param {number} atMs
 */
function notBefore(clock, atMs) {
  return clock === null || clock.now_ms >= atMs ? clock : { ...clock, now_ms: atMs };
}

/**
 * A piece of output; one that is here already came again after a reconnect.
 * @param {State} state
 * @param {any} frame
 * @returns {State}
 */
function output(state, { line, stream, spans, part }) {
  /** @type {Output} */
  const piece = { stream, spans };
  return withLine(state, line, ({ output: before }) => (part < before.length ? {} : { output: [...before, piece] }));
}

/** @param {State} state @param {any} frame @returns {State} */
function waiting(state, { line, waits }) {
  return withLine(state, line, () => ({ waits }));
}

/** @param {State} state @param {any} frame @returns {State} */
function cut(state, { line, href }) {
  return withLine(state, line, () => ({ cut: href }));
}

/** @param {State} state @param {any} frame @returns {State} */
function ended(state, frame) {
  const after = withLine(state, frame.line, () => ({ exitCode: frame.exit_code }));
  return { ...after, terminals: withTerminal(after.terminals, frame) };
}

/**
 * What a terminal printed without a line: an entry of the journal as others that were not typed. Without an entry only
 * its shell is another one.
 * @param {State} state
 * @param {any} frame
 * @returns {State}
 */
function terminal(state, frame) {
  const terminals = withTerminal(state.terminals, frame);
  if (frame.line === undefined) {
    return { ...state, terminals };
  }
  /** @type {Line} */
  const entry = {
    seq: frame.line,
    number: 0,
    kind: "eof",
    id: null,
    terminal: frame.terminal,
    text: "",
    spans: [],
    prompt: "",
    atMs: state.clock?.now_ms ?? 0,
    waits: null,
    output: frame.text === "" ? [] : [{ stream: "stdout", spans: [[frame.text, null, null]] }],
    cut: null,
    exitCode: 0,
  };
  return { ...state, lines: withEntry(state.lines, entry), terminals };
}

/** @param {State} state @param {any} frame @returns {State} */
function push(state, { ops, goals = [], traces = [], trace = null, moment = null }) {
  return {
    ...state,
    elements: ops.length === 0 ? state.elements : apply(state.elements, ops),
    goals: goals.reduce(withGoal, state.goals),
    moments: moment === null ? state.moments : withMoment(state.moments, moment),
    traces: traces.reduce(withSummary, state.traces),
    whole: trace === null ? state.whole : { ...state.whole, [trace.id]: trace },
  };
}

/** @param {State} state @param {any} frame @returns {State} */
function trace(state, frame) {
  return {
    ...state,
    traces: withSummary(state.traces, frame.trace),
    whole: { ...state.whole, [frame.trace.id]: frame.trace },
  };
}

/** Summaries of older traces. @param {State} state @param {any} frame @returns {State} */
function traces(state, frame) {
  return { ...state, traces: frame.traces.reduce(withSummary, state.traces) };
}

/** @param {State} state @param {any} frame @returns {State} */
function clock(state, { now_ms, epoch_ms, settled, next_ms, speed, pending, deployments }) {
  return { ...state, clock: { now_ms, epoch_ms, settled, next_ms, speed, pending, deployments } };
}

/**
 * @param {State} state
 * @param {number} seq
 * @param {(line: Line) => Partial<Line>} change
 * @returns {State}
 */
function withLine(state, seq, change) {
  return { ...state, lines: state.lines.map((line) => (line.seq === seq ? { ...line, ...change(line) } : line)) };
}

/**
 * @param {readonly Terminal[]} terminals
 * @param {any} frame
 * @returns {readonly Terminal[]}
 */
function withTerminal(terminals, { terminal: id, host, user, cwd, prompt }) {
  const after = { id, host, user, cwd, prompt };
  const known = terminals.some((other) => other.id === id);
  return known ? terminals.map((other) => (other.id === id ? after : other)) : [...terminals, after];
}

/**
 * @param {readonly Goal[]} goals
 * @param {Partial<Goal> & {id: string}} met
 * @returns {readonly Goal[]}
 */
function withGoal(goals, met) {
  return goals.map(({ lost, ...goal }) => (goal.id === met.id ? { ...goal, ...met } : lost ? { ...goal, lost } : goal));
}

/**
 * One that is older than others, for it was asked for, takes its place among them.
 * @param {readonly TraceSummary[]} traces
 * @param {Trace | TraceSummary} found
 * @returns {readonly TraceSummary[]}
 */
function withSummary(traces, found) {
  if (traces.some((other) => other.id === found.id)) return traces;
  const before = traces.findLastIndex(({ nth }) => nth < found.nth) + 1;
  return [...traces.slice(0, before), found, ...traces.slice(before)];
}

/**
 * One that is known already has come again after a reconnect.
 * @param {readonly Moment[]} moments
 * @param {Moment} found
 * @returns {readonly Moment[]}
 */
function withMoment(moments, found) {
  const same = JSON.stringify(found);
  const known = moments.some((moment) => moment.at_ms === found.at_ms && JSON.stringify(moment) === same);
  return known ? moments : [...moments, found];
}

/**
 * What people call a line by, found by its place in the journal.
 * @param {State} state
 * @param {number} seq
 */
export function numberOf(state, seq) {
  return state.lines.find((line) => line.seq === seq)?.number ?? 0;
}

/** What the server tells of the present, also while the past is looked at. @param {{state: State, ui: Ui}} model */
export function presentOf({ state, ui }) {
  return ui.present ?? state;
}

/**
 * The line that runs in a terminal, if one does.
 * @param {State} state
 * @param {string} id
 * @returns {Line | undefined}
 */
export function running(state, id) {
  return state.lines.findLast((line) => line.terminal === id && line.kind === "line" && line.exitCode === null);
}
