// @ts-check
/**
 * Where hops stand in the row of a task that has a network of its own: at the card, at the rule, between rule and bridge,
 * at the veth pair, at the task.
 *
 * Law of this file: pure. A hop stands where what it asks is drawn. Of hops that would cover each other one has a badge:
 * one that changes something before one that does not, and the last of all.
 */

import { centre, middle } from "../stage/lines.js";
import { comesBack } from "./rounds.js";

/** @import {Box, Element, Elements, Hop, Scene} from "../types.js" */
/** @import {Visit} from "./visits.js" */

/** @typedef {{x: number, y: number, own: boolean, bend: number | null}} Place `bend`: where the way changes its height. */
/** @typedef {"card" | "tunnel" | "mouth" | "gate" | "rule" | "between" | "pair" | "task"} Zone */

const BEFORE = { sign: 10, narrow: 3, rule: 4, bridge: 8, pair: 5, task: 15 };
const BEHIND = { rule: 8, port: 71 };
/** In a machine that is less wide a packet at a rule would hide the end of the port beside it. */
const NARROW = 340;
/** Badges need so much room. */
const APART = 15;

/**
 * @param {readonly Hop[]} hops Of one visit, in their order.
 * @param {Visit} visit
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Map<Hop, Place>}
 */
export function rowPlaces(hops, visit, scene, elements) {
  const zones = hops.map((hop, index) => zoneOf(hop, visit, scene, elements, hops.slice(0, index)));
  const leaves = hops[0] !== undefined && hops[0].namespace !== hops[0].node;
  const at = stations(visit, scene, elements, leaves);
  /** @type {Map<Hop, Place>} */
  const found = new Map();
  for (const [index, hop] of hops.entries()) {
    const zone = /** @type {Zone} */ (zones[index]);
    const count = zones.filter((other) => other === zone).length;
    const nth = zones.slice(0, index).filter((other) => other === zone).length;
    const [a, b] = at[zone];
    const part = count === 1 ? (zone === "task" ? 1 : 0) : leaves || visit.reply ? 1 - nth / (count - 1) : nth / (count - 1);
    const inner = zone === "pair" || zone === "task";
    found.set(hop, { x: a + (b - a) * part, y: inner ? visit.inner : visit.y, own: true, bend: at.bend });
  }
  thin([...found]);
  return found;
}

/** Of two that would cover each other one goes without a badge. @param {[Hop, Place][]} places */
export function thin(places) {
  /** @type {[Hop, Place] | null} */
  let before = null;
  for (const [hop, place] of places) {
    if (before !== null && Math.abs(before[1].x - place.x) < APART - 0.01 && before[1].y === place.y) {
      const keeps = before[0].changed.length > 0 && hop.changed.length === 0 && hop !== places.at(-1)?.[0];
      if (keeps) place.own = false;
      else before[1].own = false;
    }
    if (place.own) before = [hop, place];
  }
}

/** @param {Hop} hop @param {Visit} visit @param {Scene} scene @param {Elements} elements @param {readonly Hop[]} before @returns {Zone} */
function zoneOf(hop, { rule }, scene, elements, before) {
  if (hop.namespace !== hop.node) return "task";
  const kind = scene.boxes[hop.element] === undefined ? "" : elements[hop.element]?.kind;
  if (kind === "vtep") return hop.kind === "vxlan" ? "tunnel" : "mouth";
  const wrapped = before.some(({ message }) => message === "vxlan.wrapped");
  if (kind === "nic" || (wrapped && tunnelOf(hop.node, scene) !== undefined)) return "card";
  if (kind === "bridge" && hop.kind === "bridge") return "pair";
  if (hop.kind === "route" && gateBox(hop, scene, elements)) return "gate";
  return hop.kind === "nat" && rule !== null ? "rule" : "between";
}

/**
 * From where to where hops may stand, by zone.
 * @param {Visit} visit
 * @param {Scene} scene
 * @param {Elements} elements
 * @param {boolean} leaves Whether the packet comes from the task.
 * @returns {Record<Zone, [number, number]> & {bend: number | null}}
 */
