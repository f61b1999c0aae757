import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, lengths } from "../../static/js/stage/bars.js";
import { bands } from "../../static/js/stage/bands.js";
import { MOST_DRAWN } from "../../static/js/stage/fold.js";
import { NETWORK } from "../../static/js/stage/network.js";
import { wordBox } from "../../static/js/stage/part.js";
import { NOTHING_LOOKED, parts } from "../../static/js/stage/parts.js";
import { CROWD, foldId, place } from "../../static/js/stage/place.js";
import { SERVICE } from "../../static/js/stage/service.js";
import { between, picture } from "../../static/js/stage/settle.js";
import { ofRequest } from "../../static/js/stage/wishes.js";
import { plan } from "../../static/js/trace/plan.js";
import { byId } from "../../static/js/topology/apply.js";
import { answered as overWire, chance, cluster, edge, element, groupBy, trace } from "./build.js";
import { apart, inside, randomCluster, randomWish, WIDTHS } from "./rounds.js";

const VIP = "vip:11.249.78.219:3141";

/** The same cluster with tunnels, routes to bridges, some containers on the overlay, a virtual address, a load balancer. */
function entered(elements, random) {
  const all = Object.values(elements).map((one) =>
    one.kind === "veth" && random.next() < 0.5 ? { ...one, facts: { ...one.facts, bridge: "d-dcos", address: "9.0.3.130" } } : one,
  );
  const nodes = all.filter(({ kind }) => ["agent", "public_agent", "master"].includes(kind));
  const more = nodes.flatMap((node) => {
    const vtep = element(`link:${node.label}/vtep1024`, "vtep", { label: "vtep1024", parent: node.id, facts: { address: "44.128.0.4/20" }, place: { column: "A" } });
    const used = new Set(all.filter(({ kind, parent }) => kind === "veth" && parent === node.id).map(({ facts }) => facts.bridge));
    const bridges = [...used].flatMap((bridge) => {
      const tunnel = bridge === "d-dcos";
      const route = element(`route:${node.label}/main/${bridge}`, "route", { label: tunnel ? "9.0.3.128/25" : "172.17.0.0/16", parent: node.id, facts: { device: bridge }, place: { column: tunnel ? "tunnel" : "B" } });
      const made = element(`link:${node.label}/${bridge}`, "bridge", { label: bridge, parent: node.id, place: { column: "C" } });
      return [made, route, edge(tunnel ? vtep.id : `link:${node.label}/eth0`, route.id), edge(route.id, made.id)];
    });
    return [vtep, edge(`link:${node.label}/eth0`, vtep.id), ...bridges];
  });
  const ports = all.filter(({ kind }) => kind === "port").map(({ label, parent }) => `${elements[parent].facts.ip}:${label}`);
  const facts = { address: "11.249.78.219:3141", name: "httpi.marathon.l4lb.thisdcos.directory", scheduler: "wlc", "back ends": String(ports.length), servers: ports.slice(0, 64).join(", ") };
  const vip = element(VIP, "vip", { label: "httpi:3141", facts, place: { band: "entries" } });
  const proxy = element("proxy:S0/3141", "proxy", { label: "Marathon-LB:3141", parent: "agent:S0", facts: { ...facts, address: "93.186.40.121:3141", scheduler: "roundrobin" }, place: { column: "entry" } });
  return byId([...all, ...more, vip, proxy]);
}

/** Who answered, by the namespace of its container. */
const listens = (namespace) => ({ element: `socket:${namespace}/tcp/80`, namespace, address: "" });

/** Requests by the virtual address, each answered by a task, as their summaries tell it. */
function requests(elements, random, count) {
  const tasks = Object.values(elements).filter(({ kind, facts }) => kind === "task" && facts.container);
  return Array.from({ length: count }, (_, nth) => {
    const task = tasks.length > 0 ? random.one(tasks) : null;
    const server = task && listens(`${elements[task.parent].label}/${task.facts.container}`);
    return { id: `1.${nth}`, line: 1, from: random.one(["master", "outside", "S1"]), url: "http://11.249.78.219:3141/", server };
  });
}

function rounds(count, lens, each) {
  const random = chance(23);
  for (let round = 0; round < count; round += 1) {
    const elements = entered(randomCluster(random), random);
    const traces = random.next() < 0.3 ? [] : requests(elements, random, 1 + random.below(100));
    const wish = { ...randomWish(elements, random), lens, traces };
    each(elements, wish, place(elements, wish), random);
  }
}

