// @ts-check
/**
 * The way of a packet over the boxes of the picture: for each hop a path, and the place where the packet then stands.
 *
 * Law of this file: pure. The packet goes along the row that its hop stands in; between machines it crosses the wire; to
 * its own machine it goes through the loopback device and never to the card.
 */

import { LOOP_X, STEPS } from "../stage/inside.js";
import { boxCentre, clean, crossing, door, halfWay, inBox, inward } from "./roads.js";
import { looksUp, opensSecond } from "./rounds.js";
import { rowPlaces } from "./row.js";
import { tunnelPlaces } from "./tunnelway.js";
import { alongTrunk, vipPlaces } from "./vipway.js";
import { elementRow, machine, ownPort, portElement, stays } from "./visits.js";

/** @import {Box, Elements, Hop, HostPlan, Point, Scene, Trace} from "../types.js" */
/** @import {Place} from "./row.js" */
/** @import {Stay, Visit} from "./visits.js" */

/**
 * Where a packet stands within a machine, from the side of its card. `row` is behind the port; `task` and `port` are
 * counted from their boxes.
 */
const AT = { alone: 36, lane: 9, row: 76, before: -10, inside: 40, port: 14, task: 15, loopPort: 64 };

/**
 * @typedef {object} Way
 * @property {Point[]} path
 * @property {Point | null} badge null where nothing of the picture is.
 * @property {1 | -1} inward Where further badges go: to the right, or to the left.
 */

/**
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {{start: Point | null, ways: Way[]}} `start` is null when the machine that asks is not in the picture.
 */
export function ways(trace, scene, elements) {
  if (scene.lens?.ways !== undefined) return scene.lens.ways(trace, scene, elements);
  const all = stays(trace, scene, elements);
  const start = startOf(trace, scene, elements);
  /** @type {Point | null} */
  let at = start;
  /** @type {Visit | null} */
  let from = null;
  const inRows = rowsOf(all, scene, elements);
  const balanced = balancedOf(all, scene);
  const taken = takenBy(all);
  /** @type {Map<Stay, {at: Point | null, from: Visit | null}>} */
  const stood = new Map();
  const found = all.map((stay, index) => {
    const begins = taken.get(stay);
    if (begins !== undefined) ({ at, from } = stood.get(begins) ?? { at, from });
    const next = all.slice(index + 1).find((other) => other.visit !== null)?.visit ?? null;
    const last = lastOfRequest(all, index);
    const inLine = linePlace(all, index);
    const { path, badge } = step({ stay, at, from, next, last, inLine, placed: inRows.get(stay.hop), balanced: balanced.get(stay.hop), scene, elements });
    at = path.at(-1) ?? at;
    from = stay.visit ?? from;
    stood.set(stay, { at, from });
    return { path, badge, inward: inwardOf(stay.visit, scene) };
  });
  return { start, ways: found };
}

/**
 * For each hop with which a proxy opens a connection of its own: the one with which it took the packet before.
 * @param {readonly Stay[]} all
 */
function takenBy(all) {
  const hops = all.map(({ hop }) => hop);
  return new Map(
    all.flatMap((stay, index) => {
      const last = all.findLast(({ hop }) => hop.leg === stay.hop.leg - 1 && hop.direction === "request");
      return opensSecond(hops, index) && last !== undefined ? [[stay, last]] : [];
    }),
  );
}

/** @param {Trace} trace @param {Scene} scene @param {Elements} elements @returns {Point | null} */
function startOf(trace, scene, elements) {
  const host = machine(trace.from, elements);
  const plan = scene.hosts[host ?? ""];
  if (host === null || plan === undefined || plan.asks === null) return null;
  return { x: inward(host, plan.process, scene), y: plan.asks };
}

/**
 * Which hop of its visit one is that stands in the row of who sends or of a name server, and of how many.
 * @param {Stay[]} all
 * @param {number} index
 */
function linePlace(all, index) {
  const { visit, hop } = /** @type {Stay} */ (all[index]);
  const line = all.filter((other) => other.visit === visit && !(visit?.leaves && other.hop.kind === "socket"));
  const nth = line.findIndex((other) => other.hop === hop);
  return { nth, count: line.length };
}

/** The places of hops where a virtual address was asked for. @param {Stay[]} all @param {Scene} scene */
function balancedOf(all, scene) {
  const visits = new Set(all.flatMap(({ visit, hop }) => (visit !== null && !looksUp(hop) ? [visit] : [])));
  return new Map([...visits].flatMap((visit) => [...vipPlaces(all.filter((stay) => stay.visit === visit).map(({ hop }) => hop), visit, scene)]));
}

/** The places of hops in rows of tasks that have networks of their own. @param {Stay[]} all @param {Scene} scene @param {Elements} elements */
function rowsOf(all, scene, elements) {
  const visits = new Set(all.flatMap(({ visit }) => (visit !== null ? [visit] : [])));
  const drawn = [...visits].filter(({ host }) => scene.hosts[host ?? ""]?.shape !== "sign");
  const of = (/** @type {Visit} */ visit) => all.filter((stay) => stay.visit === visit).map(({ hop }) => hop);
  return new Map(
    drawn.flatMap((visit) => [...(visit.task === null ? tunnelPlaces(of(visit), visit, scene) : rowPlaces(of(visit), visit, scene, elements))]),
  );
}

