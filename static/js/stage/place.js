// @ts-check
/**
 * Elements with their structure → boxes. The same structure and width always give the same boxes.
 *
 * Law of this file: pure, no DOM, no measuring. Nothing moves when a task appears elsewhere: a machine keeps its place,
 * and those below a grown one move down together.
 */

import { bands, GAP, LANE, MARGIN, TOP } from "./bands.js";
import { inside } from "./inside.js";
import { lines } from "./lines.js";

/** @import {Box, Element, Elements, HostPlan, Scene, Wish} from "../types.js" */
/** @import {Bands} from "./bands.js" */
/** @import {Inside} from "./inside.js" */

const SIGN = 34;
const TAG = { h: 30, gap: 8, perRow: 3 };
const WIRE_BAR = 24;

/**
 * @typedef {object} Host A machine on its way to a place.
 * @property {Element} element
 * @property {readonly Element[]} children
 * @property {Inside} inside
 *
 * @typedef {object} Site Where a machine came to stand.
 * @property {Host} host
 * @property {Box} box
 * @property {HostPlan["side"]} side
 * @property {HostPlan["shape"]} shape
 */

/**
 * @param {Elements} elements
 * @param {Wish} wish
 * @returns {Scene}
 */
export function place(elements, wish) {
  const frame = bands(wish.width);
  const hosts = hostsOf(elements, wish, frame);
  const edge = hosts.filter((host) => host.element.place.band === "edge");
  const agents = hosts.filter((host) => host.element.place.band === "agents");
  const { sites, wire, height } =
    frame.form === "column" ? column(edge, agents, frame, wish) : wide(edge, agents, frame);
  const wires = Object.values(elements).filter((element) => element.kind === "wire");
  return assemble(elements, frame, sites, Object.fromEntries(wires.map(({ id }) => [id, wire])), height);
}

/**
 * The machines with what stands in them, in the order of their numbers.
 * @param {Elements} elements
 * @param {Wish} wish
 * @param {Bands} frame
 * @returns {Host[]}
 */