function stations({ host, task, rule }, scene, elements, leaves) {
  const machine = /** @type {Box} */ (scene.boxes[host ?? ""]);
  const left = scene.hosts[host ?? ""]?.side !== "right";
  const on = left ? 1 : -1;
  const near = (/** @type {Box} */ box, by = 0) => (left ? box.x : box.x + box.w) + on * by;
  const far = (/** @type {Box} */ box, by = 0) => (left ? box.x + box.w : box.x) + on * by;
  const boxOf = (/** @type {Element | null} */ element) => (element === null ? undefined : scene.boxes[element.id]);
  const { pair, bridge } = pairOf(task ?? "", elements);
  const [ruleBox, bridgeBox, pairBox, taskBox] = [scene.boxes[rule ?? ""], boxOf(bridge), boxOf(pair), scene.boxes[task ?? ""]];
  const card = near(machine);
  const tunnel = tunnelOf(host?.replace(/^\w+:/, "") ?? "", scene);
  const gate = boxOf(bridge === null ? null : (gateOf(bridge, elements) ?? null));
  const atGate = gate ? (leaves ? far(gate, BEHIND.rule) : near(gate, -BEFORE.rule)) : card;
  const behind = gate ? far(gate, BEHIND.rule) : ruleBox ? far(ruleBox, BEHIND.rule) : near(machine, BEHIND.port);
  const end = taskBox ? near(taskBox, -BEFORE.task) : behind;
  const before = bridgeBox ? near(bridgeBox, -BEFORE.bridge) : end;
  const room = on * (before - behind) >= 0;
  const gap = (behind + before) / 2;
  const atPair = pairBox ? on * Math.min(on * near(pairBox, -BEFORE.pair), on * end) : (behind + end) / 2;
  const atRule = ruleBox ? near(ruleBox, machine.w < NARROW ? BEFORE.narrow : -BEFORE.rule) : behind;
  return {
    card: [card, card],
    tunnel: [tunnel ? near(tunnel, BEFORE.sign) : behind, tunnel ? near(tunnel, BEFORE.sign) : behind],
    mouth: [tunnel ? far(tunnel, BEFORE.rule) : behind, tunnel ? far(tunnel, BEFORE.rule) : behind],
    gate: [atGate, atGate],
    rule: [atRule, atRule],
    between: gate ? [before, before] : room ? [behind, before] : [gap, gap],
    pair: [atPair, atPair],
    task: [atPair, end],
    bend: bridgeBox ? centre(bridgeBox) : null,
  };
}

/** The end of a machine's tunnel, where it is drawn. @param {string} node @param {Scene} scene */
export function tunnelOf(node, scene) {
  const [, box] = Object.entries(scene.boxes).find(([id]) => id.startsWith(`link:${node}/vtep`)) ?? [];
  return box;
}

/** Whether a route is drawn on the machine of a hop. @param {Hop} hop @param {Scene} scene @param {Elements} elements */
function gateBox({ node }, scene, elements) {
  return Object.values(elements).some(({ id, kind, parent }) => kind === "route" && parent?.endsWith(`:${node}`) && scene.boxes[id] !== undefined);
}

/** The route to a bridge. @param {Element} bridge @param {Elements} elements */
function gateOf(bridge, elements) {
  return Object.values(elements).find(({ kind, parent, facts }) => kind === "route" && parent === bridge.parent && facts["device"] === bridge.label);
}

/** The middle of the route on the way to a task, where it is drawn. @param {string} task @param {Scene} scene @param {Elements} elements */
export function gateOfTask(task, scene, elements) {
  const { bridge } = pairOf(task, elements);
  return bridge === null ? null : middleOf(gateOf(bridge, elements)?.id ?? null, scene);
}

/** The pair by which a task is on a bridge, and that bridge. @param {string} task @param {Elements} elements */
function pairOf(task, elements) {
  const into = (/** @type {string} */ id, /** @type {string} */ kind) => {
    const edge = Object.values(elements).find(({ source, target }) => target === id && elements[source ?? ""]?.kind === kind);
    return elements[edge?.source ?? ""] ?? null;
  };
  const pair = into(task, "veth");
  return { pair, bridge: pair === null ? null : into(pair.id, "bridge") };
}

/**
 * The rule that a visit's packet meets, if it is drawn: the one that matched, or on the way back the one of the port.
 * @param {readonly Hop[]} hops
 * @param {string | null} host
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {string | null}
 */
export function ruleOf(hops, host, scene, elements) {
  const drawn = (/** @type {string | null} */ id) => id !== null && elements[id]?.kind === "rule" && scene.boxes[id] !== undefined;
  const matched = hops.flatMap(({ entries }) => entries).find((entry) => entry.matched && drawn(entry.element));
  if (matched !== undefined) return matched.element;
  const back = hops.find((hop) => hop.message === "nat.back" && comesBack(hop));
  const port = back?.after.src.split(":")[1];
  const rules = Object.values(elements).filter(({ id, kind, parent, facts }) => kind === "rule" && parent === host && facts["port"] === port && drawn(id));
  return rules[0]?.id ?? null;
}

/** The middle of a drawn element. @param {string | null} id @param {Scene} scene */
export function middleOf(id, scene) {
  const box = scene.boxes[id ?? ""];
  return box === undefined ? null : middle(box);
}
