import assert from "node:assert/strict";
import { test } from "node:test";

import { place } from "../../static/js/stage/place.js";
import { brackets, columns } from "../../static/js/trace/columns.js";
import { drawing } from "../../static/js/trace/drawing.js";
import { flagPlace, labelPlace } from "../../static/js/trace/flag.js";
import { along, diedAt, pathLength, plan } from "../../static/js/trace/plan.js";
import {
  advance,
  backward,
  createPlayer,
  forward,
  REWOUND,
  seek,
  standing,
  stepwise,
  toggle,
} from "../../static/js/trace/play.js";
import { answered, chance, cluster, fromOutside, ownAnswered, refused, swallowed, trace } from "./build.js";

const PORT = "socket:S1/tcp/16327";
const TASK = "task:httpi.S1.0";

function planned(request, { width = 744, tasks = { S1: [[16327]] } } = {}) {
  const elements = cluster({ tasks });
  const askers = new Set([`host:${request.from}`, `agent:${request.from}`].filter((id) => elements[id]));
  const shown = new Set(request.hops.flatMap((hop) => [hop.element, `agent:${hop.node}`, `host:${hop.node}`]));
  const scene = place(elements, { width, askers, shown });
  return { scene, ...plan(request, scene, elements) };
}

const on = ({ x, y }, box) =>
  x >= box.x - 0.5 && x <= box.x + box.w + 0.5 && y >= box.y - 0.5 && y <= box.y + box.h + 0.5;
const REQUESTS = { answered, ownAnswered, refused, fromOutside, swallowed };

for (const [name, request] of Object.entries(REQUESTS)) {
  for (const width of [320, 500, 744]) {
    test(`each hop of ${name} begins where the one before has ended, at ${width}`, () => {
      const { start, beats } = planned(request(), { width });
      let at = start;
      for (const beat of beats.filter(({ path }) => path.length > 0)) {
        const [first, last] = [beat.path[0], beat.path.at(-1)];
        assert.ok(
          Math.hypot(first.x - at.x, first.y - at.y) < 1,
          `hop ${beat.hop.n} jumps from ${JSON.stringify(at)} to ${JSON.stringify(first)}`,
        );
        at = last;
      }
    });
  }
}

test("an answered request ends at the edge of the task, and its reply at the program that asked", () => {
  const { scene, start, beats } = planned(answered());
  const delivered = beats.find((beat) => beat.delivered);
  assert.equal(delivered.path.at(-1).x, scene.boxes[TASK].x);
  const port = scene.boxes[PORT];
  assert.deepEqual(delivered.badge, { x: port.x - 6, y: port.y + port.h / 2 });
  assert.deepEqual(beats.at(-1).path.at(-1), start);
});

test("the packet stands on the wire between the rows of both machines", () => {
  const { scene, beats } = planned(answered());
  assert.ok(on(beats[2].path.at(-1), scene.boxes["wire:underlay"]));
});

test("a request to the own machine never leaves it", () => {
  const { scene, start, beats } = planned(ownAnswered());
  assert.equal(beats[0].path.at(-1).y, start.y);
  for (const point of beats.flatMap(({ path }) => path))
    assert.ok(on(point, scene.boxes["agent:S1"]), JSON.stringify(point));
});

test("the way from outside leads through the router", () => {
  const { scene, beats } = planned(fromOutside());
  assert.ok(on(beats[2].path.at(-1), scene.boxes["host:router"]));
  assert.ok(on(beats[7].path.at(-1), scene.boxes["host:router"]));
});

test("a request from a machine that is not in the picture has no way, and no error", () => {
  const { beats } = planned(
    trace("laptop", [
      ["request", "laptop", "host:laptop", "route"],
      ["request", "laptop", "wire:internet", "wire"],
    ]),
  );
  assert.deepEqual(
    beats.map(({ path }) => path),
    [[], []],
  );
});

test("a refused request dies within the machine, at its edge, and the refusal travels home by its name", () => {
  const { scene, beats, carried } = planned(refused());
  assert.deepEqual(
    beats.map(({ died }) => died),
    [false, false, true, false, false, false],
  );
  const [box, { x }] = [scene.boxes["agent:S1"], beats[2].path.at(-1)];
  assert.ok(x - 10 > box.x && x < box.x + 30);
  assert.equal(carried, "RST");
});

