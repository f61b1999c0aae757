import assert from "node:assert/strict";
import { test } from "node:test";

import { applyFrame, EMPTY, running } from "../../static/js/state.js";
import { answered, element } from "./build.js";

const SHELL = { host: "laptop", user: "you", cwd: "/home/you", prompt: "you@laptop:~$ " };
const CLOCK = { now_ms: 0, epoch_ms: 1563807720000, settled: true, next_ms: null, speed: 1, pending: [] };

function snapshot(more = {}) {
  return {
    type: "snapshot",
    rev: 5,
    can: "write",
    read_only: null,
    attempt: "a",
    lesson: "02-host-mode",
    branch: "main",
    elements: [element("agent:S1", "agent")],
    terminals: [],
    journal: [],
    traces: [],
    trace: null,
    moments: [],
    goals: [{ id: "runs", step: 1, met: false }],
    clock: CLOCK,
    ...more,
  };
}

function frames(...list) {
  return list.reduce(applyFrame, EMPTY);
}

const started = {
  type: "started",
  line: 1,
  number: 1,
  id: "x",
  terminal: "laptop",
  text: "echo hi",
  prompt: "$ ",
  at_ms: 10,
  rev: 6,
};
const output = (text, part) => ({
  type: "output",
  line: 1,
  id: "x",
  terminal: "laptop",
  stream: "stdout",
  part,
  spans: [[text, null, null]],
});
const ended = { type: "ended", line: 1, id: "x", terminal: "laptop", exit_code: 0, rev: 7, ...SHELL };

test("a line runs from started to ended, and its terminal is then as the frame says", () => {
  const during = frames(snapshot(), started, output("hi\n", 0));
  assert.equal(running(during, "laptop")?.seq, 1);
  assert.equal(running(during, "master"), undefined);
  const after = applyFrame(during, ended);
  assert.equal(running(after, "laptop"), undefined);
  assert.deepEqual(after.terminals, [{ id: "laptop", ...SHELL }]);
  assert.equal(after.rev, 7);
});

test("frames that come again after a reconnect give each line and each piece of output once", () => {
  const run = [started, output("a", 0), output("b", 1), ended];
  const once = frames(snapshot(), ...run);
  const welcome = { type: "welcome", rev: 7, can: "write", frames: run };
  assert.deepEqual(applyFrame(once, welcome), once);
  assert.deepEqual(applyFrame(once, output("b", 1)), once);
});

test("a goal that is lost says so until it is met again", () => {
  const lost = applyFrame(frames(snapshot()), { type: "push", rev: 2, ops: [], goals: [{ id: "runs", met: false, lost: true }] });
  assert.deepEqual(lost.goals, [{ id: "runs", step: 1, met: false, lost: true }]);
  const other = applyFrame(lost, { type: "push", rev: 3, ops: [], goals: [{ id: "no", met: true }] });
  assert.deepEqual(other.goals, lost.goals);
  const met = applyFrame(other, { type: "push", rev: 4, ops: [], goals: [{ id: "runs", met: true, hints: [2] }] });
  assert.deepEqual(met.goals, [{ id: "runs", step: 1, met: true, hints: [2] }]);
});

test("a push changes picture, goals and traces and keeps what it does not name", () => {
  const trace = answered();
  const { legs, hops, ...summary } = trace;
  const push = {
    type: "push",
    rev: 9,
    ops: [["add", element("agent:S2", "agent")]],
    goals: [{ id: "runs", met: true }],
    traces: [summary],
    trace,
  };
  const state = frames(snapshot(), push);
  assert.deepEqual(Object.keys(state.elements), ["agent:S1", "agent:S2"]);
  assert.deepEqual(state.goals, [{ id: "runs", step: 1, met: true }]);
  assert.deepEqual(
    state.traces.map(({ id }) => id),
    ["3.1"],
  );
  assert.equal(state.whole["3.1"], trace);
  assert.equal(state.rev, 9);
});

test("a snapshot replaces everything that was known", () => {
  const before = frames(snapshot(), started, output("hi", 0), ended);
  assert.deepEqual(applyFrame(before, snapshot({ rev: 3 })), frames(snapshot({ rev: 3 })));
});

test("a snapshot's journal becomes lines that look as if they had been followed", () => {
  const line = { seq: 1, number: 1, kind: "line", terminal: "laptop", text: "echo hi", prompt: "$ ", at_ms: 10 };
  const journal = [
    { line, id: "x", output: [{ stream: "stdout", spans: [["hi\n", null, null]] }], exit_code: 0, traces: [] },
  ];
  const state = frames(snapshot({ journal }));
  assert.deepEqual(state.lines, frames(snapshot(), started, output("hi\n", 0), ended).lines);
});

test("what a terminal prints at the end of input is an entry without a number, once", () => {
  const frame = { type: "terminal", line: 2, terminal: "master", text: "logout\n", ...SHELL };
  const state = frames(snapshot(), started, ended, frame, frame);
  assert.deepEqual(
    state.lines.map(({ seq, number, kind, output }) => [seq, number, kind, output.length]),
    [
      [1, 1, "line", 0],
      [2, 0, "eof", 1],
    ],
  );
});

test("a shell that has ended by itself leaves no entry, and another prompt", () => {
  const frame = { type: "terminal", terminal: "master", text: "", ...SHELL, prompt: "[root@master ~]# " };
  const state = frames(snapshot(), started, ended, frame, frame);
  assert.equal(state.lines.length, 1);
  assert.equal(state.terminals.find(({ id }) => id === "master")?.prompt, "[root@master ~]# ");
});

test("moments come once each, in their order", () => {
  const moment = (at_ms, state = "running") => ({ at_ms, changed: [["task:a", state]] });
  const push = (found) => ({ type: "push", rev: 6, ops: [], moment: found });
  const state = frames(snapshot({ moments: [moment(5)] }), push(moment(7)), push(moment(7)), push(moment(7, "failed")));
  assert.deepEqual(
    state.moments.map(({ at_ms, changed }) => [at_ms, changed[0][1]]),
    [
      [5, "running"],
      [7, "running"],
      [7, "failed"],
    ],
  );
});

test("a line takes logical time also where the clock stands, and never turns it back", () => {
  assert.equal(frames(snapshot(), started).clock.now_ms, 10);
  assert.equal(frames(snapshot({ clock: { ...CLOCK, now_ms: 50 } }), started).clock.now_ms, 50);
});

test("frames of an unknown type change nothing, also those named like what every object has", () => {
  const state = frames(snapshot());
  assert.equal(applyFrame(state, { type: "weather" }), state);
  assert.equal(applyFrame(state, { type: "toString" }), state);
});
