// @ts-check
/**
 * Requests side by side: the hops of each by the role that they have on its way, so that what one network mode does stands
 * beside what another one does, or leaves out.
 *
 * Law of this file: pure. A role follows from where a hop happens (where the request came from, in between, where it
 * arrived) and from what its table is for. A proxy on another machine begins a way of its own, whose roles stand between
 * those of the first client and those of the last server; one on the server's own machine maps the port, as a rule would.
 */

import { looksUp } from "../trace/rounds.js";

/** @import {Hop, Trace} from "../types.js" */

/** @typedef {"request" | "reply"} Direction */
/** @typedef {"name" | "choose" | "hide" | "leave" | "agent" | "router" | "wrap" | "cross" | "unwrap"} Before Until the packet is at the machine that it is for. */
/** @typedef {"map" | "mask" | "route" | "hand" | "arrive"} After There. */
/** @typedef {Before | After | "proxy"} Role */

/**
 * @typedef {{role: Role, proxy: number}} Key `proxy`: how many proxies on other machines lie before it.
 *
 * @typedef {object} Cell
 * @property {readonly Hop[]} hops In their order.
 * @property {Hop} main The one that changes something, else the last.
 * @property {readonly ("src" | "dst" | "ttl")[]} changed What is rewritten here; an envelope rewrites nothing.
 * @property {boolean} envelope Whether the packet travels in another one here.
 * @property {boolean} died
 *
 * @typedef {Key & {cells: (Cell | null)[]}} Row
 */

/** What the machine between two networks is called, in scenarios as in labs. */
const ROUTER = "router";
/** @type {readonly Before[]} */
const BEFORE = ["name", "choose", "hide", "leave", "agent", "router", "wrap", "cross", "unwrap"];
/** @type {readonly After[]} */
const AFTER = ["map", "mask", "route", "hand", "arrive"];

/**
 * @param {readonly Trace[]} traces
 * @param {Direction} [direction]
 * @param {(trace: Trace) => number} [diedAt] The index of the hop at which a request died, else -1.
 * @returns {Row[]} In the order of time; each has a cell for each trace, at least one of which is not empty.
 */
