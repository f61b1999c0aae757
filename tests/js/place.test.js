import assert from "node:assert/strict";
import { test } from "node:test";

import { enlargement } from "../../static/js/stage/bands.js";
import { elementAt, neighbour } from "../../static/js/stage/neighbour.js";
import { cutMiddle, wordBox } from "../../static/js/stage/part.js";
import { NOTHING_LOOKED, parts } from "../../static/js/stage/parts.js";
import { CROWD, place } from "../../static/js/stage/place.js";
import { between, events, picture } from "../../static/js/stage/settle.js";
import { MOST_DRAWN } from "../../static/js/stage/fold.js";
import { keptRows } from "../../static/js/stage/wishes.js";
import { apply, byId } from "../../static/js/topology/apply.js";
import { ENGLISH } from "../../static/js/translate.js";
import { speak } from "../../static/js/words.js";
import { chance, cluster, groupBy, task } from "./build.js";
import { apart, inside, randomCluster, randomWish, rounds, WIDTHS } from "./rounds.js";

/** Boxes of elements; those of folds stand for several. */
const ofElements = (boxes, elements) => Object.fromEntries(Object.entries(boxes).filter(([id]) => elements[id]));

test("the ports of a task stand in the order of their numbers, those that are only counted last", () => {
  const elements = cluster({ tasks: { S0: [[9090, 443, 3141, 80]] } });
  const pill = { ...elements["socket:S0/tcp/80"], id: "ports:S0/httpi.S0.0", label: "+101", state: "promised" };
  const { boxes } = place({ [pill.id]: pill, ...elements }, { width: 744 });
  const found = Object.values({ ...elements, [pill.id]: pill }).filter(({ kind }) => kind === "port");
  found.sort((a, b) => boxes[a.id].y - boxes[b.id].y);
  assert.deepEqual(found.map(({ label }) => label), ["80", "443", "3141", "9090", "+101"]);
});

test("no two machines, and no two things within a machine, cover each other", () => {
  rounds(300, (elements, wish, { boxes, folds, hosts }) => {
    const parentOf = (id) => folds[id]?.host ?? (hosts[id]?.shape === "cell" ? CROWD : (elements[id]?.parent ?? ""));
    const groups = groupBy(Object.keys(boxes), parentOf);
    for (const [parent, ids] of Object.entries(groups)) {
      const list = ids.filter((id) => elements[id]?.kind !== "nic" && elements[id]?.kind !== "wire");
      for (const [index, a] of list.entries()) {
        for (const b of list.slice(index + 1)) {
          assert.ok(
            apart(boxes[a], boxes[b]),
            `${a} covers ${b} in ${parent} at ${wish.width}: ${JSON.stringify([boxes[a], boxes[b]])}`,
          );
        }
      }
    }
  });
});

test("everything stands within the picture, and tasks and ports within their machine", () => {
  rounds(300, (elements, wish, { boxes, folds, width, height }) => {
    for (const [id, box] of Object.entries(boxes)) {
      assert.ok(inside(box, { x: 0, y: 0, w: width, h: height }), `${id} at ${wish.width}`);
      const parent = folds[id]?.host ?? elements[id]?.parent ?? null;
      const kind = elements[id]?.kind;
      if (parent !== null && kind !== "nic") assert.ok(inside(box, boxes[parent]), `${id} leaves ${parent}`);
    }
    assert.ok(width <= Math.max(wish.width, 240));
  });
});

test("every element has a box, or something with a box stands for it", () => {
  rounds(200, (elements, wish, { boxes, hidden }) => {
    for (const [id, element] of Object.entries(elements)) {
      if (element.kind === "edge") continue;
      assert.ok((boxes[id] !== undefined) !== (hidden[id] !== undefined), id);
      assert.ok(boxes[id] !== undefined || boxes[hidden[id]] !== undefined, id);
    }
  });
});

test("what is on the request or selected is never folded away, as long as it is on few machines", () => {
  rounds(200, (elements, wish, { boxes }) => {
    const hosts = new Set([...wish.shown].map((id) => elements[id].parent ?? id));
    if (hosts.size > 6) return;
    for (const id of wish.shown)
      if (["task", "port"].includes(elements[id].kind)) assert.ok(boxes[id] !== undefined, `${id} at ${wish.width}`);
  });
});

