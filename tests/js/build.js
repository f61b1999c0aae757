/** Builders that tests share: a seeded generator, elements as the server sends them, requests with their hops. */

import { byId } from "../../static/js/topology/apply.js";

/** Numbers from 0 to 1 that are the same for the same seed. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, below: (n) => Math.floor(next() * n), one: (list) => list[Math.floor(next() * list.length)] };
}

export function element(id, kind, more = {}) {
  const place = { band: "", order: 0, column: "", slot: 0, ...more.place };
  return { id, kind, parent: null, label: id, state: "up", facts: {}, ...more, place };
}

function machine(id, kind, label, ip, place, cards = ["eth0"]) {
  const facts = { ip, ...(kind === "public_agent" ? { "public ip": "93.186.40.121" } : {}) };
  return [
    element(id, kind, { label, facts, place }),
    ...cards.map((card) =>
      element(`link:${label}/${card}`, "nic", { parent: id, label: card, place: { column: "edge" } }),
    ),
  ];
}

export function edge(source, target) {
  return element(`edge:${source}--${target}`, "edge", { label: "", state: "", source, target });
}

/** A task with its ports on an agent, in a slot. */
export function task(agent, slot, ports, state = "running") {
  const id = `task:httpi.${agent}.${slot}`;
  const parent = `agent:${agent}`;
  const facts = { app: "/httpi", address: "172.16.9.84" };
  return [
    element(id, "task", { label: `httpi-${slot}abcd`, parent, state, facts, place: { column: "D", slot } }),
    ...ports.flatMap((port) => {
      const socket = `socket:${agent}/tcp/${port}`;
      const pill = element(socket, "port", {
        label: String(port),
        parent,
        state: "listening",
        place: { column: "A", slot },
      });
      return [pill, edge(`link:${agent}/eth0`, socket), edge(socket, id)];
    }),
  ];
}

/** A task in a container with a network of its own on an agent, in a slot: each port with the rule that leads to it. */
export function contained(agent, slot, ports) {
  const [parent, address, bridge] = [`agent:${agent}`, `172.17.0.${slot + 2}`, `link:${agent}/docker0`];
  const [first, ...others] = task(agent, slot, ports);
  const inside = { ...first, facts: { ...first.facts, address, container: `mesos-${slot}` } };
  const place = { column: "veth", slot };
  const pair = element(`link:${agent}/veth${slot}`, "veth", { label: `veth${slot}`, parent, facts: { bridge: "docker0", address }, place });
  const rules = ports.flatMap((port) => {
    const id = `rule:${agent}/nat/DOCKER/${port}`;
    const facts = { rule: `--dport ${port} -j DNAT`, table: "nat", chain: "DOCKER", port: String(port) };
    const rule = element(id, "rule", { label: `→ ${address}:${port}`, parent, state: "", facts, place: { column: "B", slot } });
    return [rule, edge(`socket:${agent}/tcp/${port}`, id), edge(id, bridge)];
  });
  const own = others.filter(({ target }) => target !== first.id);
  return [inside, ...own, ...rules, pair, edge(bridge, pair.id), edge(pair.id, first.id)];
}

/** The bridge of an agent. */
function docker0(agent) {
  return element(`link:${agent}/docker0`, "bridge", { label: "docker0", parent: `agent:${agent}`, place: { column: "C" } });
}

/**
 * The article's machines, with any number of private agents; `tasks` maps an agent to the ports of each of its slots, of
 * which those in `bridged` are in containers with a network of their own.
 */
export function cluster({ agents = 4, tasks = {}, bridged = {} } = {}) {
  const names = Array.from({ length: agents }, (_, index) => `S${index + 1}`);
  const wired = ["master", "S0", "router", ...names];
  return byId([
    ...machine("host:master", "master", "master", "172.16.9.10", { band: "edge", order: 0 }),
    ...machine("agent:S0", "public_agent", "S0", "172.16.33.10", { band: "edge", order: 1 }),
    ...machine("host:outside", "client", "outside", "203.0.113.50", { band: "edge", order: 2 }),
    ...machine("host:router", "router", "router", "172.16.0.1", { band: "edge", order: 3 }, ["eth0", "eth1"]),
    ...names.flatMap((name, index) =>
      machine(`agent:${name}`, "agent", name, `172.16.9.${index + 1}`, { band: "agents", order: index + 1 }),
    ),
    element("wire:underlay", "wire", { label: "underlay", place: { band: "wire" } }),
    ...wired.map((name) => edge(`link:${name}/eth0`, "wire:underlay")),
    edge("link:outside/eth0", "link:router/eth1"),
    ...Object.entries(tasks).flatMap(([agent, slots]) =>
      slots.flatMap((ports, slot) => (bridged[agent]?.[slot] ? contained : task)(agent, slot, ports)),
    ),
    ...Object.keys(tasks).filter((agent) => bridged[agent]?.some(Boolean)).map(docker0),
  ]);
}

