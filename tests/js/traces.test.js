import assert from "node:assert/strict";
import { test } from "node:test";

import { applyFrame, EMPTY } from "../../static/js/state.js";
import { streamOf } from "../../static/js/traces.js";
import { ALL, choicesOf, matching, outcomeOf } from "../../static/js/traces/filters.js";
import { homeMs, kindOf, lastsMs, MOST_DRAWN, packets, scheduled } from "../../static/js/traces/flights.js";
import { short } from "../../static/js/traces/list.js";
import { AGAIN_MS, createOlder, missingBefore } from "../../static/js/traces/older.js";
import { tally } from "../../static/js/traces/tally.js";
import { cluster } from "./build.js";

const ADDRESSES = ["172.16.17.198:8584", "172.16.15.168:9896", "172.16.15.168:26186"];
const served = (address, namespace) => ({ address, namespace, element: `socket:${namespace}/tcp/${address.split(":")[1]}` });

/** The nth request: asked for by the master, answered by the servers in turn. */
function request(nth, more = {}) {
  const address = ADDRESSES[nth % ADDRESSES.length];
  return {
    id: `1.${nth}`, nth, line: 1, number: 1, from: "master", method: "GET", url: "http://11.249.78.219:3141/", disposition: "delivered",
    success: true, status: 200, error: "", at_ms: nth, elapsed_ms: 2, server: served(address, `S${nth % 3}`), hop_count: 11, ...more,
  };
}

const requests = (count) => Array.from({ length: count }, (_, index) => request(index + 1));
const REFUSED = request(7, { from: "S10", url: "http://172.16.9.84:9/x?y", success: false, status: 0, disposition: "refused", server: null });