test("never more than 300 things are drawn, but for those on the request and folds opened by hand", () => {
  let most = 0;
  rounds(200, (elements, wish) => {
    const free = { ...wish, opened: new Set(), shown: new Set([...wish.shown].slice(0, 2)), askers: new Set() };
    const scene = place(elements, free);
    const drawn = parts(elements, scene, NOTHING_LOOKED).length + strokes(scene);
    assert.ok(drawn <= MOST_DRAWN, `${drawn} of ${Object.keys(elements).length} at ${wish.width}`);
    most = Math.max(most, drawn);
  });
  assert.ok(most > MOST_DRAWN * 0.6, `only ${most}: nothing was near the limit`);
});

const strokes = ({ lines }) => Object.values(lines).reduce((sum, points) => sum + points.length - 1, 0);

test("forty tasks on four agents are no scroll of pages, whatever the room", () => {
  const tasks = Object.fromEntries(
    [1, 2, 3, 4].map((n) => [`S${n}`, Array.from({ length: 10 }, (_, slot) => [n * 1000 + slot])]),
  );
  const elements = cluster({ tasks });
  for (const height of [300, 420, 460, 700]) {
    const scene = place(elements, { width: 744, height });
    assert.ok(scene.height <= 1.4 * Math.max(420, height), `${scene.height} in ${height}`);
  }
  for (const width of [320, 480, 640]) assert.ok(place(elements, { width, height: 480 }).height <= 1.4 * 480, `${width}`);
});

test("tasks fold by how many an agent has: all open, lower, and from nine on three and a row for the rest", () => {
  const pitch = (count) => {
    const elements = cluster({ tasks: { S1: Array.from({ length: count }, (_, slot) => [2000 + slot]) } });
    const { rows, fold } = place(elements, { width: 744 }).hosts["agent:S1"];
    return [rows.length, rows[1] - rows[0], fold !== null];
  };
  assert.deepEqual(pitch(4), [4, 36, false]);
  assert.deepEqual(pitch(5), [5, 24, false]);
  assert.deepEqual(pitch(8), [8, 24, false]);
  assert.deepEqual(pitch(9), [3, 24, true]);
});

test("from seven agents on those are open that are asked, selected or just changed, and more than forty share a box", () => {
  const shapes = (agents, wish) => {
    const tasks = Object.fromEntries(Array.from({ length: agents }, (_, n) => [`S${n + 1}`, [[1000 + n]]]));
    const { hosts } = place(cluster({ agents, tasks }), { width: 744, ...wish });
    return Array.from({ length: agents }, (_, n) => hosts[`agent:S${n + 1}`].shape);
  };
  assert.ok(shapes(6, {}).every((shape) => shape === "open"));
  const seven = shapes(7, { traced: new Set(["agent:S2"]), recent: ["agent:S5"] });
  assert.deepEqual(seven, ["line", "open", "line", "line", "open", "line", "line"]);
  const many = shapes(41, { shown: new Set(["agent:S9"]) });
  assert.deepEqual(groupBy(many, (shape) => shape).open.length, 1);
  assert.equal(many.filter((shape) => shape === "cell").length, 40);
});

test("in the narrow forms machines off the way are tags, and before the first request those without tasks", () => {
  const elements = cluster({ tasks: { S1: [[2000]], S2: [[3000]] } });
  for (const width of [320, 640]) {
    const shapes = (wish) => {
      const { hosts } = place(elements, { width, ...wish });
      return ["agent:S1", "agent:S2", "agent:S3"].map((id) => hosts[id].shape);
    };
    assert.deepEqual(shapes({}), ["open", "open", "tag"]);
    assert.deepEqual(shapes({ traced: new Set(["host:master", "agent:S1"]) }), ["open", "tag", "tag"]);
  }
});

