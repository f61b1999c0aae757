// @ts-check
/**
 * The lens *network*: in a machine the end of its tunnel, the route that decides, the bridges, and the containers with
 * their own addresses. Bands stand where they stand without it.
 *
 * Law of this file: pure. A packet that comes through the tunnel passes VTEP, route and bridge on one height, and turns
 * off to its row behind the bridge; so each of them is centred on the rows that it serves.
 */

import "../common.js";
import { ASKS, CLOSED, FOOT, TITLES, cards, fold, foldRow, headHeight, pitch, portBox, processAt, shut, slotsIn, stack } from "./inside.js";
import { networkParts } from "./networkparts.js";
import { vipBlock } from "./vip.js";

/** @import {Box, Element, Elements, Lens, Trace} from "../types.js" */
/** @import {Inside, Request} from "./inside.js" */

/** @typedef {{x: number, w: number}} Span */

/** By the least width of a machine: where the columns stand, from its edge with its card. */
const FORMS = [
  { least: 400, vtep: { x: 14, w: 92 }, route: 114, routeW: 104, bridge: 10, veth: 20, before: 13, task: 112 },
  { least: 340, vtep: { x: 12, w: 84 }, route: 102, routeW: 92, bridge: 10, veth: 16, before: 5, task: 96 },
  { least: 0, vtep: { x: 8, w: 22 }, route: 42, routeW: 94, bridge: 6, veth: 8, before: 3, task: 75 },
];
/** Where nothing else is in the row, the VTEP has room for its address beside the packet. */
const ALONE = { ...FORMS[0], vtep: { x: 14, w: 106 } };
const RIGHT = 10;
const VTEP_H = 30;
const ROUTE_H = 38;
const TASK_H = 26;
/** So much height VTEP and route need, where there is but one row. */
const LEAST = 46;
const TUNNEL_ROW = 38;
const BRIDGES_APART = 16;
/** How far behind the VTEP the program stands that asks through it. */
const ASKER = { behind: 54 };

const OTHERS = new Set(["port", "rule", "proxy"]);

/** @param {Elements} elements @returns {Elements} */
function drawn(elements) {
  return Object.fromEntries(Object.entries(elements).filter(([, { kind }]) => !OTHERS.has(kind)));
}

/**
 * @param {Element} host
 * @param {readonly Element[]} children
 * @param {Request} request
 * @returns {Inside}
 */
export function inside(host, children, request) {
  const seen = children.filter(({ kind }) => !OTHERS.has(kind));
  const idle = host.place.band === "edge" && !request.traced && !request.asks;
  if (request.level === "closed" || idle) return shut(seen, request.level === "closed" ? 30 : CLOSED);
  const slots = slotsIn(seen, request.kept);
  const joined = seen.some(({ kind }) => kind === "bridge");
  const form = /** @type {(typeof FORMS)[number]} */ (joined && slots.length > 0 ? FORMS.find(({ least }) => request.w >= least) : ALONE);
  const found = fold(byBridge(slots.map((slot) => seen.filter((child) => inRow(child) && child.place.slot === slot))), request);
  const tunnels = seen.filter(({ kind }) => kind === "vtep");
  const used = tunnels.some(({ id }) => request.shown.has(id));
  const open = slots.length > 0 || request.closed || request.servers.length > 0 || (used && request.asks);
  const top = headHeight(host, request.w) + (open ? TITLES : 0);
  const rows = spread(stack(found.visible, top, pitch(slots.length, request.level)), top);
  const overlaid = rows.filter(({ elements }) => elements.some((one) => one.facts["bridge"] && leadsTo(seen, tunnels, one)));
  let below = open ? rows.reduce((sum, row) => sum + row.h, top) : Math.max(CLOSED, top + 8);
  const take = (/** @type {boolean} */ wanted, /** @type {number} */ h) => {
    if (!wanted) return null;
    below += h;
    return below - h / 2;
  };
  const closedY = take(request.closed, ASKS);
  const servers = request.servers.map((server) => ({ ...server, box: portBox(take(true, ASKS) ?? 0) }));
  const own = used && overlaid.length === 0;
  const asks = take(request.asks, own ? TUNNEL_ROW : ASKS);
  const through = own && asks === null ? take(true, TUNNEL_ROW) : asks;
  const vip = asks === null || request.vip === null ? null : vipBlock(request.vip, request.w, below, request.short);
  below += vip?.h ?? 0;
  const foldY = take(found.canFold, 24);
  const h = below + (open || own ? FOOT : 0);
  const y = overlaid.length > 0 ? centreOf(overlaid) : own ? through : null;
  const behind = y !== null && own ? form.vtep.x + form.vtep.w + ASKER.behind : 0;
  return {
    h,
    open: open || own,
    rows: rows.map((row) => row.y),
    slots,
    asks: asks === null ? null : asks - (open ? 0 : 2),
    loop: null,
    process: vip?.trunk ?? Math.max(behind, processAt(request)),
    vip,
    closed: closedY === null ? null : portBox(closedY),
    servers,
    fold: foldY === null ? null : foldRow(foldY, request, found.folded),
    boxes: {
      ...cards(seen, open || own ? top : 0, h),
      ...(y === null ? {} : Object.fromEntries(tunnels.slice(0, 1).map(({ id }) => [id, at(form.vtep, y, VTEP_H)]))),
      ...rowBoxes(rows, seen, form, request.w),
    },
  };
}

