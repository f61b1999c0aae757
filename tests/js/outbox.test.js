import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox, keptLines, MOST } from "../../static/js/outbox.js";
import { chance } from "./build.js";

const line = (id, terminal = "laptop") => ({ type: "line", id, terminal, text: `echo ${id}` });

/** A server that takes lines, runs each id once, and can go away; and the outbox before it. */
function desk({ up = true, kept = [] } = {}) {
  const ran = [];
  const begun = new Set();
  const busy = new Set();
  const sent = [];
  const timers = [];
  let waiting = [];
  const outbox = createOutbox(
    {
      send(frame) {
        if (up) sent.push(frame.id);
        return up;
      },
      busy: (terminal) => busy.has(terminal),
      after: (act, ms) => timers.push({ act, ms }),
      onChange: (frames) => (waiting = frames.map(({ id }) => id)),
    },
    kept,
  );
  return {
    outbox,
    sent,
    busy,
    timers,
    begun,
    ran,
    waiting: () => waiting,
    hear: (frame) => outbox.hear(frame, begun),
    begins(id, terminal = "laptop") {
      ran.push(id);
      begun.add(id);
      busy.add(terminal);
      outbox.hear({ type: "started", id, terminal }, begun);
    },
    ends(terminal = "laptop") {
      busy.delete(terminal);
      outbox.hear({ type: "ended", terminal }, begun);
    },
    goes() {
      up = false;
      outbox.lost();
    },
    comes() {
      up = true;
      outbox.hear({ type: "snapshot" }, begun);
    },
  };
}

test("with a connection a line goes out at once and does not wait before anybody's eyes", () => {
  const { outbox, sent, waiting } = desk();
  assert.equal(outbox.post(line("a")), true);
  assert.deepEqual(sent, ["a"]);
  assert.deepEqual(waiting(), []);
});

test("without one lines wait, and go out in order, one after the other in each terminal", () => {
  const { outbox, sent, waiting, comes, begins, ends } = desk({ up: false });
  for (const id of ["a", "b"]) outbox.post(line(id));
  outbox.post(line("m", "master"));
  assert.deepEqual(waiting(), ["a", "b", "m"]);
  comes();
  assert.deepEqual(sent, ["a", "m"]);
  begins("a");
  assert.deepEqual(sent, ["a", "m"]);
  ends();
  assert.deepEqual(sent, ["a", "m", "b"]);
  begins("b");
  begins("m", "master");
  assert.deepEqual(waiting(), []);
});

test("a terminal in which something runs is waited for", () => {
  const { outbox, sent, busy, comes, ends } = desk({ up: false });
  outbox.post(line("a"));
  busy.add("laptop");
  comes();
  assert.deepEqual(sent, []);
  ends();
  assert.deepEqual(sent, ["a"]);
});

test("a line that was under way when the connection broke is sent again, unless it had begun", () => {
  const { outbox, sent, goes, comes, begun, waiting } = desk();
  outbox.post(line("stored"));
  outbox.post(line("lost", "master"));
  goes();
  assert.deepEqual(waiting(), ["stored", "lost"]);
  begun.add("stored");
  comes();
  assert.deepEqual(sent, ["stored", "lost", "lost"]);
  assert.deepEqual(waiting(), ["lost"]);
});

test("that a line is known already is nobody's business", () => {
  const { outbox, hear, waiting } = desk();
  outbox.post(line("a"));
  assert.equal(hear({ type: "error", code: "known_line", id: "a" }), true);
  assert.equal(hear({ type: "error", code: "known_line", id: "of another time" }), true);
  assert.deepEqual(waiting(), []);
});

test("a refusal that passes is waited out, in silence, a few times", () => {
  const { outbox, sent, hear, timers } = desk();
  outbox.post(line("a"));
  for (let round = 0; round < 5; round += 1) {
    assert.equal(hear({ type: "error", code: "unavailable", id: "a" }), true);
    timers.shift().act();
  }
  assert.equal(sent.length, 6);
  assert.equal(hear({ type: "error", code: "unavailable", id: "a" }), false);
});

test("it is waited as long as the server asks for", () => {
  const { outbox, hear, timers, comes } = desk({ up: false });
  outbox.post(line("a"));
  comes();
  assert.equal(hear({ type: "error", code: "rate", id: "a", retry_after: 3 }), true);
  assert.equal(timers[0].ms, 3000);
});

