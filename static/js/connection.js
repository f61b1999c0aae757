// @ts-check
/**
 * The only socket: says hello, hands on frames, acknowledges them, notices when it is dead, and comes back.
 *
 * Law of this file: it knows the protocol's envelope (docs/protocol.md) and no meaning of any frame. Nothing is sent
 * before hello is answered: until then nobody knows what has become of what was sent before.
 */

/** @import {Frame, Status} from "./types.js" */

const ACK_AFTER_FRAMES = 32;
const ACK_AFTER_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** Without a frame for so long the server is asked whether it is there. */
const IDLE_MS = 10_000;
/** A connection over which nothing comes for so long after we asked, or after it was opened, is dead. */
const DEAD_MS = 15_000;
/** When there is a reason to doubt (the lid was opened, the network changed) it is waited no longer than this. */
const DOUBT_MS = 4_000;
/** What came more recently than this is no reason to doubt. */
const FRESH_MS = 2_000;
/** The server closes the connection for good at a longer frame. */
const LONGEST_FRAME = 64 * 1024;
/** What a browser reports when a connection ends without a word; we report it for one that we give up, too. */
const LOST = 1006;
/** The `readyState` of a socket that can be written to. */
const OPEN = 1;

/**
 * @typedef {object} Ending What a close code means.
 * @property {boolean} again Whether to come back.
 * @property {number} [afterMs] The least wait.
 * @property {boolean} [afresh] Whether to ask for everything anew.
 */

/** @type {Readonly<Record<number, Ending>>} */
export const ENDINGS = {
  4400: { again: false },
  4401: { again: false },
  4404: { again: false },
  4408: { again: true },
  4409: { again: false },
  4413: { again: false },
  4429: { again: true, afterMs: 10_000 },
  4503: { again: true, afresh: true },
};

/**
 * How long to wait before the next try: half a second to two at first, then longer, never the same for everybody.
 * @param {number} failures In a row, from 0.
 * @param {number} chance From 0 to 1.
 * @param {number} [leastMs]
 */
export function waitMs(failures, chance, leastMs = 0) {
  const most = Math.min(LONGEST_WAIT_MS, 2000 * 1.8 ** failures);
  return Math.max(leastMs, 500 + (most - 500) * chance);
}

/** Whether a frame is short enough for the server, in bytes as it is sent. @param {object} frame */
export function fits(frame) {
  return new TextEncoder().encode(JSON.stringify(frame)).length <= LONGEST_FRAME;
}

/**
 * @typedef {object} Wishes
 * @property {string} url
 * @property {string} capability
 * @property {() => {have: number | null, branch?: string}} have The last `rev` that was applied; null asks for everything.
 * @property {(frame: Frame) => void} onFrame
 * @property {(status: Status, about: {code: number, inMs: number}) => void} onStatus `code` is why the last connection
 *   ended (0: it did not), `inMs` when the next one is tried.
 *
 * @typedef {object} World What a connection needs of the browser; a test brings its own.
 * @property {(url: string) => WebSocket} socket
 * @property {(act: () => void, ms: number) => number} after
 * @property {(timer: number) => void} cancel
 * @property {() => number} now In milliseconds; goes on while the machine sleeps.
 * @property {() => number} chance
 * @property {() => boolean} online
 */

/** @type {World} */
const BROWSER = {
  socket: (url) => new WebSocket(url),
  after: (act, ms) => window.setTimeout(act, ms),
  cancel: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  chance: Math.random,
  online: () => navigator.onLine,
};

/**
 * @param {Wishes} wishes
 * @param {World} [world]
 */
