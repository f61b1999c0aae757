// @ts-check
/**
 * Every text that a lesson's page says from its start, in one place, in English; `tutorial/locale` has the other
 * languages. What is loaded later has words of its own beside it, made by `wordsOf` (`editor/words.js`).
 *
 * To add a text: write it inside one of the functions below, as a plain string in quotes (no template literal, no `+`),
 *
 *     close: gettext("Close"),
 *     hop: (n) => interpolate(gettext("hop {n}"), { n }),
 *     hops: (count) => interpolate(ngettext("{count} hop", "{count} hops", count), { count }),
 *     on: pgettext("an element on a machine", "on"),   // where one English word means several things
 *
 * as whole sentences with named places, never glued from pieces; then `make messages`, and translate it in
 * tutorial/locale/zh_Hans (docs/translation.md has the glossary). Read `WORDS.close` where it is shown, not when a
 * module is loaded: the tables are made anew when the language changes, and views are shown again.
 */

import { gettext, interpolate, ngettext, pgettext, sentence, spoken, useCatalogue } from "./translate.js";

/** @import {Catalogue} from "./translate.js" */
/** @import {Element, Entry, Fold, Header, Hop, Said, Status, TraceSummary} from "./types.js" */

/** @param {number} count */
const hops = (count) => interpolate(ngettext("{count} hop", "{count} hops", count), { count });

/** @param {number} count */
const changesAfter = (count) =>
  interpolate(ngettext("then {count} change", "then {count} changes", count), { count });

/** @param {string} terminal */
const place = (terminal) => {
  if (terminal === "laptop") return gettext("on your laptop");
  if (terminal === "master") return gettext("on the master");
  return terminal === "outside" ? gettext("outside") : interpolate(gettext("on {terminal}"), { terminal });
};