const ADDRESSES = { master: "172.16.9.10", S1: "172.16.9.1", outside: "203.0.113.50", laptop: "203.0.113.7" };

/** The header of a packet from a machine to the end of its request, or of one that comes back. */
function header(from, to, direction) {
  const own = `${ADDRESSES[from]}:40000`;
  const [src, dst] = direction === "reply" || direction === "answer" ? [to, own] : [own, to];
  return { src, dst, ttl: 64, smac: "", dmac: "" };
}

/** A hop, given as [direction, namespace, element, kind, message]. */
function hop([direction, namespace, at, kind, message = "", params = {}, ends = {}, more = {}], index, from, to) {
  const node = namespace.split("/")[0];
  const before = { ...header(from, to, direction), ...ends };
  const changed = message === "neighbour.asked" ? ["smac", "dmac"] : [];
  const entry = { text: "an entry", element: null, matched: true, why: "it fits" };
  return {
    n: index + 1,
    leg: 1,
    direction,
    node,
    namespace,
    element: at,
    kind,
    message,
    title: kind,
    params,
    sentence: `${node} does ${kind}.`,
    table: kind === "wire" ? "" : `show ${kind}`,
    entries: kind === "wire" ? [] : [entry],
    before,
    after: changed.length > 0 ? { ...before, dmac: "0e:00:ac:10:09:54" } : before,
    changed,
    ...more,
  };
}

export function trace(from, hops, more = {}, to = "172.16.9.1:16327") {
  return {
    id: "3.1",
    line: 3,
    from,
    method: "GET",
    url: "http://172.16.9.1:16327/",
    disposition: "delivered",
    success: true,
    sentence: "The request was answered: 200 OK.",
    status: 200,
    error: "",
    at_ms: 1000,
    elapsed_ms: 0,
    legs: [{ refusal: null }],
    hops: hops.map((given, index) => hop(given, index, from, to)),
    ...more,
  };
}

const PORT = "socket:S1/tcp/16327";

/** From the master over the wire to a task on S1, and back. */
export function answered() {
  return trace("master", [
    ["request", "master", "host:master", "route"],
    ["request", "master", "link:master/eth0", "neighbour", "neighbour.asked"],
    ["request", "master", "wire:underlay", "wire", "wire"],
    ["request", "S1", PORT, "socket", "socket.program"],
    ["reply", "S1", "agent:S1", "route"],
    ["reply", "S1", "wire:underlay", "wire", "wire"],
    ["reply", "master", "host:master", "socket", "socket.client"],
  ]);
}

/** From the master to a container on S1 that has a network of its own, and back: by the rule of a port. */
export function intoContainer(container, port = 16327) {
  const inside = `S1/${container}`;
  const element = `rule:S1/nat/DOCKER/${port}`;
  const rule = { entries: [{ text: "-A DOCKER", element, matched: true, why: "it fits" }], changed: ["dst"] };
  const back = { after: { ...header("master", `172.16.9.1:${port}`, "reply") }, changed: ["src"] };
  return trace("master", [
    ["request", "master", "host:master", "route"],
    ["request", "master", "wire:underlay", "wire", "wire"],
    ["request", "S1", "agent:S1", "nat", "nat.destination", {}, {}, rule],
    ["request", "S1", "agent:S1", "route", "route.forward"],
    ["request", "S1", "link:S1/docker0", "neighbour", "neighbour.asked"],
    ["request", "S1", "link:S1/docker0", "bridge", "bridge.port"],
    ["request", inside, `socket:${inside}/tcp/16327`, "socket", "socket.program"],
    ["reply", inside, "agent:S1", "route", "route.via"],
    ["reply", inside, `link:${inside}/eth0`, "neighbour", "neighbour.known"],
    ["reply", "S1", "agent:S1", "route", "route.forward"],
    ["reply", "S1", "agent:S1", "nat", "nat.back", {}, {}, back],
    ["reply", "S1", "link:S1/eth0", "neighbour", "neighbour.known"],
    ["reply", "S1", "wire:underlay", "wire", "wire"],
    ["reply", "master", "host:master", "socket", "socket.client"],
  ]);
}

