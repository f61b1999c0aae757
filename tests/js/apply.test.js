import assert from "node:assert/strict";
import { test } from "node:test";

import { apply, byId } from "../../static/js/topology/apply.js";
import { chance, element } from "./build.js";

const MOVED = ["parent", "place", "source", "target"];

/** Operations between two pictures, in the order of the protocol. */
function operations(before, after) {
  const differs = (id, moved) => {
    const names = new Set([...Object.keys(after[id]), ...Object.keys(before[id])]);
    const fields = [...names].filter((name) => MOVED.includes(name) === moved);
    const changed = fields.filter((name) => JSON.stringify(before[id][name]) !== JSON.stringify(after[id][name]));
    return Object.fromEntries(changed.map((name) => [name, after[id][name] ?? null]));
  };
  const both = Object.keys(after).filter((id) => before[id]);
  const some = (kind, moved) =>
    both.map((id) => [kind, id, differs(id, moved)]).filter(([, , fields]) => Object.keys(fields).length > 0);
  return [
    ...Object.keys(after)
      .filter((id) => !before[id])
      .map((id) => ["add", after[id]]),
    ...some("move", true),
    ...some("change", false),
    ...Object.keys(before)
      .filter((id) => !after[id])
      .map((id) => ["remove", id]),
  ];
}

function randomPicture(random) {
  const ids = ["a", "b", "c", "d", "e", "f"].filter(() => random.next() < 0.6);
  return byId(
    ids.map((id) => {
      const ends = random.next() < 0.3 ? { source: random.one(["x", "y"]), target: random.one(["x", "z"]) } : {};
      const parent = random.one([null, "a", "b"]);
      return element(id, random.one(["agent", "task"]), {
        parent,
        state: random.one(["up", "down"]),
        place: { slot: random.below(3) },
        ...ends,
      });
    }),
  );
}

test("operations between two random pictures lead from one to the other and leave the first as it was", () => {
  const random = chance(1);
  for (let round = 0; round < 500; round += 1) {
    const [before, after] = [randomPicture(random), randomPicture(random)];
    const kept = structuredClone(before);
    assert.deepEqual(apply(before, operations(before, after)), after);
    assert.deepEqual(before, kept);
  }
});

test("lists of operations applied one after another are the same as applied together", () => {
  const random = chance(2);
  for (let round = 0; round < 200; round += 1) {
    const [a, b, c] = [randomPicture(random), randomPicture(random), randomPicture(random)];
    const [first, second] = [operations(a, b), operations(b, c)];
    assert.deepEqual(apply(a, [...first, ...second]), apply(apply(a, first), second));
  }
});

test("operations that come a second time, as after a reconnect, change nothing", () => {
  const random = chance(3);
  for (let round = 0; round < 200; round += 1) {
    const [a, b, c] = [randomPicture(random), randomPicture(random), randomPicture(random)];
    const all = [...operations(a, b), ...operations(b, c)];
    assert.deepEqual(apply(apply(a, all), all), c);
  }
});
