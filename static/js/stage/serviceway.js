// @ts-check
/**
 * The way of a request in the lens *service*: from who asks to the entry, and on to the task. What is not drawn here
 * happens at what it is in: a rule at its agent, a router on the way.
 *
 * Law of this file: pure.
 */

import { comesBack } from "../trace/rounds.js";
import { taskOf } from "../trace/visits.js";
import { centre, middle } from "./lines.js";

/** @import {Box, Elements, Hop, Point, Scene, Service, Trace} from "../types.js" */
/** @import {Way} from "../trace/way.js" */

const LANE = 12;
/** How far before its edge a packet stands: so far apart that two badges have room. */
const EDGE = { agent: 12, task: 2 };
/** Badges need so much room. */
const APART = 19;

/**
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {{start: Point | null, ways: Way[]}}
 */
export function ways(trace, scene, elements) {
  const { askers, columns } = /** @type {Service} */ (scene.service);
  const origin = trace.from.split("/")[0] ?? "";
  const asker = [`agent:${origin}`, `host:${origin}`].map((id) => askers[id]).find((box) => box !== undefined);
  const inside = trace.from.includes("/");
  const start = asker === undefined ? null : at(asker, columns.down ? "left" : "right");
  /** @type {Point | null} */
  let now = start;
  let passed = false; // whether the entry is behind the packet
  /** Where the packet came into a virtual address, and where it leaves. @type {{left: Point, right: Point} | null} */
  let entered = null;
  /** @type {{at: Point, back: boolean}[]} */
  const placed = [];
  const target = tasks(trace, elements);
  const found = trace.hops.map((hop, index) => {
    const stop = stopOf(hop, index);
    if (stop === null || now === null) {
      now ??= stop;
      return /** @type {Way} */ ({ path: stop === null ? [] : [stop], badge: stop, inward: 1 });
    }
    const same = Math.hypot(stop.x - now.x, stop.y - now.y) < 1;
    const anew = hop.leg !== trace.hops[index - 1]?.leg && index > 0; // another connection begins where it is made
    const through = entered !== null && now === entered.left ? entered.right : null;
    const path = same ? [now] : anew ? [stop] : columns.down ? alongLane(now, stop) : through ? [now, ...curve(through, stop)] : curve(now, stop);
    const badge = free(stop, hop) ? stop : null;
    now = stop;
    return /** @type {Way} */ ({ path, badge, inward: 1 });
  });
  return { start, ways: found };

  /** @param {Hop} hop @param {number} index @returns {Point | null} */
  function stopOf(hop, index) {
    if (hop.kind === "wire") return now;
    const back = comesBack(hop);
    const side = (/** @type {"left" | "right"} */ which) => (columns.down ? "left" : which);
    const vip = scene.boxes[`vip:${hop.before.dst}`];
    if (hop.kind === "ipvs" && !back && vip !== undefined) {
      passed = true;
      entered = { left: at(vip, side("left")), right: at(vip, side("right")) };
      return entered.left;
    }
    const proxy = entryAt(hop, trace, scene, elements);
    if (proxy !== undefined) return at(proxy, side(isSecond(hop, trace) ? "right" : "left"));
    if (hop.node === origin && !inside && !(passed && !back && arrives(hop, index))) {
      const behind = passed && !back ? vipOf(trace, scene) : undefined;
      return behind === undefined ? (asker === undefined ? null : at(asker, side("right"))) : at(behind, side("right"));
    }
    const task = scene.boxes[target.get(hop) ?? ""] ?? scene.boxes[scene.hidden[target.get(hop) ?? ""] ?? ""];
    const host = scene.boxes[`agent:${hop.node}`] ?? scene.boxes[`host:${hop.node}`];
    if (task === undefined) return host === undefined ? now : at(host, "left");
    const ends = hop.kind === "socket" || hop.namespace !== hop.node;
    return ends || host === undefined ? { x: columns.down ? host?.x ?? task.x : task.x - EDGE.task, y: middle(task) } : { x: host.x - (columns.down ? 0 : EDGE.agent), y: middle(task) };
  }

  /** Whether no other badge is where one would stand: what is not drawn has none of its own. @param {Point} stop @param {Hop} hop */
  function free(stop, hop) {
    const back = comesBack(hop);
    if (placed.some((other) => other.back === back && Math.hypot(other.at.x - stop.x, other.at.y - stop.y) < APART)) return false;
    placed.push({ at: stop, back });
    return true;
  }

  /** Whether a hop on the machine that asks is already at a task of its own. @param {Hop} hop @param {number} index */
  function arrives(hop, index) {
    const there = trace.hops.slice(0, index + 1).some(({ kind, direction, leg }) => kind === "socket" && direction === hop.direction && leg === hop.leg);
    return there && target.get(hop) !== undefined && !trace.hops.slice(index).some(({ kind, direction }) => kind === "wire" && direction === hop.direction);
  }
}