const CARDS = new Set(["nic", "wire"]);
const LENSES = [["network", NETWORK], ["service", SERVICE]];

for (const [name, lens] of LENSES) {
  test(`${name}: no two things cover each other, and each stands in what it is in`, () => {
    rounds(300, lens, (elements, wish, { boxes, folds, hosts, width, height }) => {
      const parentOf = (id) => folds[id]?.host ?? (hosts[id]?.shape === "cell" ? CROWD : boxes[elements[id]?.parent] ? elements[id].parent : "");
      for (const [parent, ids] of Object.entries(groupBy(Object.keys(boxes), parentOf))) {
        const list = ids.filter((id) => !CARDS.has(elements[id]?.kind) && !(parent !== "" && elements[id]?.kind === "proxy"));
        for (const [index, a] of list.entries()) {
          assert.ok(inside(boxes[a], { x: 0, y: 0, w: width, h: height }), `${a} leaves the picture at ${wish.width}: ${JSON.stringify([boxes[a], width, height])}`);
          if (parent !== "" && parent !== CROWD) assert.ok(inside(boxes[a], boxes[parent]), `${a} leaves ${parent} at ${wish.width}`);
          for (const b of list.slice(index + 1)) assert.ok(apart(boxes[a], boxes[b]), `${a} covers ${b} at ${wish.width}: ${JSON.stringify([boxes[a], boxes[b]])}`);
        }
      }
    });
  });

  test(`${name}: words do not run into each other, nor out of the picture`, () => {
    rounds(200, lens, (elements, wish, scene) => {
      const drawn = parts(elements, scene, { ...NOTHING_LOOKED, ...lens.look(undefined, elements, wish.traces) });
      const texts = drawn.filter(({ kind, text }) => kind === "text" && text !== "").map((part) => ({ id: part.id, of: part.of, box: wordBox(part) }));
      for (const [of, list] of Object.entries(groupBy(texts, ({ of }) => of))) {
        for (const [index, { id, box }] of list.entries()) {
          const narrow = { ...box, w: box.w * 0.97, h: 11 };
          assert.ok(box.x >= -0.5 && box.x + box.w * 0.97 <= scene.width + 0.5, `${id} leaves the picture at ${wish.width}: ${JSON.stringify(box)}`);
          for (const other of list.slice(index + 1)) assert.ok(apart(narrow, { ...other.box, w: other.box.w * 0.97, h: 11 }), `${id} runs into ${other.id} of ${of} at ${wish.width}`);
        }
      }
    });
  });

  test(`${name}: whatever is not drawn is in something that is`, () => {
    rounds(100, lens, (elements, _wish, { boxes, hidden }) => {
      for (const { id, parent } of Object.values(elements)) {
        if (parent === null || boxes[parent] === undefined) continue;
        assert.ok(boxes[id] !== undefined || boxes[hidden[id]] !== undefined, id);
      }
    });
  });

  for (const agents of [5, 50, 500])
    test(`${name}: of ${agents} agents with four tasks each at most ${MOST_DRAWN} things are drawn, at any width`, () => {
      const random = chance(agents);
      const names = Array.from({ length: agents }, (_, n) => `S${n + 1}`);
      const ports = (n) => [0, 1, 2, 3].map((slot) => [2000 + n * 4 + slot]);
      const tasks = Object.fromEntries(names.map((agent, n) => [agent, ports(n)]));
      const bridged = Object.fromEntries(names.map((agent) => [agent, [true, true, false, true]]));
      const elements = entered(cluster({ agents, tasks, bridged }), random);
      const traces = requests(elements, random, 100);
      for (const width of [320, 560, 744, 1400]) {
        const scene = place(elements, { width, height: 460, lens, traces });
        const drawn = parts(elements, scene, { ...NOTHING_LOOKED, ...lens.look(undefined, elements, traces) });
        const strokes = Object.values(scene.lines).reduce((sum, line) => sum + line.length - 1, 0);
        assert.ok(drawn.length + strokes <= MOST_DRAWN, `${drawn.length} + ${strokes} at ${width}`);
        const folded = Object.values(elements).filter(({ kind, id }) => kind === "agent" && scene.boxes[id] === undefined);
        assert.deepEqual(folded, []);
      }
    });

  test(`${name}: the order in which elements came does not matter`, () => {
    rounds(40, lens, (elements, wish, { lens: _, ...scene }) => {
      const { lens: __, ...other } = place(byId(Object.values(elements).reverse()), wish);
      assert.deepEqual(other, scene);
    });
  });
}

