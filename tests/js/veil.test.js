import assert from "node:assert/strict";
import { test } from "node:test";

import { diedAt, plan } from "../../static/js/trace/plan.js";
import { createVeils, veiled } from "../../static/js/trace/veil.js";
import { place } from "../../static/js/stage/place.js";
import { cluster, intoContainer, refused } from "./build.js";

test("nothing of a request is there from its veiled hop on, nor how it ended", () => {
  const whole = refused();
  const seen = veiled(whole, 3);
  assert.deepEqual(seen.hops, whole.hops.slice(0, 2));
  assert.equal(seen.veiled, 4);
  assert.equal(diedAt(whole), 2);
  assert.equal(diedAt(seen), -1);
  const elements = cluster();
  assert.equal(plan(seen, place(elements, { width: 744 }), elements).beats.length, 2);
});

test("a veil is put on the next request that is meant, and stays until it is lifted", () => {
  let changes = 0;
  const veils = createVeils(() => (changes += 1));
  const [first, second, third] = [1, 2, 3].map((n) => ({ ...intoContainer("mesos-0"), id: `${n}.1` }));
  veils.veilNext(({ id, hops }) => (id === "2.1" ? hops.find(({ kind }) => kind === "nat").n : null));
  assert.equal(veils.of(first), first);
  const seen = veils.of(second);
  assert.equal(seen.hops.at(-1).kind, "wire");
  assert.equal(veils.of(second), seen, "the same value for the same request");
  assert.equal(veils.of({ ...third }).veiled, undefined, "only one is meant");
  assert.ok(veils.has("2.1"));
  veils.lift("2.1");
  assert.equal(veils.of(second), second);
  veils.veil("1.1", 2);
  assert.equal(veils.of(first).hops.length, 1);
  assert.equal(changes, 2);
});
