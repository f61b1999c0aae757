// What was broken by a tool stands until the line that mends it was typed behind it, on whatever branch.

import assert from "node:assert/strict";
import { test } from "node:test";

const { remembered, standing } = await import("../../static/js/faults/broken.js");

const typed = (...lines) => lines.map(([terminal, text]) => ({ terminal, text }));
const fault = (where, line, back) => ({ element: "rule:x", name: "drop", title: ["Drop", {}], where, line, back });
const drop = fault("S3", "break it", "mend it");
const stop = fault("S1", "stop it", "start it");

test("a fault stands from its line to the one that takes it back", () => {
  assert.deepEqual(standing([drop], typed()), []);
  assert.deepEqual(standing([drop], typed(["S3", "break it"], ["S3", "ls"])), [drop]);
  assert.deepEqual(standing([drop], typed(["S3", "break it"], ["S3", "mend it"])), []);
  assert.deepEqual(standing([drop], typed(["S3", "break it"], ["S3", "mend it"], ["S3", "break it"])), [drop]);
});

test("the same words at another place are another line", () => {
  assert.deepEqual(standing([drop], typed(["S1", "break it"])), []);
  assert.deepEqual(standing([drop], typed(["S3", "break it"], ["S1", "mend it"])), [drop]);
});

test("the last one comes first, and each once: as it was pressed last", () => {
  const again = { ...drop, back: "mend it otherwise" };
  const lines = typed(["S3", "break it"], ["S1", "stop it"]);
  assert.deepEqual(standing([drop, stop, again], lines), [stop, again]);
});

test("nothing was kept where nothing was pressed", () => {
  assert.deepEqual(remembered(null), []);
  assert.deepEqual(remembered(JSON.stringify([drop])), [drop]);
});
