import assert from "node:assert/strict";
import { test } from "node:test";

import { place } from "../../static/js/stage/place.js";
import { asking, ofRequest } from "../../static/js/stage/wishes.js";
import { brackets, columns } from "../../static/js/trace/columns.js";
import { drawing, entryAt } from "../../static/js/trace/drawing.js";
import { cubicBezier, travel } from "../../static/js/trace/ease.js";
import { boxOf, edges, part, uncovered, wordBox } from "../../static/js/stage/part.js";
import { parts } from "../../static/js/stage/parts.js";
import { flagPlace, labelPlace } from "../../static/js/trace/flag.js";
import { along, pathLength } from "../../static/js/trace/along.js";
import { diedAt, plan, rewrites } from "../../static/js/trace/plan.js";
import {
  advance,
  backward,
  createPlayer,
  forward,
  rebased,
  REWOUND,
  seek,
  standing,
  stepwise,
  toggle,
} from "../../static/js/trace/play.js";
import { comesBack, questions, rounds } from "../../static/js/trace/rounds.js";
import {
  answered,
  chance,
  cluster,
  droppedBehindRule,
  droppedOutside,
  fromOutside,
  intoContainer,
  named,
  namedByBoth,
  nameless,
  ownAnswered,
  ownRefused,
  refused,
  swallowed,
  trace,
} from "./build.js";

const PORT = "socket:S1/tcp/16327";
const TASK = "task:httpi.S1.0";

function planned(request, { width = 744, tasks = { S1: [[16327]] } } = {}) {
  const elements = cluster({ tasks });
  const scene = place(elements, { width, ...ofRequest(request, request, { selected: null }, elements) });
  return { scene, ...plan(request, scene, elements) };
}

const on = ({ x, y }, box) =>
  x >= box.x - 0.5 && x <= box.x + box.w + 0.5 && y >= box.y - 0.5 && y <= box.y + box.h + 0.5;
/** Whether a badge lies over more than the edge of a box. */
/** The width of a packet, and of a digit of a port. */
const [PACKET, DIGIT] = [26, 6.9];
const hides = ({ x, y }, box) => x + 6 > box.x && x - 6 < box.x + box.w && y + 6 > box.y && y - 6 < box.y + box.h;
const REQUESTS = { answered, namedByBoth: () => namedByBoth("S2"), namedHere: () => namedByBoth("master"), ownAnswered, refused, fromOutside, swallowed, droppedOutside, named, nameless };

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

for (const from of ["master", "S2", "outside"]) {
  for (const width of [320, 500, 744]) {
    test(`the badges of a look-up from ${from} cover neither each other nor words, and stay in their machines, at ${width}`, () => {
      const request = from === "outside" ? fromOutside() : namedByBoth(from);
      const elements = cluster({ tasks: { S1: [[16327]], S2: [[9898]] } });
      const wish = ofRequest(request, request, { selected: null }, elements);
      const scene = place(elements, { width, ...wish });
      const made = plan(request, scene, elements);
      const looked = { asking: asking(request, elements), closed: wish.closed, crossing: null };
      const things = parts(elements, scene, looked);
      const words = things.filter(({ kind }) => kind === "text" || kind === "port" || kind === "process");
      const covered = words.map((thing) => [thing.id, wordBox(thing) ?? boxOf(thing)]);
      for (let hop = 0; hop <= made.beats.length; hop += 1) {
        const { badges } = drawing(made, seek(REWOUND, made.beats, hop));
        badges.forEach(({ n, at }, index) => {
          for (const other of badges.slice(0, index))
            assert.ok(Math.hypot(other.at.x - at.x, other.at.y - at.y) > 15, `hop ${hop}: ${n} covers ${other.n}`);
          const under = covered.filter(([, box]) => hides(at, box)).map(([id]) => id);
          assert.deepEqual(under, [], `hop ${hop}: badge ${n} hides them`);
          const node = made.beats[n - 1].hop.kind === "wire" ? null : made.beats[n - 1].hop.node;
          const box = scene.boxes[`agent:${node}`] ?? scene.boxes[`host:${node}`];
          if (box !== undefined && from !== "outside") assert.ok(on(at, box), `hop ${hop}: badge ${n} is not in ${node}`);
        });
      }
    });
  }
}