/** From a machine to a virtual address that IPVS gives to the back end of a number, and back by a bridge of S1. */
export function balanced(backends, chosen, from = "master") {
  const [here, card] = [from === "master" ? "host:master" : `agent:${from}`, `link:${from}/eth0`];
  const service = { src: "11.1.2.3:40000", dst: "11.1.2.3:3141" };
  const entries = backends.map((to, index) => ({ text: `-> ${to} Masq 1 0 0`, element: null, matched: index === chosen, why: "" }));
  const turned = { dst: backends[chosen] };
  const [address, port] = backends[chosen].split(":");
  const there = intoContainer("mesos-0", port).hops.filter(({ node }) => node === "S1");
  const given = (way) => there.filter(({ direction }) => direction === way).map((one) => [way, one.namespace, one.element, one.kind, one.message, {}, {}, { entries: one.entries, changed: one.changed, after: one.after }]);
  return trace(from, [
    ["request", from, here, "route", "route.local", {}, service],
    ["request", from, here, "ipvs", "ipvs.chosen", { scheduler: "wlc" }, service, { entries, changed: ["dst"] }],
    ["request", from, here, "route", "route.device", {}, { ...service, ...turned }],
    ["request", from, here, "nat", "nat.source", {}, { ...service, ...turned }, { changed: ["src"] }],
    ["request", from, card, "neighbour", "neighbour.asked", {}, turned],
    ["request", from, "wire:underlay", "wire", "wire", {}, turned],
    ...given("request"),
    ...given("reply").filter(([, , , kind]) => kind !== "wire"),
    ["reply", "S1", "wire:underlay", "wire", "wire", {}, { src: `${address}:${port}` }],
    ["reply", from, here, "nat", "nat.back", {}, {}, { changed: ["dst"] }],
    ["reply", from, here, "ipvs", "ipvs.back", {}, {}, { changed: ["src"] }],
    ["reply", from, here, "socket", "socket.client"],
  ]);
}

/** A name is asked for on the master itself, which asks the router in its turn; `message` is what that one says. */
function lookUp(message) {
  return [
    ["lookup", "master", "host:master", "dns", "dns.asks"],
    ["lookup", "master", "socket:master/udp/53", "socket", "socket.program"],
    ["lookup", "master", "host:master", "dns", "dns.asks"],
    ["lookup", "master", "wire:underlay", "wire", "wire"],
    ["lookup", "router", "socket:router/udp/53", "dns", message],
    ["answer", "router", "wire:underlay", "wire", "wire"],
    ["answer", "master", "host:master", "socket", "socket.asker"],
    ["lookup", "master", "socket:master/udp/53", "dns", message],
    ["answer", "master", "host:master", "socket", "socket.asker"],
  ];
}

/** From the master to a task on S1, and back, by its name. */
export function named() {
  const given = answered().hops.map(({ direction, node, element: at, kind, message }) => [direction, node, at, kind, message]);
  return trace("master", [...lookUp("dns.answer"), ...given]);
}

/**
 * By name, as on a real node: dcos-net's name server on the same machine asks Mesos-DNS on the master in its turn, and
 * the request finds nothing that listens.
 */
export function namedByBoth(from) {
  const [here, card] = [from === "master" ? "host:master" : `agent:${from}`, `link:${from}/eth0`];
  const [curl, spartan] = [{ program: "curl" }, { program: "dcos-net" }];
  const asked = { src: "198.51.100.1:50194", dst: "198.51.100.1:53" };
  const passed = { src: "172.16.17.198:36410", dst: "172.16.9.10:61053" };
  const sent = { src: "172.16.17.198:59538", dst: "172.16.9.10:5051" };
  const back = ({ src, dst }) => ({ src: dst, dst: src });
  const over = (way, host, link, ends) =>
    from === "master"
      ? [[way, host === here ? from : "master", host, "route", "route.local", {}, ends]]
      : [
          [way, host === here ? from : "master", host, "route", "route.device", {}, ends],
          [way, host === here ? from : "master", link, "neighbour", "neighbour.known", {}, ends],
          [way, host === here ? from : "master", "wire:underlay", "wire", "wire", {}, ends],
        ];
  const hops = [
    ["lookup", from, here, "dns", "dns.asks", curl, asked],
    ["lookup", from, here, "route", "route.local", {}, asked],
    ["lookup", from, `socket:${from}/udp/53`, "socket", "socket.program", { ...spartan, port: "53" }, asked],
    ["lookup", from, here, "dns", "dns.asks", spartan, passed],
    ...over("lookup", here, card, passed),
    ["lookup", "master", "socket:master/udp/61053", "socket", "socket.program", { program: "mesos-dns", port: "61053" }, passed],
    ["lookup", "master", "socket:master/udp/61053", "dns", "dns.answer", {}, back(passed)],
    ...over("answer", "host:master", "link:master/eth0", back(passed)),
    ["answer", from, here, "socket", "socket.asker", spartan, back(passed)],
    ["lookup", from, `socket:${from}/udp/53`, "dns", "dns.passed", spartan, back(asked)],
    ["answer", from, here, "route", "route.local", {}, back(asked)],
    ["answer", from, here, "socket", "socket.asker", curl, back(asked)],
    ...over("request", here, card, sent),
    ["request", "master", "host:master", "socket", "socket.none", {}, sent],
    ...over("reply", "host:master", "link:master/eth0", back(sent)),
    ["reply", from, here, "socket", "socket.client_reset", curl, back(sent)],
  ];
  return trace(from, hops, { success: false, disposition: "refused", legs: [{ refusal: { kind: "tcp-rst" } }] });
}

