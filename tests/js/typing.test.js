import assert from "node:assert/strict";
import { test } from "node:test";

import { typedIn } from "../../static/js/terminal.js";
import { completed, inserted, typedOn } from "../../static/js/terminal/completion.js";
import { deletion, motion } from "../../static/js/terminal/edit.js";
import { isTable, outputOf } from "../../static/js/terminal/entry.js";
import { matching } from "../../static/js/terminal/search.js";
import { NOTHING_LOOKED, parts } from "../../static/js/stage/parts.js";
import { place } from "../../static/js/stage/place.js";
import { otherTerminals, tabName } from "../../static/js/terminal/tabs.js";
import { elapsedMs } from "../../static/js/terminal/waits.js";
import { interpolate } from "../../static/js/translate.js";
import { cluster, element } from "./build.js";

const after = (key, text, at) => {
  const edit = deletion(key, text, at);
  return edit === null ? text : text.slice(0, edit.from) + edit.text + text.slice(edit.to);
};

test("Ctrl-U, Ctrl-K and Ctrl-W delete within the line of the cursor", () => {
  assert.equal(after("u", "one two", 4), "two");
  assert.equal(after("k", "one two", 4), "one ");
  assert.equal(after("w", "one two  ", 9), "one ");
  assert.equal(after("w", "one two", 5), "one wo");
  assert.equal(after("u", "first\nsecond", 9), "first\nond");
  assert.equal(after("k", "first\nsecond", 2), "fi\nsecond");
  for (const key of ["u", "w"]) assert.equal(deletion(key, "x", 0), null);
  assert.equal(deletion("k", "x", 1), null);
});

test("Ctrl-A and Ctrl-E go to the ends of the line of the cursor", () => {
  assert.equal(motion("a", "first\nsecond", 9), 6);
  assert.equal(motion("e", "first\nsecond", 2), 5);
  assert.equal(motion("a", "", 0), 0);
});

test("a completion replaces what was typed of the word, and doubles no blank", () => {
  assert.deepEqual(inserted("cat h", 5, 4, "httpi.json "), { from: 4, to: 5, text: "httpi.json ", skip: 0 });
  assert.deepEqual(inserted("cat h | wc", 5, 4, "httpi.json "), { from: 4, to: 5, text: "httpi.json", skip: 1 });
});

test("a line is completed where it was asked about, whatever was typed behind that since", () => {
  const found = { id: "1", start: 4, common: "httpi.json ", candidates: [{ text: "httpi.json ", about: "" }], more: 0 };
  const question = { text: "cat h;", cursor: 5 };
  assert.equal(completed(question, "cat h;", found), "cat httpi.json ;");
  assert.equal(completed(question, "cat h | wc;", found), "cat httpi.json | wc;");
  assert.equal(completed(question, "cat h;", { ...found, common: "h", candidates: [...found.candidates, ...found.candidates] }), "cat h;");
  assert.equal(completed(question, "cat h;", { ...found, common: "", candidates: [] }), "cat h;");
  assert.equal(typedOn(question, "cat hx;"), true);
  for (const other of ["cat ;", "cat hx", "dog h;"]) assert.equal(typedOn(question, other), false);
});

test("lines typed before are found by any part of them, the newest first, each once", () => {
  const history = ["curl one", "ls", "curl two", "curl one"];
  assert.deepEqual(matching(history, "CURL"), ["curl one", "curl two"]);
  assert.deepEqual(matching(history, "nothing"), []);
  assert.deepEqual(matching(history, ""), ["curl one", "curl two", "ls"]);
  assert.equal(matching(Array.from({ length: 99 }, (_, n) => `echo ${n}`), "echo").length, 50);
});

test("logical seconds of a line run with the clock, and no further than it is known to run", () => {
  const clock = { now_ms: 5000, epoch_ms: 0, settled: false, speed: 4, next_ms: 9000, pending: [] };
  assert.equal(elapsedMs(clock, 500, 1000), 6000);
  assert.equal(elapsedMs(clock, 5000, 1000), 8000);
  assert.equal(elapsedMs({ ...clock, next_ms: null }, 5000, 1000), 24_000);
  assert.equal(elapsedMs({ ...clock, settled: true }, 5000, 1000), 4000);
  assert.equal(elapsedMs(clock, 0, 6000), 0);
});

test("a terminal can be opened in every running container, and is called after its task", () => {
  const facts = { container: "mesos-1234567890" };
  const task = element("task:httpi.1", "task", { parent: "agent:S1", label: "httpi-abcde", state: "running", facts });
  const over = element("task:httpi.2", "task", { parent: "agent:S1", label: "httpi-fghij", state: "failed", facts: { container: "mesos-2" } });
  const elements = { ...cluster({}), [task.id]: task, [over.id]: over };
  const places = otherTerminals(elements, ["S1"]);
  assert.ok(places.includes("S1/mesos-1234567890"));
  assert.ok(!places.includes("S1/mesos-2") && !places.includes("S1"));
  assert.equal(tabName("S1/mesos-1234567890", elements), "S1/httpi-abcde");
  assert.equal(tabName("S1/mesos-gone-12345678", elements), "S1/mesos-gone-12");
  assert.equal(tabName("S1", elements), "S1");
});

test("output is copied as it is left on a screen", () => {
  const output = [{ stream: "stderr", spans: [["10 %\r", null, null]] }, { stream: "stderr", spans: [["20 %\nend", null, null]] }];
  assert.equal(outputOf({ output }), "20 %\nend");
});

test("values in messages are written out where they hold unseen signs", () => {
  assert.equal(interpolate("from {place}", { place: "S1\u202e" }), "from S1\\u202e");
});

test("history has no repetitions in a row and only what was typed", () => {
  const line = (text, kind = "line") => ({ terminal: "laptop", kind, text });
  assert.deepEqual(typedIn({ lines: [line("a"), line("a"), line("", "eof"), line("b"), line("a")] }, "laptop"), ["a", "b", "a"]);
});

test("columns are told from text and from JSON", () => {
  assert.ok(isTable("Chain INPUT\ntarget     prot opt source\nDROP       tcp  --  0.0.0.0/0\n"));
  assert.ok(!isTable('{\n  "id": "/a",\n  "cpus": 0.1\n}\n'));
  assert.ok(!isTable("one  line only\nand text\n"));
});

test("labels in the picture have unseen signs written out", () => {
  const plain = cluster({ tasks: { S1: [[16327]] } });
  const elements = Object.fromEntries(
    Object.entries(plain).map(([id, found]) => [id, { ...found, label: `${found.label}\u202e`, facts: { ...found.facts, ip: "1\u0007" } }]),
  );
  const scene = place(elements, { width: 1000 });
  const texts = parts(elements, scene, NOTHING_LOOKED).map(({ text }) => text);
  assert.ok(texts.some((text) => text.includes("\\u202e")));
  for (const text of texts) assert.ok(!/[\u0007\u202e]/.test(text), text);
});