for (const [width, slot] of [320, 500, 744].flatMap((width) => [[width, 0], [width, 1]])) {
  test(`a packet to the container in row ${slot} goes along that row, hop behind hop, at ${width}`, () => {
    const ports = [9896, 26186];
    const elements = cluster({ tasks: { S1: ports.map((port) => [port]) }, bridged: { S1: [true, true] } });
    const [task, rule] = [`task:httpi.S1.${slot}`, `rule:S1/nat/DOCKER/${ports[slot]}`];
    const request = intoContainer(`mesos-${slot}`, ports[slot]);
    const scene = place(elements, { width, ...ofRequest(request, request, { selected: null }, elements) });
    const { beats } = plan(request, scene, elements);
    const [machine, box] = [scene.boxes["agent:S1"], scene.boxes[task]];
    const within = beats.filter(({ hop }) => hop.node === "S1" && hop.kind !== "wire");
    for (const { hop, badge } of within.filter(({ badge }) => badge !== null)) {
      assert.equal(badge.y, box.y + box.h / 2, `hop ${hop.n} is in the row`);
      assert.ok(on(badge, machine), `hop ${hop.n} is in the machine`);
      assert.ok(!hides(badge, box), `hop ${hop.n} hides the task`);
    }
    const without = within.filter(({ badge }) => badge === null);
    assert.ok(width === 744 ? without.length === 0 : without.every(({ hop }) => !["nat", "socket"].includes(hop.kind)));
    for (const { hop, badge } of within.filter(({ hop }) => hop.kind === "nat")) {
      const before = scene.boxes[rule].x - badge.x;
      assert.ok(before > -4 && before < 8, `hop ${hop.n} stands ${before} before the rule`);
      const { x, w } = scene.boxes[`socket:S1/tcp/${ports[slot]}`];
      const end = x + w / 2 + (String(ports[slot]).length * DIGIT) / 2;
      assert.ok(badge.x - PACKET / 2 >= end - 2, `hop ${hop.n} hides the end of the port at ${width}`);
    }
    const delivered = beats.find(({ hop }) => hop.message === "socket.program");
    assert.equal(delivered.delivered, task);
    for (const way of ["request", "reply"]) {
      const found = within.filter(({ hop, badge }) => hop.direction === way && badge !== null).map(({ badge }) => badge.x);
      for (const [index, x] of found.slice(1).entries()) {
        const step = (x - found[index]) * (way === "request" ? 1 : -1);
        assert.ok(step > 12, `${way}: a step of ${step}`);
      }
    }
    const end = beats.find((beat) => beat.hop.kind === "socket").path.at(-1);
    assert.ok(end.x + 14 <= box.x && end.x + 18 > box.x, "its tip touches the task");
  });
}

for (const width of [320, 500, 744]) {
  test(`a packet that dies behind the rule that led it dies in the row of its task, at ${width}`, () => {
    const elements = cluster({ tasks: { S1: [[9896], [26186]] }, bridged: { S1: [true, true] } });
    const request = droppedBehindRule("mesos-1", 26186);
    const scene = place(elements, { width, ...ofRequest(request, request, { selected: null }, elements) });
    const { beats } = plan(request, scene, elements);
    const [task, rule] = [scene.boxes["task:httpi.S1.1"], scene.boxes["rule:S1/nat/DOCKER/26186"]];
    const end = beats.at(-1).path.at(-1);
    assert.equal(end.y, task.y + task.h / 2);
    assert.ok(end.x > rule.x + rule.w && end.x < task.x, "between the rule and the task");
    assert.equal(beats.at(-1).delivered, "");
  });
}

