import assert from "node:assert/strict";
import { test } from "node:test";

import { AGAIN_MS, createAsking } from "../../static/js/inspector/asking.js";
import { createPointing, HOVER_MS } from "../../static/js/pointing.js";

/** A clock that goes where it is told to. */
function clock() {
  let now = 0;
  let waiting = [];
  return {
    after(run, ms) {
      const timer = { run, at: now + ms };
      waiting.push(timer);
      return timer;
    },
    stop: (timer) => (waiting = waiting.filter((other) => other !== timer)),
    go(ms) {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
  };
}

function asking({ sends = () => true } = {}) {
  const time = clock();
  const sent = [];
  const shown = [];
  const ask = (id) => sends() && sent.push(id) > 0;
  const made = createAsking({ ask, after: time.after, show: (found) => shown.push(found) });
  return { ...made, time, sent, last: () => shown.at(-1) };
}

const answer = (id, rev = 1) => ({ id, rev });

test("an element that is chosen is asked for at once, and shown when the answer comes", () => {
  const { want, hear, sent, last } = asking();
  want("a", 1);
  assert.deepEqual(sent, ["a"]);
  assert.deepEqual(last(), { id: "a", status: "asking", inspection: null });
  hear(answer("a"));
  assert.deepEqual(last(), { id: "a", status: "here", inspection: answer("a") });
  want("a", 1);
  assert.deepEqual(sent, ["a"], "nothing has changed");
});

test("another element is asked for at once, and a late answer about the first is not shown", () => {
  const { want, hear, sent, last } = asking();
  want("a", 1);
  want("b", 1);
  hear(answer("a"));
  assert.deepEqual(sent, ["a", "b"]);
  assert.deepEqual(last(), { id: "b", status: "asking", inspection: null });
});

test("while the world changes the same element is asked for again now and then, and what was known stays", () => {
  const { want, hear, sent, time, last } = asking();
  want("a", 1);
  hear(answer("a"));
  for (const rev of [2, 3, 4]) want("a", rev);
  assert.deepEqual(sent, ["a"]);
  time.go(AGAIN_MS);
  assert.deepEqual(sent, ["a", "a"], "once for all changes");
  assert.deepEqual(last(), { id: "a", status: "asking", inspection: answer("a") });
  hear(answer("a", 4));
  time.go(AGAIN_MS);
  want("a", 4);
  assert.deepEqual(sent, ["a", "a"]);
  want("a", 5);
  assert.deepEqual(sent, ["a", "a", "a"]);
});

test("a change that waited for an element that is not looked at any more asks nothing", () => {
  const { want, sent, time } = asking();
  want("a", 1);
  want("a", 2);
  want(null, 2);
  time.go(AGAIN_MS);
  assert.deepEqual(sent, ["a"]);
});

test("something that is gone is told, and asked for again when the world has changed", () => {
  const { want, hear, refuse, sent, time, last } = asking();
  want("a", 1);
  hear(answer("a"));
  time.go(AGAIN_MS);
  want("a", 2);
  assert.equal(refuse({ code: "unknown_element", id: "a" }), true);
  assert.deepEqual(last(), { id: "a", status: "gone", inspection: null });
  time.go(AGAIN_MS);
  want("a", 3);
  assert.equal(sent.length, 3);
});

test("who asked too often asks again after the time that the server names", () => {
  const { want, refuse, sent, time } = asking();
  want("a", 1);
  assert.equal(refuse({ code: "rate", id: "a", retry_after: 2 }), true);
  time.go(1999);
  assert.deepEqual(sent, ["a"]);
  time.go(1);
  assert.deepEqual(sent, ["a", "a"]);
});

test("a refusal of something else is not the inspector's", () => {
  const { want, refuse } = asking();
  want("a", 1);
  assert.equal(refuse({ code: "busy", id: "line" }), false);
  assert.equal(refuse({ code: "rate", id: null }), false);
});

test("without a connection it says so, and asks when that is back", () => {
  let open = false;
  const { want, again, sent, last } = asking({ sends: () => open });
  want("a", 1);
  assert.equal(last().status, "failed");
  open = true;
  again();
  assert.deepEqual([sent, last().status], [["a"], "asking"]);
});

function pointing() {
  const time = clock();
  const points = [];
  return { ...createPointing((id) => points.push(id), time.after, time.stop), time, points };
}

test("what is pointed at counts after a moment, and not when it was only crossed", () => {
  const { to, time, points } = pointing();
  to("a");
  time.go(HOVER_MS - 1);
  assert.deepEqual(points, []);
  to("b");
  time.go(HOVER_MS - 1);
  assert.deepEqual(points, []);
  time.go(1);
  assert.deepEqual(points, ["b"]);
});

test("leaving it ends it at once, and before its moment has come nothing begins", () => {
  const { to, time, points } = pointing();
  to("a");
  to(null);
  time.go(HOVER_MS);
  assert.deepEqual(points, [null]);
});

test("what is dismissed comes back only after something else was pointed at", () => {
  const { to, dismiss, time, points } = pointing();
  to("a");
  time.go(HOVER_MS);
  assert.equal(dismiss(), true);
  assert.equal(dismiss(), false, "the next Escape has something else to do");
  to("a");
  time.go(HOVER_MS);
  assert.deepEqual(points, ["a", null, null]);
  to("b");
  to("a");
  time.go(HOVER_MS);
  assert.deepEqual(points, ["a", null, null, "a"]);
});

test("keys point at once", () => {
  const { at, points } = pointing();
  at("a");
  assert.deepEqual(points, ["a"]);
});
