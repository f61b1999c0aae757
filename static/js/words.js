// @ts-check
/**
 * Every text that the page itself says, in one place. What the server says (sentences of hops, refusals, output of
 * tools) is shown as it comes.
 */

/** @import {Element, Header, Hop, Status, TraceSummary} from "./types.js" */

const many = (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ more) =>
  `${count} ${count === 1 ? one : more}`;

export const WORDS = {
  // picture
  bandEdge: "masters and edge",
  bandAgents: "private agents",
  outsideAddress: "public address",
  client: "client",
  more: (/** @type {number} */ count) => `${count} more`,
  asPicture: "As picture",
  asText: "As text",
  summary: (/** @type {number} */ tasks, /** @type {number} */ agents) =>
    tasks === 0 ? "no tasks yet" : `${many(tasks, "task", "tasks")} on ${many(agents, "agent", "agents")}`,
  pictureFailed: "The picture could not be loaded. Reload the page to try again; “As text” shows the same in words.",

  // player and hops
  hop: (/** @type {number} */ n) => `Hop ${n}`,
  hopOf: (/** @type {number} */ n, /** @type {number} */ count) =>
    n === 0 ? `${many(count, "hop", "hops")}` : `hop ${n} of ${count}`,
  diedAt: (/** @type {number} */ n) => `died at hop ${n}`,
  hopAfter: (/** @type {number} */ n, /** @type {number} */ count, /** @type {string} */ died) =>
    `hop ${n} of ${count},\n${died}`,
  refusedAt: (/** @type {number} */ n) => `refused at ${n}`,
  play: "Play",
  pause: "Pause",
  speed: (/** @type {number} */ times) => `${times}×`,
  noRequest: "No request yet. When something is asked, its hops stand here.",
  noHops: "This request never left its program.",
  noRequestTitle: "No request yet",
  noRequestLead:
    "Type curl with an address and a port in a terminal. Each table that the packet meets becomes a hop: what was asked, what matched, and what changed in the header.",
  requestTitle: (/** @type {TraceSummary} */ trace) => `${trace.method} ${trace.url}`,
  requestTold: (/** @type {TraceSummary} */ trace) =>
    `from ${trace.from}: ${trace.success ? `answered ${trace.status}` : trace.error || trace.disposition}`,
  requests: "Requests, newest first",
  atLine: (/** @type {number} */ line) => `line ${line}`,
  hopCount: (/** @type {number} */ count) =>
    `${many(count, "hop", "hops")}, there and back. Play it, or step through it.`,
  took: (/** @type {number} */ ms) => (ms === 0 ? "" : ` It took ${logicalMs(ms)}.`),
  delay: (/** @type {string} */ time) => `This hop took ${time}.`,
  onTheWayBack: "· on the way back",
  diedHere: "The packet died here",
  asked: "Asked, in order",
  yes: "yes",
  no: "no",
  noEntry: "No entry matched.",
  header: "Header",
  before: "before",
  after: "after",
  fieldsChanged: (/** @type {number} */ count) =>
    count === 0 ? "nothing changed" : `${many(count, "field", "fields")} changed`,
  there: "Request",
  back: "Reply",
  wire: "wire",

  // elements
  state: "state",
  on: "on",
  within: "In it",
  joined: "Joined to",
  noElementTitle: "Nothing is selected",
  noElementLead: "Choose a machine, a port or a task in the picture, or a dotted word in the text or in the terminal.",

  // terminal
  terminalHello: (/** @type {string} */ terminal) =>
    terminal === "laptop"
      ? "Your laptop. The DC/OS command line is set up: try “dcos node”, or “help”."
      : `A shell on ${terminal}. Try “hostname”, or “help”.`,
  logOf: (/** @type {string} */ terminal) => `Lines typed on ${terminal}, and what they printed`,
  lineOf: (/** @type {string} */ terminal) => `Line for ${terminal}`,
  openTerminal: "Open a terminal on another machine",
  run: "Run",
  where: (/** @type {string} */ terminal) =>
    terminal === "laptop"
      ? "on your laptop"
      : terminal === "master"
        ? "on the master"
        : terminal === "outside"
          ? "outside"
          : `on ${terminal}`,
  whereNow: (/** @type {string} */ where, /** @type {string} */ host) => `${where} (now on ${host})`,
  runOn: (/** @type {string} */ terminal, /** @type {string} */ line) => `Run on ${terminal}: ${line}`,
  runs: "running …",
  exit: (/** @type {number} */ code) => `exit ${code}`,
  cut: "More than 64 kB: the rest is not shown.",
  showWhole: "Show all of it",
  notWhole: (/** @type {number} */ status) =>
    `The output could not be loaded (the server answered ${status}). Reload the page and try again.`,
  readOnly: "You are watching: lines are typed elsewhere.",
  notConnected:
    "Not connected, so the line was not sent. It is sent when you press Enter again after the connection is back.",
  tooLong: "This line is longer than 64 kB, so it was not sent. Shorten it, then press Enter again.",
  givenBack: "The connection broke before this line began. Press Enter to send it again.",

  // steps and goals
  stepOf: (/** @type {number} */ step, /** @type {number} */ count) => `Step ${step} of ${count}`,
  met: "met",
  notMet: "not met yet",
  goalMet: (/** @type {string} */ text) => `Goal met: ${text}`,
  allMet: "All goals of this step are met.",

  // time
  settled: "settled: nothing more happens by itself",
  runsOn: "something is still happening",
  lineIs: (/** @type {number} */ seq, /** @type {string} */ terminal, /** @type {string} */ text) =>
    `Line ${seq}, ${terminal}: ${text}`,

  // attempt and connection
  noCapability:
    "This address lacks its key, the part behind “#w=”. Open the whole address that you were given, or begin the lesson anew.",
  serverBroken:
    "The server could not be asked for your attempt. What you typed is stored; reload the page in a moment.",
  noServer: "The server can't be reached. Check your connection, then reload the page.",
  tooMany: (/** @type {string} */ seconds) =>
    `Too many attempts were begun from your address. Wait ${seconds} seconds, then reload the page.`,
  notBegun: (/** @type {number} */ status) =>
    `No attempt could be begun (the server answered ${status}). Reload the page in a moment.`,

  // home
  lessonDone: "done",
  lessonStep: (/** @type {number} */ step, /** @type {number} */ count) => `Step ${step} of ${count}`,
  continueWith: (/** @type {string} */ title) => `Continue: ${title}`,
  doneHere: (/** @type {number} */ count) => `${count} done on this device`,
  dark: "Dark",
  light: "Light",
};