test("a dragged machine takes along what stands in it, stays in the picture, and the others stay where they are", () => {
  const elements = cluster({ tasks: { S2: [[3000]] } });
  const before = place(elements, { width: 744 });
  const after = place(elements, { width: 744, offsets: { "agent:S2": { x: -24, y: 200 } } });
  const own = (id) => id === "agent:S2" || elements[id].parent === "agent:S2";
  for (const [id, box] of Object.entries(ofElements(after.boxes, elements))) {
    if (id === "wire:underlay") continue;
    const from = before.boxes[id];
    assert.deepEqual([box.x - from.x, box.y - from.y], own(id) ? [-24, 200] : [0, 0], id);
  }
  assert.ok(after.height > before.height);
  const far = place(elements, { width: 744, offsets: { "agent:S2": { x: -9000, y: -9000 } } });
  assert.ok(inside(far.boxes["agent:S2"], { x: 0, y: 0, w: 744, h: far.height }));
  assert.equal(far.hosts["agent:S2"].side, "right");
  const over = place(elements, { width: 744, offsets: { "agent:S2": { x: -200, y: 200 } } });
  assert.equal(over.lines["edge:link:S2/eth0--wire:underlay"], undefined, "a line runs through the machine");
  assert.deepEqual(place(elements, { width: 640, offsets: { "agent:S2": { x: 50, y: 50 } } }).boxes, place(elements, { width: 640 }).boxes);
});

test("lines begin and end at the boxes that they join, and inside a machine they are level", () => {
  rounds(200, (elements, wish, { boxes, hidden, lines }) => {
    for (const [id, points] of Object.entries(lines)) {
      const { source, target } = elements[id];
      const boxOf = (end) => boxes[end] ?? boxes[hidden[end]];
      const touches = (point, box) =>
        inside({ ...point, w: 0, h: 0 }, { x: box.x - 0.5, y: box.y - 0.5, w: box.w + 1, h: box.h + 1 });
      assert.ok(touches(points[0], boxOf(source)), `${id} leaves its source`);
      assert.ok(touches(points.at(-1), boxOf(target)), `${id} misses its target`);
      if (elements[source].parent === elements[target].parent) assert.equal(points[0].y, points.at(-1).y);
    }
  });
});

test("a new task moves no machine of its band sideways or upwards, and no other task of its machine", () => {
  rounds(200, (elements, { width }, before, random) => {
    const agents = Object.keys(elements).filter((id) => elements[id].kind === "agent");
    const agent = random.one(agents).slice("agent:".length);
    const slots = Object.values(elements).filter(
      ({ parent, kind }) => parent === `agent:${agent}` && kind === "task",
    ).length;
    if (slots === 0 || slots > 3 || before.form === "column") return;
    const after = place(
      apply(
        elements,
        task(agent, slots, [31000 + slots]).map((added) => ["add", added]),
      ),
      { width },
    );
    const from = place(elements, { width });
    if (Object.keys(from.folds).length > 0 || Object.keys(from.hosts).length > 10) return;
    for (const [id, box] of Object.entries(from.boxes)) {
      if (elements[id].kind === "nic" || elements[id].kind === "wire") continue;
      const now = after.boxes[id];
      assert.equal(now.x, box.x, `${id} moved sideways`);
      assert.ok(now.y >= box.y, `${id} moved up`);
      if (elements[id].parent === `agent:${agent}`)
        assert.equal(now.y - after.boxes[`agent:${agent}`].y, box.y - from.boxes[`agent:${agent}`].y);
    }
    for (const id of Object.keys(from.boxes).filter((id) => elements[id].place.band === "edge"))
      assert.deepEqual(after.boxes[id], from.boxes[id]);
  });
});

test("in a machine columns stand where the layout has them, a rule beside its port, a bridge over the rows of its containers", () => {
  for (const [count, pitched] of [[1, 36], [4, 36], [5, 24], [8, 24], [9, 24], [20, 24]])
    for (const width of [320, 640, 744]) {
      const slots = Array.from({ length: count }, (_, slot) => [10000 + slot]);
      const bridged = slots.map((_, slot) => slot % 3 !== 1);
      const elements = cluster({ tasks: { S1: slots }, bridged: { S1: bridged } });
      const { boxes, hosts } = place(elements, { width });
      const { x, y } = boxes["agent:S1"];
      const at = (id) => boxes[id] && { ...boxes[id], x: boxes[id].x - x, y: boxes[id].y - y };
      const shown = slots.flatMap((_, slot) => (at(`task:httpi.S1.${slot}`) ? [slot] : []));
      assert.equal(shown.length, count < 9 ? count : 3);
      if (shown.length > 1) assert.equal(hosts["agent:S1"].rows[1] - hosts["agent:S1"].rows[0], pitched);
      const bar = at("link:S1/docker0");
      for (const slot of shown) {
        const [port, rule, pair, task] = [`socket:S1/tcp/${10000 + slot}`, `rule:S1/nat/DOCKER/${10000 + slot}`, `link:S1/veth${slot}`, `task:httpi.S1.${slot}`].map(at);
        if (width === 744) assert.deepEqual([port.x, task.x, task.w, bar.x], [14, 292, 112, 236]);
        if (!bridged[slot]) {
          assert.deepEqual([rule, pair], [undefined, undefined], "what shares the machine's network has empty columns");
          continue;
        }
        if (width === 744) assert.deepEqual([rule.x, rule.w, pair.x + pair.w / 2], [74, 130, 269]);
        assert.ok(port.x + port.w < rule.x && rule.x + rule.w < bar.x && bar.x + bar.w <= pair.x && pair.x + pair.w <= task.x);
        assert.deepEqual([rule, pair, task].map(({ y, h }) => y + h / 2), Array(3).fill(port.y + port.h / 2));
        assert.ok(bar.y <= rule.y && rule.y + rule.h <= bar.y + bar.h, "the bridge reaches over the row");
      }
    }
});