const words = () => ({
  // picture
  legendFailed: gettext("The legend could not be loaded. Check your connection, then open it again."),
  inspectorFailed: gettext("The inspector could not be loaded. Reload the page."),
  bandEdge: gettext("masters and edge"),
  bandAgents: gettext("private agents"),
  outsideAddress: gettext("public address"),
  client: gettext("client"),
  onNoInterface: gettext("on no interface"),
  more: (/** @type {number} */ count) => interpolate(gettext("+ {count} more"), { count }),
  fewer: gettext("− show fewer"),
  crowd: (/** @type {string} */ first, /** @type {string} */ last, /** @type {number} */ agents, /** @type {number} */ tasks) =>
    interpolate(gettext("{first} to {last}: {agents}, {tasks}"), {
      first,
      last,
      agents: agentCount(agents),
      tasks: taskCount(tasks),
    }),
  asPicture: gettext("As picture"),
  asText: gettext("As text"),
  summary: (/** @type {number} */ tasks, /** @type {number} */ agents) =>
    tasks === 0
      ? gettext("no tasks yet")
      : interpolate(gettext("{tasks} on {agents}"), {
          tasks: taskCount(tasks),
          agents: agentCount(agents),
        }),
  vip: (/** @type {string} */ label, /** @type {number} */ count) =>
    interpolate(ngettext("VIP {label}, {count} back end", "VIP {label}, {count} back ends", count), { label, count }),
  lens: (/** @type {string} */ name) => interpolate(gettext("Lens: {name}"), { name }),
  pictureFailed: gettext(
    "The picture could not be loaded. Reload the page to try again; “As text” shows the same in words.",
  ),

  comma: pgettext("between the words that tell of an element", ", "),

  // player and hops
  hop: (/** @type {number} */ n) => interpolate(gettext("Hop {n}"), { n }),
  hopOf: (/** @type {number} */ n, /** @type {number} */ count) =>
    n === 0 ? hops(count) : interpolate(gettext("hop {n} of {count}"), { n, count }),
  diedAt: (/** @type {number} */ n) => interpolate(gettext("died at hop {n}"), { n }),
  hopAfter: (/** @type {number} */ n, /** @type {number} */ count, /** @type {string} */ died) =>
    `${interpolate(gettext("hop {n} of {count},"), { n, count })}\n${died}`,
  refusedAt: (/** @type {number} */ n) => interpolate(gettext("refused at {n}"), { n }),
  waitsForYou: gettext("waiting for you"),
  veiled: (/** @type {number} */ count) =>
    interpolate(
      ngettext("{count} more hop shows once you have answered.", "{count} more hops show once you have answered.", count),
      { count },
    ),
  sentAgain: (/** @type {number} */ times) => interpolate(gettext("No answer yet: sent {times} times."), { times }),
  play: gettext("Play"),
  pause: gettext("Pause"),
  speed: (/** @type {number} */ times) => `${times}×`,
  noRequest: gettext("No request yet. When something is asked, its hops stand here."),
  hopsFailed: gettext("The hops could not be loaded. Choose the request again to try once more."),
  noHops: gettext("This request never left its program."),
  noRequestTitle: gettext("No request yet"),
  noRequestLead: gettext(
    "Type curl with an address and a port in a terminal. Each table that the packet meets becomes a hop: what was asked, what matched, and what changed in the header.",
  ),
  requestTitle: (/** @type {TraceSummary} */ trace) => `${trace.method} ${trace.url}`,
  requestsFailed: gettext("The requests could not be loaded. Check your connection, then open this card again."),
  newRequest: pgettext("a request that was not looked at yet", "new"),
  atLine: (/** @type {number} */ line) => interpolate(gettext("line {line}"), { line }),
  hopCount: (/** @type {number} */ count) =>
    interpolate(
      ngettext(
        "{count} hop, there and back. Play it, or step through it.",
        "{count} hops, there and back. Play it, or step through it.",
        count,
      ),
      { count },
    ),
  took: (/** @type {number} */ ms) =>
    ms === 0 ? "" : interpolate(gettext(" It took {time}."), { time: logicalMs(ms) }),
  delay: (/** @type {string} */ time) => interpolate(gettext("This hop took {time}."), { time }),
  onTheWayBack: gettext("· on the way back"),
  diedHere: gettext("The packet died here"),
  asked: gettext("Asked, in order"),
  matched: (/** @type {string} */ why) => interpolate(gettext("yes: {why}"), { why }),
  notMatched: (/** @type {string} */ why) => interpolate(gettext("no: {why}"), { why }),
  noEntry: gettext("No entry matched."),
  header: gettext("Header"),
  before: gettext("before"),
  after: gettext("after"),
  fieldsChanged: (/** @type {number} */ count) =>
    count === 0
      ? gettext("nothing changed")
      : interpolate(ngettext("{count} field changed", "{count} fields changed", count), { count }),
  lookup: gettext("Look-up of the name"),
  there: gettext("Request"),
  back: gettext("Reply"),
  connection: (/** @type {string} */ way, /** @type {number} */ n) => interpolate(gettext("{way}, connection {n}"), { way, n }),
  replyRow: pgettext("the lower row of the ruler", "reply"),
  wire: gettext("wire"),

  // elements
  state: gettext("state"),
  on: pgettext("an element on a machine", "on"),
  within: gettext("In it"),
  joined: gettext("Joined to"),
  askingTitle: gettext("Asking the cluster …"),
  asking: gettext("Asking the cluster for tables and reasons …"),
  goneTitle: gettext("It is not there"),
  gone: (/** @type {string} */ id) =>
    interpolate(gettext("There is no {id} in the cluster now: it is gone, or never was."), { id }),
  notAskedTitle: gettext("The cluster could not be asked"),
  notAsked: gettext("Tables and reasons could not be asked for. They come when the connection is back."),
  whyThere: gettext("Why it is there"),
  lines: (/** @type {number} */ count) => interpolate(ngettext("{count} line", "{count} lines", count), { count }),
  moreLines: (/** @type {number} */ count) =>
    interpolate(
      ngettext(
        "{count} more line: run the command to see it.",
        "{count} more lines: run the command to see them.",
        count,
      ),
      { count },
    ),
  printsNothing: gettext("It prints nothing: this table is empty."),
  printedBy: (/** @type {string} */ where, /** @type {string} */ command) =>
    interpolate(gettext("What “{command}” prints on {where}"), { where, command }),
  goToLine: (/** @type {number} */ line) => interpolate(gettext("Go to line {line}"), { line }),
  definitionOf: (/** @type {string} */ app, /** @type {string} */ pointer) =>
    interpolate(gettext("The definition of {app}, with {pointer} marked"), { app, pointer }),
  noElementTitle: gettext("Nothing is selected"),
  noElementLead: gettext(
    "Choose a machine, a port or a task in the picture, or a dotted word in the text or in the terminal.",
  ),

  // terminal
  terminalHello: (/** @type {string} */ terminal) =>
    terminal === "laptop"
      ? gettext("Your laptop. The DC/OS command line is set up: try “dcos node list”, or “help”.")
      : interpolate(gettext("A shell on {terminal}. Try “hostname”, or “help”."), { terminal }),
  logOf: (/** @type {string} */ terminal) =>
    interpolate(gettext("Lines typed on {terminal}, and what they printed"), { terminal }),
  lineOf: (/** @type {string} */ terminal) => interpolate(gettext("Line for {terminal}"), { terminal }),
  openTerminal: gettext("Open a terminal on another machine"),
  run: pgettext("a line in a terminal", "Run"),
  where: place,
  whereNow: (/** @type {string} */ where, /** @type {string} */ host) =>
    interpolate(gettext("{where} (now on {host})"), { where, host }),
  runOn: (/** @type {string} */ terminal, /** @type {string} */ line) =>
    interpolate(gettext("Run on {terminal}: {line}"), { terminal, line }),
  runs: gettext("running …"),
  exit: (/** @type {number} */ code) => interpolate(gettext("exit {code}"), { code }),
  cut: gettext("More than 64 kB: the rest is not shown."),
  showWhole: gettext("Show all of it"),
  notWhole: (/** @type {number} */ status) =>
    interpolate(
      gettext("The output could not be loaded (the server answered {status}). Reload the page and try again."),
      { status },
    ),
  readOnly: gettext("You are watching: lines are typed elsewhere."),
  takeBack: gettext("Take back"),
  takeBackLine: (/** @type {string} */ line) => interpolate(gettext("Take back: {line}"), { line }),
  waitsToRun: gettext("waits for the connection"),
  notConnected: gettext("This line was not sent, and cannot wait for the connection: too many lines do already."),
  notAgain: gettext("Not connected any more, so the line was not sent. What to do stands at the top of the page."),
  tooLong: gettext("This line is longer than 64 kB, so it was not sent. Shorten it, then press Enter again."),

  // typing
  noCompletion: gettext("Nothing to complete here."),
  waysToGoOn: gettext("Ways to go on"),
  waysCounted: (/** @type {number} */ count) =>
    interpolate(
      ngettext(
        "{count} way to go on. Press Tab again to see it.",
        "{count} ways to go on. Press Tab again to see them.",
        count,
      ),
      { count },
    ),
  waysListed: (/** @type {number} */ count) =>
    interpolate(
      ngettext(
        "{count} way to go on. Arrow keys choose, Enter takes it, Escape closes the list.",
        "{count} ways to go on. Arrow keys choose, Enter takes one, Escape closes the list.",
        count,
      ),
      { count },
    ),
  completeLine: gettext("Complete the line"),
  typedBefore: gettext("Lines typed before"),
  searchLines: gettext("search:"),
  linesFound: (/** @type {number} */ count) =>
    count === 0
      ? gettext("No line typed here has this in it. Escape gives up.")
      : interpolate(
          ngettext(
            "{count} line found. Enter takes it, Escape gives up.",
            "{count} lines found. Arrow keys choose, Enter takes one, Escape gives up.",
            count,
          ),
          { count },
        ),
  tabLeaves: gettext("Tab leaves the line now. Escape once more goes to what was printed."),
  linesToType: (/** @type {number} */ count) =>
    interpolate(ngettext("{count} more line is to be typed.", "{count} more lines are to be typed.", count), { count }),
  linesDropped: (/** @type {number} */ count) =>
    interpolate(
      ngettext("{count} pasted line was not typed any more.", "{count} pasted lines were not typed any more.", count),
      { count },
    ),
  goesOn: gettext("The line goes on: finish it, then press Enter."),
  runsSince: (/** @type {string} */ time) => interpolate(gettext("running for {time}"), { time }),
  waitsSince: (/** @type {string} */ time, /** @type {string} */ why) =>
    interpolate(gettext("{why} ({time} so far)"), { time, why }),
  ctrlCStops: (/** @type {string} */ what) => interpolate(gettext("{what}: Ctrl-C stops it."), { what }),
  waitsItsTurn: gettext("waits until the line before it has ended"),
  copyLine: gettext("Copy the line"),
  copyOutput: gettext("Copy what it printed"),
  copied: gettext("Copied."),
  notCopied: gettext("The browser did not let us copy. Select the text and copy it by hand."),
  containerOn: (/** @type {string} */ name, /** @type {string} */ host) =>
    interpolate(gettext("container {name} on {host}"), { name, host }),

  // files
  files: gettext("Files"),
  filesIn: (/** @type {string} */ folder, /** @type {string} */ place) =>
    interpolate(gettext("Files in {folder} on {place}"), { folder, place }),
  folderAbove: gettext("the folder above"),
  newFile: gettext("New file"),
  newFileName: gettext("Name of a new file"),
  editFile: (/** @type {string} */ name) => interpolate(gettext("Edit {name}"), { name }),
  close: gettext("Close"),
  theirs: gettext("What is there now"),
  editorFailed: gettext("The editor could not be loaded. Check your connection, then open the file again."),
  // steps and goals
  stepOf: (/** @type {number} */ step, /** @type {number} */ count) =>
    interpolate(gettext("Step {step} of {count}"), { step, count }),
  soFar: (/** @type {number} */ step, /** @type {number} */ steps, /** @type {number} */ met, /** @type {number} */ goals) =>
    interpolate(gettext("Step {step} of {steps} · goals {met} of {goals}"), { step, steps, met, goals }),
  met: gettext("met"),
  notMet: gettext("not met yet"),
  lost: gettext("no longer so"),
  goalMet: (/** @type {string} */ text) => interpolate(gettext("Goal met: {text}"), { text }),
  goalLost: (/** @type {string} */ text) => interpolate(gettext("No longer so: {text}"), { text }),
  allMet: gettext("All goals of this step are met."),
  hint: (/** @type {number} */ n, /** @type {number} */ count) =>
    n === 1 ? gettext("Hint") : interpolate(gettext("Next hint ({n} of {count})"), { n, count }),
  hintSaid: (/** @type {number} */ n, /** @type {number} */ count, /** @type {string} */ text) =>
    interpolate(gettext("Hint {n} of {count}: {text}"), { n, count, text }),
  showSolution: gettext("Show the solution"),
  hideSolution: gettext("Hide the solution"),
  nextStep: gettext("Next step"),
  goOnAnyway: gettext("Go on anyway"),
  stillOpen: gettext("Still open:"),
  stillOpenSaid: (/** @type {string[]} */ goals) =>
    interpolate(gettext("Still open: {goals}. Press again to go on."), { goals: goals.join("; ") }),

  // questions
  rightAnswer: gettext("Right."),
  wrongAnswer: gettext("Not quite. Try another one."),
  chooseFirst: gettext("Choose an answer first."),

  // time
  date: (/** @type {string} */ date) => interpolate(gettext("{date}, UTC"), { date }),
  settled: gettext("settled: nothing more happens by itself"),
  runsOn: gettext("something is still happening"),
  utc: (/** @type {string} */ date) => interpolate(gettext("{date}, UTC"), { date }),
  /**
   * @param {number} number @param {string} terminal @param {string} text @param {number | null} exitCode
   * @param {number} changes How often the cluster changed by itself before the next line.
   */
  lineIs: (number, terminal, text, exitCode, changes) =>
    [
      interpolate(gettext("Line {number}, {terminal}: {text}"), { number, terminal, text }),
      ...(exitCode === null ? [gettext("still running")] : []),
      ...(exitCode === null || exitCode === 0 ? [] : [interpolate(gettext("exit {code}"), { code: exitCode })]),
      ...(changes === 0 ? [] : [changesAfter(changes)]),
    ].join("; "),

  // attempt and connection
  readOnlyStatus: pgettext("a connection", "read only"),
  tryNow: gettext("Try now"),
  noConnection: gettext(
    "There is no connection to the server. The page tries again by itself; lines that you type meanwhile are sent then.",
  ),
  noNetwork: gettext("Your device is offline. Lines that you type meanwhile are sent when the network is back."),
  linesWait: (/** @type {number} */ count) =>
    interpolate(ngettext("{count} line waits.", "{count} lines wait.", count), { count }),
  otherVersion: (/** @type {string} */ reason) =>
    interpolate(
      gettext(
        "This attempt was made with another version of the course, so it can only be looked at ({reason}). Start over to type.",
      ),
      { reason },
    ),
  noCapability: gettext(
    "This address lacks its key, the part behind “#w=”. Open the whole address that you were given, or begin the lesson anew.",
  ),
  serverBroken: gettext(
    "The server could not be asked for your attempt. What you typed is stored; reload the page in a moment.",
  ),
  noServer: gettext("The server can't be reached. Check your connection, then reload the page."),
  tooMany: (/** @type {string} */ seconds) =>
    interpolate(
      gettext("Too many attempts were begun from your address. Wait {seconds} seconds, then reload the page."),
      { seconds },
    ),
  notBegun: (/** @type {number} */ status) =>
    interpolate(
      gettext("No attempt could be begun (the server answered {status}). Reload the page in a moment."),
      { status },
    ),

  keepsNothing: gettext(
    "Your browser keeps nothing for this page. To come back to what you did here, keep the address of this page.",
  ),
  understood: gettext("Understood"),

  // home
  dark: pgettext("a theme", "Dark"),
  light: pgettext("a theme", "Light"),

  // language
  languageNow: gettext("The page is in English now."),
  noOtherLanguage: gettext("The page could not be loaded in that language. Check your connection, then try again."),
});