/** @type {Record<Status, string>} */
export const STATUS_WORDS = {
  connecting: "connecting",
  open: "live",
  waiting: "connection lost, trying again",
  closed: "not connected",
};

/** Why a socket was closed for good, and what to do. @type {Record<number, string>} */
export const CLOSED_WORDS = {
  4413: "A line was longer than 64 kB. Reload the page to go on.",
  4400: "The page and the server do not understand each other. Reload the page.",
  4401: "The key of this address is not valid, or was withdrawn. Ask for a new address, or begin the lesson anew.",
  4404: "There is no such attempt here. Begin the lesson anew.",
};

/** Why a connection is awaited, where there is more to say than that it broke. @type {Record<number, string>} */
export const WAITING_WORDS = {
  4429: "This attempt is open in four places already. Close one of them; this page tries again every few seconds.",
};

/** @type {[string, string][]} */
export const KEYS = [
  ["Space", "play or pause the request"],
  [".  ,", "next and previous hop"],
  ["Home  End", "before the first hop, and the last one"],
  ["t", "into the terminal; Escape leaves it"],
  ["g", "to the goals"],
  ["h", "hint"],
  ["arrows", "in the picture: to the neighbour; in the terminal's log: to the next linked word"],
  ["Enter  Escape", "in the picture: select, and clear"],
  ["↑  ↓", "in the terminal: lines typed before"],
  ["Ctrl-C  Ctrl-D  Ctrl-L", "in the terminal: stop, end of input, clear"],
  ["?", "this table"],
];

/** @type {Record<string, string>} */
export const KIND_WORDS = {
  master: "master",
  public_agent: "public agent",
  agent: "private agent",
  router: "router",
  client: "outside client",
  wire: "network",
  nic: "network card",
  port: "port",
  task: "task",
  edge: "link",
};

/** Sign, name, meaning. @type {[string, string, string][]} */
export const LEGEND = [
  ["master", "master", "Marathon, the Mesos master and DNS run here."],
  ["public_agent", "public agent", "The only agent with an address on the internet."],
  ["agent", "private agent", "Tasks run here."],
  ["router", "router", "Joins the internet to the cluster's network."],
  ["client", "outside client", "A client on the internet, no part of the cluster."],
  ["nic", "network card", "Where packets enter and leave a machine."],
  ["port", "port", "A number in a round frame: a program listens. Dashed: promised, nothing listens yet."],
  ["task", "task", "One running instance of an app. Dashed while it starts, with a heavy frame when it failed."],
  ["process", "client program", "A program that has sent a request."],
  ["packet", "packet", "Filled: the request. Its number is that of the hop."],
  ["reply", "reply", "Hollow and turned: on its way back."],
  ["died", "died", "A packet ends here; the card says at which table and why."],
];

