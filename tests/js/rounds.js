/** Random clusters and wishes, and what may be said of boxes: shared by the tests of all lenses. */

import { place } from "../../static/js/stage/place.js";
import { chance, cluster } from "./build.js";

export const WIDTHS = [320, 375, 414, 479, 480, 508, 560, 639, 640, 700, 743, 744, 1000, 1400, 1800];
const MACHINES = new Set(["master", "public_agent", "agent", "client", "router"]);

export function randomCluster(random, agents = 1 + random.below(random.one([4, 6, 6, 12, 60]))) {
  const [tasks, bridged] = [{}, {}];
  const share = random.one([0, 0, 0.5, 1]);
  for (let n = 0; n <= agents; n += 1) {
    const slots = random.below(random.one([2, 5, 12]));
    tasks[`S${n}`] = Array.from({ length: slots }, (_, slot) =>
      Array.from({ length: random.one([0, 1, 1, 1, 2]) }, (_, port) => 1025 + n * 1000 + slot * 10 + port),
    );
    bridged[`S${n}`] = tasks[`S${n}`].map(() => random.next() < share);
  }
  return cluster({ agents, tasks, bridged });
}

export const inside = (inner, outer) =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.w <= outer.x + outer.w + 0.01 &&
  inner.y + inner.h <= outer.y + outer.h + 0.01;
export const apart = (a, b) =>
  a.x + a.w <= b.x + 0.01 || b.x + b.w <= a.x + 0.01 || a.y + a.h <= b.y + 0.01 || b.y + b.h <= a.y + 0.01;

/** What a viewer may ask for: some request, some selection, some folds opened, a room of some height. */
export function randomWish(elements, random) {
  const ids = Object.keys(elements);
  const hosts = ids.filter((id) => MACHINES.has(elements[id].kind));
  const some = (list, share) => list.filter(() => random.next() < share);
  const agents = hosts.filter((id) => elements[id].kind === "agent");
  const traced = new Set(random.next() < 0.3 ? [] : some(hosts, 0.1).slice(0, 4));
  return {
    width: random.one(WIDTHS),
    height: random.one([undefined, 300, 460, 700]),
    askers: new Set(some(hosts, 0.2).slice(0, 2)),
    loops: new Set(some(agents, 0.1)),
    closed: Object.fromEntries([...traced].slice(0, 1).map((id) => [id, "80"])),
    traced,
    shown: new Set(some(ids, 0.02)),
    recent: some(agents, 0.3).slice(0, 6),
    opened: new Set(some(hosts, 0.1).map((id) => `fold:${id}`)),
  };
}

/** So many random clusters with wishes, each with the scene of a lens. */
export function rounds(count, each, lens) {
  const random = chance(11);
  for (let round = 0; round < count; round += 1) {
    const elements = randomCluster(random);
    const wish = { ...randomWish(elements, random), ...(lens ? { lens } : {}) };
    each(elements, wish, place(elements, wish), random);
  }
}
