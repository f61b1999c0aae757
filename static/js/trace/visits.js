// @ts-check
/**
 * A request cut into visits: consecutive hops on one machine, in one direction. Between two visits lies a wire.
 *
 * Law of this file: pure. A machine that is not in the picture (the learner's laptop) gives a visit without a place.
 */

import { comesBack, isOwn, looksUp } from "./rounds.js";
import { gateOfTask, middleOf, ruleOf } from "./row.js";

/** @import {Element, Elements, Hop, Scene, Trace} from "../types.js" */

/**
 * @typedef {object} Visit
 * @property {string | null} host Element of the machine; null: it is not in the picture.
 * @property {boolean} reply
 * @property {boolean} asks The program that asked is here, and the packet begins or ends at it.
 * @property {number} y The row along which the packet goes.
 * @property {boolean} row Whether a port's row was the reason for `y`.
 * @property {boolean} serves A name server is here, and its row is the reason.
 * @property {boolean} leaves Whether the packet begins here, and does not arrive.
 * @property {string | null} task The task whose container the packet comes to or from; its row is the reason for `y`.
 * @property {string | null} rule The rule that is met on the way to it, if it is drawn.
 * @property {number} inner The row of the task, where that of the rule is another one.
 *
 * @typedef {{hop: Hop, visit: Visit | null, wire: boolean}} Stay A hop with the visit that it belongs to; none on a wire.
 */

const NO_TASK = { task: null, rule: null, inner: 0 };

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
  const lookUp = lookUps(trace, scene, elements);
  trace.hops.forEach((hop, index) => {
    const reply = comesBack(hop);
    if (looksUp(hop)) {
      visit = lookUp(hop, visit);
      found.push({ hop, visit, wire: hop.kind === "wire" });
      return;
    }
    if (hop.kind === "wire") {
      found.push({ hop, visit: null, wire: true });
      visit = null;
      return;
    }
    const before = trace.hops[index - 1];
    const anew = before !== undefined && (looksUp(before) || (!reply && before.kind === "ipvs" && staysHere(trace.hops, index)));
    if (visit === null || node !== hop.node || visit.reply !== reply || anew) {
      const last = found.findLast((stay) => stay.visit !== null)?.visit ?? null;
      visit = newVisit(trace, index, scene, elements, last);
    }
    node = hop.node;
    found.push({ hop, visit, wire: false });
  });
  return found;
}

/**
 * Look-ups go to the rows of the name servers, and their answers to where the question was asked. What is given back
 * takes the next hop and the visit before it; a hop on a wire has none.
 * @param {Trace} trace
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {(hop: Hop, before: Visit | null) => Visit | null}
 */
function lookUps(trace, scene, elements) {
  /** By the address with which a question was asked. @type {Map<string, Visit>} */
  const homes = new Map();
  /** The port on each machine at which a question arrived last; who asks another server listens there. @type {Map<string, string>} */
  const serving = new Map();
  const first = /** @type {Hop} */ (trace.hops[0]);
  let node = "";

  /** @param {Hop} hop @param {boolean} leaves @returns {Visit} */
  function atServer(hop, leaves) {
    const host = machine(hop.node, elements);
    const answers = comesBack(hop) || hop.kind === "dns";
    const port = (answers ? hop.before.src : hop.before.dst).split(":")[1];
    const y = serverRow(host, hop.node, (hop.message === "dns.asks" ? serving.get(hop.node) : port) ?? "", scene);
    const at = { host, reply: comesBack(hop), asks: false, leaves, ...NO_TASK };
    return { ...at, y: y ?? cardY(host, scene, elements), row: y !== null, serves: y !== null };
  }

  /** @param {Hop} hop @returns {Visit} */
  function asking(hop) {
    if (!isOwn(hop, first)) return atServer(hop, true);
    const host = machine(hop.node, elements);
    const y = scene.hosts[host ?? ""]?.asks ?? cardY(host, scene, elements);
    return { host, reply: false, asks: true, y, row: false, serves: false, leaves: true, ...NO_TASK };
  }

  return (hop, before) => {
    const arrived = node !== hop.node || before === null;
    node = hop.node;
    if (hop.kind === "wire") return null;
    if (hop.message === "dns.asks") {
      const visit = asking(hop);
      homes.set(hop.before.src, visit);
      return visit;
    }
    const home = comesBack(hop) ? homes.get(hop.before.dst) : undefined;
    if (home !== undefined && (arrived || hop.kind === "socket")) return { ...home, reply: true, leaves: false };
    if (hop.kind === "socket" || (arrived && !comesBack(hop))) {
      serving.set(hop.node, hop.before.dst.split(":")[1] ?? "");
      return atServer(hop, false);
    }
    const same = before !== null && before.reply === comesBack(hop);
    return same ? before : atServer(hop, comesBack(hop));
  };
}

