// The ladder of help, and where a question stands.
import assert from "node:assert/strict";
import { test } from "node:test";

import { nextRung } from "../../static/js/ladder.js";
import { fitting, standing } from "../../static/js/question.js";

const at = { hints: [1, 2], shown: /** @type {number[]} */ ([]), solution: true, open: false };

test("help goes from the first hint to the solution, and back", () => {
  assert.deepEqual(nextRung(at), { kind: "hint", hint: 1, n: 1, count: 2 });
  assert.deepEqual(nextRung({ ...at, shown: [1] }), { kind: "hint", hint: 2, n: 2, count: 2 });
  assert.deepEqual(nextRung({ ...at, shown: [1, 2] }), { kind: "show" });
  assert.deepEqual(nextRung({ ...at, shown: [1, 2], open: true }), { kind: "hide" });
});

test("hints that do not stand now are passed over, and those behind them count from one", () => {
  assert.deepEqual(nextRung({ ...at, hints: [2, 4] }), { kind: "hint", hint: 2, n: 1, count: 2 });
  assert.deepEqual(nextRung({ ...at, hints: [2, 4], shown: [1, 2] }), { kind: "hint", hint: 4, n: 2, count: 2 });
  assert.deepEqual(nextRung({ ...at, hints: [1], shown: [1, 2] }), { kind: "show" });
});

test("a solution that is shown is hidden first, whatever hints the next goal has", () => {
  assert.deepEqual(nextRung({ ...at, open: true }), { kind: "hide" });
});

test("without hints there is the solution, without that nothing", () => {
  assert.deepEqual(nextRung({ ...at, hints: [] }), { kind: "show" });
  assert.equal(nextRung({ ...at, hints: [], solution: false }), null);
  assert.equal(nextRung({ ...at, shown: [1, 2], solution: false }), null);
});

test("a question is open, then wrong, and right once the right choice was tried", () => {
  assert.equal(standing(undefined, 1), "open");
  assert.equal(standing([], 1), "open");
  assert.equal(standing([0, 2], 1), "wrong");
  assert.equal(standing([0, 1], 1), "right");
});

test("of the answers that were kept only those count that fit the questions of today", () => {
  const kept = { a: [1, 0], b: [2], gone: [0], bad: "x", worse: [0.5], less: [-1] };
  assert.deepEqual(fitting(kept, { a: 2, b: 2, bad: 2, worse: 2, less: 2 }), { a: [1, 0] });
  for (const nothing of [null, 7, "x", undefined]) assert.deepEqual(fitting(nothing, { a: 2 }), {});
});
