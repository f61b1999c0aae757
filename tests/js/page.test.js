import assert from "node:assert/strict";
import { test } from "node:test";

import cytoscape from "cytoscape";

import { hasNews, isRead } from "../../static/js/cards.js";
import { logicalNow } from "../../static/js/clock.js";
import { ENDINGS, waitMs } from "../../static/js/connection.js";
import { hotElements, meant } from "../../static/js/links.js";
import { NOTHING_LOOKED, parts } from "../../static/js/stage/parts.js";
import { place } from "../../static/js/stage/place.js";
import { picture } from "../../static/js/stage/settle.js";
import { KINDS, style } from "../../static/js/stage/style.js";
import { branches, treeOrder } from "../../static/js/stage/twin.js";
import { writer } from "../../static/js/stage/writer.js";
import { EMPTY } from "../../static/js/state.js";
import { createStore } from "../../static/js/store.js";
import { SIGNS } from "../../static/js/symbols.js";
import { otherTerminals, openTerminals } from "../../static/js/terminal/tabs.js";
import { typedIn } from "../../static/js/terminal.js";
import { lineHere, momentsBetween, shortName, ticksAt } from "../../static/js/track.js";
import { kinds } from "../../static/js/legend/words.js";
import { CLOSED_WORDS, KIND_WORDS } from "../../static/js/words.js";
import { answered, chance, cluster, element } from "./build.js";

const line = (seq, terminal, text, kind = "line") => ({ seq, number: kind === "line" ? seq : 0, terminal, text, kind, output: [], exitCode: 0 });

test("waits before a reconnect begin between 0.5 and 2 s, grow, and end at half a minute", () => {
  const random = chance(7);
  for (let failures = 0; failures < 40; failures += 1) {
    const wait = waitMs(failures, random.next());
    assert.ok(wait >= 500 && wait <= 30_000);
  }
  assert.equal(waitMs(0, 1), 2000);
  assert.ok(waitMs(5, 1) > waitMs(4, 1));
  assert.equal(waitMs(0, 0, 10_000), 10_000);
});

test("every close code after which a page does not come back is explained", () => {
  const final = Object.entries(ENDINGS)
    .filter(([, { again }]) => !again)
    .map(([code]) => code);
  assert.deepEqual(final.sort(), Object.keys(CLOSED_WORDS).sort());
});

test("logical time stands still while the world is settled, and else runs at its speed", () => {
  const clock = { now_ms: 1000, epoch_ms: 500_000, settled: true, next_ms: null, speed: 4 };
  assert.equal(logicalNow(clock, 250), 501_000);
  const runs = { ...clock, settled: false, next_ms: 3000 };
  assert.equal(logicalNow(runs, 250), 502_000);
  assert.equal(logicalNow(runs, 60_000), 503_000, "no further than is known");
  assert.equal(logicalNow({ ...runs, next_ms: 900 }, 250), 501_000, "and never back");
});

test("an app means its tasks, every other id itself", () => {
  const other = element("task:other", "task", { facts: { app: "/other" } });
  const elements = { ...cluster({ tasks: { S1: [[16327]], S2: [[16328]] } }), [other.id]: other };
  assert.deepEqual(meant("app:/httpi", elements), ["task:httpi.S1.0", "task:httpi.S2.0"]);
  assert.deepEqual(meant("agent:S1", elements), ["agent:S1"]);
  assert.deepEqual(meant("rule:S1/nat/1", elements), ["rule:S1/nat/1"]);
});

test("a hop is about the place where it happens and the entries that matched", () => {
  const hop = answered().hops[3];
  const entries = [
    { ...hop.entries[0], element: "rule:1" },
    { ...hop.entries[0], element: "rule:2", matched: false },
  ];
  assert.deepEqual([...hotElements({ ...hop, entries })], ["socket:S1/tcp/16327", "rule:1"]);
  assert.equal(hotElements(undefined).size, 0);
});

test("the tree has every element but the links, each machine before what stands in it", () => {
  const elements = cluster({ tasks: { S1: [[16327]] } });
  const order = treeOrder(elements);
  assert.equal(order.length, new Set(order).size);
  assert.deepEqual(new Set(order), new Set(Object.keys(elements).filter((id) => elements[id].kind !== "edge")));
  for (const { element, within } of branches(elements))
    for (const { parent } of within) assert.equal(parent, element.id);
});

test("every kind has its words, its sign and its place in the style sheet", () => {
  const sheet = style(() => "#000000", { sans: "sans-serif", mono: "monospace" }).map(({ selector }) => selector);
  for (const kind of KINDS) {
    assert.ok(KIND_WORDS[kind], kind);
    assert.ok(
      sheet.some((selector) => selector === `node[kind="${kind}"]` || selector === `edge[kind="${kind}"]`),
      kind,
    );
    if (kind !== "edge") assert.ok(SIGNS[kind], kind);
  }
  for (const { sign } of kinds()) assert.ok(SIGNS[sign], sign);
  for (const kind of KINDS.filter((kind) => kind !== "edge"))
    assert.ok(kinds().some(({ sign }) => sign === kind), `${kind} is not in the legend`);
});

