// @ts-check
/**
 * Where the machines stand, by the form of the picture: beside the wire, or on top of each other.
 *
 * Law of this file: pure. Machines keep their order. Beside the wire they share the height that they are given: what one
 * needs more, the gaps between all have less.
 */

import { GAP, LANE, MARGIN, TOP } from "./bands.js";
import { FOLDED } from "./inside.js";

/** @import {Box, Element, HostPlan} from "../types.js" */
/** @import {Bands} from "./bands.js" */
/** @import {Level, Levels} from "./fold.js" */
/** @import {Inside} from "./inside.js" */

/**
 * @typedef {object} Host A machine on its way to a place.
 * @property {Element} element
 * @property {readonly Element[]} children
 * @property {(level: Level) => Inside} at What stands in it when it is folded so far.
 * @property {(level: Level) => Inside} unopened The same, had its fold not been opened by hand.
 *
 * @typedef {object} Site Where a machine came to stand.
 * @property {Host} host
 * @property {Inside} inside
 * @property {Box} box
 * @property {HostPlan["side"]} side
 * @property {HostPlan["shape"]} shape
 *
 * @typedef {{sites: Site[], crowd: Box | null, wire: Box, height: number}} Stand `crowd`: the box of the machines that
 *   are only cells.
 */

const SIGN = 34;
const TAG = { least: 100, h: FOLDED, gap: 7 };
const WIRE_BAR = 24;
/** No gap becomes larger than this. */
const WIDEST_GAP = 88;
const CELL = { size: 8, gap: 2, inset: 10, head: 26 };

/**
 * @param {readonly Host[]} hosts In the order of their numbers.
 * @param {Levels} levels
 * @param {Bands} frame
 * @param {number} [fill] How high the picture may be without being higher than its room, in picture units.
 * @returns {Stand}
 */
export function stand(hosts, levels, frame, fill = 0) {
  const edge = hosts.filter(({ element }) => element.place.band === "edge");
  const agents = hosts.filter(({ element }) => element.place.band === "agents");
  return frame.form === "column" ? column(edge, agents, levels, frame) : beside(edge, agents, levels, frame, fill);
}

/**
 * Two bands beside the wire. A router stands on the row of the client before it.
 * @param {Host[]} edge
 * @param {Host[]} agents
 * @param {Levels} levels
 * @param {Bands} frame
 * @param {number} fill
 * @returns {Stand}
 */
function beside(edge, agents, levels, frame, fill) {
  const stood = (/** @type {number} */ gap) => ({
    left: edgeBand(edge, levels, frame, gap),
    right: flow(agents, levels, { x: frame.agents.x, y: TOP, w: frame.agents.w }, frame, gap),
  });
  const dense = stood(GAP);
  const gaps = Object.values(dense).map((band) => gapIn(band, fill - MARGIN));
  const { left, right } = stood(Math.min(...gaps));
  const bottom = Math.max(left.bottom, right.bottom, TOP + SIGN, fill - MARGIN);
  return {
    sites: [...left.sites, ...right.sites],
    crowd: right.crowd,
    wire: { x: frame.wire.x, y: TOP, w: frame.wire.w, h: bottom - TOP },
    height: bottom + MARGIN,
  };
}

/** The gap with which a band reaches down to a height. @param {{sites: Site[], crowd?: Box | null, bottom: number}} band @param {number} height */
function gapIn({ sites, crowd, bottom }, height) {
  const rows = new Set(sites.filter(({ shape }) => shape !== "cell").map(({ box }) => box.y)).size + (crowd ? 1 : 0);
  const more = rows < 2 ? WIDEST_GAP : (height - bottom) / (rows - 1);
  return Math.max(GAP, Math.min(WIDEST_GAP, GAP + more));
}

/** @param {Host[]} edge @param {Levels} levels @param {Bands} frame @param {number} gap */
function edgeBand(edge, levels, frame, gap) {
  /** @type {Site[]} */
  const sites = [];
  const routers = edge.filter((host) => host.element.kind === "router");
  let y = TOP;
  for (const host of edge.filter((other) => other.element.kind !== "router")) {
    const beside = host.element.kind === "client" ? routers.shift() : undefined;
    const w = frame.edge.w - (beside ? SIGN + (frame.form === "wide" ? 24 : 14) : 0);
    const found = site(host, levels, { x: frame.edge.x, y, w }, "right", frame);
    sites.push(found);
    if (beside) sites.push(sign(beside, frame, y));
    y += Math.max(found.box.h, beside ? SIGN : 0) + gap;
  }
  for (const router of routers) {
    sites.push(sign(router, frame, y));
    y += SIGN + gap;
  }
  return { sites, bottom: y - gap };
}

