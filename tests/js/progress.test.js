import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { forgetEverything, keptKeys, lasts, recall, remember } from "../../static/js/memory.js";
import { BadFile, keep, kept, keptCourse, leave, LARGEST, merged, NOTHING, read, take, written } from "../../static/js/progress.js";

const NOW = 1_800_000_000_000;
const KEY = "k".repeat(22);

/** A browser's storage; `room` is how many characters it takes. */
function storage({ room = Infinity } = {}) {
  const own = {};
  const methods = {
    getItem: (key) => (Object.hasOwn(own, key) ? own[key] : null),
    setItem(key, value) {
      const size = Object.entries({ ...own, [key]: value }).reduce((sum, [name, text]) => sum + name.length + text.length, 0);
      if (size > room) throw new DOMException("full", "QuotaExceededError");
      own[key] = value;
    },
    removeItem: (key) => delete own[key],
  };
  return new Proxy(own, { get: (_, name) => methods[name] ?? own[name] });
}

beforeEach(() => {
  globalThis.window = { localStorage: storage(), sessionStorage: storage() };
  forgetEverything();
});

const progress = (more = {}) => ({
  at: NOW - 1000,
  attempt: { id: "0123456789abcdef", write: KEY },
  step: 2,
  steps: 6,
  goals: ["runs"],
  answers: { why: [1, 0] },
  done: false,
  ...more,
});

const file = (lessons, more = {}) => JSON.stringify({ format: "hopscope-progress", version: 1, lessons, ...more });

test("what is written is read again as it was", () => {
  const course = { "01-the-cluster": progress({ done: true }), "02-host-mode": progress({ attempt: null }) };
  assert.deepEqual(read(written(course, NOW), NOW), course);
});

test("what a file says besides what is known is left out", () => {
  const found = read(file({ a: { ...progress({ attempt: { id: "ab", write: KEY, admin: true } }), theme: "x" } }), NOW);
  assert.deepEqual(found, { a: progress({ attempt: { id: "ab", write: KEY } }) });
});

const HOSTILE = {
  json: ["", "{", "<script>", "\0"],
  format: ["null", "[]", "7", '"text"', "{}", file([]), file({}, { format: "other" }), '{"__proto__": {"format": "hopscope-progress"}}'],
  version: [file({}, { version: 2 }), file({}, { version: "1" })],
  large: [file({ a: progress({ goals: ["x".repeat(LARGEST)] }) }), file(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`l${n}`, progress()])))],
  lesson: ["../etc", "", "A", "a".repeat(101), "<img>", "a b"].map((name) => file({ [name]: progress() })),
  field: [
    null,
    [],
    "text",
    {},
    progress({ at: NOW * 2 }),
    progress({ at: -1 }),
    progress({ at: "now" }),
    progress({ step: 1.5 }),
    progress({ step: 1e9 }),
    progress({ steps: null }),
    progress({ attempt: "0123" }),
    progress({ attempt: { id: "../../", write: KEY } }),
    progress({ attempt: { id: "ab", write: "javascript:alert(1)" } }),
    progress({ attempt: { id: "ab", write: "short" } }),
    progress({ attempt: { id: ["ab"], write: KEY } }),
    progress({ goals: ["<b>"] }),
    progress({ goals: "runs" }),
    progress({ goals: Array(501).fill("runs") }),
    progress({ answers: [] }),
    progress({ answers: { why: "0" } }),
    progress({ answers: { why: [-1] } }),
    progress({ answers: { "a b": [0] } }),
    progress({ done: 1 }),
  ].map((lesson) => file({ a: lesson })),
};
HOSTILE.lesson.push(file({}).replace("{}", `{"__proto__": ${JSON.stringify(progress())}}`));
HOSTILE.field.push(file({ a: progress() }).replace('"why"', '"__proto__"'));

for (const [what, texts] of Object.entries(HOSTILE)) {
  test(`a file is refused whose ${what} is wrong, and nothing is changed by it`, () => {
    keep("a", progress());
    const before = JSON.stringify(keptCourse());
    for (const text of texts) {
      assert.throws(
        () => take(read(text, NOW)),
        (error) => error instanceof BadFile && error.what === what,
        text.slice(0, 80),
      );
    }
    assert.equal(JSON.stringify(keptCourse()), before);
    assert.equal({}.format, undefined);
  });
}

