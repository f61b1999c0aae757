import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox, keptLines, MOST } from "../../static/js/outbox.js";
import { portions, rest } from "../../static/js/terminal/keyboard.js";
import { chance } from "./build.js";

const line = (id, terminal = "laptop") => ({ type: "line", id, terminal, text: `echo ${id}` });

/** A server that takes lines, runs each id once, and can go away; and the outbox before it. */
function desk({ up = true, kept = [] } = {}) {
  const ran = [];
  const begun = new Map();
  const busy = new Set();
  const sent = [];
  const timers = [];
  const opened = [];
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
      onOpen: (frame) => opened.push(frame),
    },
    kept,
  );
  return {
    outbox,
    sent,
    opened,
    busy,
    timers,
    begun,
    ran,
    waiting: () => waiting,
    hear: (frame) => outbox.hear(frame, begun),
    begins(id, terminal = "laptop", text = "") {
      ran.push(id);
      begun.set(id, text);
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
  begun.set("stored", "");
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
    const begun = new Map();
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
    const seen = new Map();
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
      begun.set(frame.id, frame.text);
      running.set(frame.terminal, frame.id);
      if (!heard) return;
      seen.set(frame.id, frame.text);
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
      for (const [id, text] of begun) seen.set(id, text);
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

test("text from a keyboard is typed line by line, each when the one before has ended", () => {
  const { outbox, sent, waiting, begins, ends, busy } = desk();
  busy.add("laptop");
  outbox.post({ ...line("a"), text: "ls\ncat <<A\n1\nA\npwd\n", first: true }, true);
  assert.deepEqual(sent, []);
  ends();
  assert.deepEqual(sent, ["a"]);
  begins("a", "laptop", "ls");
  assert.equal(sent.length, 1);
  assert.equal(waiting().length, 1);
  ends();
  begins(sent[1], "laptop", "cat <<A\n1\nA");
  ends();
  begins(sent[2], "laptop", "pwd");
  ends();
  assert.equal(sent.length, 3);
  assert.deepEqual(waiting(), []);
});

test("what is left of a text is still typed when the connection broke while its line began", () => {
  const { outbox, sent, goes, comes, begun } = desk();
  outbox.post({ ...line("a"), text: "one\ntwo", first: true });
  goes();
  begun.set("a", "one");
  comes();
  assert.equal(sent.length, 2);
});

test("a text of which no line is whole comes back", () => {
  const { outbox, opened, hear, waiting } = desk();
  outbox.post({ ...line("a"), text: "cat <<A", first: true });
  hear({ type: "open", id: "a" });
  assert.deepEqual(
    opened.map(({ text }) => text),
    ["cat <<A"],
  );
  assert.deepEqual(waiting(), []);
});

test("what waits of a pasted text can be forgotten, lines that wait for a connection not", () => {
  const { outbox, waiting, begins, goes } = desk();
  outbox.post({ ...line("a"), text: "one\ntwo\nthree\n", first: true });
  begins("a", "laptop", "one");
  assert.equal(outbox.forget("laptop"), "two\nthree\n");
  assert.deepEqual(waiting(), []);
  goes();
  outbox.post(line("b"));
  assert.equal(outbox.forget("laptop"), "");
  assert.deepEqual(waiting(), ["b"]);
});

test("a text is cut into pieces of whole lines that can be sent", () => {
  const fits = (piece) => piece.length <= 12;
  for (const text of ["", "short\n", "aaaa\nbbbb\ncccc\ndddd\n", "x".repeat(30), `a\n${"x".repeat(30)}\nb\n`]) {
    const found = portions(text, fits);
    assert.equal(found.join(""), text);
    for (const piece of found) assert.ok(fits(piece) || !piece.slice(0, -1).includes("\n"), piece);
  }
});

test("what is left of a text begins behind its first line and empty ones", () => {
  assert.equal(rest("ls\n\n  \npwd\n", "ls"), "pwd\n");
  assert.equal(rest("\n\nls\n", "ls"), "");
  assert.equal(rest("ls", "other"), "");
});