/** @returns {Record<Status, string>} */
const statusWords = () => ({
  connecting: gettext("connecting"),
  open: pgettext("a connection", "live"),
  waiting: gettext("connection lost, trying again"),
  offline: pgettext("a connection", "offline"),
  closed: gettext("not connected"),
});

/** Why a socket was closed for good, and what to do. @returns {Record<number, string>} */
const closedWords = () => ({
  4413: gettext("The page has sent too much at once. Reload it to go on."),
  4400: gettext("The page and the server do not understand each other. Reload the page."),
  4401: gettext(
    "The key of this address is not valid, or was withdrawn. Ask for a new address, or begin the lesson anew.",
  ),
  4404: gettext("There is no such attempt here. Begin the lesson anew."),
  4409: gettext("This page has opened another connection. Reload it to go on."),
});

/** Why a connection is awaited, where there is more to say than that it broke. @returns {Record<number, string>} */
const waitingWords = () => ({
  4429: gettext(
    "This attempt is open in four places already. Close one of them; this page tries again every few seconds.",
  ),
});

/** What the cluster is busy with, by the kind of the event that comes next, or by what stands before its dot. */
const pendings = () =>
  /** @type {Record<string, string>} */ ({
    "process.wake": gettext("a line runs on {place}"),
    "mesos.kill": gettext("Mesos stops a task"),
    "mesos.status": gettext("Mesos hears of a task"),
    mesos: gettext("Mesos offers resources"),
    "agent.kill": gettext("an agent stops a task"),
    agent: gettext("an agent starts a task"),
    executor: gettext("a task tells its state"),
    "docker.pull": gettext("Docker looks for an image"),
    "docker.pulled": gettext("Docker fetches an image"),
    "docker.run": gettext("Docker starts a container"),
    "docker.stopped": gettext("Docker stops a container"),
    docker: gettext("Docker is at work"),
    "marathon.deployment": gettext("Marathon deploys"),
    marathon: gettext("Marathon is at work"),
    mesosdns: gettext("Mesos-DNS will ask the master what runs"),
    "marathonlb.reload": gettext("HAProxy starts anew"),
    marathonlb: gettext("Marathon-LB asks Marathon what runs"),
    "dcosnet.task": gettext("dcos-net's name servers are told of a task"),
    dcosnet: gettext("dcos-net will look whether virtual addresses are right"),
    kernel: gettext("a kernel's tables were changed by hand"),
  });