test("an answered request ends at the edge of the task, and its reply at the program that asked", () => {
  const { scene, start, beats } = planned(answered());
  const delivered = beats.find((beat) => beat.delivered);
  assert.equal(delivered.delivered, TASK);
  const [port, task, end] = [scene.boxes[PORT], scene.boxes[TASK], delivered.path.at(-1)];
  assert.ok(end.x + 14 <= task.x && end.x + 18 > task.x, "its tip touches the task");
  assert.deepEqual([delivered.badge, end.y], [end, port.y + port.h / 2]);
  assert.deepEqual(beats.at(-1).path.at(-1), start);
});

test("the packet stands on the wire between the rows of both machines", () => {
  const { scene, beats } = planned(answered());
  assert.ok(on(beats[2].path.at(-1), scene.boxes["wire:underlay"]));
});

test("a request to the own machine goes through its loopback device, and never near its card", () => {
  const { scene, start, beats } = planned(ownAnswered());
  const { loop } = scene.hosts["agent:S1"];
  assert.equal(beats[0].path.at(-1).y, start.y);
  const points = beats.flatMap(({ path }) => path);
  const card = scene.boxes["link:S1/eth0"];
  for (const point of points) {
    assert.ok(on(point, scene.boxes["agent:S1"]), JSON.stringify(point));
    assert.ok(point.x > card.x + card.w + 8, "that is at the card");
  }
  assert.ok(points.some(({ x, y }) => x === loop.x && y === loop.y));
  const port = scene.boxes[PORT];
  assert.ok(points.some(({ x }) => Math.abs(x - port.x - port.w) < 4), "it never touches the port");
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
  const [closed, { x, y }] = [scene.hosts["agent:S1"].closed, beats[2].path.at(-1)];
  assert.equal(y, closed.y + closed.h / 2);
  assert.ok(x - 10 > closed.x + closed.w, "the cross hides the port");
  for (const id of [PORT, TASK]) {
    const box = scene.boxes[id];
    assert.ok(Math.abs(y - box.y - box.h / 2) >= box.h / 2 + 9, `the cross hides ${id}`);
  }
  assert.equal(carried, "RST");
});

test("a port to which a packet comes has a row of its own where nothing listens, and the listening one its own", () => {
  const there = planned(refused()).scene.hosts["agent:S1"].closed;
  assert.notEqual(there, null);
  assert.equal(planned(answered()).scene.hosts["agent:S1"].closed, null);
  const { scene, beats } = planned(swallowed());
  assert.equal(scene.hosts["agent:S1"].closed, null);
  const port = scene.boxes[PORT];
  assert.equal(beats[2].badge.y, port.y + port.h / 2);
  assert.ok(beats[2].badge.x - 10 > port.x + port.w);
});

test("behind the machine that dropped a packet lies the way that it never took", () => {
  const { scene, never } = planned(droppedOutside());
  const port = scene.boxes[PORT];
  assert.ok(on(never[0], scene.boxes["host:router"]));
  assert.equal(never.at(-1).y, port.y + port.h / 2);
  assert.deepEqual(planned(swallowed()).never, [], "it was there already");
  assert.deepEqual(planned(answered()).never, []);
  assert.deepEqual(planned(ownRefused()).never, [], "127.0.0.1 is its own");
});

test("a packet without an answer is sent again at its times, four times as fast, and the client counts", () => {
  const made = planned(droppedOutside());
  const died = made.beats.at(-1);
  assert.deepEqual(died.wait, { ms: 5001 / 4, sends: [250, 750] });
  const at = (ms) => {
    const elapsedMs = died.travelMs + died.lookMs + died.changeMs + died.dwellMs + ms;
    return drawing(made, { ...REWOUND, at: made.beats.length - 1, elapsedMs, playing: true });
  };
  assert.deepEqual([0, 251, 751].map((ms) => at(ms).tally.count), [1, 2, 3]);
  assert.deepEqual([100, 300, 960].map((ms) => at(ms).again.length), [0, 1, 1]);
  assert.equal(drawing(made, seek(REWOUND, made.beats, made.beats.length)).tally.count, 3);
  assert.equal(drawing(made, REWOUND).tally.count, 1);
  assert.equal(drawing(planned(answered()), REWOUND).tally, null);
});