test("a filter is by who asked, by what was asked for or who answered, and by what became of it", () => {
  const all = [...requests(6), REFUSED, request(8, { from: "S9", status: 503 })];
  const nths = (filter) => matching(all, { ...ALL, ...filter }).map(({ nth }) => nth);
  assert.deepEqual(nths({}), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(nths({ source: "S10" }), [7]);
  assert.deepEqual(nths({ target: "asked 172.16.9.84:9" }), [7]);
  assert.deepEqual(nths({ target: "server 172.16.15.168:9896" }), [1, 4]);
  assert.deepEqual(nths({ outcome: "ok" }), [1, 2, 3, 4, 5, 6, 8]);
  assert.deepEqual(nths({ outcome: "ok 503" }), [8]);
  assert.deepEqual(nths({ outcome: "ok 50" }), []);
  assert.deepEqual(nths({ outcome: "failed refused" }), [7]);
  assert.deepEqual(nths({ source: "master", target: "server 172.16.15.168:9896", outcome: "failed" }), []);
  assert.equal(outcomeOf(request(1, { status: 0 })), "ok");
});

test("what can be chosen is what some request has, in the order of people", () => {
  assert.deepEqual(choicesOf([...requests(3), REFUSED, request(8, { from: "S9" })]), {
    sources: ["master", "S9", "S10"],
    asked: ["11.249.78.219:3141", "172.16.9.84:9"],
    servers: ["172.16.15.168:9896", "172.16.15.168:26186", "172.16.17.198:8584"],
    answers: ["ok 200"],
    failures: ["failed refused"],
  });
});

test("who answered is counted by where it listens, for addresses within bridges are used twice", () => {
  const twice = [served("172.17.0.2:80", "S1/mesos-0"), served("172.17.0.2:80", "S2/mesos-1"), served("172.17.0.2:80", "S1/mesos-0")];
  const traces = twice.map((server, index) => request(index + 1, { server }));
  const elements = cluster({ tasks: { S1: [[16327]] }, bridged: { S1: [true] } });
  const shares = tally([...traces, REFUSED], elements);
  assert.deepEqual(shares.map(({ element, count }) => [element, count]), [["socket:S1/mesos-0/tcp/80", 2], ["socket:S2/mesos-1/tcp/80", 1]]);
  assert.deepEqual(shares.map(({ name }) => name), ["httpi-0abcd", "S2"]);
  const host = [request(1, { server: served("172.16.9.84:16327", "S1") })];
  assert.equal(tally(host, cluster({ tasks: { S1: [[16327]] } }))[0].task, "task:httpi.S1.0");
});

test("older requests take their place among those that are here, whatever the order in which they come", () => {
  const all = requests(9);
  const state = applyFrame({ ...EMPTY, rev: 1, traces: all.slice(6) }, { type: "traces", before: 7, first: 1, traces: all.slice(3, 7) });
  const full = applyFrame(state, { type: "traces", before: 4, first: 1, traces: all.slice(0, 3) });
  assert.deepEqual(full.traces.map(({ nth }) => nth), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a gap is known by the numbers, the newest first, down to the oldest that is kept", () => {
  const nths = (...list) => list.map((nth) => ({ nth }));
  assert.equal(missingBefore(nths(1, 2, 3), 1), null);
  assert.equal(missingBefore(nths(), 1), null);
  assert.equal(missingBefore(nths(3, 4), 1), 3);
  assert.equal(missingBefore(nths(3, 4), 3), null);
  assert.equal(missingBefore(nths(1, 2, 9, 10, 15), 1), 15);
  assert.equal(missingBefore(nths(1, 2, 9, 10), 1), 9);
});

test("older requests are asked for page by page, and again when no answer comes", () => {
  let here = requests(300).slice(290);
  const [asked, timers] = [[], []];
  const older = createOlder({
    ask: (before) => asked.push(before),
    after: (run, ms) => timers.push([run, ms]),
    traces: () => here,
    changed: () => {},
  });
  older.want();
  older.want();
  assert.deepEqual([asked, older.missing], [[291], true]);
  timers[0][0]();
  assert.deepEqual([asked, timers[0][1]], [[291, 291], AGAIN_MS]);
  here = requests(300).slice(90);
  older.hear({ first: 51 });
  assert.deepEqual(asked, [291, 291, 91]);
  here = requests(300).slice(50);
  older.hear({ first: 51 });
  assert.deepEqual([asked.length, older.missing, older.forgotten], [3, false, 50]);
  timers.forEach(([run]) => run());
  assert.equal(asked.length, 3);
});

const WAY = { there: [[{ x: 0, y: 0 }, { x: 100, y: 0 }], [{ x: 100, y: 0 }, { x: 100, y: 50 }]], back: [[{ x: 100, y: 50 }, { x: 0, y: 50 }]] };
const wayOf = () => WAY;

test("of many requests at once at most forty are drawn, and each comes home", () => {
  const flights = scheduled([], requests(500), wayOf);
  assert.equal(flights.length, 500);
  for (let ms = 0; ms < homeMs(flights.at(-1), wayOf); ms += 50) assert.ok(packets(flights, ms, wayOf).length <= MOST_DRAWN);
  assert.equal(packets(flights, homeMs(flights.at(-1), wayOf), wayOf).length, 0);
  assert.ok(flights.some(({ drawn }) => !drawn));
  assert.ok(homeMs(flights.at(-1), wayOf) < 12_000);
});

test("a packet takes an edge in 450 ms, and half of that on its way back", () => {
  const flights = scheduled([], requests(1), wayOf);
  const at = (ms) => packets(flights, ms, wayOf)[0];
  assert.equal(lastsMs(WAY), 1125);
  assert.deepEqual(at(225), { at: { x: 50, y: 0 }, reply: false, heading: 0 });
  assert.deepEqual(at(675), { at: { x: 100, y: 25 }, reply: false, heading: 1 });
  assert.deepEqual(at(1012.5), { at: { x: 50, y: 50 }, reply: true, heading: 2 });
  assert.equal(at(1125), undefined);
});

test("requests that come while a stream runs leave after those that have left, and not before now", () => {
  const first = scheduled([], requests(3), wayOf);
  const more = scheduled(first, requests(5), wayOf, 5000);
  assert.deepEqual(more.slice(0, 3), first);
  assert.deepEqual(more.slice(3).map(({ leavesMs }) => leavesMs), [5000, 5110]);
});

test("requests of a kind take the same way: from the same machine, for the same, to the same server", () => {
  assert.equal(kindOf(request(1)), kindOf(request(4)));
  assert.notEqual(kindOf(request(1)), kindOf(request(2)));
  assert.notEqual(kindOf(request(1)), kindOf(request(1, { from: "S1" })));
  assert.equal(kindOf(REFUSED), kindOf({ ...REFUSED, id: "2.1" }));
});

test("a line that asks often is looked at as a stream; one that pings is not", () => {
  assert.equal(streamOf({ traces: requests(5) }), null);
  assert.equal(streamOf({ traces: requests(6) }), 1);
  assert.equal(streamOf({ traces: [...requests(6), request(7, { line: 2 })] }), null);
  assert.equal(streamOf({ traces: [...requests(6), request(7, { line: 2 })] }, 1), 1);
  assert.equal(streamOf({ traces: requests(9).map((trace) => ({ ...trace, method: "PING" })) }), null);
  assert.equal(streamOf({ traces: [] }), null);
});

test("a long name loses the end of its domain, an address and a port nothing", () => {
  assert.equal(short("httpi.marathon.l4lb.thisdcos.directory:3141"), "httpi.marathon.l4lb.…:3141");
  assert.equal(short("httpi.marathon.mesos"), "httpi.marathon.mesos");
  assert.equal(short("172.16.15.168:26186"), "172.16.15.168:26186");
  assert.equal(short("a-name-that-is-longer-than-any-address.example.com"), "a-name-that-is-longer-than-any-address.…");
});