/** @returns {[string, string][]} */
const keyWords = () => [
  [gettext("Space"), gettext("play or pause the request")],
  [".  ,", gettext("next and previous hop")],
  ["Shift + .  ,", gettext("next and previous hop that changed the header")],
  ["<  >", gettext("in the list of speeds: slower and faster")],
  ["]  [", gettext("next and previous line")],
  ["Ctrl-Z  Ctrl-Shift-Z", gettext("undo and redo a line")],
  ["b", gettext("in the past: branch off there; Escape goes back to now")],
  ["1  2  3", gettext("the lens: service, transport, network")],
  ["Home  End", gettext("before the first hop, and the last one")],
  ["t", gettext("into the terminal; Escape leaves it")],
  ["g", gettext("to the goals")],
  ["h", gettext("hint")],
  [
    gettext("arrows"),
    gettext("in the picture: to the neighbour; in the terminal's log: to the next linked word"),
  ],
  ["Enter  Escape", gettext("in the picture: select, and clear; open or close what is folded")],
  ["o  p  w", gettext("in the picture: to the other end of a link, to what it stands in, and why it is there")],
  ["+  -  0", gettext("in the picture: larger, smaller, as large as fits")],
  [gettext("Shift + arrows"), gettext("in the picture: pan")],
  [gettext("Alt + arrows"), gettext("in the picture: move the machine")],
  ["↑  ↓  Ctrl-R", gettext("in the terminal: lines typed before, and looking for one")],
  ["Tab", gettext("in the terminal: complete; behind Escape it leaves the line, or the text of a file")],
  ["Ctrl-C  Ctrl-D  Ctrl-L", gettext("in the terminal: stop, end of input, a clear view")],
  [
    "Ctrl-A  Ctrl-E  Ctrl-U  Ctrl-K  Ctrl-W",
    gettext("in the terminal: to the ends of the line; delete to its beginning, to its end, the word before"),
  ],
  ["Ctrl-S", gettext("in a file: save it")],
  ["x", gettext("what can be broken at what is chosen")],
  ["?", gettext("this table")],
];