test("a long wait is shortened", () => {
  const { beats } = planned(droppedOutside(127_000, 7));
  assert.ok(beats.at(-1).wait.ms <= 8000);
  assert.equal(beats.at(-1).wait.sends.length, 6);
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

test("at a hop the packet looks, then the change is shown, then it stays", () => {
  const { beats } = planned(answered());
  const phases = [];
  let playback = toggle(REWOUND, beats);
  while (playback.playing) {
    playback = advance(playback, beats, 10);
    const { hop, phase } = standing(playback, beats);
    if (phases.at(-1)?.join() !== [hop, phase].join()) phases.push([hop, phase]);
  }
  const at = (n) => phases.filter(([hop, phase]) => hop === n && phase !== "travel" && phase !== "rest").map(([, phase]) => phase);
  assert.deepEqual(at(2), ["look", "change", "dwell"]);
  assert.deepEqual(at(3), []);
  assert.deepEqual(at(4), ["look", "change", "dwell"], "a delivery is a change as well");
});

test("a question who has an address goes around once, or three times when nobody answers", () => {
  const made = planned(answered());
  const { asks, changeMs } = made.beats[1];
  const wire = made.scene.boxes["wire:underlay"];
  assert.deepEqual(asks, { at: { x: wire.x + wire.w / 2, y: made.beats[1].badge.y }, times: 1 });
  assert.ok(made.beats.filter((beat) => beat.hop.kind !== "neighbour").every((beat) => beat.asks === null));
  const failed = planned(
    trace(
      "master",
      [
        ["request", "master", "host:master", "route"],
        ["request", "master", "link:master/eth0", "neighbour", "neighbour.failed"],
      ],
      { success: false },
    ),
  );
  assert.deepEqual([failed.beats[1].asks.times, failed.beats[1].changeMs], [3, 720]);
  const beat = failed.beats[1];
  const parts = [10, 230, 250, 470, 490, 710].map((ms) => {
    const elapsedMs = beat.travelMs + beat.lookMs + ms;
    return drawing(failed, { ...REWOUND, at: 1, elapsedMs, playing: true }).ring.part;
  });
  assert.deepEqual(parts.map((part) => part > 0.5), [false, true, false, true, false, true]);
  assert.equal(drawing(made, seek(REWOUND, made.beats, 2)).ring, null);
  assert.equal(changeMs, 320);
});

test("the flag rises with the change, and the edge of the task fills", () => {
  const made = planned(answered());
  const during = (hop, ms) => {
    const beat = made.beats[hop - 1];
    return drawing(made, { ...REWOUND, at: hop - 1, elapsedMs: beat.travelMs + ms, playing: true });
  };
  const look = made.beats[1].lookMs;
  assert.equal(during(2, look - 1).flag, null);
  const rising = [1, 40, 120, 300].map((ms) => during(2, look + ms).flag.risen);
  assert.deepEqual(rising, rising.toSorted((a, b) => a - b));
  assert.equal(during(2, look + 320).flag.risen, 1);
  assert.equal(drawing(made, seek(REWOUND, made.beats, 2)).flag.risen, 1);
  assert.ok(during(4, made.beats[3].lookMs + 100).delivered.part < 1);
  assert.deepEqual(drawing(made, seek(REWOUND, made.beats, 4)).delivered, { task: TASK, part: 1 });
});

test("entries are asked in order, five at most, and then the one that matched", () => {
  const entries = Array.from({ length: 9 }, (_, index) => ({ matched: index === 7 }));
  const asked = (ms) => entryAt({ ms }, entries);
  assert.deepEqual([0, 91, 185, 275, 365, 449].map(asked), [0, 1, 2, 3, 7, 7]);
  assert.equal(entryAt({ ms: 400 }, [{ matched: true }]), 0);
});

test("a plan that is made anew for other boxes is played on from the same place", () => {
  const before = planned(answered()).beats;
  const after = before.map((beat) => ({ ...beat, travelMs: beat.travelMs * 2 }));
  const middle = { ...REWOUND, at: 1, elapsedMs: before[1].travelMs / 2, playing: true };
  assert.equal(standing(rebased(middle, before, after), after).part, standing(middle, before).part);
  const looking = { ...middle, elapsedMs: before[1].travelMs + 30 };
  assert.deepEqual(standing(rebased(looking, before, after), after), standing(looking, before));
});

test("a request that is repeated begins anew at its end, but not when one steps through it", () => {
  const { beats } = planned(answered());
  const looping = { ...toggle(REWOUND, beats), loops: true };
  const again = advance(looping, beats, 1e9);
  assert.deepEqual([again.at, again.playing], [0, true]);
  const stepped = advance(forward({ ...REWOUND, loops: true, at: beats.length - 1 }, beats), beats, 1e9);
  assert.deepEqual([stepped.at, stepped.playing], [beats.length, false]);
});

test("curves of motion are those of CSS", () => {
  assert.deepEqual([0, 1].map(travel), [0, 1]);
  assert.ok(Math.abs(cubicBezier(0, 0, 1, 1)(0.3) - 0.3) < 1e-4);
  assert.ok(Math.abs(cubicBezier(0.25, 0.1, 0.25, 1)(0.5) - 0.8024) < 1e-3, "`ease` at half its time");
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
  assert.deepEqual([packet.n, packet.reply, packet.dead], [2, false, 0]);
  assert.match(flag.text, /0e:00:ac:10:09:54/);
});

test("a reply is drawn turned, a dead packet as dead with its reason", () => {
  const made = planned(answered());
  assert.equal(drawing(made, seek(REWOUND, made.beats, 5)).packet.heading, 2);
  const lost = planned(refused());
  const { packet, flag } = drawing(lost, seek(REWOUND, lost.beats, 3));
  assert.deepEqual([packet.dead, flag.text, flag.dead], [1, "nothing listens here", true]);
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

test("a packet that waits at a name server hides no number of a later hop there", () => {
  const made = planned(namedByBoth("master"));
  for (let hop = 1; hop <= made.beats.length; hop += 1) {
    const { badges, packet } = drawing(made, seek(REWOUND, made.beats, hop));
    const others = badges.filter(({ n, when }) => n !== hop && when === "ahead");
    for (const { at, n } of others) assert.ok(Math.hypot(at.x - packet.at.x, at.y - packet.at.y) >= 19.5, `${hop} hides ${n}`);
  }
});

test("on a phone the badges of a machine on the way stand beside it, one below the other", () => {
  const made = planned(droppedOutside(), { width: 320 });
  const router = made.scene.boxes["host:router"];
  const beside = drawing(made, REWOUND).badges.filter(({ at }) => at.y >= router.y && at.y <= router.y + router.h);
  assert.ok(beside.length >= 2);
  for (const { at } of beside) assert.ok(at.x < router.x);
});

test("a flag goes where it hides no words, and never out of the picture", () => {
  const words = [{ x: 0, y: 60, w: 400, h: 30 }];
  const at = { x: 390, y: 100 };
  const place = flagPlace(at, 120, words, { width: 400, height: 400 });
  assert.equal(place.side, "below");
  assert.ok(place.x >= 0 && place.x + place.w <= 400);
  assert.equal(flagPlace(at, 120, [], { width: 400, height: 400 }).side, "above");
  assert.equal(flagPlace(at, 120, words, { width: 400, height: 130 }).side, "left", "beneath there is no room");
  const everywhere = [-100, -80, -60, -40, -20, 15, 35, 55, 75, 95].map((dy) => ({ x: 0, y: 100 + dy, w: 400, h: 18 }));
  assert.equal(flagPlace({ x: 100, y: 100 }, 120, everywhere, { width: 400, height: 400 }).side, "right");
});

test("a flag gains nothing by rising over words that its point would then hide", () => {
  const around = [
    { x: 0, y: 112, w: 400, h: 60 },
    { x: 0, y: 88, w: 84, h: 22 },
    { x: 116, y: 88, w: 284, h: 22 },
  ];
  const place = flagPlace({ x: 100, y: 100 }, 120, [...around, { x: 94, y: 72, w: 12, h: 8 }], { width: 400, height: 400 });
  assert.deepEqual([place.side, place.y + place.h], ["above", 85]);
});

/** How much of the words of a picture the flag of each hop hides: by hop. */
function hiddenByFlags(request, width, fill) {
  const elements = cluster({ tasks: { S1: [[16327]] } });
  const wish = ofRequest(request, request, { selected: null }, elements);
  const scene = place(elements, { width, fill, ...wish });
  const made = plan(request, scene, elements);
  const things = parts(elements, scene, { asking: asking(request, elements), closed: wish.closed, crossing: null });
  const told = things.filter(({ look }) => look !== "title"); // a device's name is of the lowest rank
  const words = told.flatMap((thing) => (wordBox(thing) === null ? [] : [[thing.id, wordBox(thing)]]));
  return made.beats.flatMap((_, index) => {
    const { flag, badges } = drawing(made, seek(REWOUND, made.beats, index + 1));
    if (flag === null) return [];
    const marks = [...badges.map(({ at }) => ({ x: at.x - 8, y: at.y - 8, w: 16, h: 16 })), ...things.flatMap(edges)];
    const { x, y, w, h } = flagPlace(flag.at, flag.text.length * 6.7 + 16, things.flatMap(uncovered), scene, marks);
    const over = (a, n, b, m) => Math.min(a + n, b + m) - Math.max(a, b) > 2.5; // boxes of words have that much air
    const under = words.filter(([, box]) => over(x, w, box.x, box.w) && over(y, h, box.y, box.h));
    return [under.map(([id]) => id)];
  });
}

const FLAGGED = [answered(), refused(), ownAnswered(), swallowed(), fromOutside(), named(), namedByBoth("S2"), namedByBoth("master")];

for (const [width, fill] of [[320, 0], [500, 300], [744, 0], [744, 290]])
  test(`flags hide no name, address or port, at ${width} and ${fill}`, () => {
    for (const request of FLAGGED) assert.deepEqual(hiddenByFlags(request, width, fill).flat(), []);
    assert.equal(hiddenByFlags(refused(), width, fill).length, 1);
    const changes = FLAGGED.some((request) => hiddenByFlags(request, width, fill).length > (request.success ? 0 : 1));
    assert.equal(changes, width >= 480, "in the column form the card beneath tells what has changed");
  });

test("who asks is named within its machine, or not at all", () => {
  for (const width of [320, 480, 500, 600, 743, 744]) {
    for (const request of FLAGGED) {
      const elements = cluster({ tasks: { S1: [[16327]] } });
      const wish = ofRequest(request, request, { selected: null }, elements);
      const scene = place(elements, { width, ...wish });
      const things = parts(elements, scene, { asking: asking(request, elements), closed: wish.closed, crossing: null });
      const named = things.find(({ id }) => id.endsWith(" asks"));
      const [box, machine] = [wordBox(named), scene.boxes[named.of]];
      if (box === null) continue;
      assert.ok(box.x >= machine.x && box.x + box.w <= machine.x + machine.w, `${width} ${named.text}`);
    }
  }
});

test("a flag keeps off words, signs and the edges of machines, not off what is within them", () => {
  const of = { id: "agent:S1", state: "up" };
  const machine = edges(part(of, "", "agent", 50, 20, 100, 40));
  assert.equal(machine.length, 4);
  assert.ok(machine.every(({ w, h }) => Math.min(w, h) === 2));
  assert.deepEqual(uncovered(part(of, "symbol", "symbol", 19, 17, 18, 18)), [{ x: 10, y: 8, w: 18, h: 18 }]);
  assert.deepEqual(uncovered(part(of, "", "wire", 50, 20, 100, 40)), []);
  assert.deepEqual(uncovered({ ...part(of, "card", "text", 50, 20, 1, 1), text: "eth0", look: "title" }), [], "titles of columns");
});

test("the name of what a packet carries stands below it, elsewhere where that would hide words", () => {
  const at = { x: 100, y: 50 };
  assert.deepEqual(labelPlace(at, [{ x: 60, y: 25, w: 90, h: 12 }]), { x: 100, y: 68 });
  assert.deepEqual(labelPlace(at, [{ x: 60, y: 62, w: 90, h: 12 }]), { x: 100, y: 32 });
  const edge = [{ x: 0, y: 69, w: 300, h: 2 }];
  assert.deepEqual(labelPlace(at, [], edge), { x: 100, y: 32 }, "an edge would go through it");
  assert.deepEqual(labelPlace(at, [{ x: 60, y: 25, w: 90, h: 12 }], edge).y, 50, "beside it");
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
  for (const hops of Object.values(REQUESTS).flatMap((request) => rounds(request().hops))) {
    const list = columns(hops);
    const there = hops.filter((hop) => !comesBack(hop));
    const back = hops.filter(comesBack);
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

test("each question to a name server is a round of its own, also one that a server asks; then comes the request", () => {
  const numbers = (hops) => rounds(hops).map((round) => round.map(({ n }) => n));
  assert.deepEqual(numbers(named().hops), [
    [1, 2],
    [3, 4, 5, 6, 7],
    [8, 9],
    [10, 11, 12, 13, 14, 15, 16],
  ]);
  assert.deepEqual(numbers([...nameless().hops, ...nameless().hops]).map(({ length }) => length), [2, 5, 2, 2, 5, 2]);
  assert.deepEqual(rounds([]), []);
});

test("a request by name begins where the answer with its address has come home", () => {
  const { beats } = planned(named());
  const [home, begins] = [beats[8], beats[9]];
  assert.equal(home.reply, true);
  assert.equal(begins.reply, false);
  assert.equal(begins.badge.y, home.badge.y);
  assert.equal(beats[0].badge.y, home.badge.y);
});

test("a name that does not exist ends where that is said, though the answer comes home", () => {
  const { beats, attempts, carried } = planned(nameless());
  assert.equal(carried, "DNS");
  assert.equal(diedAt(nameless()), 7);
  assert.equal(beats[7].died, true);
  assert.equal(attempts, 1);
});

test("of a way that turns several times only what was gone is drawn as gone, and only a refusal has its name", () => {
  const [asked, request] = [named(), refused()];
  const later = request.hops.map((hop) => ({ ...hop, n: hop.n + asked.hops.length - 7 }));
  const made = planned({ ...request, hops: [...asked.hops.slice(0, 9), ...later] });
  const at = (hop) => drawing(made, seek(REWOUND, made.beats, hop));
  const when = (hop) => at(hop).badges.map((badge) => [badge.n, badge.when]);
  assert.deepEqual(when(6), [3, 4, 5].map((n) => [n, "done"]));
  assert.deepEqual(when(8), [[1, "done"], [2, "done"], [8, "here"]]);
  assert.deepEqual(when(14), [10, 11, 12].map((n) => [n, "done"]));
  assert.deepEqual(questions(made.beats.map(({ hop }) => hop)), [0, 0, 1, 1, 1, 1, 1, 0, 0, 2, 2, 2, 2, 2, 2]);
  assert.equal(at(6).packet.reply, true);
  assert.equal(at(6).packet.carried, "");
  assert.equal(at(14).packet.carried, "RST");
});

test("beside who asks stands the program, also where no answer told its name", () => {
  const elements = cluster();
  const lost = trace("master", [["request", "master", "host:master", "route"]]);
  assert.deepEqual(asking(lost, elements), { "host:master": "curl :40000" });
  assert.deepEqual(asking({ ...lost, method: "PING" }, elements), { "host:master": "ping :40000" });
});

test("only what rewrites the packet itself counts as a rewriting", () => {
  const hop = (kind, ...changed) => ({ kind, changed });
  assert.equal(rewrites(hop("nat", "dst")), true);
  assert.equal(rewrites(hop("neighbour", "smac", "dmac")), false);
  assert.equal(rewrites(hop("vxlan", "src", "dst")), false, "an envelope has a header of its own");
});