/** @type {Record<string, string>} */
const STATES = {
  up: "up",
  down: "down",
  staging: "is starting",
  running: "running",
  stopping: "is stopping",
  failed: "failed",
  listening: "a program listens",
  promised: "promised, nothing listens yet",
};

/**
 * The state of an element in words; empty when it has none.
 * @param {Element} element
 */
export function stateWords(element) {
  return STATES[element.state] ?? element.state;
}

/** @param {number} count */
export function taskCount(count) {
  return count === 0 ? "no tasks" : many(count, "task", "tasks");
}

/**
 * What stands behind the name of a machine, the fullest wording first.
 * @param {Element} host
 * @param {number} tasks
 * @returns {string[]}
 */
export function roleWords(host, tasks) {
  const role = KIND_WORDS[host.kind] ?? "";
  if (host.kind === "agent" && tasks === 0) return [`${role} · ${taskCount(0)}`, taskCount(0)];
  return host.kind === "agent" || host.kind === "public_agent" ? [role] : [];
}

/** The name of an element where it stands alone. @param {Element} element */
export function elementName(element) {
  return element.kind === "port" ? `port ${element.label}` : element.label;
}

/** What is said of an element behind its name. @param {Element} element */
export function elementTold(element) {
  const { facts, kind } = element;
  if (kind === "task") return stateWords(element);
  if (kind === "port") return facts["program"] ?? stateWords(element);
  if (kind === "nic") return facts["mac"] ?? "";
  return facts["ip"] ?? "";
}

/** @type {Record<string, string>} */
export const FIELD_WORDS = { src: "from", dst: "to", ttl: "TTL", smac: "from MAC", dmac: "to MAC" };

/** @type {Record<string, string>} */
const HOP_NAMES = { route: "route", neighbour: "ARP", wire: "wire", socket: "socket", filter: "filter", nat: "nat" };

/** The short name of a hop under the ruler. @param {Hop} hop */
export function hopName(hop) {
  return HOP_NAMES[hop.kind] ?? hop.kind;
}

/** A hop in a sentence. @param {Hop} hop */
export function hopSaid(hop) {
  return hop.sentence === "" ? hop.title : hop.sentence;
}

/**
 * What is announced when the player comes to a hop.
 * @param {Hop} hop
 * @param {number} count
 */
export function announced(hop, count) {
  const flag = flagWords(hop, false);
  return `Hop ${hop.n} of ${count}. ${hop.node}, ${hop.title}. ${hopSaid(hop)}${flag === "" ? "" : ` ${flag}.`}`;
}

/**
 * What stands beside the packet: what the hop changed, or why the way ends.
 * @param {Hop} hop
 * @param {boolean} died
 */
export function flagWords(hop, died) {
  if (died) return DEATHS[hop.message] ?? hop.title;
  const field = ["dst", "src", "ttl", "dmac"].find((name) => hop.changed.includes(name));
  if (field === undefined) return "";
  const [before, after] = [String(fieldOf(hop.before, field)), String(fieldOf(hop.after, field))];
  return before === "" ? `${FIELD_WORDS[field]} ${after}` : `${before} → ${after}`;
}

/** @type {Record<string, string>} */
const DEATHS = {
  "route.none": "no route",
  "neighbour.failed": "nobody answers",
  "link.down": "card is down",
  "wire.lost": "no such card",
  "socket.none": "nothing listens here",
  "ttl.exceeded": "TTL used up",
  "forward.off": "does not forward",
  rp_filter: "wrong way round",
  "filter.drop": "dropped",
  "filter.reject": "rejected",
};

/**
 * @param {Header} header
 * @param {string} field
 */
export function fieldOf(header, field) {
  return /** @type {Record<string, string | number>} */ (/** @type {unknown} */ (header))[field] ?? "";
}

/**
 * The name of the small packet that brings a refusal home.
 * @param {string} kind
 */
export function carriedWords(kind) {
  return kind.startsWith("icmp") ? "ICMP" : "RST";
}

/** A span of logical time. @param {number} ms */
export function logicalMs(ms) {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(ms % 1000 === 0 ? 0 : 1)} s`;
}