/** @returns {Record<string, string>} */
const kindWords = () => ({
  master: pgettext("kind", "master"),
  public_agent: pgettext("kind", "public agent"),
  agent: pgettext("kind", "private agent"),
  router: pgettext("kind", "router"),
  client: pgettext("kind", "outside client"),
  wire: pgettext("kind", "network"),
  nic: pgettext("kind", "network card"),
  port: pgettext("kind", "port"),
  bridge: pgettext("kind", "bridge"),
  veth: pgettext("kind", "veth pair"),
  task: pgettext("kind", "task"),
  vtep: pgettext("kind", "tunnel end (VTEP)"),
  vip: pgettext("kind", "virtual address"),
  proxy: pgettext("kind", "load balancer"),
  edge: pgettext("kind", "link"),
  app: pgettext("kind", "app"),
  rule: pgettext("kind", "iptables rule"),
  route: pgettext("kind", "route"),
  policy: pgettext("kind", "routing rule"),
  address: pgettext("kind", "address"),
  neighbour: pgettext("kind", "neighbour"),
  connection: pgettext("kind", "connection"),
  tracked: pgettext("kind", "tracked connection"),
  fdb: pgettext("kind", "forwarding entry"),
});

/** @returns {Record<string, string>} */
const stateWordsByName = () => ({
  up: pgettext("state", "up"),
  down: pgettext("state", "down"),
  staging: pgettext("state", "is starting"),
  running: pgettext("state", "running"),
  stopping: pgettext("state", "is stopping"),
  failed: pgettext("state", "failed"),
  listening: pgettext("state", "a program listens"),
  promised: pgettext("state", "promised, nothing listens yet"),
});

