// @ts-check
/**
 * What stands in a cell of the comparison: who does the work there, and the part of the header that matters for it, with
 * what was rewritten marked. In the tools' own words; sentences are the hop's card's.
 *
 * Law of this file: pure.
 */

import { taskOf } from "../trace/visits.js";
import { hopTitle } from "../words.js";
import { ttlBehind } from "./align.js";

/** @import {Elements, Hop, Trace} from "../types.js" */
/** @import {Cell, Role} from "./align.js" */

/** @typedef {[text: string, rewritten: boolean]} Piece */

/** How each role tells its header. @type {Partial<Record<Role, (cell: Cell, trace: Trace) => Piece[]>>} */
const TOLD = {
  name: (_, { lookups = [] }) => [[`→ ${lookups.map(({ address }) => address ?? "?").join(", ")}`, false]],
  choose: (cell) => (back(cell) ? [source(cell), [" →", false]] : [["→ ", false], target(cell)]),
  hide: (cell) => (back(cell) ? [["→ ", false], target(cell)] : [source(cell), [" →", false]]),
  mask: (cell) => (back(cell) ? [["→ ", false], target(cell)] : [source(cell), [" →", false]]),
  map: (cell) => (cell.changed.includes("dst") || cell.changed.includes("src") ? mapped(cell) : ends(cell)),
  agent: routed,
  router: routed,
  route: routed,
  wrap: outer,
  unwrap: outer,
  hand: ({ hops }) => [[`to ${hops.at(-1)?.after.dmac}`, false]],
  arrive: (cell) => (back(cell) ? ends(cell) : [[cell.main.before.dst, false]]),
  proxy: (cell) => (back(cell) ? ends(cell) : [[cell.main.before.dst, false]]),
};

/**
 * Who does the work: a table, a device, a program; and where.
 * @param {Role} role
 * @param {Cell} cell
 * @param {Trace} trace
 * @param {Elements} elements
 * @returns {[what: string, where: string]}
 */
export function actor(role, cell, trace, elements) {
  const { main, hops } = cell;
  const at = where(main, elements);
  if (role === "name") return [[...new Set(hops.map(({ params }) => params["program"]).filter(Boolean))].at(-1) ?? "DNS", trace.from];
  if (role === "cross") return [segment(main, elements), ""];
  if (main.message === "socket.program" || main.message.startsWith("socket.client")) return [main.params["program"] ?? hopTitle(main), at];
  if (["leave", "wrap", "unwrap"].includes(role) || (role === "arrive" && back(cell))) return [main.device || hopTitle(main), at];
  if (main.kind === "bridge") return [[main.params["bridge"], main.params["port"]].filter(Boolean).join(", "), main.node];
  return [hopTitle(main), at];
}

/**
 * @param {Role} role
 * @param {Cell} cell
 * @param {Trace} trace
 * @returns {Piece[]}
 */
export function told(role, cell, trace) {
  return (TOLD[role] ?? ends)(cell, trace);
}

/** Where a hop happens; a container is called as its task is, once that is known. @param {Hop} hop @param {Elements} elements */
function where(hop, elements) {
  const { node, namespace } = hop;
  if (namespace === node) return node;
  const task = elements[taskOf([hop], elements) ?? ""];
  return `${task?.label ?? namespace.slice(node.length + 1)}, ${node}`;
}

/** A network is called by its addresses, as in the picture. @param {Hop} hop @param {Elements} elements */
function segment(hop, elements) {
  const name = hop.params["segment"] ?? "";
  const wire = Object.values(elements).find(({ kind, id }) => kind === "wire" && id.endsWith(`:${name}`));
  return wire?.facts["subnet"] ?? (name || hopTitle(hop));
}

/** @param {Cell} cell */
function back({ main }) {
  return main.direction === "reply";
}

/** @param {Cell} cell @returns {Piece} */
function target({ main, changed }) {
  return [main.after.dst, changed.includes("dst")];
}

/** @param {Cell} cell @returns {Piece} */
function source({ main, changed }) {
  return [main.after.src, changed.includes("src")];
}

/** A port that stays is not marked. @param {Cell} cell @returns {Piece[]} */
function mapped({ main, changed }) {
  const field = changed.includes("dst") ? "dst" : "src";
  const [before, after] = [main.before[field], main.after[field]];
  const port = before.slice(before.lastIndexOf(":"));
  const same = after.endsWith(port) ? port.length : 0;
  const pieces = /** @type {Piece[]} */ ([[after.slice(0, after.length - same), true], [after.slice(after.length - same), false]]);
  return field === "dst" ? [["→ ", false], ...pieces] : [...pieces, [" →", false]];
}

/** From whom to whom; the client's own port says nothing. @param {Cell} cell @returns {Piece[]} */
function ends({ hops, main }) {
  const { src, dst } = (main.kind === "wire" ? main : (hops.at(-1) ?? main)).after;
  const [from, to] = main.direction === "reply" ? [src, portless(dst)] : [portless(src), dst];
  return [[`${from} → ${to}`, false]];
}

/** @param {Cell} cell @returns {Piece[]} */
function outer({ main }) {
  const opened = main.message === "vxlan.unwrapped";
  const { src, dst } = main.after;
  if (opened) return [[`${src} → ${dst}`, false]];
  const port = dst.slice(dst.lastIndexOf(":") + 1);
  return main.message === "vxlan.wrapped" ? [[`+ ${portless(src)} → ${portless(dst)} UDP ${port}`, false]] : [[`→ ${dst}`, false]];
}

/** @param {Cell} cell @param {Trace} trace @returns {Piece[]} */
function routed({ hops, changed }, trace) {
  const route = hops.findLast(({ kind }) => kind === "route") ?? hops[0];
  if (route === undefined) return [];
  const by = [route.params["via"] && `via ${route.params["via"]}`, route.device && `dev ${route.device}`].filter(Boolean).join(" ");
  const ttl = hops.map((hop) => ttlBehind(hop, trace)).at(-1);
  return changed.includes("ttl") ? [[`${by} `, false], [`TTL ${ttl}`, true]] : [[by, false]];
}

/** @param {string} end */
export function portless(end) {
  return end.replace(/:\d+$/, "");
}
