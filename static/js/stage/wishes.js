// @ts-check
/**
 * What the viewer's own state asks of the picture: what the request that is looked at needs, what was just changed.
 *
 * Law of this file: pure.
 */

import { comesBack, isOwn, looksUp, rounds } from "../trace/rounds.js";
import { machine, ownPort, portElement } from "../trace/visits.js";

/** @import {Elements, Hop, Scene, Server, State, Trace, TraceSummary, Ui, Vip, Wish} from "../types.js" */

const MOST_RECENT = 6;

/** @typedef {Required<Pick<Wish, "askers" | "steps" | "loops" | "closed" | "servers" | "vips" | "traced" | "shown">>} OfRequest */

/**
 * What the request that is looked at needs: rows for who asks, for name servers and for a port on which nothing listens;
 * and nothing of it, nor what is selected, may be folded away.
 * @param {TraceSummary | undefined} summary
 * @param {Trace | undefined} trace The same with its hops, if they are here.
 * @param {Ui} ui
 * @param {Elements} elements
 * @returns {OfRequest}
 */
export function ofRequest(summary, trace, ui, elements) {
  const host = summary === undefined ? null : machine(summary.from, elements);
  const hops = trace?.hops ?? [];
  const there = hops.filter((hop) => !comesBack(hop));
  const loops = trace !== undefined && staysHome(trace.from, there);
  const selected = ui.selected === null ? [] : [ui.selected, elements[ui.selected]?.parent ?? null];
  return {
    askers: new Set(present([host])),
    steps: Object.fromEntries(present([host]).map((id) => [id, stepsOf(hops)])),
    loops: new Set(loops ? present([host]) : []),
    closed: closedPort(there.at(-1), elements),
    servers: nameServers(there, elements),
    vips: virtual(trace?.from ?? "", there, elements),
    traced: new Set(present(hops.map(({ node }) => machine(node, elements)))),
    shown: new Set(present([...hops.map(({ element }) => element), ...selected])),
  };
}

/** @param {readonly (string | null)[]} ids @returns {string[]} */
function present(ids) {
  return ids.filter((id) => id !== null);
}

/** Whether a request arrives on the machine that it comes from. @param {string} from @param {readonly Hop[]} there */
function staysHome(from, there) {
  return ["socket", "dns"].includes(there.at(-1)?.kind ?? "") && there.every((hop) => hop.node === from && hop.kind !== "wire");
}

/** How many hops the program that asks has at most before a packet of its own leaves. @param {readonly Hop[]} hops */
function stepsOf(hops) {
  const own = rounds(hops).filter(([first]) => first !== undefined && isOwn(first, /** @type {Hop} */ (hops[0])));
  const counts = own.map((round) => round.findIndex((hop) => comesBack(hop) || ["wire", "socket"].includes(hop.kind)));
  return Math.max(0, ...counts);
}

/** The name servers that questions have reached, and that are no elements themselves. @param {readonly Hop[]} there @param {Elements} elements */
function nameServers(there, elements) {
  /** @type {Record<string, Server[]>} */
  const found = {};
  for (const hop of there) {
    const host = machine(hop.node, elements);
    if (host === null || !looksUp(hop) || hop.message !== "socket.program" || elements[hop.element] !== undefined) continue;
    const { port = "", program = "" } = hop.params;
    const others = (found[host] ??= []);
    if (!others.some((other) => other.port === port)) others.push({ port, program });
  }
  return found;
}

/** The virtual address that the machine which asks balanced, with the back ends as `ipvsadm` printed them. @param {string} from @param {readonly Hop[]} there @param {Elements} elements @returns {Record<string, Vip>} */
function virtual(from, there, elements) {
  const host = machine(from, elements);
  const hop = there.find(({ kind, node }) => kind === "ipvs" && node === from);
  if (host === null || hop === undefined) return {};
  const backends = hop.entries.map(({ text, matched }) => {
    const [, to = "", , weight = ""] = text.split(/\s+/);
    return { to, weight, chosen: matched };
  });
  return { [host]: { service: hop.before.dst, scheduler: hop.params["scheduler"] ?? "", backends } };
}

/**
 * The port for which the last packet came, if the machine has it and nothing listens there.
 * @param {Hop | undefined} last
 * @param {Elements} elements
 * @returns {Record<string, string>}
 */
function closedPort(last, elements) {
  const host = last === undefined ? null : machine(last.node, elements);
  if (last === undefined || host === null) return {};
  const port = ownPort(last.before.dst, host, elements);
  return port === null || portElement(port, host, elements) !== undefined ? {} : { [host]: port };
}

/** Who asks, by the method of the request, where that is none of HTTP. @type {Record<string, string>} */
const PROBES = { PING: "ping", TRACEROUTE: "traceroute", CONNECT: "nc" };

/**
 * What stands beside the dot of the machine that asks.
 * @param {Trace | undefined} trace
 * @param {Elements} elements
 * @returns {Record<string, string>}
 */
export function asking(trace, elements) {
  const host = trace === undefined ? null : machine(trace.from, elements);
  if (trace === undefined || host === null) return {};
  const first = trace.hops.find((hop) => !looksUp(hop)) ?? trace.hops[0];
  const port = first?.before.src.split(":")[1];
  const program = trace.hops.findLast((hop) => hop.message.startsWith("socket.client") && hop.node === trace.from)
    ?.params["program"];
  const asks = program ?? PROBES[trace.method] ?? "curl";
  return { [host]: [asks, ...(port === undefined || port === "0" ? [] : [`:${port}`])].join(" ") };
}

/**
 * While something still happens no machine loses a row: an update stops and starts tasks in their places.
 * @param {Readonly<Record<string, readonly number[]>>} before
 * @param {Scene} scene
 * @param {State} state
 * @returns {Record<string, readonly number[]>} By machine, the slots that have a row.
 */
export function keptRows(before, scene, state) {
  if (state.clock === null || state.clock.settled) return {};
  const slots = (/** @type {string} */ id) => [...(before[id] ?? []), ...(scene.hosts[id]?.slots ?? [])];
  return Object.fromEntries(Object.keys(scene.hosts).map((id) => [id, [...new Set(slots(id))]]));
}

/**
 * The private agents that have changed since the last line began, the latest first.
 * @param {readonly string[]} recent
 * @param {State} before
 * @param {State} state
 * @returns {readonly string[]}
 */
export function recentAgents(recent, before, state) {
  const kept = before.lines.length === state.lines.length ? recent : [];
  if (before.elements === state.elements || before.rev === null) return kept;
  const ids = new Set([...Object.keys(before.elements), ...Object.keys(state.elements)]);
  const changed = [...ids].filter((id) => before.elements[id] !== state.elements[id]);
  const agents = changed.map((id) => (state.elements[id] ?? before.elements[id])?.parent ?? id);
  const known = agents.filter((id) => state.elements[id]?.place.band === "agents");
  return [...new Set([...known.toReversed(), ...kept])].slice(0, MOST_RECENT);
}