export function connect({ url, capability, have, onFrame, onStatus }, world = BROWSER) {
  const page = randomText();
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {"rests" | "waits" | "opens" | "lives" | "over"} */
  let phase = "rests";
  let failures = 0;
  let afresh = false;
  let retry = 0;
  let watch = 0;
  let heardAt = 0;
  let asked = false;
  let acknowledge = acknowledger(world, () => {});

  function open() {
    world.cancel(retry);
    phase = "opens";
    onStatus("connecting", { code: 0, inMs: 0 });
    const made = world.socket(url);
    socket = made;
    acknowledge = acknowledger(world, (frames) => made.send(JSON.stringify({ type: "ack", frames })));
    made.addEventListener("open", () => {
      if (socket !== made) return;
      made.send(JSON.stringify({ type: "hello", capability, page, ...(afresh ? { have: null } : have()) }));
    });
    made.addEventListener("message", ({ data }) => {
      if (socket === made) hear(JSON.parse(data));
    });
    made.addEventListener("close", ({ code }) => {
      if (socket === made) ended(code);
    });
    heardAt = world.now();
    asked = true;
    lookAgain(DEAD_MS);
  }

  /** @param {Frame} frame */
  function hear(frame) {
    heardAt = world.now();
    if (asked) lookAgain(IDLE_MS);
    asked = false;
    acknowledge.received();
    if (phase === "opens") {
      phase = "lives";
      failures = 0;
      afresh = false;
      onStatus("open", { code: 0, inMs: 0 });
    }
    onFrame(frame);
  }

  /** Look after a while whether the connection still lives. @param {number} ms */
  function lookAgain(ms) {
    world.cancel(watch);
    watch = world.after(look, ms);
  }

  function look() {
    const silentMs = world.now() - heardAt;
    if (asked) return giveUp();
    if (silentMs >= IDLE_MS) ask(DEAD_MS);
    else lookAgain(IDLE_MS - silentMs);
  }

  /** Ask whether somebody is there, and wait for a sign of life. @param {number} patienceMs */
  function ask(patienceMs) {
    asked = true;
    socket?.send(JSON.stringify({ type: "ping" }));
    lookAgain(patienceMs);
  }

  /** The connection is dead, whatever the network says. */
  function giveUp() {
    drop();
    ended(LOST);
  }

  function drop() {
    const dead = socket;
    socket = null;
    world.cancel(watch);
    acknowledge.stop();
    dead?.close();
  }

  /** @param {number} code */
  function ended(code) {
    socket = null;
    world.cancel(watch);
    acknowledge.stop();
    const ending = ENDINGS[code] ?? { again: true };
    if (!ending.again) {
      phase = "over";
      return onStatus("closed", { code, inMs: 0 });
    }
    afresh ||= ending.afresh ?? false;
    phase = "waits";
    const inMs = waitMs(failures, world.chance(), ending.afterMs);
    failures += 1;
    retry = world.after(open, inMs);
    onStatus(world.online() ? "waiting" : "offline", { code, inMs });
  }

  open();
  return {
    /**
     * Send a frame; false if there is no connection to send it over.
     * @param {object} frame
     */
    send(frame) {
      if (phase !== "lives" || socket?.readyState !== OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    /** Whether there will never be a connection again. */
    get over() {
      return phase === "over";
    },
    /**
     * Something happened that connections do not always survive, and do not always notice; or there is no reason to
     * wait any longer: the network is back, somebody looks again, or asks for it.
     */
    doubt() {
      const silentMs = world.now() - heardAt;
      if (phase === "lives" && silentMs > FRESH_MS) ask(DOUBT_MS);
      const hangs = phase === "opens" && silentMs > DOUBT_MS;
      if (hangs) drop();
      if (hangs || phase === "waits") open();
    },
    /** The browser says that there is no network: what is still there is not left in peace. */
    offline() {
      if (phase === "waits") onStatus("offline", { code: 0, inMs: LONGEST_WAIT_MS });
      else if (phase === "lives") ask(DOUBT_MS);
    },
    /** The page is put away, perhaps to be shown again. */
    rest() {
      if (phase === "over") return;
      world.cancel(retry);
      drop();
      phase = "rests";
    },
    /** The page is shown again. */
    wake() {
      if (phase === "rests") open();
    },
  };
}

/** @typedef {ReturnType<typeof connect>} Connection */

/**
 * Tell a connection what happens to the page: the lid is closed and opened, the network goes and comes, the page is
 * kept while another one is shown.
 * @param {Connection} connection
 */
export function followPage(connection) {
  window.addEventListener("online", connection.doubt);
  window.addEventListener("offline", connection.offline);
  window.addEventListener("pagehide", connection.rest);
  window.addEventListener("pageshow", () => {
    connection.wake();
    connection.doubt();
  });
  document.addEventListener("resume", connection.doubt);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.doubt();
  });
}

/** A random text that no other page chooses. */
export function randomText() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Counts what arrives and acknowledges it after some frames or some time, whichever is first.
 * @param {World} world
 * @param {(frames: number) => void} send
 */
function acknowledger(world, send) {
  let timer = 0;
  let count = 0;
  let told = 0;
  const tell = () => {
    world.cancel(timer);
    timer = 0;
    told = count;
    send(count);
  };
  return {
    received() {
      count += 1;
      if (count - told >= ACK_AFTER_FRAMES) tell();
      else if (timer === 0) timer = world.after(tell, ACK_AFTER_MS);
    },
    stop() {
      world.cancel(timer);
    },
  };
}