test("who types into a busy terminal is told so; a line that waited is not refused for that", () => {
  const { outbox, hear, goes, comes, timers, sent } = desk();
  outbox.post(line("typed"));
  assert.equal(hear({ type: "error", code: "busy", id: "typed" }), false);
  goes();
  outbox.post(line("waited"));
  comes();
  assert.equal(hear({ type: "error", code: "busy", id: "waited" }), true);
  timers.shift().act();
  assert.deepEqual(sent, ["typed", "waited", "waited"]);
});

test("a line that is refused makes room for the next", () => {
  const { outbox, hear, comes, sent } = desk({ up: false });
  outbox.post(line("a"));
  outbox.post(line("b"));
  comes();
  assert.equal(hear({ type: "error", code: "unknown_terminal", id: "a" }), false);
  assert.deepEqual(sent, ["a", "b"]);
});

test("a line that waits can be taken back", () => {
  const { outbox, comes, sent, waiting } = desk({ up: false });
  outbox.post(line("a"));
  outbox.post(line("b"));
  assert.equal(outbox.takeBack("a"), "echo a");
  assert.deepEqual(waiting(), ["b"]);
  assert.equal(outbox.takeBack("a"), null);
  comes();
  assert.deepEqual(sent, ["b"]);
});

test("a text that is no whole line yet is not waited for", () => {
  const { outbox, hear, waiting, goes } = desk();
  outbox.post(line("a"));
  hear({ type: "open", id: "a" });
  goes();
  assert.deepEqual(waiting(), []);
});

test("no more than fifty lines wait", () => {
  const { outbox } = desk({ up: false });
  for (let count = 0; count < MOST; count += 1) assert.equal(outbox.post(line(`l${count}`)), true);
  assert.equal(outbox.post(line("one more")), false);
});

test("lines that waited when the page was left go out when it comes back", () => {
  const kept = keptLines(JSON.stringify([line("a"), { type: "line", id: 7 }, null, { type: "interrupt" }]));
  const { sent, comes } = desk({ up: false, kept });
  comes();
  assert.deepEqual(sent, ["a"]);
  for (const text of [null, "", "{", "7", '{"a":1}']) assert.deepEqual(keptLines(text), []);
});

test("however often the connection breaks, and wherever, every line runs once, in its order", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const dice = chance(seed);
    const ran = [];
    const begun = new Set();
    const running = new Map();
    let up = true;
    /** What is under way to the server. */
    let wire = [];
    const outbox = createOutbox({
      send(frame) {
        if (up) wire.push(frame);
        return up;
      },
      busy: (terminal) => running.has(terminal),
      after: (act) => act(),
      onChange: () => {},
    });
    const seen = new Set();
    const typed = { laptop: [], master: [] };
    /** The server takes the next frame; the page may never hear of it. */
    const serve = (heard) => {
      const frame = wire.shift();
      if (frame === undefined) return;
      if (begun.has(frame.id)) {
        if (heard) outbox.hear({ type: "error", code: "known_line", id: frame.id }, seen);
        return;
      }
      if (running.has(frame.terminal)) {
        if (heard) outbox.hear({ type: "error", code: "busy", id: frame.id }, seen);
        return;
      }
      ran.push(frame);
      begun.add(frame.id);
      running.set(frame.terminal, frame.id);
      if (!heard) return;
      seen.add(frame.id);
      outbox.hear({ type: "started", id: frame.id }, seen);
    };
    const end = (heard) => {
      const [terminal] = running.keys();
      if (terminal === undefined) return;
      running.delete(terminal);
      if (heard) outbox.hear({ type: "ended", terminal }, seen);
    };
    const break_ = () => {
      while (wire.length > 0 && dice.next() < 0.5) serve(false);
      wire = [];
      up = false;
      outbox.lost();
    };
    const mend = () => {
      up = true;
      for (const id of begun) seen.add(id);
      outbox.hear({ type: "snapshot" }, seen);
    };
    for (let step = 0; step < 120; step += 1) {
      const terminal = dice.one(["laptop", "master"]);
      const act = dice.below(6);
      if (act < 2 && typed[terminal].length < 12) {
        const frame = line(`${terminal}${typed[terminal].length}`, terminal);
        // a page shows no field for a terminal in which a line runs
        if (!up || !running.has(terminal)) if (outbox.post(frame)) typed[terminal].push(frame.id);
      } else if (act === 2) serve(true);
      else if (act === 3) end(up);
      else if (act === 4 && up) break_();
      else if (act === 5 && !up) mend();
    }
    if (!up) mend();
    for (let step = 0; step < 200; step += 1) (serve(true), end(true));
    for (const terminal of ["laptop", "master"]) {
      const order = ran.filter((frame) => frame.terminal === terminal).map(({ id }) => id);
      assert.deepEqual(order, typed[terminal], `seed ${seed}`);
    }
  }
});