test("the order in which elements came does not matter", () => {
  rounds(60, (elements, wish, scene, random) => {
    const mixed = Object.fromEntries(
      Object.entries(elements)
        .map((entry) => [random.next(), entry])
        .sort(([a], [b]) => a - b)
        .map(([, entry]) => entry),
    );
    assert.deepEqual(place(mixed, wish), scene);
  });
});

test("a task of a machine with many keeps its box when it is on the request that is looked at", () => {
  const elements = cluster({ tasks: { S1: Array.from({ length: 20 }, (_, slot) => [2000 + slot]) } });
  const id = "task:httpi.S1.15";
  const folded = place(elements, { width: 744 });
  assert.equal(folded.hidden[id], "fold:agent:S1");
  assert.equal(folded.folds["fold:agent:S1"].ids.filter((other) => other.startsWith("task:")).length, 17);
  const opened = place(elements, { width: 744, shown: new Set([id]) });
  assert.notEqual(opened.boxes[id], undefined);
});

test("rows that an update leaves empty stay while they are asked for", () => {
  const empty = place(cluster(), { width: 744, kept: { "agent:S1": [0, 1] } });
  assert.equal(empty.hosts["agent:S1"].rows.length, 2);
  const full = place(cluster({ tasks: { S1: [[2000], [2001]] } }), { width: 744 });
  assert.deepEqual(empty.boxes["agent:S2"], full.boxes["agent:S2"]);
});

test("beside the wire agents stay open where there is room for all, and stand side by side where there is not", () => {
  const elements = cluster({ tasks: { S1: [[2000]] } });
  const traced = new Set(["host:master", "agent:S1"]);
  const shapes = (fill, more = {}) => {
    const { hosts, height } = place(elements, { width: 640, fill, ...more });
    assert.ok(fill === 0 || height <= fill);
    return ["S1", "S2", "S3", "S4"].map((name) => hosts[`agent:${name}`].shape).join(" ");
  };
  assert.equal(shapes(0), "open tag tag tag");
  assert.equal(shapes(400), "open line line line");
  assert.equal(shapes(400, { traced }), "open line line line", "a request folds nothing");
  assert.equal(shapes(240), "open tag tag tag");
  const many = place(cluster({ agents: 7 }), { width: 640, fill: 600 });
  assert.equal(many.hosts["agent:S7"].shape, "tag");
});

test("a task in a later slot stands in the first row, once no update keeps the slots before it", () => {
  const slots = byId([...Object.values(cluster()), ...task("S1", 2, [2002])]);
  const top = place(cluster({ tasks: { S1: [[2002]] } }), { width: 744 });
  const id = "socket:S1/tcp/2002";
  assert.deepEqual(place(slots, { width: 744 }).boxes[id], top.boxes[id]);
  const during = place(slots, { width: 744, kept: { "agent:S1": [0] } });
  assert.equal(during.boxes[id].y, top.boxes[id].y + during.hosts["agent:S1"].rows[1] - during.hosts["agent:S1"].rows[0]);
});

test("while something happens a machine keeps the slots that had rows, and has none that nobody had", () => {
  const running = { clock: { settled: false } };
  const before = place(cluster({ tasks: { S1: [[2000]] } }), { width: 744 });
  const kept = keptRows({}, before, running);
  assert.deepEqual([kept["agent:S1"], kept["agent:S2"]], [[0], []]);
  const after = place(byId([...Object.values(cluster()), ...task("S1", 3, [2003])]), { width: 744, kept });
  assert.deepEqual(keptRows(kept, after, running)["agent:S1"], [0, 3]);
  assert.deepEqual(keptRows(kept, after, { clock: { settled: true } }), {});
});

