// Predictions and measured tables: requests decide.
import assert from "node:assert/strict";
import { test } from "node:test";

import { measured, same, veilFrom } from "../../static/js/guess/compare.js";

const trace = (id, readings) => /** @type {any} */ ({ id, readings });
const reading = (value, hop = 3) => ({ value, hop });

test("an answer is the value whatever its capitals and the blanks around it, and nothing else is", () => {
  assert.ok(same(" 172.17.0.2 ", "172.17.0.2"));
  assert.ok(same("Socket s1", "socket S1"));
  assert.ok(!same("172.17.0.22", "172.17.0.2"));
  assert.ok(!same("", "0"));
});

test("the newest request that says something of it counts", () => {
  const traces = [trace("1", { a: reading("old") }), trace("2", { a: reading("new"), b: reading("x") }), trace("3", undefined)];
  assert.deepEqual(measured(traces, "a"), reading("new"));
  assert.equal(measured(traces, "c"), null);
  assert.equal(measured([], "a"), null);
});

test("a request is veiled from the first hop that would answer an open question", () => {
  const asked = trace("1", { a: reading("x", 7), b: reading("y", 4) });
  assert.equal(veilFrom(asked, ["a"]), 7);
  assert.equal(veilFrom(asked, ["a", "b"]), 4);
  assert.equal(veilFrom(asked, []), null);
  assert.equal(veilFrom(asked, ["other"]), null);
  assert.equal(veilFrom(trace("2", undefined), ["a"]), null);
});