/** The names of an element's facts; one that is not here is a tool's own word. @returns {Record<string, string>} */
const factWords = () => ({
  "public ip": pgettext("a fact", "public ip"),
  hostname: pgettext("a fact", "hostname"),
  role: pgettext("a fact", "role"),
  zone: pgettext("a fact", "zone"),
  "Mesos id": pgettext("a fact", "Mesos id"),
  "Mesos state": pgettext("a fact", "Mesos state"),
  subnet: pgettext("a fact", "subnet"),
  gateway: pgettext("a fact", "gateway"),
  app: pgettext("a fact", "app"),
  "task id": pgettext("a fact", "task id"),
  pulling: pgettext("a fact", "pulling"),
  why: pgettext("a fact", "why"),
  address: pgettext("a fact", "address"),
  "host port": pgettext("a fact", "host port"),
  container: pgettext("a fact", "container"),
  started: pgettext("a fact", "started"),
  "asked for by": pgettext("a fact", "asked for by"),
  program: pgettext("a fact", "program"),
  version: pgettext("a fact", "version"),
  instances: pgettext("a fact", "instances"),
  from: pgettext("a fact", "from"),
  to: pgettext("a fact", "to"),
  table: pgettext("a fact", "table"),
  chain: pgettext("a fact", "chain"),
  rule: pgettext("a fact", "rule"),
  packets: pgettext("a fact", "packets"),
  destination: pgettext("a fact", "destination"),
  source: pgettext("a fact", "source"),
  device: pgettext("a fact", "device"),
  bridge: pgettext("a fact", "bridge"),
  "other end": pgettext("a fact", "other end"),
  kind: pgettext("a fact", "kind"),
  priority: pgettext("a fact", "priority"),
  protocol: pgettext("a fact", "protocol"),
  state: pgettext("a fact", "state"),
  port: pgettext("a fact", "port"),
  host: pgettext("a fact", "host"),
  name: pgettext("a fact", "name"),
  scheduler: pgettext("a fact", "chosen by"),
  "back ends": pgettext("a fact", "back ends"),
  servers: pgettext("a fact", "servers"),
  nodes: pgettext("a fact", "on so many nodes"),
});

/** @returns {Record<string, string>} */
const fieldWords = () => ({
  src: pgettext("a header's field", "from"),
  dst: pgettext("a header's field", "to"),
  ttl: "TTL",
  smac: pgettext("a header's field", "from MAC"),
  dmac: pgettext("a header's field", "to MAC"),
});

/** @returns {Record<string, string>} */
const hopNames = () => ({
  route: pgettext("a hop's short name", "route"),
  neighbour: "ARP",
  wire: pgettext("a hop's short name", "wire"),
  bridge: pgettext("a hop's short name", "bridge"),
  socket: pgettext("a hop's short name", "socket"),
  filter: "filter",
  nat: "nat",
  dns: "DNS",
});

/** Why a packet died, in two or three words. @returns {Record<string, string>} */
const deaths = () => ({
  "route.none": gettext("no route"),
  "neighbour.failed": gettext("nobody answers"),
  "link.down": gettext("card is down"),
  "wire.lost": gettext("no such card"),
  "socket.none": gettext("nothing listens here"),
  "socket.none_udp": gettext("nothing listens here"),
  "dns.unknown": gettext("no such name"),
  "dns.nothing": gettext("no address"),
  "dns.failed": gettext("could not find out"),
  "dns.refused": gettext("does not answer for it"),
  "ttl.exceeded": gettext("TTL used up"),
  "forward.off": gettext("does not forward"),
  rp_filter: gettext("wrong way round"),
  "filter.drop": gettext("dropped"),
  "filter.reject": gettext("rejected"),
});

