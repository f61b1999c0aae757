// @ts-check
/** The time machine's pure parts: the tree of branches, what happened at a line, links. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventsAt } from "../../static/js/time/events.js";
import { BadLink, pack, unpack } from "../../static/js/time/link.js";
import { rowsOf } from "../../static/js/time/tree.js";
import { momentName } from "../../static/js/time/words.js";
import { applyFrame, EMPTY } from "../../static/js/state.js";

/** @import {Line, State, Twig} from "../../static/js/types.js" */

/** @param {number} seq @param {number} number @param {number} [atMs] @returns {Line} */
const line = (seq, number, atMs = seq * 1000) => ({
  ...{ seq, number, kind: "line", id: null, terminal: "laptop", text: `line ${seq}`, spans: [], prompt: "", atMs },
  ...{ waits: null, output: [], cut: null, exitCode: 0 },
});
/** @param {string} name @param {string | null} parent @param {number} seq @param {number[]} seqs @returns {Twig} */
const twig = (name, parent, seq, seqs = []) => ({
  ...{ name, parent, seq, at_ms: seq * 1000 },
  lines: seqs.map((own) => ({ seq: own, at_ms: own * 1000, terminal: "laptop", text: `${name} ${own}`, exit_code: own === 9 ? 7 : 0 })),
});
/** @param {Partial<State>} change @returns {State} */
const state = (change) => ({ ...EMPTY, branch: "main", branches: [twig("main", null, 0)], ...change });
/** @param {State} shown */
const drawn = (shown) => rowsOf(shown).map(({ name, from, column, nodes }) => [name, from, column, nodes.map((node) => node.column)]);

test("the only branch has the journal's lines, by the numbers that people call them by", () => {
  assert.deepEqual(drawn(state({ lines: [line(1, 1), line(2, 0), line(3, 2)] })), [["main", null, 0, [1, 2]]]);
});

test("a branch stands behind the line at which it left, also where that is its grandparent's", () => {
  const branches = [twig("main", null, 0, [1, 2, 3]), twig("host", "main", 2, [3, 4]), twig("7", "host", 1), twig("drop", "host", 3, [4, 9])];
  assert.deepEqual(drawn(state({ branch: "drop", branches, lines: [line(1, 1), line(2, 2), line(3, 3), line(4, 4), line(9, 5)] })), [
    ["main", null, 0, [1, 2, 3]],
    ["host", 0, 2, [3, 4]],
    ["7", 0, 1, []],
    ["drop", 1, 3, [4, 5]],
  ]);
});

test("the current branch's own lines are the journal's, which is ahead of the tree", () => {
  const branches = [twig("main", null, 0, [1, 2]), twig("8", "main", 1)];
  const rows = rowsOf(state({ branch: "8", branches, lines: [line(1, 1), line(2, 2)] }));
  assert.deepEqual(rows[1]?.nodes.map(({ text }) => text), ["line 2"]);
  assert.equal(rows[1]?.current, true);
});

test("a line that was typed cannot be redone over any more", () => {
  const typed = applyFrame(state({ redo: 3 }), /** @type {any} */ ({ type: "started", line: 3, number: 3, at_ms: 5, terminal: "laptop", text: "true" }));
  assert.equal(typed.redo, null);
});

test("what happened at a line is what happened before the next, hops and changes in the order of time", () => {
  const lines = [line(1, 1), line(2, 0, 1500), line(3, 2, 4000)];
  const moments = [500, 1200, 2000, 4000].map((at_ms) => ({ at_ms, changed: /** @type {[string, string | null][]} */ ([["task:a.instance-4c759702-x", "running"]]) }));
  const trace = /** @type {any} */ ({ at_ms: 1100, hops: [{ n: 1, kind: "route", title: "" }, { n: 2, kind: "route", title: "", delay_ms: 300 }] });
  const found = eventsAt(state({ lines, moments }), lines[0], trace);
  assert.deepEqual(found.map(({ seq, atMs, hop }) => [seq, atMs, hop]), [[1, 1100, 1], [1, 1200, 0], [1, 1400, 2], [2, 2000, 0]]);
  assert.equal(found[1]?.told, "a-4c759: running");
  assert.deepEqual(eventsAt(state({ lines, moments }), undefined, undefined).map(({ seq, atMs }) => [seq, atMs]), [[0, 500]]);
});

test("a moment is named by its line and the seconds since", () => {
  assert.equal(momentName(0, 0), "before the first line");
  assert.equal(momentName(1, 18_412), "line 1 + 18.4 s");
  assert.equal(momentName(3, 10), "line 3");
});

const JOURNAL = {
  ...{ engine: "1", lesson: "02-host-mode", lesson_hash: "0123456789abcdef", seed: "7", at_ms: 90_000 },
  entries: [
    { seq: 1, at_ms: 0, terminal: "laptop", kind: "clock", text: "16" },
    { seq: 2, at_ms: 5, terminal: "laptop", kind: "line", text: "echo “π” | tee a\ncat <<E\nx\nE" },
    { seq: 3, at_ms: 70_000, terminal: "S3/httpi.1", kind: "interrupt", text: "" },
  ],
};

test("a link gives back its journal, whatever was typed", async () => {
  const packed = await pack(JOURNAL);
  assert.match(packed, /^[\w-]+$/);
  assert.deepEqual(await unpack(packed, "02-host-mode"), JOURNAL);
});

test("what is no link of ours is refused", async () => {
  const packed = await pack(JOURNAL);
  for (const bad of ["", "x", "!!", packed.slice(0, -9), packed.slice(5), "q1YqU7Iy0lHKVLJSqgUA"])
    await assert.rejects(unpack(bad, "02-host-mode"), BadLink, bad);
});