test("network: bands, and machines without tasks, stand where they stand in transport", () => {
  const elements = entered(cluster({ tasks: { S2: [[2000]] } }), chance(1));
  for (const width of WIDTHS.filter((one) => one >= 480)) {
    const [was, is] = [place(elements, { width }), place(elements, { width, lens: NETWORK })];
    for (const id of ["host:master", "agent:S0", "agent:S1", "agent:S4", "wire:underlay"])
      assert.deepEqual([is.boxes[id].x, is.boxes[id].w], [was.boxes[id].x, was.boxes[id].w], `${id} at ${width}`);
    assert.equal(is.boxes["agent:S1"].x, bands(width).agents.x);
  }
});

test("network: VTEP, route, bridge, pair and container stand from the card inwards, centred on the rows", () => {
  const elements = byId(
    Object.values(entered(cluster({ tasks: { S3: [[2000], [2001], [2002]] }, bridged: { S3: [true, true, true] } }), { next: () => 0, one: (list) => list[0], below: () => 0 })),
  );
  const { boxes } = place(elements, { width: 744, lens: NETWORK });
  const [vtep, route, bridge] = [boxes["link:S3/vtep1024"], boxes["route:S3/main/d-dcos"], boxes["link:S3/d-dcos"]];
  const pairs = Object.values(elements).filter(({ kind }) => kind === "veth").map(({ id }) => boxes[id]);
  const tasks = Object.values(elements).filter(({ kind }) => kind === "task").map(({ id }) => boxes[id]);
  const end = ({ x, w }) => x + w;
  const middle = ({ y, h }) => y + h / 2;
  assert.equal(vtep.h, 30);
  assert.equal(route.h, 38);
  assert.ok(tasks.every(({ h }) => h === 26));
  assert.ok(end(vtep) < route.x && end(route) < bridge.x && end(bridge) < pairs[0].x && end(pairs[0]) < tasks[0].x);
  for (const box of [vtep, route, bridge]) assert.ok(Math.abs(middle(box) - middle(tasks[1])) < 0.01);
  assert.deepEqual(Object.values(elements).filter(({ kind, id }) => ["port", "rule"].includes(kind) && boxes[id]), []);
});

test("network: a machine at the edge that is off the request is one line", () => {
  const { boxes, hosts } = place(entered(cluster(), chance(1)), { width: 744, lens: NETWORK });
  assert.deepEqual([boxes["host:master"].h, boxes["agent:S0"].h, hosts["host:master"].shape], [34, 34, "line"]);
});

test("service: as many open rows as there is room for, then three and a strip, which opens", () => {
  const twelve = Array.from({ length: 12 }, (_, slot) => [2000 + slot]);
  const elements = entered(cluster({ tasks: { S1: twelve, S2: [[3000]] } }), chance(1));
  const shut = place(elements, { width: 744, lens: SERVICE });
  const drawn = ({ boxes }) => Object.values(elements).filter(({ kind, parent, id }) => kind === "task" && parent === "agent:S1" && boxes[id]).length;
  assert.equal(drawn(shut), 3);
  assert.equal(shut.folds[foldId("agent:S1")].ids.length, 9);
  const open = place(elements, { width: 744, lens: SERVICE, opened: new Set([foldId("agent:S1")]) });
  assert.equal(drawn(open), 12);
  assert.equal(open.folds[foldId("agent:S1")].open, true);
});

test("from one lens to another what both have moves, and what one has goes along with its machine", () => {
  const elements = entered(cluster({ tasks: { S1: [[2000]] } }), chance(1));
  const shown = (lens) => {
    const scene = place(elements, { width: 744, ...(lens ? { lens } : {}) });
    return picture(parts(elements, scene, { ...NOTHING_LOOKED, ...lens?.look(undefined, elements, []) }), scene.lines);
  };
  const [was, is] = [shown(undefined), shown(SERVICE)];
  const port = "socket:S1/tcp/2000";
  const halfway = between(was, is, 0.5, (id) => elements[id]?.parent ?? null);
  const [a, b, between_] = [was, is, halfway].map(({ parts }) => parts.get("agent:S1"));
  assert.deepEqual([between_.x, between_.y], [(a.x + b.x) / 2, (a.y + b.y) / 2]);
  assert.equal(is.parts.get(port), undefined);
  const pill = halfway.parts.get(port);
  assert.deepEqual([pill.x - between_.x, pill.y - between_.y], [was.parts.get(port).x - a.x, was.parts.get(port).y - a.y]);
  assert.ok(pill.o < 1);
  assert.equal(between(was, is, 1).parts, is.parts);
});

