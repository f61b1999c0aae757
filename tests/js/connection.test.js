import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../static/js/connection.js";

/** A browser whose clock and sockets are in the test's hand. */
function browser({ online = true } = {}) {
  const sockets = [];
  const timers = new Map();
  let names = 0;
  let now = 0;
  const world = {
    socket(url) {
      const listeners = {};
      const made = {
        url,
        readyState: 0,
        sent: [],
        addEventListener: (type, act) => (listeners[type] = act),
        send: (text) => made.sent.push(JSON.parse(text)),
        close: () => (made.readyState = 3),
        opens() {
          made.readyState = 1;
          listeners.open({});
        },
        says: (frame) => listeners.message({ data: JSON.stringify(frame) }),
        ends(code) {
          made.readyState = 3;
          listeners.close({ code });
        },
        greets() {
          made.opens();
          made.says({ type: "snapshot" });
        },
      };
      sockets.push(made);
      return made;
    },
    after(act, ms) {
      names += 1;
      timers.set(names, { act, at: now + ms });
      return names;
    },
    cancel: (name) => timers.delete(name),
    now: () => now,
    chance: () => 0,
    online: () => online,
  };
  /** Let time pass, and everything happen that is due meanwhile. */
  function pass(ms) {
    const until = now + ms;
    for (;;) {
      const [name, next] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (next === undefined || next.at > until) break;
      timers.delete(name);
      now = next.at;
      next.act();
    }
    now = until;
  }
  /** The machine sleeps: the clock goes on, and no timer fires. */
  const sleep = (ms) => (now += ms);
  return { world, sockets, pass, sleep, goOffline: () => (online = false), timers };
}

function connected(options) {
  const found = browser(options);
  const seen = { frames: [], statuses: [] };
  const connection = connect(
    {
      url: "ws://here",
      capability: "secret",
      have: () => ({ have: seen.frames.length }),
      onFrame: (frame) => seen.frames.push(frame.type),
      onStatus: (status, { code }) => seen.statuses.push(code === 0 ? status : `${status} ${code}`),
    },
    found.world,
  );
  return { ...found, ...seen, connection, last: () => found.sockets.at(-1) };
}

test("hello is said first, by a name that stays, and nothing is sent before it is answered", () => {
  const { sockets, connection, last, pass } = connected();
  assert.equal(connection.send({ type: "line" }), false);
  last().opens();
  assert.equal(connection.send({ type: "line" }), false);
  last().says({ type: "snapshot" });
  assert.equal(connection.send({ type: "line" }), true);
  assert.deepEqual(
    last().sent.map(({ type }) => type),
    ["hello", "line"],
  );
  assert.equal(last().sent[0].have, 0);
  last().ends(1006);
  pass(600);
  last().opens();
  const [first, again] = sockets.map(({ sent }) => sent[0]);
  assert.equal(again.page, first.page);
  assert.match(first.page, /^[0-9a-f]{24}$/);
  assert.equal(again.have, 1);
});

test("a connection over which nothing comes is asked after 10 s and given up 15 s later", () => {
  const { statuses, last, pass, sockets } = connected();
  last().greets();
  pass(9_900);
  assert.deepEqual(
    last().sent.map(({ type }) => type),
    ["hello", "ack"],
  );
  pass(200);
  assert.equal(last().sent.at(-1).type, "ping");
  pass(14_800);
  assert.deepEqual(statuses, ["connecting", "open"]);
  pass(300);
  assert.deepEqual(statuses, ["connecting", "open", "waiting 1006"]);
  pass(600);
  assert.equal(sockets.length, 2);
});

test("a connection that answers is asked every 10 s and kept", () => {
  const { statuses, last, pass } = connected();
  last().greets();
  for (let round = 0; round < 20; round += 1) {
    pass(10_001);
    last().says({ type: "pong" });
  }
  assert.deepEqual(statuses, ["connecting", "open"]);
  assert.equal(last().sent.filter(({ type }) => type === "ping").length, 20);
});

test("frames that come by themselves make a ping unnecessary", () => {
  const { last, pass } = connected();
  last().greets();
  for (let round = 0; round < 20; round += 1) {
    pass(9_000);
    last().says({ type: "clock" });
  }
  assert.equal(last().sent.filter(({ type }) => type === "ping").length, 0);
});