/**
 * What the server refused, by its code, for languages that it does not speak.
 * @returns {Record<string, string>}
 */
const refusals = () => ({
  bad_frame: gettext("The server does not understand what the page sent. Reload the page."),
  busy: gettext("A line still runs in this terminal. Wait for its end, or stop it with Ctrl-C."),
  journal_full: gettext("This attempt has come to its limit. Start over to go on."),
  known_line: gettext("This line was typed already; it is not run a second time."),
  rate: gettext("Too much at once. Wait a moment, then try again."),
  read_only: gettext("Nothing can be typed here: this attempt can only be looked at."),
  streams: gettext("Four programs listen to this attempt's events already. Close one of them, then try again."),
  too_large: gettext("This line is longer than 64 kB. Shorten it, then press Enter again."),
  unavailable: gettext("The line could not be stored, so nothing was changed. Try again."),
  unknown_branch: gettext("This attempt has no such branch."),
  unknown_element: gettext("There is no such thing now: it is gone, or never was."),
  unknown_file: gettext("There is no such file."),
  unknown_terminal: gettext("There is no such machine, and no such running container."),
  unknown_trace: gettext("This attempt has no such request."),
});

export let WORDS = words();
export let STATUS_WORDS = statusWords();
export let CLOSED_WORDS = closedWords();
export let WAITING_WORDS = waitingWords();
export let KEYS = keyWords();
export let KIND_WORDS = kindWords();
export let FIELD_WORDS = fieldWords();
let PENDINGS = pendings();
let FACTS = factWords();
let STATES = stateWordsByName();
let HOP_NAMES = hopNames();
let DEATHS = deaths();
let REFUSALS = refusals();

/** Say everything from now on in the language of a catalogue. @param {Catalogue} catalogue */
export function speak(catalogue) {
  useCatalogue(catalogue);
  WORDS = words();
  STATUS_WORDS = statusWords();
  CLOSED_WORDS = closedWords();
  WAITING_WORDS = waitingWords();
  PENDINGS = pendings();
  KEYS = keyWords();
  KIND_WORDS = kindWords();
  FIELD_WORDS = fieldWords();
  FACTS = factWords();
  STATES = stateWordsByName();
  HOP_NAMES = hopNames();
  DEATHS = deaths();
  REFUSALS = refusals();
}

/**
 * What the clock is waiting for: the next thing, and how many more are known to come.
 * @param {readonly [kind: string, about: string][]} pending
 */
export function pendingWords(pending) {
  const [kind = "", about = ""] = pending[0] ?? [];
  const text = PENDINGS[kind] ?? PENDINGS[kind.slice(0, kind.indexOf("."))];
  return text === undefined ? WORDS.runsOn : interpolate(text, { place: about });
}

/**
 * The state of an element in words; empty when it has none.
 * @param {Element} element
 */
export function stateWords(element) {
  return STATES[element.state] ?? element.state;
}

/** @param {number} count */
export function agentCount(count) {
  return interpolate(ngettext("{count} agent", "{count} agents", count), { count });
}