const CHINESE = {
  language: "zh-hans",
  messages: {
    "no tasks": "没有任务",
    "{count} task": ["{count} 个任务"],
    "kind\u0004private agent": "私有代理节点",
    "kind\u0004public agent": "公共代理节点",
    "public address": "公网地址",
  },
  sentences: {},
};

for (const language of [ENGLISH, CHINESE])
test(`names, addresses and ports of one machine do not run into each other, nor out of it: ${language.language}`, () => {
  speak(language);
  rounds(200, (elements, wish, scene) => {
    const asking = Object.fromEntries([...wish.askers].map((id) => [id, "curl :54366"]));
    const drawn = parts(elements, scene, { asking, closed: wish.closed, crossing: null });
    const byHost = groupBy(
      drawn.filter(({ kind }) => kind === "text"),
      ({ of }) => of,
    );
    for (const [of, texts] of Object.entries(byHost)) {
      if (of === "") continue;
      const boxes = texts.map((text) => ({ id: text.id, box: wordBox(text) })).filter(({ box }) => box !== null);
      const machine = scene.hosts[of] && scene.boxes[of];
      for (const [index, a] of boxes.entries()) {
        const narrow = { ...a.box, w: a.box.w * 0.97, h: 11 };
        if (machine) assert.ok(inside({ ...narrow, y: a.box.y + 1.5 }, machine), `${a.id} leaves ${of} at ${wish.width}`);
        for (const b of boxes.slice(index + 1))
          assert.ok(apart(narrow, { ...b.box, h: 11 }), `${a.id} and ${b.id} at ${wish.width}`);
      }
    }
  });
  speak(ENGLISH);
});

test("the name of a wire stands clear of the way that crosses it, or not at all", () => {
  const elements = cluster({ tasks: { S1: [[16327]] } });
  const scene = place(elements, { width: 744 });
  const wire = scene.boxes["wire:underlay"];
  const nameWhen = (crossing) =>
    parts(elements, scene, { ...NOTHING_LOOKED, crossing }).find(({ id }) => id === "wire:underlay name");
  for (const share of [0, 0.1, 0.3, 0.5, 0.7, 0.9]) {
    const from = wire.y + share * wire.h;
    const name = nameWhen([from, from + 20]);
    if (name === undefined) continue;
    const { y, h } = wordBox(name);
    assert.ok(y + h <= from || y >= from + 20, `at ${share}`);
  }
  assert.notEqual(nameWhen([wire.y, wire.y + 20]), undefined);
  assert.equal(nameWhen([wire.y + 0.2 * wire.h, wire.y + 0.8 * wire.h]), undefined);
});

test("a task's name is never wider than its box, and always has the end by which it is known", () => {
  for (const [width, label] of [[744, "httpi-bridge-4hxr4"], [744, "a-very-long-name-of-an-app-4hxr4"], [320, "httpi-4hxr4"], [744, "应用程序的很长的名字-4hxr4"]]) {
    const elements = cluster({ tasks: { S1: [[16327]] } });
    const id = "task:httpi.S1.0";
    const scene = place({ ...elements, [id]: { ...elements[id], label } }, { width });
    const box = scene.boxes[id];
    const name = parts({ ...elements, [id]: { ...elements[id], label } }, scene, NOTHING_LOOKED).find((part) => part.id === `${id} name`);
    assert.match(name.text, /^(...+-)?4hxr4$/);
    assert.ok(name.x + wordBox(name).w <= box.x + box.w - 6, name.text);
    if (width === 320) assert.equal(name.text, label, "one that has room is whole");
  }
  assert.deepEqual([82, 150].map((room) => cutMiddle("httpi-bridge-4hxr4", room - 24, 11, 0.63, 6)), ["4hxr4", "httpi-bridge-4hxr4"]);
});