test("a connection that never opens, or never answers, is given up after 15 s", () => {
  for (const opens of [false, true]) {
    const { statuses, last, pass } = connected();
    if (opens) last().opens();
    pass(15_100);
    assert.deepEqual(statuses.slice(0, 2), ["connecting", "waiting 1006"]);
  }
});

test("what a connection says after it was given up is not heard", () => {
  const { frames, last, pass, statuses } = connected();
  const dead = last();
  dead.greets();
  pass(26_000);
  const heard = frames.length;
  dead.says({ type: "push" });
  dead.ends(1000);
  assert.equal(frames.length, heard);
  assert.equal(statuses.filter((status) => status.startsWith("closed")).length, 0);
});

test("when the lid is opened a silent connection is asked at once and given up soon", () => {
  const { connection, last, sleep, pass, statuses } = connected();
  last().greets();
  sleep(3_600_000);
  connection.doubt();
  assert.equal(last().sent.at(-1).type, "ping");
  pass(4_100);
  assert.equal(statuses.at(-1), "waiting 1006");
});

test("when the network is back, or somebody asks for it, it is tried at once", () => {
  const { connection, last, sockets, pass } = connected();
  for (let failures = 0; failures < 8; failures += 1) {
    last().ends(1006);
    pass(500);
  }
  last().ends(1006);
  const before = sockets.length;
  connection.doubt();
  assert.equal(sockets.length, before + 1);
});

test("an attempt to connect that hangs from before the network changed is begun anew", () => {
  const { connection, sockets, sleep } = connected();
  sleep(5_000);
  connection.doubt();
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0].readyState, 3);
});

test("a page that is put away has no connection, and one again when it is shown", () => {
  const { connection, last, sockets, pass, timers } = connected();
  last().greets();
  connection.rest();
  assert.equal(last().readyState, 3);
  last().ends(1000);
  pass(600_000);
  assert.equal(sockets.length, 1);
  assert.equal(timers.size, 0);
  connection.wake();
  assert.equal(sockets.length, 2);
});

test("without a network it is said so, and it is still tried now and then", () => {
  const { connection, last, statuses, goOffline, sockets, pass } = connected();
  last().greets();
  goOffline();
  pass(5_000);
  connection.offline();
  pass(4_100);
  assert.equal(statuses.at(-1), "offline 1006");
  const before = sockets.length;
  pass(120_000);
  assert.ok(sockets.length > before);
});

test("an end for good is one: nothing is tried any more, whatever happens", () => {
  for (const code of [4400, 4401, 4404]) {
    const { connection, last, sockets, pass, statuses } = connected();
    last().greets();
    last().ends(code);
    assert.equal(statuses.at(-1), `closed ${code}`);
    for (const act of ["doubt", "rest", "wake", "offline"]) connection[act]();
    pass(600_000);
    assert.equal(sockets.length, 1);
    assert.equal(connection.over, true);
  }
});

test("who read too slowly asks for everything anew, until that has come", () => {
  const { last, pass } = connected();
  last().greets();
  last().ends(4503);
  pass(600);
  last().opens();
  assert.equal(last().sent[0].have, null);
  last().ends(1006);
  pass(2_000);
  last().opens();
  assert.equal(last().sent[0].have, null);
  last().says({ type: "snapshot" });
  last().ends(1006);
  pass(2_000);
  last().opens();
  assert.notEqual(last().sent[0].have, null);
});

test("frames are acknowledged after 32 or a second, counted for each connection by itself", () => {
  const { last, pass } = connected();
  last().greets();
  for (let count = 1; count < 32; count += 1) last().says({ type: "push" });
  assert.deepEqual(last().sent.at(-1), { type: "ack", frames: 32 });
  last().says({ type: "push" });
  pass(1_000);
  assert.deepEqual(last().sent.at(-1), { type: "ack", frames: 33 });
  last().ends(1006);
  pass(600);
  last().greets();
  pass(1_000);
  assert.deepEqual(last().sent.at(-1), { type: "ack", frames: 1 });
});
