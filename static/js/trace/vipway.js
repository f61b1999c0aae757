// @ts-check
/**
 * The way of a packet for a virtual address on the machine that asks: down past the address and IPVS to the back end that
 * was chosen, and out at its row. What it points at is drawn as a line to the port.
 *
 * Law of this file: pure.
 */

import { middle } from "../stage/lines.js";
import { crossing, door, inward } from "./roads.js";
import { portElement } from "./visits.js";

/** @import {Elements, Hop, Point, Scene, VipPlan} from "../types.js" */
/** @import {Visit} from "./visits.js" */

/** @typedef {{stop: Point, badge: Point | null}} Place */

/** From the card: where badges stand beside what they are about, and on the row of the back end, which may begin right there. */
const BADGE = { column: 18, row: 10, narrowRow: 8, apart: 20, narrow: 40 };

/**
 * @param {readonly Hop[]} hops Of one visit, in their order.
 * @param {Visit} visit
 * @param {Scene} scene
 * @returns {Map<Hop, Place>} Empty where no virtual address is drawn.
 */
export function vipPlaces(hops, { host, asks, reply }, scene) {
  const plan = scene.hosts[host ?? ""];
  if (host === null || !asks || !plan?.vip || plan.asks === null) return new Map();
  const { vip, asks: home } = plan;
  const at = hops.findIndex(({ kind }) => kind === "ipvs");
  const turn = at === -1 ? (reply ? hops.length : 0) : at;
  const narrow = roomInRow(host, vip, scene) < BADGE.narrow;
  const most = { column: 2, row: narrow ? 1 : 2 };
  const first = { column: BADGE.column, row: narrow ? BADGE.narrowRow : BADGE.row };
  const beside = (/** @type {number} */ n, /** @type {"column" | "row"} */ of, /** @type {number} */ y) =>
    ({ x: inward(host, first[of] + Math.min(n, most[of] - 1) * BADGE.apart, scene), y });
  const onTrunk = (/** @type {number} */ y, /** @type {number} */ n) =>
    ({ stop: { x: vip.trunk, y }, badge: n < most.column ? beside(n, "column", y) : null });
  const row = (reply ? hops.slice(0, turn) : hops.slice(turn + 1).reverse()).toSorted((a, b) => worth(b) - worth(a));
  const told = (reply ? hops : hops.toReversed()).filter((hop) => row.slice(0, most.row).includes(hop));
  const inRow = (/** @type {Hop} */ hop) => {
    const n = told.indexOf(hop);
    const stop = beside(n === -1 ? most.row : n, "row", vip.chosen);
    return { stop, badge: n === -1 ? null : stop };
  };
  return new Map(
    hops.map((hop, index) => {
      if (index === at) return [hop, onTrunk(vip.title, 0)];
      if (reply) return [hop, index < turn ? inRow(hop) : onTrunk(home, 0)];
      return [hop, index < turn ? onTrunk(middle(vip.hexagon), index) : inRow(hop)];
    }),
  );
}

/** Of what a hop does: a rewriting says more than new addresses of cards, and these more than nothing. @param {Hop} hop */
function worth({ changed, kind }) {
  return changed.length === 0 ? 0 : kind === "neighbour" ? 1 : 2;
}

/** How much room there is between card and back ends. @param {string} host @param {VipPlan} vip @param {Scene} scene */
function roomInRow(host, { backends }, scene) {
  const box = backends[0]?.box;
  const card = inward(host, 0, scene);
  return box === undefined ? BADGE.narrow : Math.min(Math.abs(box.x - card), Math.abs(box.x + box.w - card));
}

/** Between two places of such a visit: along the way down first, or along the row first. @param {Point} at @param {Point} stop @param {VipPlan} vip @returns {Point[]} */
export function alongTrunk(at, stop, { trunk }) {
  return [at, stop].map(({ y }) => ({ x: trunk, y }));
}

/**
 * From each back end that is drawn to its port, where that is drawn; the packet's way leads to that of the chosen one.
 * @param {Scene} scene
 * @param {Elements} elements
 * @returns {Point[][]}
 */
export function references(scene, elements) {
  return Object.entries(scene.hosts).flatMap(([id, { vip, side }]) => {
    if (!vip || scene.form === "column") return [];
    return vip.backends.flatMap(({ to, box, chosen }) => {
      if (chosen) return [];
      const [address, port = ""] = to.split(":");
      const target = Object.keys(scene.hosts).find((other) => other !== id && elements[other]?.facts["ip"] === address);
      const end = scene.boxes[target === undefined ? "" : (portElement(port, target, elements)?.id ?? "")];
      if (target === undefined || end === undefined) return [];
      const from = { x: side === "left" ? box.x : box.x + box.w, y: middle(box) };
      const out = { x: door(id, end.x, scene), y: from.y };
      const card = { x: door(target, from.x, scene), y: middle(end) };
      return [[from, out, ...crossing(out, card, scene), card, { x: scene.hosts[target]?.side === "left" ? end.x : end.x + end.w, y: card.y }]];
    });
  });
}
