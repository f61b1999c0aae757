// @ts-check
/**
 * The way of a packet over the boxes of the picture: for each hop a path, and the place where the packet then stands.
 *
 * Law of this file: pure. The packet goes along the row that its hop stands in; between machines it crosses the wire.
 */

import { PROCESS_AT } from "../stage/parts.js";
import { LANE } from "../stage/bands.js";
import { elementRow, machine, stays } from "./visits.js";

/** @import {Box, Elements, HostPlan, Point, Scene, Trace} from "../types.js" */
/** @import {Stay, Visit} from "./visits.js" */

/** Where a packet stands within a machine, from the side of its card. */
const AT = { tables: 35, lane: 9, before: -10, inside: 14, port: 6 };

/** @typedef {{path: Point[], badge: Point}} Way */

/**
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {{start: Point | null, ways: Way[]}} `start` is null when the machine that asks is not in the picture.
 */
export function ways(trace, scene, elements) {
  const all = stays(trace, scene, elements);
  const start = startOf(trace, scene, elements);
  /** @type {Point | null} */
  let at = start;
  /** @type {Visit | null} */
  let from = null;
  const found = all.map((stay, index) => {
    const next = all.slice(index + 1).find((other) => other.visit !== null)?.visit ?? null;
    const last = lastOfRequest(all, index);
    const { path, badge } = step({ stay, at, from, next, last, scene, elements });
    at = path.at(-1) ?? at;
    from = stay.visit ?? from;
    return { path, badge };
  });
  return { start, ways: found };
}

/** @param {Trace} trace @param {Scene} scene @param {Elements} elements @returns {Point | null} */
function startOf(trace, scene, elements) {
  const host = machine(trace.from, elements);
  const plan = scene.hosts[host ?? ""];
  if (host === null || plan === undefined || plan.asks === null) return null;
  return { x: inward(host, PROCESS_AT, scene), y: plan.asks };
}

/** Whether no hop of the same direction follows. @param {Stay[]} all @param {number} index */
function lastOfRequest(all, index) {
  return all[index + 1]?.hop.direction !== all[index]?.hop.direction;
}

/**
 * @typedef {object} Step
 * @property {Stay} stay
 * @property {Point | null} at Where the packet stands.
 * @property {Visit | null} from The visit that it comes from.
 * @property {Visit | null} next The visit after this hop.
 * @property {boolean} last
 * @property {Scene} scene
 * @property {Elements} elements
 */

/** @param {Step} step @returns {Way} */
function step({ stay, at, from, next, last, scene, elements }) {
  if (stay.wire) {
    const wire = elements[stay.hop.element]?.kind === "wire" ? scene.boxes[stay.hop.element] : undefined;
    return onWire(wire, at, from, next, scene);
  }
  const visit = /** @type {Visit} */ (stay.visit);
  const stop = stopOf(stay, visit, last, scene);
  if (stop === null) return { path: [], badge: at ?? { x: 0, y: 0 } };
  const path = at === null ? [stop] : clean([at, ...between(at, stop, from, visit, scene), stop]);
  const inner = last && !visit.reply ? beyond(stay.hop.element, scene, elements) : [];
  return { path: [...path, ...inner], badge: stop };
}

/**
 * Where the packet stands at a hop.
 * @param {Stay} stay
 * @param {Visit} visit
 * @param {boolean} last
 * @param {Scene} scene
 * @returns {Point | null}
 */
function stopOf({ hop }, visit, last, scene) {
  const { host, y } = visit;
  const plan = scene.hosts[host ?? ""];
  const box = scene.boxes[host ?? ""];
  if (host === null || plan === undefined || box === undefined) return null;
  const own = scene.boxes[hop.element];
  if (hop.element.startsWith("socket:")) {
    return { x: own ? beforeIt(own, plan) : inward(host, AT.tables, scene), y: elementRow(hop.element, scene) ?? y };
  }
  if (hop.element.startsWith("link:")) return { x: inward(host, 0, scene), y };
  if (plan.shape === "sign") return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  if (visit.asks) return { x: inward(host, visit.reply && last ? PROCESS_AT : AT.tables, scene), y };
  if (visit.row) return { x: inward(host, AT.lane, scene), y };
  if (hop.kind === "socket") return { x: inward(host, AT.inside, scene), y };
  return { x: inward(host, AT.before, scene), y };
}

/**
 * The place before a port, so that the number of the hop does not hide that of the port.
 * @param {Box} box
 * @param {HostPlan} plan
 */
function beforeIt(box, plan) {
  return plan.side === "left" ? box.x - AT.port : box.x + box.w + AT.port;
}

/**
 * A place within a machine, counted from the side of its card.
 * @param {string} host
 * @param {number} distance
 * @param {Scene} scene
 */
function inward(host, distance, scene) {
  const box = /** @type {Box} */ (scene.boxes[host]);
  const left = scene.hosts[host]?.side !== "right";
  return left ? box.x + distance : box.x + box.w - distance;
}

/**
 * Where a packet leaves or enters a machine: at its card. A sign has one at each side, so it is the nearer one.
 * @param {string} host
 * @param {number} towards
 * @param {Scene} scene
 */