export function align(traces, direction = "request", diedAt = () => -1) {
  const columns = traces.map((trace) => byRole(trace, direction));
  const proxies = Math.max(0, ...columns.flatMap((column) => [...column.values()].map(({ proxy }) => proxy)));
  const rows = order(proxies, direction)
    .map((key) => ({ ...key, cells: traces.map((trace, index) => cellOf(columns[index]?.get(nameOf(key))?.hops, trace, diedAt)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  return direction === "reply" ? rows.reverse() : rows;
}

/** Whether requests do something else here: one has work that another has not, or changes what another leaves. @param {Row} row */
export function differs({ cells }) {
  const told = cells.map((cell) => cell && JSON.stringify([cell.changed, cell.envelope, cell.died]));
  return new Set(told).size > 1;
}

/** The rows as a request meets them. A reply has come home only when it is the client's own again. @param {number} proxies @param {Direction} direction @returns {Key[]} */
function order(proxies, direction) {
  const before = direction === "request" ? BEFORE : /** @type {const} */ (["leave", ...BEFORE.filter((role) => role !== "leave")]);
  const onward = Array.from({ length: proxies }, (_, index) => index + 1).flatMap((proxy) =>
    /** @type {const} */ (["proxy", ...before]).map((role) => ({ role, proxy })),
  );
  return [...before.map((role) => ({ role, proxy: 0 })), ...onward, ...AFTER.map((role) => ({ role, proxy: -1 }))];
}

/** @param {Key} key */
function nameOf({ role, proxy }) {
  return `${role} ${proxy}`;
}

/**
 * @param {Trace} trace
 * @param {Direction} direction
 * @returns {Map<string, Key & {hops: Hop[]}>}
 */
function byRole(trace, direction) {
  /** @type {Map<string, Key & {hops: Hop[]}>} */
  const found = new Map();
  const add = (/** @type {Key} */ key, /** @type {Hop} */ hop) => {
    const own = found.get(nameOf(key)) ?? { ...key, hops: [] };
    own.hops.push(hop);
    found.set(nameOf(key), own);
  };
  if (direction === "request") for (const hop of trace.hops.filter(looksUp)) add({ role: "name", proxy: 0 }, hop);
  const legs = legsOf(trace.hops, direction);
  let proxy = 0;
  legs.forEach((leg, index) => {
    const next = legs[index + 1];
    const local = index > 0 && !leaves(leg);
    const onward = next !== undefined && leaves(next);
    for (const [hop, role] of roles(leg, direction, local)) {
      if (BEFORE.some((name) => name === role)) add({ role, proxy }, hop);
      else if (onward) add({ role: "proxy", proxy: proxy + 1 }, hop);
      else add({ role: next !== undefined && role === "arrive" ? "map" : role, proxy: -1 }, hop);
    }
    if (onward) proxy += 1;
  });
  return found;
}

/** The connections of a request, each as its packets went from the client to the server. @param {readonly Hop[]} hops @param {Direction} direction */
function legsOf(hops, direction) {
  /** @type {Map<number, Hop[]>} */
  const legs = new Map();
  for (const hop of hops.filter((own) => own.direction === direction)) legs.set(hop.leg, [...(legs.get(hop.leg) ?? []), hop]);
  const found = [...legs.values()];
  return direction === "reply" ? found.map((leg) => leg.toReversed()) : found;
}

/** Whether a connection goes to another machine. @param {readonly Hop[]} leg */
function leaves(leg) {
  return leg.some((hop) => hop.kind === "wire" || hop.node !== leg[0]?.node);
}

/**
 * @param {readonly Hop[]} leg From the client to the server.
 * @param {Direction} direction
 * @param {boolean} local Whether a proxy on the server's machine has opened it.
 * @returns {[Hop, Role][]}
 */
function roles(leg, direction, local) {
  const [first, last] = [/** @type {Hop} */ (leg[0]), /** @type {Hop} */ (leg.at(-1))];
  const arrives = ["socket", "bridge"].includes(last.kind) || last.namespace !== last.node;
  const stays = !leaves(leg) && arrives;
  const server = (leaves(leg) || arrives) && last.node !== ROUTER ? last.node : "";
  const contained = first.namespace !== first.node;
  let [mapped, enveloped, forwarded] = [local, false, local];

  /** @param {Hop} hop @returns {Role} */
  function roleOf(hop) {
    if (hop.message.startsWith("socket.client")) return local ? "map" : "leave"; // it has come home
    if (hop.kind === "wire") return "cross";
    if (hop.kind === "vxlan") return wraps(hop) === (direction === "request") ? "wrap" : "unwrap";
    if (hop.kind === "ipvs") return "choose";
    if (enveloped) return "cross";
    const there = hop.node === server && (!stays || mapped || (contained && hop.namespace !== first.namespace));
    const rewritten = hop.kind === "nat" ? rewrite(hop, direction) : "";
    if (rewritten === "dst") return (there && !stays) || hop.title.includes("DOCKER") ? "map" : "choose";
    if (rewritten === "src") return there || forwarded ? "mask" : "hide";
    if (direction === "reply" && there && hop.namespace === last.namespace) return "arrive"; // where it begins
    if (there || (stays && hop.kind === "socket")) return direction === "reply" && hop.kind === "neighbour" ? "route" : atServer(hop);
    if (hop.node !== first.node) return "router";
    return contained && hop.namespace === hop.node && hop.kind !== "bridge" ? "agent" : "leave";
  }

  return leg.map((hop) => {
    const role = roleOf(hop);
    mapped ||= role === "map";
    forwarded ||= hop.message === "route.forward";
    if (role === "wrap" || role === "unwrap") enveloped = role === "wrap";
    return [hop, role];
  });
}

/** @param {Hop} hop @returns {Role} */
function atServer({ kind, message }) {
  if (kind === "socket" || message.startsWith("echo.")) return "arrive";
  return kind === "bridge" || kind === "neighbour" ? "hand" : "route";
}

/** Whether a packet is put into an envelope, or would have been. @param {Hop} hop */
function wraps({ message }) {
  return ["vxlan.wrapped", "vxlan.unknown", "vxlan.no_route"].includes(message);
}

/** Which address of the request a rule changes; on the way back it stands at the other end. @param {Hop} hop @param {Direction} direction */
function rewrite({ changed }, direction) {
  const [to, from] = direction === "request" ? ["dst", "src"] : ["src", "dst"];
  if (changed.includes(to)) return "dst";
  return changed.includes(from) ? "src" : "";
}

/**
 * @param {readonly Hop[] | undefined} given
 * @param {Trace} trace
 * @param {(trace: Trace) => number} diedAt
 * @returns {Cell | null}
 */
function cellOf(given, trace, diedAt) {
  if (given === undefined) return null;
  const hops = given.toSorted((a, b) => a.n - b.n);
  const last = /** @type {Hop} */ (hops.at(-1));
  const envelope = hops.some(({ kind }) => kind === "vxlan") || enveloped(last, trace);
  const changed = /** @type {const} */ (["src", "dst", "ttl"]).filter(
    (field) => !looksUp(last) && !envelope && hops.some((hop) => changes(hop, field, trace)),
  );
  const died = hops.find((hop) => hop === trace.hops[diedAt(trace)]);
  const telling = hops.findLast(({ kind }) => ["nat", "ipvs", "vxlan", "wire", "bridge"].includes(kind));
  const main = died ?? telling ?? hops.findLast(({ kind }) => kind !== "neighbour") ?? last;
  return { hops, main, changed, envelope, died: died !== undefined };
}

/** Whether a hop happens to an envelope. @param {Hop} hop @param {Trace} trace */
function enveloped(hop, trace) {
  const before = trace.hops.slice(0, hop.n - 1).findLast(({ kind, leg, direction }) => kind === "vxlan" && leg === hop.leg && direction === hop.direction);
  return before?.message === "vxlan.wrapped";
}

/**
 * Whether a field has another value behind a hop. The time to live is counted down behind the hop that forwards.
 * @param {Hop} hop
 * @param {"src" | "dst" | "ttl"} field
 * @param {Trace} trace
 */
function changes(hop, field, trace) {
  if (field !== "ttl") return hop.changed.includes(field);
  return hop.before.ttl !== ttlBehind(hop, trace);
}

/** The time to live with which a packet leaves a hop. @param {Hop} hop @param {Trace} trace */
export function ttlBehind(hop, trace) {
  const next = trace.hops[hop.n];
  const same = next?.leg === hop.leg && next.direction === hop.direction && next.node === hop.node && next.kind !== "vxlan";
  return same || hop.message === "route.forward" ? (next?.before.ttl ?? hop.after.ttl) : hop.after.ttl;
}

/**
 * What was rewritten on the way of a request, and how often.
 * @param {Trace} trace
 */
export function rewritten({ hops }) {
  const there = hops.filter(({ direction }) => direction === "request");
  const count = (/** @type {string} */ field) => there.filter(({ kind, changed }) => kind !== "vxlan" && changed.includes(field)).length;
  const wrapped = there.filter(({ message }) => message === "vxlan.wrapped").length;
  return { sender: count("src"), destination: count("dst"), wrapped, proxies: new Set(there.map(({ leg }) => leg)).size - 1 };
}

/** The header with which the server got the request; null where none did. @param {Trace} trace */
export function seen({ hops, success }) {
  const last = hops.findLast(({ direction }) => direction === "request");
  return success && last?.message === "socket.program" ? last.before : null;
}