/** @param {Visit | null} visit @param {Scene} scene @returns {Way["inward"]} */
function inwardOf(visit, scene) {
  return visit !== null && scene.hosts[visit.host ?? ""]?.side === "right" ? -1 : 1;
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
 * @property {{nth: number, count: number}} inLine
 * @property {Place | undefined} placed Its place in the row of a task.
 * @property {import("./vipway.js").Place | undefined} balanced Its place where a virtual address was asked for.
 * @property {Scene} scene
 * @property {Elements} elements
 */

/** @param {Step} step @returns {Omit<Way, "inward">} */
function step({ stay, at, from, next, last, inLine, placed, balanced, scene, elements }) {
  if (stay.wire) {
    const wire = elements[stay.hop.element]?.kind === "wire" ? scene.boxes[stay.hop.element] : undefined;
    return onWire(wire, at, from, next, scene);
  }
  const visit = /** @type {Visit} */ (stay.visit);
  const { host } = visit;
  const vip = scene.hosts[host ?? ""]?.vip;
  if (balanced !== undefined && vip) {
    const { stop, badge } = balanced;
    const back = at !== null && from !== null && from.host !== host;
    const into = at === null ? [] : back ? between(at, stop, from, visit, scene, null) : at.y === stop.y ? [] : alongTrunk(at, stop, vip);
    return { path: at === null ? [stop] : clean([at, ...into, stop]), badge };
  }
  const stop = placed === undefined ? stopOf(stay, visit, last, inLine, scene, elements) : { x: placed.x, y: placed.y };
  if (stop === null) return { path: [], badge: at };
  const path = at === null ? [stop] : clean([at, ...between(at, stop, from, visit, scene, placed?.bend ?? null), stop]);
  return { path, badge: placed?.own === false ? null : stop };
}

/**
 * Where the packet stands at a hop.
 * @param {Stay} stay
 * @param {Visit} visit
 * @param {boolean} last
 * @param {Step["inLine"]} inLine
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Point | null}
 */
function stopOf({ hop }, visit, last, inLine, scene, elements) {
  const { host, y } = visit;
  const plan = scene.hosts[host ?? ""];
  const box = scene.boxes[host ?? ""];
  if (host === null || plan === undefined || box === undefined) return null;
  const gone = plan.closed !== null && scene.boxes[hop.element] === undefined; // nothing listens there any more
  if (visit.serves) return { x: inward(host, atServer(plan, visit, inLine), scene), y };
  if (hop.element.startsWith("socket:") && !gone) return atPort(hop.element, host, y, last, scene, elements);
  if (last && !visit.reply && plan.closed !== null && plan.shape !== "sign") return atClosed(plan, plan.closed);
  if (plan.shape === "sign") return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  if (visit.asks) return { x: inward(host, atAsker(plan, visit, inLine, hop, last), scene), y };
  if (hop.element.startsWith("link:")) return { x: inward(host, 0, scene), y };
  if (visit.row) return { x: inward(host, AT.row, scene), y };
  if (hop.kind === "socket") return { x: inward(host, AT.inside, scene), y };
  return { x: inward(host, AT.before, scene), y };
}

/**
 * In the row of who asks: the last hop of a packet that leaves is next to the card, or to the loopback device.
 * @param {HostPlan} plan
 * @param {Visit} visit
 * @param {Step["inLine"]} inLine
 * @param {Hop} hop
 * @param {boolean} last
 */
function atAsker({ loop, process }, { leaves, reply }, { nth, count }, hop, last) {
  if (reply && last) return process;
  const least = loop === null ? STEPS.x : STEPS.behindLoop;
  const card = hop.element.startsWith("link:");
  if (!leaves || nth === -1) return card || loop !== null ? least : AT.alone;
  if (count === 1 && loop === null && !card) return AT.alone;
  return least + STEPS.apart * (count - 1 - nth);
}

/** In the row of a name server, behind its port: what leaves goes towards the card. @param {HostPlan} plan @param {Visit} visit @param {Step["inLine"]} inLine */
function atServer({ loop }, { leaves, reply }, { nth, count }) {
  return (loop === null ? AT.row : LOOP_X) + (reply ? 0 : STEPS.apart * (leaves ? count - 1 - nth : nth));
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
  const row = elementRow(port, scene, elements) ?? y;
  const box = scene.boxes[port];
  const task = scene.boxes[listener(port, elements)];
  const left = scene.hosts[host]?.side !== "right";
  if (last && task !== undefined) return { x: left ? task.x - AT.task : task.x + task.w + AT.task, y: row };
  if (box === undefined) return { x: inward(host, AT.alone, scene), y: row };
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
 * @param {number | null} bend Where the way changes its height within a row: at the bridge.
 * @returns {Point[]}
 */
function between(at, stop, from, visit, scene, bend) {
  const host = /** @type {string} */ (visit.host);
  if (from === null || from.host === null || from.host === visit.host) {
    if (Math.abs(at.y - stop.y) < 1) return [];
    if (bend !== null && from === visit) return [at, stop].map(({ y }) => ({ x: bend, y }));
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
 * @returns {Omit<Way, "inward">}
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
  if (here === null || ownPort(destination, here, elements) !== null) return []; // as 127.0.0.1 is every machine's
  const there = Object.keys(scene.hosts).find((id) => ownPort(destination, id, elements) !== null);
  if (there === undefined) return [];
  const port = portElement(ownPort(destination, there, elements) ?? "", there, elements);
  const stop = port && scene.boxes[port.id] ? atPort(port.id, there, 0, true, scene, elements) : null;
  const box = /** @type {Box} */ (scene.boxes[there]);
  const y = stop?.y ?? box.y + box.h / 2;
  const out = { x: door(here, boxCentre(there, scene), scene), y: from.y };
  const card = { x: door(there, out.x, scene), y };
  return clean([from, out, ...crossing(out, card, scene), card, ...(stop === null ? [] : [stop])]);
}