/** The middle of the row of a name server; null where it has none. @param {string | null} host @param {string} node @param {string} port @param {Scene} scene */
function serverRow(host, node, port, scene) {
  const plan = scene.hosts[host ?? ""];
  const box = plan?.servers.find((server) => server.port === port)?.box ?? plan?.closed;
  return elementRow(`socket:${node}/udp/${port}`, scene) ?? (box ? box.y + box.h / 2 : null);
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
  const asks = (ends || looksUp(/** @type {Hop} */ (trace.hops[from - 1]))) && first.node === trace.from;
  const more = { serves: false, leaves: asks && !reply, ...NO_TASK };
  const own = host === null ? undefined : scene.hosts[host];
  const task = asks ? null : taskOf(hops, elements);
  const inRow = task === null ? undefined : (scene.boxes[task] ?? scene.boxes[scene.hidden[task] ?? ""]);
  if (inRow !== undefined) {
    const rule = ruleOf(hops, host, scene, elements);
    const inner = inRow.y + inRow.h / 2;
    return { host, reply, asks, row: true, ...more, task, rule, inner, y: middleOf(rule, scene) ?? gateOfTask(task ?? "", scene, elements) ?? inner };
  }
  const y = asks ? null : rowOf(hops, host, scene, elements);
  if (y !== null) return { host, reply, asks, y, row: true, ...more };
  const turned = before !== null && before.host === host && before.reply !== reply && !asks;
  if (turned) return { ...before, reply };
  const begins = reply ? (own?.vip?.chosen ?? own?.asks) : own?.asks;
  return { host, reply, asks, y: (asks ? begins : null) ?? cardY(host, scene, elements), row: false, ...more };
}

/**
 * The task in whose container one of the hops happens, or to which a rule has led the packet that died before.
 * @param {readonly Pick<Hop, "node" | "namespace" | "entries">[]} hops
 * @param {Elements} elements
 */
export function taskOf(hops, elements) {
  const inside = hops.find(({ namespace, node }) => namespace !== node);
  if (inside === undefined) return ledTo(hops, elements);
  const container = inside.namespace.slice(inside.node.length + 1);
  const all = Object.values(elements);
  return all.find(({ kind, facts }) => kind === "task" && facts["container"] === container)?.id ?? null;
}

/** The task in the row of a rule that matched. @param {readonly Pick<Hop, "entries">[]} hops @param {Elements} elements */
function ledTo(hops, elements) {
  const matched = hops.flatMap(({ entries }) => entries).filter((entry) => entry.matched);
  const rule = matched.map(({ element }) => elements[element ?? ""]).find((element) => element?.kind === "rule");
  if (rule === undefined) return null;
  const tasks = Object.values(elements).filter(({ kind, parent }) => kind === "task" && parent === rule.parent);
  return tasks.find(({ place }) => place.slot === rule.place.slot)?.id ?? null;
}

/** Whether a packet arrives on the machine on which it is. @param {readonly Hop[]} hops @param {number} from */
function staysHere(hops, from) {
  return hops[from + visitHops(hops, from).length]?.kind !== "wire";
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
    const y = elementRow(element, scene, elements);
    if (y !== null) return y;
  }
  const last = hops.at(-1);
  if (host === null || last === undefined) return null;
  const port = ownPort(comesBack(last) ? last.before.src : last.before.dst, host, elements);
  if (port === null) return null;
  const box = scene.hosts[host]?.closed;
  const listening = portElement(port, host, elements);
  return listening === undefined ? (box ? box.y + box.h / 2 : null) : elementRow(listening.id, scene, elements);
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
 * The middle of the row in which an element stands, or where it is not drawn the task behind it; null when it stands in none.
 * @param {string} id
 * @param {Scene} scene
 * @param {Elements} [elements]
 * @returns {number | null}
 */
export function elementRow(id, scene, elements = {}) {
  if (!id.startsWith("socket:")) return null;
  const { parent, place } = elements[id] ?? {};
  const task = scene.lens && place && Object.values(elements).find((one) => one.kind === "task" && one.parent === parent && one.place.slot === place.slot);
  const box = scene.boxes[id] ?? (task ? scene.boxes[task.id] : undefined) ?? scene.boxes[scene.hidden[id] ?? ""];
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