function hostsOf(elements, wish, frame) {
  /** @type {Map<string, Element[]>} */
  const children = new Map();
  for (const element of Object.values(elements)) {
    if (element.parent !== null) children.set(element.parent, [...(children.get(element.parent) ?? []), element]);
  }
  const found = Object.values(elements).filter(({ place: { band } }) => band === "edge" || band === "agents");
  found.sort((a, b) => a.place.order - b.place.order || (a.id < b.id ? -1 : 1));
  return found.map((element) => {
    const within = (children.get(element.id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
    const request = {
      w: element.place.band === "edge" ? frame.edge.w : frame.agents.w,
      form: frame.form,
      asks: wish.askers?.has(element.id) ?? false,
      rows: wish.rows?.[element.id] ?? 0,
      shown: wish.shown ?? new Set(),
    };
    return { element, children: within, inside: inside(element, within, request) };
  });
}

/**
 * Two bands beside the wire. A router stands on the row of the client before it.
 * @param {Host[]} edge
 * @param {Host[]} agents
 * @param {Bands} frame
 */
function wide(edge, agents, frame) {
  /** @type {Site[]} */
  const sites = [];
  const routers = edge.filter((host) => host.element.kind === "router");
  const others = edge.filter((host) => host.element.kind !== "router");
  let y = TOP;
  for (const host of others) {
    const beside = host.element.kind === "client" ? routers.shift() : undefined;
    const w = frame.edge.w - (beside ? SIGN + (frame.form === "wide" ? 24 : 14) : 0);
    sites.push({ host, box: { x: frame.edge.x, y, w, h: host.inside.h }, side: "right", shape: shapeOf(host) });
    if (beside) sites.push(sign(beside, frame, y));
    y += host.inside.h + GAP;
  }
  for (const router of routers) {
    sites.push(sign(router, frame, y));
    y += SIGN + GAP;
  }
  let below = TOP;
  for (const host of agents) {
    const box = { x: frame.agents.x, y: below, w: frame.agents.w, h: host.inside.h };
    sites.push({ host, box, side: "left", shape: shapeOf(host) });
    below += host.inside.h + GAP;
  }
  const bottom = Math.max(y, below, TOP + SIGN + GAP) - GAP;
  return { sites, wire: { x: frame.wire.x, y: TOP, w: frame.wire.w, h: bottom - TOP }, height: bottom + MARGIN };
}

/** @param {Host} host @param {Bands} frame @param {number} y @returns {Site} */
function sign(host, frame, y) {
  const box = { x: frame.edge.x + frame.edge.w - SIGN, y, w: SIGN, h: SIGN };
  return { host, box, side: "right", shape: "sign" };
}

/** @param {Host} host @returns {"open" | "line"} */
function shapeOf(host) {
  return host.inside.open || host.inside.asks !== null ? "open" : "line";
}

/**
 * Everything on top of each other: who asks, the wire, who answers; the rest as tags beneath.
 * @param {Host[]} edge
 * @param {Host[]} agents
 * @param {Bands} frame
 * @param {Wish} wish
 */
function column(edge, agents, frame, wish) {
  const upper = blocks(edge, frame, LANE, wish);
  const wire = { x: frame.wire.x, y: upper.bottom + GAP, w: frame.wire.w, h: WIRE_BAR };
  const lower = blocks(agents, frame, wire.y + WIRE_BAR + GAP, wish);
  return { sites: [...upper.sites, ...lower.sites], wire, height: lower.bottom + GAP };
}

/**
 * @param {Host[]} hosts
 * @param {Bands} frame
 * @param {number} y
 * @param {Wish} wish
 * @returns {{sites: Site[], bottom: number}}
 */
function blocks(hosts, frame, y, wish) {
  const whole = (/** @type {Host} */ host) =>
    shapeOf(host) === "open" || host.element.kind === "master" || (wish.shown?.has(host.element.id) ?? false);
  /** @type {Site[]} */
  const sites = [];
  const { x, w } = frame.edge;
  for (const host of hosts.filter(whole)) {
    sites.push({ host, box: { x, y, w, h: host.inside.h }, side: "left", shape: shapeOf(host) });
    y += host.inside.h + GAP;
  }
  const tagW = (w - (TAG.perRow - 1) * TAG.gap) / TAG.perRow;
  const tags = hosts.filter((host) => !whole(host));
  tags.forEach((host, index) => {
    const [row, place] = [Math.floor(index / TAG.perRow), index % TAG.perRow];
    const box = { x: x + place * (tagW + TAG.gap), y: y + row * (TAG.h + TAG.gap), w: tagW, h: TAG.h };
    sites.push({ host, box, side: "left", shape: "tag" });
  });
  y += Math.ceil(tags.length / TAG.perRow) * (TAG.h + TAG.gap);
  return { sites, bottom: y - (tags.length > 0 ? TAG.gap : GAP) };
}

/**
 * @param {Elements} elements
 * @param {Bands} frame
 * @param {Site[]} sites
 * @param {Record<string, Box>} wires
 * @param {number} height
 * @returns {Scene}
 */
function assemble(elements, frame, sites, wires, height) {
  /** @type {Record<string, Box>} */
  const boxes = { ...wires };
  /** @type {Record<string, HostPlan>} */
  const hosts = {};
  /** @type {Record<string, string>} */
  const hidden = {};
  const outward = facingOutward(elements);
  for (const { host, box, side, shape } of sites) {
    const { id } = host.element;
    const flat = shape === "tag" || shape === "sign";
    boxes[id] = box;
    for (const [child, inner] of Object.entries(flat ? small(host, box) : host.inside.boxes)) {
      const mirrored = outward.has(child) && frame.form !== "column" ? other(side) : side;
      boxes[child] = {
        ...inner,
        x: box.x + (mirrored === "left" ? inner.x : box.w - inner.x - inner.w),
        y: box.y + inner.y,
      };
    }
    const { rows, asks, fold } = host.inside;
    const down = (/** @type {number} */ y) => box.y + y;
    const folded = fold && { y: down(fold.y), ids: fold.ids };
    hosts[id] = { side, shape, rows: rows.map(down), asks: asks === null ? null : down(asks), fold: folded };
    for (const child of fold?.ids ?? []) hidden[child] = id;
  }
  const standing = { form: frame.form, width: frame.width, height, boxes, hosts, hidden };
  return { ...standing, lines: lines(elements, standing) };
}

/**
 * The network cards of a machine that is drawn as a sign or a tag: each over its whole height.
 * @param {Host} host
 * @param {Box} box
 * @returns {Record<string, Box>}
 */
function small(host, box) {
  const cards = host.children.filter((child) => child.kind === "nic");
  return Object.fromEntries(cards.map((card) => [card.id, { x: -4, y: 7, w: 8, h: box.h - 14 }]));
}

/** @param {HostPlan["side"]} side @returns {HostPlan["side"]} */
function other(side) {
  return side === "left" ? "right" : "left";
}

/**
 * The cards that face away from the wire: those to which another machine's card leads.
 * @param {Elements} elements
 * @returns {Set<string>}
 */
function facingOutward(elements) {
  const leads = Object.values(elements).filter(
    ({ source, target }) => elements[source ?? ""]?.kind === "nic" && elements[target ?? ""]?.kind === "nic",
  );
  return new Set(leads.map((edge) => /** @type {string} */ (edge.target)));
}