/** @param {number} count */
export function taskCount(count) {
  return count === 0 ? gettext("no tasks") : interpolate(ngettext("{count} task", "{count} tasks", count), { count });
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

/**
 * What a fold says that it stands for.
 * @param {Fold} fold
 * @param {readonly Element[]} behind The elements that it stands for.
 * @param {number} tasks How many of them, or in them, are tasks.
 */
export function foldWords(fold, behind, tasks) {
  if (fold.host !== null) return fold.open ? WORDS.fewer : WORDS.more(tasks);
  return WORDS.crowd(behind[0]?.label ?? "", behind.at(-1)?.label ?? "", behind.length, tasks);
}

/** The name of an element where it stands alone. @param {Element} element */
export function elementName(element) {
  return element.kind === "port" ? interpolate(gettext("port {port}"), { port: element.label }) : element.label;
}

/** What is said of an element behind its name. @param {Element} element */
export function elementTold(element) {
  const { facts, kind } = element;
  if (kind === "task") return stateWords(element);
  if (kind === "port") return element.state === "promised" ? stateWords(element) : (facts["program"] ?? stateWords(element));
  if (kind === "nic") return facts["mac"] ?? "";
  if (kind === "rule") return `${facts["table"]} ${facts["chain"]}`;
  if (kind === "vip" || kind === "proxy") return interpolate(gettext("{address}, back ends: {count}"), { address: facts["address"] ?? "", count: facts["back ends"] ?? "0" });
  if (["bridge", "veth", "vtep"].includes(kind)) return facts["address"] ?? "";
  if (kind === "route") return facts["device"] ?? "";
  const { ip = facts["subnet"] ?? "", "public ip": outside } = facts;
  return outside === undefined ? ip : interpolate(gettext("{ip}, public address {outside}"), { ip, outside });
}

/** The facts of an element, name and value. @param {Element} element @returns {[string, string][]} */
export function factsTold(element) {
  return Object.entries(element.facts).map(([name, value]) => [FACTS[name] ?? name, factValue(element, name, value)]);
}

/** What a fact says, where it says it in English. @param {Element} element @param {string} name @param {string} value */
function factValue(element, name, value) {
  if (name === "role") return KIND_WORDS[element.kind] ?? value;
  if (name === "program" && element.state === "promised") return stateWords(element);
  const asked = name === "asked for by" ? /^line (\d+): (.*)$/.exec(value) : null;
  return asked === null
    ? value
    : interpolate(gettext("line {line}: {what}"), { line: asked[1] ?? "", what: asked[2] ?? "" });
}

/** The short name of a hop under the ruler. @param {Hop} hop */
export function hopName(hop) {
  return HOP_NAMES[hop.kind] ?? hop.kind;
}

/** The title of a hop: the table that is asked. @param {Hop} hop */
export function hopTitle(hop) {
  return said(hop.title_said) ?? hop.title;
}

/** Why an entry matched or did not. @param {Entry} entry */
export function entrySaid(entry) {
  return said(entry.said) ?? entry.why;
}

/**
 * What the server says by an English message and its values.
 * @template {Said | undefined} T
 * @param {T} message
 * @returns {T extends undefined ? undefined : string}
 */
export function said(message) {
  const text = message === undefined ? undefined : interpolate(gettext(message[0]), message[1]);
  return /** @type {any} */ (text);
}

/** How a request ended, in a sentence or two. @param {TraceSummary} trace */
export function outcomeSaid(trace) {
  const what = sentence(`disposition.${trace.disposition}`, {});
  if (what === undefined) return trace.sentence;
  if (trace.success) {
    const answer = `${trace.status || ""} ${trace.reason ?? ""}`.trim();
    return interpolate(gettext("The request was answered: {answer}."), { answer });
  }
  const gaveUp = trace.error === GAVE_UP;
  const says = interpolate(gettext("The client says: {error}."), { error: trace.error });
  return interpolate(gettext("{what} {end}"), { what, end: gaveUp ? gettext("The client gave up waiting.") : says });
}

/** The error of a client whose own limit was over before the system's. */
const GAVE_UP = "gave up";

/** A refusal of the server: in English its own words, which are the closest. @param {string} code @param {string} message */
export function refusal(code, message) {
  return spoken() === "en" ? message : (REFUSALS[code] ?? message);
}

/** A hop in a sentence. @param {Hop} hop */
export function hopSaid(hop) {
  const text = sentence(hop.message, hop.params) ?? hop.sentence;
  return text === "" ? hopTitle(hop) : text;
}

/**
 * What is announced when the player comes to a hop.
 * @param {Hop} hop
 * @param {number} count
 */
export function announced(hop, count) {
  const flag = flagWords(hop, false);
  const { n, node } = hop;
  const said = interpolate(gettext("Hop {n} of {count}. {node}, {title}. {sentence}"), {
    n,
    count,
    node,
    title: hopTitle(hop),
    sentence: hopSaid(hop),
  });
  return flag === "" ? said : `${said} ${interpolate(gettext("{change}."), { change: flag })}`;
}

/**
 * What stands beside the packet: what the hop changed, or why the way ends. A port that stays is not said.
 * @param {Hop} hop
 * @param {boolean} died
 */
export function flagWords(hop, died) {
  if (died) return DEATHS[hop.message] ?? hopTitle(hop);
  if (hop.kind === "vxlan" && hop.envelope !== undefined) return gettext("into an envelope");
  if (hop.kind === "vxlan" && hop.envelope_before !== undefined) return gettext("out of its envelope");
  const field = ["dst", "src", "ttl", "dmac"].find((name) => hop.changed.includes(name));
  if (field === undefined) return "";
  const [before, after] = [String(fieldOf(hop.before, field)), String(fieldOf(hop.after, field))];
  if (field === "ttl") return `TTL ${before} → ${after}`;
  if (before === "") return `${FIELD_WORDS[field]} ${after}`;
  const port = before.slice(before.indexOf(":"));
  const same = (field === "dst" || field === "src") && after.endsWith(port) ? port.length : 0;
  return `${before.slice(0, before.length - same)} → ${after.slice(0, after.length - same)}`;
}

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
  if (ms < 1000) return interpolate(gettext("{ms} ms"), { ms });
  return interpolate(gettext("{seconds} s"), { seconds: (ms / 1000).toFixed(ms % 1000 === 0 ? 0 : 1) });
}