/** From the master to a name that does not exist. */
export function nameless() {
  return trace("master", lookUp("dns.unknown"), { success: false, disposition: "nameless", legs: [] }, "198.51.100.1:53");
}

/** From S1 to its own task: nothing crosses the wire. */
export function ownAnswered() {
  return trace("S1", [
    ["request", "S1", "agent:S1", "route", "route.local"],
    ["request", "S1", PORT, "socket", "socket.program"],
    ["reply", "S1", "agent:S1", "route", "route.local"],
    ["reply", "S1", "agent:S1", "socket", "socket.client"],
  ]);
}

/** From the master to a port on which nothing listens. */
/** A request to the machine's own 127.0.0.1, for a port on which nothing listens. */
export function ownRefused() {
  return trace(
    "S1",
    [
      ["request", "S1", "agent:S1", "route", "route.local"],
      ["request", "S1", "agent:S1", "socket", "socket.none"],
      ["reply", "S1", "agent:S1", "route", "route.local"],
      ["reply", "S1", "agent:S1", "socket", "socket.client"],
    ],
    { success: false, disposition: "refused", legs: [{ refusal: { kind: "tcp-rst" } }] },
    "127.0.0.1:9999",
  );
}

export function refused(agent = "S1") {
  const hops = [
    ["request", "master", "host:master", "route"],
    ["request", "master", "wire:underlay", "wire", "wire"],
    ["request", agent, `agent:${agent}`, "socket", "socket.none"],
    ["reply", agent, `agent:${agent}`, "route"],
    ["reply", agent, "wire:underlay", "wire", "wire"],
    ["reply", "master", "host:master", "socket", "socket.client"],
  ];
  const legs = [{ refusal: { kind: "tcp-rst" } }];
  return trace("master", hops, { success: false, disposition: "refused", legs }, "172.16.9.1:80");
}

/** From outside through the router to a task on S1. */
export function fromOutside() {
  return trace("outside", [
    ["request", "outside", "host:outside", "route"],
    ["request", "outside", "link:router/eth1", "wire", "wire"],
    ["request", "router", "host:router", "route", "route.forward"],
    ["request", "router", "wire:underlay", "wire", "wire"],
    ["request", "S1", PORT, "socket", "socket.program"],
    ["reply", "S1", "agent:S1", "route"],
    ["reply", "S1", "wire:underlay", "wire", "wire"],
    ["reply", "router", "host:router", "route", "route.forward"],
    ["reply", "router", "link:outside/eth0", "wire", "wire"],
    ["reply", "outside", "host:outside", "socket", "socket.client"],
  ]);
}

/** A packet that a rule on the agent swallows: nothing comes back. */
export function swallowed() {
  const hops = [
    ["request", "master", "host:master", "route"],
    ["request", "master", "wire:underlay", "wire", "wire"],
    ["request", "S1", "agent:S1", "filter", "filter.drop"],
  ];
  return trace("master", hops, { success: false, disposition: "dropped" });
}

/** A packet for a container on S1 that a rule has led there, and another one drops. */
export function droppedBehindRule(container, port = 16327) {
  const before = intoContainer(container, port).hops.slice(0, 4).map((hop) => [hop.direction, hop.namespace, hop.element, hop.kind, hop.message, {}, {}, { entries: hop.entries, changed: hop.changed }]);
  const hops = [...before, ["request", "S1", "agent:S1", "filter", "filter.drop"]];
  return trace("master", hops, { success: false, disposition: "dropped" });
}

/** A packet from outside that the router throws away; the client sends it again until it gives up. */
export function droppedOutside(elapsed_ms = 5001, syn_attempts = 3) {
  const hops = [
    ["request", "outside", "host:outside", "route"],
    ["request", "outside", "link:router/eth1", "wire", "wire"],
    ["request", "router", "host:router", "route", "route.forward"],
    ["request", "router", "host:router", "filter", "filter.drop"],
  ];
  const legs = [{ refusal: null, syn_attempts }];
  return trace("outside", hops, { success: false, disposition: "dropped", elapsed_ms, legs });
}

/** The items of a list by a key of each. */
export function groupBy(list, key) {
  const groups = {};
  for (const item of list) (groups[key(item)] ??= []).push(item);
  return groups;
}
