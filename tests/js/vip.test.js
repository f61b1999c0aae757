/** A virtual address on the machine that asks: which back ends are shown, and the packet's way past them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_DRAWN } from "../../static/js/stage/fold.js";
import { wordBox } from "../../static/js/stage/part.js";
import { parts } from "../../static/js/stage/parts.js";
import { place } from "../../static/js/stage/place.js";
import { asking, ofRequest } from "../../static/js/stage/wishes.js";
import { drawing } from "../../static/js/trace/drawing.js";
import { plan } from "../../static/js/trace/plan.js";
import { REWOUND, seek } from "../../static/js/trace/play.js";
import { references } from "../../static/js/trace/vipway.js";
import { balanced, cluster } from "./build.js";

const PORTS = Array.from({ length: 20 }, (_, n) => 10000 + n);

/** A request by a virtual address with so many back ends, shared out over the agents; S1 has the first. */
function stood(count, { chosen = 0, width = 744, from = "master" } = {}) {
  const tasks = {};
  const backends = PORTS.slice(0, count).map((port, n) => {
    const agent = `S${(n % 4) + 1}`;
    (tasks[agent] ??= []).push([port]);
    return `172.16.9.${(n % 4) + 1}:${port}`;
  });
  const bridged = Object.fromEntries(Object.entries(tasks).map(([agent, slots]) => [agent, slots.map(() => true)]));
  const elements = cluster({ tasks, bridged });
  const request = balanced(backends, chosen, from);
  const wish = ofRequest(request, request, { selected: null }, elements);
  const scene = place(elements, { width, height: 700, ...wish });
  const looked = { asking: asking(request, elements), closed: wish.closed, crossing: null };
  const host = from === "master" ? "host:master" : `agent:${from}`;
  return { backends, elements, request, scene, host, vip: scene.hosts[host].vip, drawn: parts(elements, scene, looked) };
}

const apart = (a, b) => a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;

test("back ends keep the order in which ipvsadm prints them; of more than eight the first six and the chosen one are shown", () => {
  for (const [count, chosen, expected] of [
    [1, 0, [0]],
    [5, 4, [0, 1, 2, 3, 4]],
    [8, 2, [0, 1, 2, 3, 4, 5, 6, 7]],
    [9, 3, [0, 1, 2, 3, 4, 5]],
    [20, 8, [0, 1, 2, 3, 4, 5, 8]],
  ]) {
    const { vip, backends } = stood(count, { chosen });
    assert.deepEqual(vip.backends.map(({ to }) => to), expected.map((n) => backends[n]));
    assert.deepEqual(vip.backends.filter((backend) => backend.chosen).map(({ to }) => to), [backends[chosen]]);
    assert.equal(vip.more, count - expected.length);
    assert.equal(vip.service, "11.1.2.3:3141");
  }
});

test("in the narrow forms only the chosen one is shown", () => {
  for (const width of [320, 479, 480, 640, 743]) {
    const { vip, backends } = stood(5, { chosen: 3, width });
    assert.deepEqual([vip.backends.map(({ to }) => to), vip.more], [[backends[3]], 4]);
  }
});

for (const width of [320, 480, 640, 744])
  for (const from of ["master", "S2"])
    test(`what is drawn of it covers nothing else of ${from}, stays in it, and is not too much, at ${width}`, () => {
      for (const count of [1, 5, 9, 20]) {
        const { drawn, scene, host } = stood(count, { width, from });
        const [machine, own] = [scene.boxes[host], drawn.filter(({ of, kind }) => of === host && wordBox({ kind, text: "x", x: 0, y: 0 }))];
        const boxes = own.map((part) => ({ ...wordBox(part), id: part.id }));
        for (const [index, a] of boxes.entries()) {
          assert.ok(a.x >= machine.x - 1 && a.x + a.w * 0.97 <= machine.x + machine.w + 1, `${a.id} leaves ${host}`);
          assert.ok(a.y >= machine.y && a.y + a.h <= machine.y + machine.h, `${a.id} leaves ${host}`);
          for (const b of boxes.slice(index + 1)) assert.ok(apart({ ...a, w: a.w * 0.97, h: a.h - 3 }, { ...b, h: b.h - 3 }), `${a.id} covers ${b.id}`);
        }
        const strokes = Object.values(scene.lines).reduce((sum, points) => sum + points.length - 1, 0);
        assert.ok(drawn.length + strokes <= MOST_DRAWN, `${drawn.length + strokes}`);
      }
    });

for (const width of [320, 500, 744])
  for (const from of ["master", "S2"])
    test(`the packet goes down past the address to the chosen one and out at its row, from ${from} at ${width}`, () => {
      const { scene, elements, request, vip, drawn } = stood(5, { width, from });
      const { start, beats } = plan(request, scene, elements);
      let at = start;
      for (const { path, hop } of beats.filter(({ path }) => path.length > 0)) {
        assert.ok(Math.hypot(path[0].x - at.x, path[0].y - at.y) < 1, `hop ${hop.n} jumps`);
        at = path.at(-1);
      }
      assert.deepEqual(at, start, "the reply comes home");
      const here = beats.filter(({ hop, reply }) => !reply && hop.node === from && hop.kind !== "wire");
      const { hexagon, title, chosen } = vip;
      const ends = here.map(({ path }) => path.at(-1).y);
      assert.deepEqual(ends, [hexagon.y + hexagon.h / 2, title, chosen, chosen, chosen]);
      const [words, made] = [drawn.flatMap((part) => (part.kind === "port" || part.kind === "text" ? (wordBox(part) ?? []) : [])), { beats, start, carried: "", never: [] }];
      const { badges } = drawing(made, seek(REWOUND, beats, 5));
      for (const [index, { n, at: badge }] of badges.entries()) {
        if (beats[n - 1].hop.node === from && beats[n - 1].hop.kind !== "wire") assert.deepEqual(badge, beats[n - 1].badge, `badge ${n} had to give way`);
        for (const other of badges.slice(0, index)) assert.ok(Math.hypot(other.at.x - badge.x, other.at.y - badge.y) > 15, `${n} covers ${other.n}`);
        const under = words.filter((box) => !apart({ x: badge.x - 6, y: badge.y - 6, w: 12, h: 12 }, box));
        assert.deepEqual(under, [], `badge ${n} hides a word`);
      }
      const nat = here.find(({ hop }) => hop.kind === "nat");
      assert.notEqual(nat.badge, null, "what changes the header has a badge");
    });

test("a line leads from each back end to its port; to that of the chosen one leads the way", () => {
  const { scene, elements, vip } = stood(5, { chosen: 1 });
  const lines = references(scene, elements);
  assert.equal(lines.length, 4);
  for (const [index, { to }] of vip.backends.filter(({ chosen }) => !chosen).entries()) {
    const [address, port] = to.split(":");
    const box = scene.boxes[`socket:S${address.split(".").at(-1)}/tcp/${port}`];
    const [first, last] = [lines[index][0], lines[index].at(-1)];
    assert.equal(first.y, vip.backends.find((backend) => backend.to === to).box.y + 9);
    assert.deepEqual(last, { x: box.x, y: box.y + box.h / 2 });
  }
});

test("who asks no virtual address has none", () => {
  const { elements } = stood(2);
  assert.ok(Object.values(place(elements, { width: 744 }).hosts).every(({ vip }) => vip === null));
});