/** @param {Element} child */
function inRow({ kind }) {
  return kind === "task" || kind === "veth";
}

/** Rows of one bridge stand together, those of the overlay's bridge first; tasks without a bridge come last. @param {Element[][]} slots */
function byBridge(slots) {
  const named = (/** @type {Element[]} */ slot) => slot.find(({ kind }) => kind === "veth")?.facts["bridge"] ?? "~";
  return slots.toSorted((a, b) => (named(a) < named(b) ? -1 : named(a) > named(b) ? 1 : 0));
}

/** Whether a pair's bridge is reached from a tunnel: by a route with a step from its end. @param {readonly Element[]} children @param {readonly Element[]} tunnels @param {Element} pair */
function leadsTo(children, tunnels, pair) {
  const route = children.find(({ kind, facts }) => kind === "route" && facts["device"] === pair.facts["bridge"]);
  return tunnels.length > 0 && route !== undefined && route.place.column === "tunnel";
}

/** A bridge's only row is as high as its route. @param {ReturnType<typeof stack>} rows @param {number} top */
function spread(rows, top) {
  const bridge = (/** @type {(typeof rows)[number]} */ row) => row.elements.find(({ kind }) => kind === "veth")?.facts["bridge"] ?? "";
  let y = top;
  return rows.map((row) => {
    const alone = bridge(row) !== "" && rows.filter((other) => bridge(other) === bridge(row)).length === 1;
    const h = alone ? Math.max(LEAST, row.h) : row.h;
    y += h;
    return { ...row, h, y: y - h / 2 };
  });
}

/** @param {readonly {y: number, h: number}[]} rows */
function centreOf(rows) {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined ? 0 : (first.y - first.h / 2 + last.y + last.h / 2) / 2;
}

/** @param {Span} span @param {number} y @param {number} h @returns {Box} */
function at({ x, w }, y, h) {
  return { x, y: y - h / 2, w, h };
}

/**
 * @param {ReturnType<typeof stack>} rows
 * @param {readonly Element[]} children
 * @param {(typeof FORMS)[number]} form
 * @param {number} width
 */
function rowBoxes(rows, children, form, width) {
  /** @type {Record<string, Box>} */
  const boxes = {};
  const taskW = Math.min(form.task, width - RIGHT - 70);
  const task = { x: width - RIGHT - taskW, w: taskW };
  const veth = { x: task.x - form.before - form.veth, w: form.veth };
  const bridge = { x: veth.x - form.before - form.bridge, w: form.bridge };
  for (const { y, h, elements } of rows) {
    const pairs = elements.filter(({ kind }) => kind === "veth");
    pairs.forEach(({ id }, index) => (boxes[id] = at(veth, y + (index - (pairs.length - 1) / 2) * 8, veth.w)));
    for (const { id, kind } of elements) if (kind === "task") boxes[id] = at(task, y, Math.min(TASK_H, h - 4));
  }
  const bridges = children.filter(({ kind, label }) => kind === "bridge" && rowsOf(rows, label).length > 0);
  bridges.forEach(({ id, label }, index) => {
    const own = rowsOf(rows, label);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return;
    const [from, to] = [first.y - first.h / 2 + 3, last.y + last.h / 2 - 3];
    boxes[id] = { x: bridge.x - index * BRIDGES_APART, y: from, w: bridge.w, h: to - from };
    const routeW = Math.min(form.routeW, bridge.x - (bridges.length - 1) * BRIDGES_APART - 6 - form.route);
    for (const route of children.filter(({ kind, facts }) => kind === "route" && facts["device"] === label)) {
      boxes[route.id] = at({ x: form.route, w: routeW }, centreOf(own), ROUTE_H);
    }
  });
  return boxes;
}

/** @param {ReturnType<typeof stack>} rows @param {string} bridge */
function rowsOf(rows, bridge) {
  return rows.filter(({ elements }) => elements.some(({ facts }) => facts["bridge"] === bridge));
}

/** The route that decides on each machine of a request: the first that is asked there for the packet itself. @param {Trace | undefined} trace @param {Elements} elements */
function look(trace, elements) {
  /** @type {Record<string, string>} */
  const routes = {};
  for (const { kind, node, namespace, entries, message } of trace?.hops ?? []) {
    const host = [`agent:${node}`, `host:${node}`].find((id) => elements[id] !== undefined);
    const text = entries.find(({ matched }) => matched)?.text;
    if (kind !== "route" || namespace !== node || host === undefined || text === undefined || message === "route.local") continue;
    routes[host] ??= text;
  }
  return { routes };
}

/** @type {Lens} */
export const NETWORK = { name: "network", drawn, inside, parts: networkParts, look };