test("of two, the newer stands; of the same attempt nothing is lost; done stays done", () => {
  const mine = progress({ at: 10, step: 3, goals: ["a"], answers: { x: [0] } });
  const theirs = progress({ at: 20, step: 1, goals: ["b"], answers: { y: [1] }, done: true });
  for (const both of [merged(mine, theirs), merged(theirs, mine)]) {
    assert.equal(both.step, 1);
    assert.deepEqual([...both.goals].sort(), ["a", "b"]);
    assert.deepEqual(both.answers, { x: [0], y: [1] });
    assert.equal(both.done, true);
    assert.equal(both.at, 20);
  }
  const elsewhere = { ...theirs, attempt: { id: "ff", write: KEY } };
  for (const both of [merged(mine, elsewhere), merged(elsewhere, mine)]) assert.deepEqual(both, { ...elsewhere, done: true });
  const older = { ...elsewhere, at: 5 };
  for (const both of [merged(mine, older), merged(older, mine)]) assert.deepEqual(both, { ...mine, done: true });
});

test("a file brings what is newer, and takes nothing that is", () => {
  keep("mine", progress({ at: 20 }));
  keep("both", progress({ at: 20, step: 5 }));
  const course = { both: progress({ at: 10, step: 0, goals: ["own"] }), theirs: progress({ at: 10 }) };
  assert.equal(take(course), 2);
  assert.equal(kept("both").step, 5);
  assert.deepEqual([...kept("both").goals].sort(), ["own", "runs"]);
  assert.deepEqual(Object.keys(keptCourse()), ["both", "mine", "theirs"]);
  assert.equal(take(course), 0);
  assert.equal(kept("theirs").at, 10);
});

test("keeping what is kept makes nothing newer", () => {
  keep("a", progress({ at: 10 }));
  keep("a", { step: 2, goals: ["runs"] });
  assert.equal(kept("a").at, 10);
  keep("a", { step: 3 });
  assert.ok(kept("a").at > 10);
});

test("who starts over has not undone what was done", () => {
  keep("done", progress({ done: true }));
  keep("begun", progress());
  leave("done");
  leave("begun");
  const { at, ...rest } = kept("done");
  assert.ok(at > 0);
  assert.deepEqual({ at: 0, ...rest }, { ...NOTHING, steps: 6, done: true });
  assert.equal(kept("begun"), null);
});

test("what somebody else has written in its place is as good as nothing", () => {
  for (const text of ["", "{", "null", '{"step": "x"}', JSON.stringify(progress({ attempt: { id: 7 } }))]) {
    remember("progress.a", text);
    assert.equal(kept("a"), null);
  }
});

test("where nothing may be kept it is kept in the page, and known not to last", () => {
  globalThis.window = {
    get localStorage() {
      throw new DOMException("no", "SecurityError");
    },
    get sessionStorage() {
      throw new DOMException("no", "SecurityError");
    },
  };
  assert.equal(lasts(), false);
  keep("a", progress());
  assert.equal(kept("a").step, 2);
  forgetEverything();
  assert.equal(kept("a"), null);
});

test("what there is no room for is kept in the page, and known not to last, until there is room", () => {
  globalThis.window = { localStorage: storage({ room: 300 }), sessionStorage: storage() };
  assert.equal(lasts(), true);
  keep("a", progress());
  assert.equal(lasts(), true);
  keep("a", progress({ goals: Array.from({ length: 50 }, (_, n) => `goal${n}`) }));
  assert.equal(lasts(), false);
  assert.equal(kept("a").goals.length, 50);
  keep("a", progress({ goals: [] }));
  assert.equal(lasts(), true);
  assert.deepEqual(kept("a").goals, []);
});

test("everything is forgotten that is ours, and nothing else", () => {
  keep("a", progress());
  remember("theme", "dark");
  globalThis.window.sessionStorage.setItem("hopscope.waiting.ab", "[]");
  globalThis.window.localStorage.setItem("another.site", "stays");
  forgetEverything();
  assert.deepEqual(keptKeys(), []);
  assert.equal(recall("theme"), null);
  assert.equal(globalThis.window.sessionStorage.getItem("hopscope.waiting.ab"), null);
  assert.equal(globalThis.window.localStorage.getItem("another.site"), "stays");
});