test("a swallowed packet dies where its hops end, and nothing comes back", () => {
  assert.equal(diedAt(swallowed()), 2);
  assert.equal(planned(swallowed()).carried, "");
  assert.equal(diedAt(answered()), -1);
  assert.equal(diedAt(trace("master", [], { success: false })), -1);
});

test("travel takes longer on longer ways, within bounds, and half of it on the way back", () => {
  const { beats } = planned(answered());
  for (const beat of beats.filter(({ path }) => pathLength(path) > 0)) {
    assert.ok(beat.travelMs >= (beat.reply ? 150 : 300) && beat.travelMs <= (beat.reply ? 450 : 900));
  }
});

test("a point along a path divides it by length", () => {
  const path = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 30 },
  ];
  assert.deepEqual(along(path, 0.5).at, { x: 10, y: 10 });
  assert.deepEqual(along(path, 0).at, { x: 0, y: 0 });
  assert.deepEqual(along(path, 1).at, { x: 10, y: 30 });
  assert.equal(along([], 0.5).at, undefined);
});

test("playing to the end visits every hop once, in order, whatever the frames' length", () => {
  const random = chance(5);
  const { beats } = planned(answered());
  for (let round = 0; round < 30; round += 1) {
    let playback = toggle(REWOUND, beats);
    const visited = [0];
    while (playback.playing) {
      playback = advance(playback, beats, 1 + random.next() * 120);
      const { hop } = standing(playback, beats);
      if (hop !== visited.at(-1)) visited.push(hop);
    }
    assert.deepEqual(visited, [0, 1, 2, 3, 4, 5, 6, 7]);
  }
});

test("a frame that lasts very long ends the request and does not run past it", () => {
  const { beats } = planned(answered());
  const ended = advance(toggle(REWOUND, beats), beats, 1e9);
  assert.deepEqual([ended.at, ended.playing], [beats.length, false]);
});

test("speed divides all times", () => {
  const { beats } = planned(answered());
  const [slow, fast] = [1, 4].map((speed) => ({ ...toggle(REWOUND, beats), speed }));
  const [a, b] = [advance(slow, beats, 800), advance(fast, beats, 200)];
  assert.deepEqual([a.at, a.elapsedMs], [b.at, b.elapsedMs]);
});

test("a step forward travels to the next hop and stops there; a step back stands there at once", () => {
  const { beats } = planned(answered());
  let playback = forward(REWOUND, beats);
  assert.equal(playback.playing, true);
  playback = advance(playback, beats, 5000);
  assert.deepEqual([playback.at, playback.playing], [1, false]);
  playback = backward(playback, beats);
  assert.deepEqual([playback.at, playback.playing], [0, false]);
  assert.equal(backward(playback, beats).at, 0);
  assert.equal(forward(seek(playback, beats, 99), beats).at, beats.length);
});

test("a second step while the first still travels goes on from its end", () => {
  const { beats } = planned(answered());
  const begun = advance(forward(REWOUND, beats), beats, 100);
  assert.equal(forward(begun, beats).until, 2);
});

test("without motion each hop is reached at once and stays 700 ms, a change 350 ms longer", () => {
  const { beats } = stepwise(planned(answered()));
  assert.ok(beats.every((beat) => beat.travelMs === 0));
  assert.deepEqual(
    beats.map((beat) => beat.dwellMs),
    [700, 1050, 700, 700, 700, 700, 700],
  );
  const begun = advance(toggle(REWOUND, beats), beats, 1);
  assert.equal(standing(begun, beats).hop, 1);
});

test("the player asks for frames only while it plays", () => {
  const { beats } = planned(answered());
  let now = 0;
  const waiting = [];
  const seen = [];
  const player = createPlayer(
    { now: () => now, next: (then) => waiting.push(then) },
    () => beats,
    (playback) => seen.push(playback),
  );
  player.change(toggle);
  while (waiting.length > 0) {
    now += 50;
    waiting.shift()();
  }
  assert.equal(player.playback.at, beats.length);
  assert.equal(seen.at(-1).playing, false);
  player.change((playback) => seek(playback, beats, 2));
  assert.equal(waiting.length, 0);
});