test("the address in a task is never wider than its box", () => {
  const shown = (address, w) => {
    const elements = cluster({ tasks: { S1: [[16327]] } });
    const id = "task:httpi.S1.0";
    const asked = { ...elements, [id]: { ...elements[id], facts: { address } } };
    const scene = place(asked, { width: 744 });
    const narrow = { ...scene, boxes: { ...scene.boxes, [id]: { ...scene.boxes[id], w } } };
    return parts(asked, narrow, NOTHING_LOOKED).filter((part) => part.id === `${id} second`).map(({ text }) => text);
  };
  assert.deepEqual(shown("172.16.17.198", 112), ["172.16.17.198"]);
  assert.deepEqual(shown("172.16.17.198", 82), []);
  assert.deepEqual(shown("172.17.0.2", 82), ["172.17.0.2"]);
});

test("a wide stage enlarges the picture at most 1.8 times, and a narrow one never shrinks it", () => {
  for (const width of WIDTHS) {
    const scene = place(cluster(), { width });
    const factor = enlargement(scene, width, 4000);
    assert.ok(factor >= 1 && factor <= 1.8);
    assert.ok(scene.width * factor <= width + 0.01);
  }
});

test("arrows lead to the neighbour in their direction, and back", () => {
  const elements = cluster({ tasks: { S1: [[16327]] } });
  const scene = place(elements, { width: 744 });
  const hosts = Object.keys(scene.hosts);
  assert.equal(neighbour(scene, hosts, "agent:S1", "ArrowDown"), "agent:S2");
  assert.equal(neighbour(scene, hosts, "agent:S2", "ArrowUp"), "agent:S1");
  assert.equal(neighbour(scene, hosts, "host:master", "ArrowRight"), "agent:S1");
  assert.equal(neighbour(scene, hosts, "agent:S4", "ArrowDown"), null);
  assert.equal(neighbour(scene, hosts, "gone", "ArrowDown"), hosts[0]);
});

test("a pointer finds the innermost element, and small ones a little beside them", () => {
  const elements = cluster({ tasks: { S1: [[16327]] } });
  const scene = place(elements, { width: 744 });
  const order = Object.keys(scene.boxes).sort(
    (a, b) => (elements[a].parent === null ? 0 : 1) - (elements[b].parent === null ? 0 : 1),
  );
  const port = scene.boxes["socket:S1/tcp/16327"];
  assert.equal(elementAt(scene, order, { x: port.x + 5, y: port.y + 5 }), "socket:S1/tcp/16327");
  const card = scene.boxes["link:S4/eth0"];
  assert.equal(elementAt(scene, order, { x: card.x - 6, y: card.y + 4 }), "link:S4/eth0");
  const beside = (far, factor) => elementAt(scene, order, { x: card.x + card.w + far, y: card.y + 4 }, factor);
  assert.deepEqual([beside(7, 1), beside(9, 1)], ["link:S4/eth0", "agent:S4"]);
  assert.deepEqual([beside(7, 1.8), beside(19, 0.5)], ["agent:S4", "link:S4/eth0"]);
  assert.equal(elementAt(scene, order, { x: 740, y: 2 }), null);
});

test("a settling picture begins as the one before and ends as the one after", () => {
  const [a, b] = [cluster(), cluster({ tasks: { S1: [[16327]] } })].map((elements) => {
    const scene = place(elements, { width: 744 });
    return picture(parts(elements, scene, NOTHING_LOOKED), scene.lines);
  });
  assert.equal(between(a, b, 1), b);
  const begun = between(a, b, 0);
  assert.equal(begun.parts.get("agent:S2").y, a.parts.get("agent:S2").y);
  const { o } = begun.parts.get("task:httpi.S1.0");
  assert.ok(o > 0 && o < 0.5, "what is new is faint at first, but seen");
  const gone = between(b, a, 0.5);
  assert.ok(gone.parts.get("task:httpi.S1.0").o < 1);
});

test("what comes and goes is told by the elements; what is folded has done neither", () => {
  const [few, many] = [[[16327]], Array.from({ length: 12 }, (_, slot) => [2000 + slot])].map((slots) => cluster({ tasks: { S1: slots } }));
  const shown = (elements, wish) => {
    const scene = place(elements, { width: 744, ...wish });
    return picture(parts(elements, scene, NOTHING_LOOKED), scene.lines);
  };
  const come = events(shown(cluster()), shown(few), cluster(), few);
  assert.deepEqual(come.map(({ gone }) => gone), [false, false]);
  assert.deepEqual(events(shown(few), shown(cluster()), few, cluster()).map(({ gone }) => gone), [true, true]);
  const opened = shown(many, { opened: new Set(["fold:agent:S1"]) });
  assert.deepEqual(events(shown(many), opened, many, many), []);
});