test("the graph shows exactly the picture that was written, whatever stood there before", () => {
  const cy = cytoscape({ headless: true, styleEnabled: false });
  const write = writer(cy);
  const random = chance(9);
  for (let round = 0; round < 20; round += 1) {
    const tasks = {
      S1: Array.from({ length: random.below(4) }, (_, slot) => [2000 + slot]),
      S2: Array.from({ length: random.below(12) }, (_, slot) => [3000 + slot]),
    };
    const elements = cluster({ agents: 2 + random.below(3), tasks });
    const scene = place(elements, { width: random.one([320, 744]) });
    const wanted = picture(parts(elements, scene, NOTHING_LOOKED), scene.lines);
    write(wanted);
    const nodes = cy.nodes().filter((node) => node.data("kind") !== "point");
    assert.deepEqual(nodes.map((node) => node.id()).sort(), [...wanted.parts.keys()].sort());
    assert.deepEqual(
      cy
        .edges()
        .map((edge) => edge.id())
        .sort(),
      [...wanted.strokes.keys()].sort(),
    );
    for (const [id, part] of wanted.parts) {
      assert.deepEqual(cy.getElementById(id).position(), { x: part.x, y: part.y });
      assert.equal(cy.getElementById(id).data("w"), part.w);
    }
  }
});

test("terminals that were used have a tab, the others can be opened, the router never", () => {
  const state = { ...EMPTY, elements: cluster(), lines: [line(1, "S2", "ls")] };
  const ui = { opened: [], terminal: "laptop" };
  assert.deepEqual(openTerminals(state, ui), ["laptop", "master", "S2"]);
  assert.deepEqual(otherTerminals(state.elements, openTerminals(state, ui)), ["S0", "outside", "S1", "S3", "S4"]);
});

test("the history of a terminal has its own lines, none twice in a row", () => {
  const lines = [
    line(1, "laptop", "a"),
    line(2, "master", "b"),
    line(3, "laptop", "a"),
    line(4, "laptop", "", "eof"),
    line(5, "laptop", "c"),
  ];
  assert.deepEqual(typedIn({ ...EMPTY, lines }, "laptop"), ["a", "c"]);
});

test("the line that is looked at is the one that was turned to, else the last that was typed", () => {
  const lines = [
    { seq: 1, number: 1 },
    { seq: 3, number: 2 },
    { seq: 4, number: 0 },
  ];
  assert.equal(lineHere({ lines }, { line: null }).seq, 3);
  assert.equal(lineHere({ lines }, { line: 1 }).seq, 1);
  assert.equal(lineHere({ lines }, { line: 99 }).seq, 3);
  assert.equal(lineHere({ lines: [] }, { line: null }), undefined);
});

test("moments stand behind the line before them, by their time, and never on each other", () => {
  const lines = [{ atMs: 10 }, { atMs: 20 }, { atMs: 1000 }];
  const moment = (at_ms, state = "running") => ({ at_ms, changed: [["task:a", state]] });
  const moments = [5, 20, 30, 500, 2000].map((at) => moment(at));
  const between = momentsBetween(lines, moments);
  assert.deepEqual(
    between.map((found) => found.map(({ at_ms }) => at_ms)),
    [[], [20, 30, 500], [2000]],
  );
  const ticks = ticksAt([moment(0), moment(50), moment(51, "failed"), moment(100)], 0, 100);
  assert.deepEqual(
    ticks.map(({ failed }) => failed),
    [false, true, false],
  );
  const xs = ticks.map(({ x }) => x);
  assert.ok(xs.every((x, index) => x >= 0 && x <= 76 && (index === 0 || x - xs[index - 1] >= 4)), String(xs));
  const crowd = ticksAt(
    Array.from({ length: 500 }, (_, at) => moment(at)),
    0,
    500,
  );
  assert.ok(crowd.length <= 19);
});

test("a line's short name keeps program and verb", () => {
  const names = {
    "curl http://172.16.9.84:16327": "curl",
    "sudo docker ps -q": "docker ps",
    "dcos marathon app add httpi_host.json": "app add",
    "dcos node ssh --leader": "node ssh",
    "dcos node": "dcos node",
    "cat httpi_host.json": "cat",
    "  ls   -l": "ls",
  };
  for (const [text, name] of Object.entries(names)) assert.equal(shortName(text), name, text);
});

test("views are shown once for all changes of a moment, with what they showed before", async () => {
  const ui = { step: 0, trace: null };
  const store = createStore({ state: EMPTY, ui });
  const seen = [];
  store.addView((now, before) => seen.push([now.ui.step, before?.ui.step ?? null]));
  await Promise.resolve();
  store.setUi({ step: 1 });
  store.setUi({ step: 2 });
  store.setUi({ step: 2 });
  await Promise.resolve();
  assert.deepEqual(seen, [
    [0, null],
    [2, 0],
  ]);
});

test("a list of hops or of requests and an element that was chosen are read, and nothing else", () => {
  const read = (card, selected = null, stream = null) => isRead({ card, selected, stream });
  assert.deepEqual([read("list"), read("requests"), read("element", "agent:S1")], [true, true, true]);
  assert.deepEqual([read("hop"), read("element"), read("hop", "agent:S1")], [false, false, false]);
  assert.equal(read("requests", null, 3), false, "the stream has brought it, not a reader");
});

test("hops have news from a new request until they are looked at", () => {
  assert.equal(hasNews(false, { trace: "2", card: "element" }, "1"), true);
  assert.equal(hasNews(true, { trace: "2", card: "element" }, "2"), true, "until it is looked at");
  assert.equal(hasNews(false, { trace: "2", card: "element" }, "2"), false, "nothing new came");
  assert.equal(hasNews(true, { trace: "2", card: "list" }, "2"), false);
  assert.equal(hasNews(true, { trace: "2", card: "hop" }, "1"), false);
  assert.equal(hasNews(true, { trace: null, card: "element" }, "1"), false, "it is gone");
});