test("the drawing has the way so far, the way ahead, and a badge for each hop of the request", () => {
  const made = planned(answered());
  const { done, ahead, badges, packet, flag } = drawing(made, seek(REWOUND, made.beats, 2));
  assert.deepEqual([done.length, ahead.length], [2, 2]);
  assert.deepEqual(
    badges.map(({ n, when }) => [n, when]),
    [
      [1, "done"],
      [2, "here"],
      [3, "ahead"],
      [4, "ahead"],
    ],
  );
  assert.deepEqual([packet.n, packet.reply, packet.dead], [2, false, false]);
  assert.match(flag.text, /0e:00:ac:10:09:54/);
});

test("a reply is drawn turned, a dead packet as dead with its reason", () => {
  const made = planned(answered());
  assert.equal(drawing(made, seek(REWOUND, made.beats, 5)).packet.heading, 2);
  const lost = planned(refused());
  const { packet, flag } = drawing(lost, seek(REWOUND, lost.beats, 3));
  assert.deepEqual([packet.dead, flag.text, flag.dead], [true, "nothing listens here", true]);
  const carrying = drawing(lost, seek(REWOUND, lost.beats, 4)).packet;
  assert.deepEqual([carrying.carried, carrying.heading], ["RST", 2]);
  const dead = (hop) => drawing(lost, seek(REWOUND, lost.beats, hop)).badges.map((badge) => badge.dead);
  assert.deepEqual(dead(2), [false, false, false]);
  for (const hop of [4, lost.beats.length]) assert.deepEqual(dead(hop), [false, false, true]);
});

test("badges of hops at one place stand side by side", () => {
  const made = planned(
    trace(
      "master",
      [1, 2, 3].map(() => ["request", "master", "host:master", "route"]),
    ),
  );
  const { badges } = drawing(made, REWOUND);
  for (const [index, a] of badges.entries()) {
    for (const b of badges.slice(index + 1)) assert.ok(Math.hypot(a.at.x - b.at.x, a.at.y - b.at.y) >= 15);
  }
});

test("a flag goes where it hides no words, and never out of the picture", () => {
  const words = [{ x: 0, y: 60, w: 400, h: 30 }];
  const at = { x: 390, y: 100 };
  const place = flagPlace(at, 120, words, 400);
  assert.equal(place.above, false);
  assert.ok(place.x >= 0 && place.x + place.w <= 400);
  assert.equal(flagPlace(at, 120, [], 400).above, true);
});

test("the name of what a packet carries stands below it, elsewhere where that would hide words", () => {
  const at = { x: 100, y: 50 };
  assert.deepEqual(labelPlace(at, [{ x: 60, y: 25, w: 90, h: 12 }]), { x: 100, y: 68 });
  assert.deepEqual(labelPlace(at, [{ x: 60, y: 62, w: 90, h: 12 }]), { x: 100, y: 32 });
});

test("on the ruler a hop of the reply stands under the hop of the request at the same place", () => {
  const list = columns(answered().hops);
  assert.deepEqual(
    list.map(({ request, reply }) => [request?.n ?? null, reply?.n ?? null]),
    [
      [1, 7],
      [2, null],
      [3, 6],
      [4, 5],
    ],
  );
  assert.deepEqual(brackets(list), [
    { node: "master", from: 0, count: 2 },
    { node: "S1", from: 3, count: 1 },
  ]);
});

test("the ruler tells the cable before the router from the wire behind it", () => {
  const pairs = columns(fromOutside().hops).map(({ request, reply }) => [request?.n ?? null, reply?.n ?? null]);
  assert.deepEqual(pairs, [
    [1, 10],
    [2, 9],
    [3, 8],
    [4, 7],
    [5, 6],
  ]);
});

test("the ruler has every hop once, the request's in order and the reply's in the other order", () => {
  for (const request of Object.values(REQUESTS)) {
    const { hops } = request();
    const list = columns(hops);
    const there = hops.filter(({ direction }) => direction !== "reply");
    const back = hops.filter(({ direction }) => direction === "reply");
    assert.deepEqual(
      list.flatMap(({ request: hop }) => hop ?? []),
      there,
    );
    assert.deepEqual(
      list.flatMap(({ reply: hop }) => hop ?? []),
      back.toReversed(),
    );
  }
});