function door(host, towards, scene) {
  const box = /** @type {Box} */ (scene.boxes[host]);
  if (scene.hosts[host]?.shape !== "sign") return inward(host, 0, scene);
  return towards > box.x + box.w / 2 ? box.x + box.w : box.x;
}

/** @param {string | null} host @param {Scene} scene */
function boxCentre(host, scene) {
  const box = scene.boxes[host ?? ""];
  return box === undefined ? 0 : box.x + box.w / 2;
}

/**
 * Whether a packet stands within a machine, and not before its card.
 * @param {Point} at
 * @param {string} host
 * @param {Scene} scene
 */
function inBox(at, host, scene) {
  const box = /** @type {Box} */ (scene.boxes[host]);
  return at.x >= box.x && at.x <= box.x + box.w;
}

/**
 * The points between two stops: within one machine by its lane, else out by the card and in by the other.
 * @param {Point} at
 * @param {Point} stop
 * @param {Visit | null} from
 * @param {Visit} visit
 * @param {Scene} scene
 * @returns {Point[]}
 */
function between(at, stop, from, visit, scene) {
  const host = /** @type {string} */ (visit.host);
  if (from === null || from.host === null || from.host === visit.host) {
    if (Math.abs(at.y - stop.y) < 1) return [];
    const lane = inward(host, AT.lane, scene);
    return [
      { x: lane, y: at.y },
      { x: lane, y: stop.y },
    ];
  }
  const card = { x: door(host, at.x, scene), y: stop.y };
  const into = inBox(stop, host, scene) ? card : stop;
  return [...crossing(at, into, scene), into];
}

/**
 * Out of the machine and half of the way to the next one; onto the wire itself if there is no next one.
 * @param {Box | undefined} wire Undefined where a cable leads straight to the next machine.
 * @param {Point | null} at
 * @param {Visit | null} from
 * @param {Visit | null} next
 * @param {Scene} scene
 * @returns {Way}
 */
function onWire(wire, at, from, next, scene) {
  if (at === null || from === null || from.host === null) return { path: [], badge: at ?? { x: 0, y: 0 } };
  const towards = wire === undefined ? boxCentre(next?.host ?? null, scene) : wire.x + wire.w / 2;
  const out = inBox(at, from.host, scene) ? { x: door(from.host, towards, scene), y: at.y } : at;
  const target = next !== null && next.host !== null ? { x: door(next.host, out.x, scene), y: next.y } : null;
  if (target === null && wire === undefined) return { path: clean([at, out]), badge: out };
  const middle = halfWay(out, target, wire, scene);
  const path = clean([at, out, ...crossing(out, middle, scene), middle]);
  return { path, badge: middle };
}

/**
 * @param {Point} out
 * @param {Point | null} target
 * @param {Box | undefined} wire
 * @param {Scene} scene
 * @returns {Point}
 */
function halfWay(out, target, wire, scene) {
  const y = target === null ? out.y : (out.y + target.y) / 2;
  if (scene.form === "column") return { x: LANE, y: wire === undefined ? y : wire.y + wire.h / 2 };
  if (wire !== undefined) return { x: wire.x + wire.w / 2, y };
  return { x: target === null ? out.x : (out.x + target.x) / 2, y };
}

/**
 * A bend from one height to another that leaves and arrives level.
 * @param {Point} a
 * @param {Point} b
 * @param {Scene} scene
 * @returns {Point[]}
 */
function crossing(a, b, scene) {
  if (scene.form === "column") {
    return [
      { x: LANE, y: a.y },
      { x: LANE, y: b.y },
    ];
  }
  if (Math.abs(a.y - b.y) < 1) return [];
  const pull = (b.x - a.x) * 0.6;
  const curve = Array.from({ length: 11 }, (_, i) =>
    bezier(a, { x: a.x + pull, y: a.y }, { x: b.x - pull, y: b.y }, b, (i + 1) / 12),
  );
  return curve;
}

/**
 * @param {Point} a @param {Point} b @param {Point} c @param {Point} d
 * @param {number} t
 * @returns {Point}
 */
function bezier(a, b, c, d, t) {
  const u = 1 - t;
  const mix = (/** @type {"x" | "y"} */ k) =>
    u * u * u * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t * t * t * d[k];
  return { x: mix("x"), y: mix("y") };
}

/**
 * From a port through to the task that listens there.
 * @param {string} port
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Point[]}
 */
function beyond(port, scene, elements) {
  const edge = Object.values(elements).find(
    ({ source, target }) => source === port && elements[target ?? ""]?.kind === "task",
  );
  const task = scene.boxes[edge?.target ?? ""];
  const box = scene.boxes[port];
  if (task === undefined || box === undefined) return [];
  return [{ x: task.x > box.x ? task.x : task.x + task.w, y: box.y + box.h / 2 }];
}

/** Without points that stand on the one before. @param {Point[]} points @returns {Point[]} */
function clean(points) {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || Math.hypot(point.x - before.x, point.y - before.y) > 0.5;
  });
}