/** The task of each hop: the one to which its packet is brought, on the machine where it is. @param {Trace} trace @param {Elements} elements */
function tasks(trace, elements) {
  /** @type {Map<Hop, string>} */
  const found = new Map();
  const of = (/** @type {Hop} */ hop) => `${hop.node} ${hop.leg}`;
  /** @type {Map<string, string>} */
  const byVisit = new Map();
  for (const hop of trace.hops) {
    const task = taskOf([hop], elements) ?? listening(hop, elements);
    if (task !== null) byVisit.set(of(hop), task);
  }
  for (const hop of trace.hops) {
    const task = byVisit.get(of(hop));
    if (task !== undefined) found.set(hop, task);
  }
  return found;
}

/** The task behind a port. @param {Hop} hop @param {Elements} elements */
function listening(hop, elements) {
  const port = elements[hop.element];
  if (port?.kind !== "port") return null;
  const task = Object.values(elements).find(({ kind, parent, place }) => kind === "task" && parent === port.parent && place.slot === port.place.slot);
  return task?.id ?? null;
}

/** The load balancer's port that a request came to, at hops on its machine. @param {Hop} hop @param {Trace} trace @param {Scene} scene @param {Elements} elements */
function entryAt(hop, trace, scene, elements) {
  const first = trace.hops.find(({ node, kind }) => node === hop.node && kind === "socket");
  const port = first?.before.dst.split(":")[1];
  const id = `proxy:${hop.node}/${port}`;
  return elements[id] === undefined || hop.node === trace.from ? undefined : scene.boxes[id];
}

/** Whether a hop belongs to the connection that a load balancer has made itself. @param {Hop} hop @param {Trace} trace */
function isSecond(hop, trace) {
  const first = trace.hops.find(({ node, kind, leg }) => node === hop.node && kind === "socket" && leg <= hop.leg);
  return first !== undefined && hop.leg > first.leg;
}

/** The virtual address that was balanced. @param {Trace} trace @param {Scene} scene */
function vipOf({ hops }, scene) {
  const hop = hops.find(({ kind, direction }) => kind === "ipvs" && direction === "request");
  return hop === undefined ? undefined : scene.boxes[`vip:${hop.before.dst}`];
}

/** @param {Box} box @param {"left" | "right"} side @returns {Point} */
function at(box, side) {
  return { x: side === "left" ? box.x : box.x + box.w, y: middle(box) };
}

/** Leaves and arrives level. @param {Point} a @param {Point} b @returns {Point[]} */
function curve(a, b) {
  if (Math.abs(a.y - b.y) < 1) return [a, b];
  const pull = (b.x - a.x) * 0.55;
  const steps = 12;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const [t, u] = [i / steps, 1 - i / steps];
    const mix = (/** @type {number} */ p, /** @type {number} */ q, /** @type {number} */ r, /** @type {number} */ s) => u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
    return { x: mix(a.x, a.x + pull, b.x - pull, b.x), y: mix(a.y, a.y, b.y, b.y) };
  });
}

/** @param {Point} a @param {Point} b @returns {Point[]} */
function alongLane(a, b) {
  return [a, { x: LANE, y: a.y }, { x: LANE, y: b.y }, b];
}

/** From who asks to what was asked for, and from each entry to the tasks behind it. @param {Scene} scene @param {Elements} elements @returns {Point[][]} */
export function references(scene, elements) {
  const { askers, links, columns } = /** @type {Service} */ (scene.service);
  if (columns.down) return [];
  const first = links.flatMap(([host, entry]) => {
    const [from, to] = [askers[host], scene.boxes[entry]];
    return from && to ? [curve(at(from, "right"), at(to, "left"))] : [];
  });
  const behind = backendsOf(elements);
  return [
    ...first,
    ...Object.values(elements).flatMap(({ id, kind, facts }) => {
      const box = kind === "vip" || kind === "proxy" ? scene.boxes[id] : undefined;
      if (box === undefined) return [];
      const ends = new Set((facts["servers"] ?? "").split(", ").map((server) => drawn(behind.get(server), scene)));
      return [...ends].flatMap((end) => {
        const to = scene.boxes[end];
        return to === undefined || centre(to) < centre(box) ? [] : [curve(at(box, "right"), at(to, "left"))];
      });
    }),
  ];
}

/** @param {string | undefined} id @param {Scene} scene */
function drawn(id = "", scene) {
  return scene.boxes[id] === undefined ? (scene.hidden[id] ?? "") : id;
}

/** Tasks by the addresses that tables may have for them. @param {Elements} elements */
function backendsOf(elements) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const all = Object.values(elements);
  for (const { kind, parent, label, place } of all) {
    if (kind !== "port") continue;
    const task = all.find((one) => one.kind === "task" && one.parent === parent && one.place.slot === place.slot);
    if (task !== undefined) found.set(`${elements[parent ?? ""]?.facts["ip"]}:${label}`, task.id);
  }
  const inner = new Map(all.filter(({ kind }) => kind === "task").flatMap(({ id, facts }) => (facts["address"] ?? "").split(", ").map((one) => [one, id])));
  for (const { kind, facts } of all)
    if (kind === "vip" || kind === "proxy")
      for (const server of (facts["servers"] ?? "").split(", ")) if (!found.has(server) && inner.has(server.split(":")[0] ?? "")) found.set(server, inner.get(server.split(":")[0] ?? "") ?? "");
  return found;
}
