// @ts-check
/**
 * A request cut into visits: consecutive hops on one machine, in one direction. Between two visits lies a wire.
 *
 * Law of this file: pure. A machine that is not in the picture (the learner's laptop) gives a visit without a place.
 */

import { comesBack } from "./rounds.js";

/** @import {Element, Elements, Hop, Scene, Trace} from "../types.js" */

/**
 * @typedef {object} Visit
 * @property {string | null} host Element of the machine; null: it is not in the picture.
 * @property {boolean} reply
 * @property {boolean} asks The program that asked is here, and the packet begins or ends at it.
 * @property {number} y The row along which the packet goes.
 * @property {boolean} row Whether a port's row was the reason for `y`.
 *
 * @typedef {{hop: Hop, visit: Visit | null, wire: boolean}} Stay A hop with the visit that it belongs to; none on a wire.
 */

/**
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Stay[]}
 */
export function stays(trace, scene, elements) {
  /** @type {Stay[]} */
  const found = [];
  /** @type {Visit | null} */
  let visit = null;
  let node = "";
  trace.hops.forEach((hop, index) => {
    const reply = comesBack(hop);
    if (hop.kind === "wire") {
      found.push({ hop, visit: null, wire: true });
      visit = null;
      return;
    }
    if (visit === null || node !== hop.node || visit.reply !== reply) {
      const before = found.findLast((stay) => stay.visit !== null)?.visit ?? null;
      visit = newVisit(trace, index, scene, elements, before);
    }
    node = hop.node;
    found.push({ hop, visit, wire: false });
  });
  return found;
}

/**
 * @param {Trace} trace
 * @param {number} from Index of the first hop of the visit.
 * @param {Scene} scene
 * @param {Elements} elements
 * @param {Visit | null} before
 * @returns {Visit}
 */
function newVisit(trace, from, scene, elements, before) {
  const hops = visitHops(trace.hops, from);
  const first = /** @type {Hop} */ (hops[0]);
  const host = machine(first.node, elements);
  const reply = comesBack(first);
  const home = (/** @type {Hop} */ hop) => hop.message.startsWith("socket.asker");
  const ends = from === 0 || (reply && (from + hops.length === trace.hops.length || hops.some(home)));
  const asks = ends && first.node === trace.from;
  const own = host === null ? undefined : scene.hosts[host];
  const y = asks ? null : rowOf(hops, host, scene, elements);
  if (y !== null) return { host, reply, asks, y, row: true };
  const turned = before !== null && before.host === host && before.reply !== reply && !asks;
  if (turned) return { ...before, reply };
  return { host, reply, asks, y: (asks ? own?.asks : null) ?? cardY(host, scene, elements), row: false };
}

/** @param {readonly Hop[]} hops @param {number} from @returns {Hop[]} */
function visitHops(hops, from) {
  const first = /** @type {Hop} */ (hops[from]);
  const rest = hops.slice(from);
  const end = rest.findIndex(
    (hop) => hop.kind === "wire" || hop.node !== first.node || hop.direction !== first.direction,
  );
  return end === -1 ? rest : rest.slice(0, end);
}

/**
 * The middle of the row along which a packet goes: that in which one of the hops happens, else that of the port which
 * it is for or from, also where nothing listens.
 * @param {readonly Hop[]} hops
 * @param {string | null} host
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {number | null}
 */
function rowOf(hops, host, scene, elements) {
  for (const { element } of hops) {
    const y = elementRow(element, scene);
    if (y !== null) return y;
  }
  const last = hops.at(-1);
  if (host === null || last === undefined) return null;
  const port = ownPort(comesBack(last) ? last.before.src : last.before.dst, host, elements);
  if (port === null) return null;
  const box = scene.hosts[host]?.closed;
  const listening = portElement(port, host, elements);
  return listening === undefined ? (box ? box.y + box.h / 2 : null) : elementRow(listening.id, scene);
}

/**
 * The port of an address with a port, if the address is the machine's own; else null.
 * @param {string} end As `172.16.9.84:16327`.
 * @param {string} host
 * @param {Elements} elements
 */
export function ownPort(end, host, elements) {
  const [address = "", port] = end.split(":");
  const facts = elements[host]?.facts;
  const own = address === facts?.["ip"] || address === facts?.["public ip"] || address.startsWith("127.");
  return own && port !== undefined ? port : null;
}

/**
 * The element of a port on a machine.
 * @param {string} port
 * @param {string} host
 * @param {Elements} elements
 * @returns {Element | undefined}
 */
export function portElement(port, host, elements) {
  return Object.values(elements).find(
    ({ kind, parent, label, state }) => kind === "port" && parent === host && label === port && state === "listening",
  );
}

/**
 * The middle of the row in which an element stands; null when it stands in none.
 * @param {string} id
 * @param {Scene} scene
 * @returns {number | null}
 */
export function elementRow(id, scene) {
  if (!id.startsWith("socket:")) return null;
  const box = scene.boxes[id] ?? scene.boxes[scene.hidden[id] ?? ""];
  return box === undefined ? null : box.y + box.h / 2;
}

/**
 * The element of a machine by its name in the cluster.
 * @param {string} node
 * @param {Elements} elements
 * @returns {string | null}
 */
export function machine(node, elements) {
  return [`agent:${node}`, `host:${node}`].find((id) => elements[id] !== undefined) ?? null;
}

/**
 * @param {string | null} host
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {number}
 */
function cardY(host, scene, elements) {
  const box = scene.boxes[host ?? ""];
  if (box === undefined) return 0;
  const card = Object.values(elements).find((element) => element.parent === host && element.kind === "nic");
  const at = scene.boxes[card?.id ?? ""];
  return at === undefined ? box.y + box.h / 2 : at.y + at.h / 2;
}
