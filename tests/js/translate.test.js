import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import {
  ENGLISH,
  gettext,
  interpolate,
  ngettext,
  pgettext,
  sentence,
  spoken,
  useCatalogue,
} from "../../static/js/translate.js";
import { entrySaid, hopSaid, hopTitle, outcomeSaid, refusal, speak, WORDS } from "../../static/js/words.js";
import * as words from "../../static/js/words.js";

const CHINESE = {
  language: "zh-hans",
  messages: {
    Pause: "暂停",
    "kind\u0004task": "任务",
    "{count} hop": ["{count} 跳"],
    "does not hold {destination}": "不包含 {destination}",
    "Routing table {table}": "路由表 {table}",
    "{what} {end}": "{what}{end}",
    "The client gave up waiting.": "客户端不再等待。",
    "This attempt has no such request.": "这次练习没有这个请求。",
  },
  sentences: { "route.none": "{node} 没有通往 {to} 的路由。", "disposition.no_route": "没有条目。" },
};
const RUSSIAN = { language: "ru", messages: { "{count} hop": ["{count} шаг", "{count} шага", "{count} шагов"] } };

afterEach(() => speak(ENGLISH));

test("places are filled by name, in any order, and a name without a value stays", () => {
  assert.equal(interpolate("{b} then {a}", { a: "1", b: 2 }), "2 then 1");
  assert.equal(interpolate("{a}{a}", { a: "x" }), "xx");
  assert.equal(interpolate("{missing}", { a: 1 }), "{missing}");
  assert.equal(interpolate("{constructor}", {}), "{constructor}");
  assert.equal(interpolate("{a}", { a: "{b}", b: "no" }), "{b}");
  assert.equal(interpolate("{a}", { a: "$& $1" }), "$& $1");
});

test("a message that a catalogue lacks stays English", () => {
  useCatalogue(CHINESE);
  assert.equal(gettext("Pause"), "暂停");
  assert.equal(gettext("Play"), "Play");
  assert.equal(gettext("task"), "task");
  assert.equal(pgettext("kind", "task"), "任务");
  assert.equal(pgettext("state", "task"), "task");
  assert.equal(spoken(), "zh-hans");
});

test("the form of a plural goes with the number and the language", () => {
  const form = (count) => ngettext("{count} hop", "{count} hops", count);
  assert.deepEqual([0, 1, 2].map(form), ["{count} hops", "{count} hop", "{count} hops"]);
  useCatalogue(CHINESE);
  assert.deepEqual([0, 1, 2].map(form), Array(3).fill("{count} 跳"));
  useCatalogue({ ...ENGLISH, ...RUSSIAN });
  assert.deepEqual([1, 21, 2, 24, 5, 11].map(form), [
    ...["{count} шаг", "{count} шаг", "{count} шага", "{count} шага"],
    ...["{count} шагов", "{count} шагов"],
  ]);
});

test("all words are said anew when the language changes, and whoever imported them sees it", () => {
  const before = { ...words };
  assert.equal(WORDS.pause, "Pause");
  speak(CHINESE);
  assert.equal(WORDS.pause, "暂停");
  assert.equal(words.KIND_WORDS.task, "任务");
  for (const [name, table] of Object.entries(before)) {
    if (typeof table !== "function") assert.notEqual(words[name], table, name);
  }
  speak(ENGLISH);
  assert.equal(WORDS.pause, "Pause");
});

test("what the server says is said by key and values, else in its own English", () => {
  const hop = {
    message: "route.none",
    params: { node: "S1", to: "10.0.0.1" },
    sentence: "S1 has no route to 10.0.0.1.",
    title: "Routing table main",
    title_said: ["Routing table {table}", { table: "main" }],
  };
  const entry = { why: "does not hold 10.0.0.1", said: ["does not hold {destination}", { destination: "10.0.0.1" }] };
  assert.deepEqual([hopSaid(hop), hopTitle(hop), entrySaid(entry)], [hop.sentence, hop.title, entry.why]);
  speak(CHINESE);
  assert.equal(hopSaid(hop), "S1 没有通往 10.0.0.1 的路由。");
  assert.equal(hopTitle(hop), "路由表 main");
  assert.equal(entrySaid(entry), "不包含 10.0.0.1");
  assert.equal(hopSaid({ ...hop, message: "of.tomorrow" }), hop.sentence);
  assert.equal(hopTitle({ title: "nat OUTPUT" }), "nat OUTPUT");
  assert.equal(sentence("constructor", {}), undefined);
});

test("how a request ended is put together from what it was", () => {
  const trace = { disposition: "no_route", success: false, error: "gave up", sentence: "No entry. The client gave up." };
  assert.equal(outcomeSaid(trace), trace.sentence);
  speak(CHINESE);
  assert.equal(outcomeSaid(trace), "没有条目。客户端不再等待。");
  assert.equal(outcomeSaid({ ...trace, disposition: "of tomorrow" }), trace.sentence);
});

test("a refusal is said in the server's words in English, else by its code", () => {
  assert.equal(refusal("unknown_trace", "this attempt has no trace 7.1"), "this attempt has no trace 7.1");
  speak(CHINESE);
  assert.equal(refusal("unknown_trace", "this attempt has no trace 7.1"), "这次练习没有这个请求。");
  assert.equal(refusal("of_tomorrow", "no"), "no");
});
