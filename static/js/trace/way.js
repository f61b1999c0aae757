// @ts-check
/**
 * The way of a packet over the boxes of the picture: for each hop a path, and the place where the packet then stands.
 *
 * Law of this file: pure. The packet goes along the row that its hop stands in; between machines it crosses the wire; to
 * its own machine it goes through the loopback device and never to the card.
 */

import { processAt } from "../stage/inside.js";
import { boxCentre, clean, crossing, door, halfWay, inBox, inward } from "./roads.js";
import { elementRow, machine, ownPort, portElement, stays } from "./visits.js";

/** @import {Box, Elements, HostPlan, Point, Scene, Trace} from "../types.js" */
/** @import {Stay, Visit} from "./visits.js" */

/**
 * Where a packet stands within a machine, from the side of its card. `row` is behind the port; `task` and `port` are
 * counted from their boxes.
 */
const AT = { card: 16, tables: 36, loopTables: 100, lane: 9, row: 76, before: -10, inside: 40, port: 14, task: 15, loopPort: 64 };

/** @typedef {{path: Point[], badge: Point | null}} Way `badge` is null where nothing of the picture is. */

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
  return { x: inward(host, processAt(plan.loop), scene), y: plan.asks };
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
  const stop = stopOf(stay, visit, last, scene, elements);
  if (stop === null) return { path: [], badge: at };
  const path = at === null ? [stop] : clean([at, ...between(at, stop, from, visit, scene), stop]);
  return { path, badge: stop };
}

/**
 * Where the packet stands at a hop.
 * @param {Stay} stay
 * @param {Visit} visit
 * @param {boolean} last
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Point | null}
 */
function stopOf({ hop }, visit, last, scene, elements) {
  const { host, y } = visit;
  const plan = scene.hosts[host ?? ""];
  const box = scene.boxes[host ?? ""];
  if (host === null || plan === undefined || box === undefined) return null;
  const gone = plan.closed !== null && scene.boxes[hop.element] === undefined; // nothing listens there any more
  if (hop.element.startsWith("socket:") && !gone) return atPort(hop.element, host, y, last, scene, elements);
  if (last && !visit.reply && plan.closed !== null && plan.shape !== "sign") return atClosed(plan, plan.closed);
  if (plan.shape === "sign") return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  if (hop.element.startsWith("link:")) return { x: inward(host, visit.asks ? AT.card : 0, scene), y };
  if (visit.asks) return { x: inward(host, atAsker(plan, visit.reply && last), scene), y };
  if (visit.row) return { x: inward(host, AT.row, scene), y };
  if (hop.kind === "socket") return { x: inward(host, AT.inside, scene), y };
  return { x: inward(host, AT.before, scene), y };
}

/** @param {HostPlan} plan @param {boolean} home */
function atAsker({ loop }, home) {
  if (home) return processAt(loop);
  return loop === null ? AT.tables : AT.loopTables;
}

/**
 * Before the task that listens on a port, if the packet goes no further; else right behind the port.
 * @param {string} port
 * @param {string} host
 * @param {number} y
 * @param {boolean} last
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Point}
 */
function atPort(port, host, y, last, scene, elements) {
  const row = elementRow(port, scene) ?? y;
  const box = scene.boxes[port];
  const task = scene.boxes[listener(port, elements)];
  const left = scene.hosts[host]?.side !== "right";
  if (last && task !== undefined) return { x: left ? task.x - AT.task : task.x + task.w + AT.task, y: row };
  if (box === undefined) return { x: inward(host, AT.tables, scene), y: row };
  return { x: left ? box.x + box.w + AT.port : box.x - AT.port, y: row };
}

/** Behind the port on which nothing listens; in the lane of the loopback device if the packet came by it. @param {HostPlan} plan @param {Box} box @returns {Point} */
function atClosed({ loop, side }, box) {
  const x = side === "left" ? box.x + box.w + AT.port : box.x - AT.port;
  return { x: loop?.x ?? x, y: box.y + box.h / 2 };
}

/**
 * The task that listens on a port; empty when there is none.
 * @param {string} port
 * @param {Elements} elements
 */
export function listener(port, elements) {
  const edge = Object.values(elements).find(
    ({ source, target }) => source === port && elements[target ?? ""]?.kind === "task",
  );
  return edge?.target ?? "";
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
    return withinMachine(at, stop, host, scene);
  }
  const card = { x: door(host, at.x, scene), y: stop.y };
  const into = inBox(stop, host, scene) ? card : stop;
  return [...crossing(at, into, scene), into];
}

/** By the lane beside the card, or by that of the loopback device and then to the port. @param {Point} at @param {Point} stop @param {string} host @param {Scene} scene */
function withinMachine(at, stop, host, scene) {
  const plan = scene.hosts[host];
  const loop = plan?.loop ?? null;
  const lane = loop?.x ?? inward(host, AT.lane, scene);
  const corner = (/** @type {number} */ y) => ({ x: lane, y });
  if (loop === null) return [corner(at.y), corner(stop.y)];
  const port = inward(host, AT.loopPort, scene);
  const touch = (/** @type {Point} */ point) => (point.y === loop.y || point.x === lane ? [] : [{ x: port, y: point.y }]);
  return [...touch(at), corner(at.y), corner(stop.y), ...touch(stop)];
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
  if (at === null || from === null || from.host === null) return { path: [], badge: at };
  const towards = wire === undefined ? boxCentre(next?.host ?? null, scene) : wire.x + wire.w / 2;
  const out = inBox(at, from.host, scene) ? { x: door(from.host, towards, scene), y: at.y } : at;
  const target = next !== null && next.host !== null ? { x: door(next.host, out.x, scene), y: next.y } : null;
  if (target === null && wire === undefined) return { path: clean([at, out]), badge: out };
  const middle = halfWay(out, target, wire, scene);
  const path = clean([at, out, ...crossing(out, middle, scene), middle]);
  return { path, badge: middle };
}

/**
 * The way that a dead packet would have gone on to the machine that it was for; empty when it is there, or not in the
 * picture.
 * @param {Point} from Where it died.
 * @param {string} node The machine on which it died.
 * @param {string} destination As in its header.
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Point[]}
 */
export function neverTaken(from, node, destination, scene, elements) {
  const here = machine(node, elements);
  const there = Object.keys(scene.hosts).find((id) => ownPort(destination, id, elements) !== null);
  if (here === null || there === undefined || there === here) return [];
  const port = portElement(ownPort(destination, there, elements) ?? "", there, elements);
  const stop = port && scene.boxes[port.id] ? atPort(port.id, there, 0, true, scene, elements) : null;
  const box = /** @type {Box} */ (scene.boxes[there]);
  const y = stop?.y ?? box.y + box.h / 2;
  const out = { x: door(here, boxCentre(there, scene), scene), y: from.y };
  const card = { x: door(there, out.x, scene), y };
  return clean([from, out, ...crossing(out, card, scene), card, ...(stop === null ? [] : [stop])]);
}
