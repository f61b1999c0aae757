import assert from "node:assert/strict";
import { test } from "node:test";

import { enlargement } from "../../static/js/stage/bands.js";
import { elementAt, neighbour } from "../../static/js/stage/neighbour.js";
import { parts, wordBox } from "../../static/js/stage/parts.js";
import { place } from "../../static/js/stage/place.js";
import { between, picture } from "../../static/js/stage/settle.js";
import { apply } from "../../static/js/topology/apply.js";
import { chance, cluster, groupBy, task } from "./build.js";

const WIDTHS = [320, 375, 414, 479, 480, 560, 639, 640, 700, 743, 744, 1000, 1400, 1800];
const MACHINES = new Set(["master", "public_agent", "agent", "client", "router"]);

function randomCluster(random, agents = 1 + random.below(6)) {
  const tasks = {};
  for (let n = 0; n <= agents; n += 1) {
    const slots = random.below(random.one([2, 5, 12]));
    tasks[`S${n}`] = Array.from({ length: slots }, (_, slot) =>
      Array.from({ length: random.one([0, 1, 1, 1, 2]) }, (_, port) => 1025 + n * 1000 + slot * 10 + port),
    );
  }
  return cluster({ agents, tasks });
}

const inside = (inner, outer) =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.w <= outer.x + outer.w + 0.01 &&
  inner.y + inner.h <= outer.y + outer.h + 0.01;
const apart = (a, b) =>
  a.x + a.w <= b.x + 0.01 || b.x + b.w <= a.x + 0.01 || a.y + a.h <= b.y + 0.01 || b.y + b.h <= a.y + 0.01;

function rounds(count, each) {
  const random = chance(11);
  for (let round = 0; round < count; round += 1) {
    const elements = randomCluster(random);
    const hosts = Object.keys(elements).filter((id) => MACHINES.has(elements[id].kind));
    const wish = {
      width: random.one(WIDTHS),
      askers: new Set(hosts.filter(() => random.next() < 0.4)),
      shown: new Set(hosts.filter(() => random.next() < 0.3)),
    };
    each(elements, wish, place(elements, wish), random);
  }
}

test("no two machines, and no two things within a machine, cover each other", () => {
  rounds(300, (elements, wish, { boxes }) => {
    const groups = groupBy(Object.keys(boxes), (id) => elements[id].parent ?? "");
    for (const [parent, ids] of Object.entries(groups)) {
      const list = ids.filter((id) => elements[id].kind !== "nic" && elements[id].kind !== "wire");
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
  rounds(300, (elements, wish, { boxes, width, height }) => {
    for (const [id, box] of Object.entries(boxes)) {
      assert.ok(inside(box, { x: 0, y: 0, w: width, h: height }), `${id} at ${wish.width}`);
      const { parent, kind } = elements[id];
      if (parent !== null && kind !== "nic") assert.ok(inside(box, boxes[parent]), `${id} leaves ${parent}`);
    }
    assert.ok(width <= Math.max(wish.width, 240));
  });
});

test("every element has a box, or stands behind the fold of its machine", () => {
  rounds(200, (elements, wish, { boxes, hidden, hosts }) => {
    for (const [id, element] of Object.entries(elements)) {
      if (element.kind === "edge") continue;
      const small = ["tag", "sign"].includes(hosts[element.parent ?? ""]?.shape);
      assert.ok(boxes[id] !== undefined || hidden[id] !== undefined || small, id);
    }
  });
});

test("lines begin and end at the boxes that they join, and inside a machine they are level", () => {
  rounds(200, (elements, wish, { boxes, lines }) => {
    for (const [id, points] of Object.entries(lines)) {
      const { source, target } = elements[id];
      const touches = (point, box) =>
        inside({ ...point, w: 0, h: 0 }, { x: box.x - 0.5, y: box.y - 0.5, w: box.w + 1, h: box.h + 1 });
      assert.ok(touches(points[0], boxes[source]), `${id} leaves its source`);
      assert.ok(touches(points.at(-1), boxes[target]), `${id} misses its target`);
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
    if (slots > 3 || before.form === "column") return;
    const after = place(
      apply(
        elements,
        task(agent, slots, [31000 + slots]).map((added) => ["add", added]),
      ),
      { width },
    );
    const from = place(elements, { width });
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
  assert.equal(folded.hidden[id], "agent:S1");
  assert.equal(folded.hosts["agent:S1"].fold.ids.filter((other) => other.startsWith("task:")).length, 17);
  const opened = place(elements, { width: 744, shown: new Set([id]) });
  assert.notEqual(opened.boxes[id], undefined);
});

test("rows that an update leaves empty stay while they are asked for", () => {
  const empty = place(cluster(), { width: 744, rows: { "agent:S1": 2 } });
  assert.equal(empty.hosts["agent:S1"].rows.length, 2);
  const full = place(cluster({ tasks: { S1: [[2000], [2001]] } }), { width: 744 });
  assert.deepEqual(empty.boxes["agent:S2"], full.boxes["agent:S2"]);
});

test("names, addresses and ports of one machine do not run into each other", () => {
  rounds(200, (elements, wish, scene) => {
    const drawn = parts(elements, scene, Object.fromEntries([...wish.askers].map((id) => [id, "curl :54366"])));
    const byHost = groupBy(
      drawn.filter(({ kind }) => kind === "text"),
      ({ of }) => of,
    );
    for (const [of, texts] of Object.entries(byHost)) {
      if (of === "") continue;
      const boxes = texts.map((text) => ({ id: text.id, box: wordBox(text) })).filter(({ box }) => box !== null);
      for (const [index, a] of boxes.entries()) {
        const narrow = { ...a.box, w: a.box.w * 0.97, h: 11 };
        for (const b of boxes.slice(index + 1))
          assert.ok(apart(narrow, { ...b.box, h: 11 }), `${a.id} and ${b.id} at ${wish.width}`);
      }
    }
  });
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
  assert.equal(elementAt(scene, order, { x: 740, y: 2 }), null);
});

test("a settling picture begins as the one before and ends as the one after", () => {
  const [a, b] = [cluster(), cluster({ tasks: { S1: [[16327]] } })].map((elements) => {
    const scene = place(elements, { width: 744 });
    return picture(parts(elements, scene, {}), scene.lines);
  });
  assert.equal(between(a, b, 1), b);
  const begun = between(a, b, 0);
  assert.equal(begun.parts.get("agent:S2").y, a.parts.get("agent:S2").y);
  assert.equal(begun.parts.get("task:httpi.S1.0").o, 0);
  const gone = between(b, a, 0.5);
  assert.ok(gone.parts.get("task:httpi.S1.0").o < 1);
});