/** @param {Host} host @param {Bands} frame @param {number} y @returns {Site} */
function sign(host, frame, y) {
  const box = { x: frame.edge.x + frame.edge.w - SIGN, y, w: SIGN, h: SIGN };
  return { host, inside: host.at("closed"), box, side: "right", shape: "sign" };
}

/**
 * @param {Host} host
 * @param {Levels} levels
 * @param {{x: number, y: number, w: number}} at
 * @param {HostPlan["side"]} side
 * @param {Bands} frame
 * @returns {Site}
 */
function site(host, levels, at, side, frame) {
  const level = levels[host.element.id] ?? "full";
  const inside = host.at(level);
  const closed = frame.form === "wide" ? "line" : "tag";
  const shape = level === "closed" ? closed : inside.open || inside.asks !== null ? "open" : "line";
  return { host, inside, box: { ...at, h: inside.h }, side, shape };
}

/**
 * Machines one below the other, runs of tags beside each other, at last the box of those that are only cells.
 * @param {readonly Host[]} hosts
 * @param {Levels} levels
 * @param {{x: number, y: number, w: number}} band
 * @param {Bands} frame
 * @param {number} [gap]
 * @returns {{sites: Site[], crowd: Box | null, bottom: number}}
 */
function flow(hosts, levels, { x, y, w }, frame, gap = GAP) {
  const cells = hosts.filter(({ element }) => levels[element.id] === "boxed");
  const across = Math.max(1, Math.floor((w + TAG.gap) / (TAG.least + TAG.gap)));
  const perRow = frame.form === "wide" ? 1 : frame.form === "column" ? 3 : across;
  const tagW = perRow === 1 ? w : (w - (perRow - 1) * TAG.gap) / perRow;
  /** @type {Site[]} */
  const sites = [];
  let run = 0;
  for (const host of hosts.filter((other) => !cells.includes(other))) {
    const tag = levels[host.element.id] === "closed" && perRow > 1;
    const place = tag ? run % perRow : 0;
    const before = sites.at(-1);
    if (before !== undefined && place === 0) y = before.box.y + before.box.h + gap;
    run = tag ? run + 1 : 0;
    const at = { x: x + place * (tagW + TAG.gap), y, w: tag ? tagW : w };
    sites.push(site(host, levels, at, "left", frame));
  }
  const last = sites.at(-1);
  const bottom = last === undefined ? y - gap : last.box.y + last.box.h;
  if (cells.length === 0) return { sites, crowd: null, bottom };
  const crowd = crowdBox(cells, { x, y: bottom + gap, w });
  return { sites: [...sites, ...crowd.sites], crowd: crowd.box, bottom: crowd.box.y + crowd.box.h };
}

/** @param {readonly Host[]} hosts @param {{x: number, y: number, w: number}} at @returns {{sites: Site[], box: Box}} */
function crowdBox(hosts, { x, y, w }) {
  const pitch = CELL.size + CELL.gap;
  const across = Math.floor((w - 2 * CELL.inset + CELL.gap) / pitch);
  const sites = hosts.map((host, index) => {
    const [column, row] = [index % across, Math.floor(index / across)];
    const box = { x: x + CELL.inset + column * pitch, y: y + CELL.head + row * pitch, w: CELL.size, h: CELL.size };
    return /** @type {Site} */ ({ host, inside: host.at("closed"), box, side: "left", shape: "cell" });
  });
  const rows = Math.ceil(hosts.length / across);
  return { sites, box: { x, y, w, h: CELL.head + rows * pitch + CELL.inset - CELL.gap } };
}

/**
 * Everything on top of each other: who asks, the wire, who answers; beneath them the rest as tags.
 * @param {Host[]} edge
 * @param {Host[]} agents
 * @param {Levels} levels
 * @param {Bands} frame
 * @returns {Stand}
 */
function column(edge, agents, levels, frame) {
  const { x, w } = frame.edge;
  const tagsLast = (/** @type {Host[]} */ hosts) => {
    const isTag = (/** @type {Host} */ { element }) => levels[element.id] === "closed";
    return [...hosts.filter((host) => !isTag(host)), ...hosts.filter(isTag)];
  };
  const upper = flow(tagsLast(edge), levels, { x, y: LANE, w }, frame);
  const wire = { x: frame.wire.x, y: upper.bottom + GAP, w: frame.wire.w, h: WIRE_BAR };
  const lower = flow(tagsLast(agents), levels, { x, y: wire.y + WIRE_BAR + GAP, w }, frame);
  return {
    sites: [...upper.sites, ...lower.sites],
    crowd: lower.crowd,
    wire,
    height: lower.bottom + GAP,
  };
}