test("service: bars count who answered, and the even share is as long as its mark", () => {
  const elements = entered(cluster({ tasks: { S1: [[2000], [2001]] }, bridged: { S1: [true, true] } }), chance(1));
  const [first, second] = Object.values(elements).filter(({ kind }) => kind === "task");
  const by = (task) => ({ server: listens(`S1/${task.facts.container}`) });
  const answers = answered([by(first), by(first), by(first), by(second), { server: null }], elements);
  assert.deepEqual(answers, { counts: { [first.id]: 3, [second.id]: 1 }, total: 4 });
  const { even, share, of } = lengths(answers, 2, 300);
  assert.deepEqual([share, even, of(first.id), of(second.id)], [2, 120, 180, 60]);
  assert.equal(lengths(answers, 2, 90).of(first.id), 90);
  assert.deepEqual([lengths({ counts: {}, total: 0 }, 2, 90).even, lengths({ counts: {}, total: 0 }, 0, 90).share], [0, 0]);
});

test("service: a task that shares its machine's network is known by its port", () => {
  const elements = cluster({ tasks: { S1: [[2000]] } });
  const answers = answered([{ server: { element: "socket:S1/tcp/2000", namespace: "S1", address: "172.16.9.1:2000" } }], elements);
  assert.deepEqual(Object.values(answers.counts), [1]);
});

for (const [name, lens] of LENSES)
  test(`${name}: each hop of a request has a place, and what is not drawn is at what it is in`, () => {
    const elements = entered(cluster({ tasks: { S1: [[16327]] } }), chance(1));
    const request = overWire();
    for (const width of WIDTHS) {
      const scene = place(elements, { ...ofRequest(request, request, { selected: null }, elements), width, lens, traces: [request] });
      const { start, beats } = plan(request, scene, elements);
      assert.ok(start !== null);
      let at = start;
      for (const { path } of beats) {
        if (path.length > 0) assert.deepEqual(path[0], at);
        at = path.at(-1) ?? at;
        assert.ok(at.x >= 0 && at.x <= scene.width && at.y >= 0 && at.y <= scene.height);
      }
      const task = Object.values(elements).find(({ kind, parent }) => kind === "task" && parent === "agent:S1");
      const arrived = beats.find(({ hop }) => hop.message === "socket.program").path.at(-1);
      const box = scene.boxes[task.id] ?? scene.boxes["agent:S1"];
      assert.ok(arrived.y > box.y && arrived.y < box.y + box.h, `${arrived.y} at ${width}`);
    }
  });

test("service: by a virtual address the packet comes to the hexagon and leaves it at its other side", () => {
  const elements = entered(cluster({ tasks: { S1: [[16327]] } }), chance(1));
  const ends = { src: "11.249.78.219:40000", dst: "11.249.78.219:3141" };
  const request = trace("master", [
    ["request", "master", "host:master", "route", "route.local", {}, ends],
    ["request", "master", "host:master", "ipvs", "ipvs.chosen", {}, ends],
    ["request", "master", "host:master", "nat", "nat.source"],
    ["request", "master", "wire:underlay", "wire", "wire"],
    ["request", "S1", "socket:S1/tcp/16327", "socket", "socket.program"],
  ], { url: "http://11.249.78.219:3141/" });
  const scene = place(elements, { ...ofRequest(request, request, { selected: null }, elements), width: 744, lens: SERVICE, traces: [request] });
  const vip = scene.boxes[VIP];
  const [, chosen, masked] = plan(request, scene, elements).beats.map(({ path }) => path.at(-1));
  assert.deepEqual([chosen.x, masked.x], [vip.x, vip.x + vip.w]);
  assert.deepEqual(scene.service.links, [["host:master", VIP]]);
  assert.ok(SERVICE.references(scene, elements).length >= 2);
});
