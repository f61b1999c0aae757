// @ts-check
/**
 * The only socket: says hello, hands on frames, acknowledges them, comes back after it broke.
 *
 * Law of this file: it knows the protocol's envelope (docs/protocol.md) and no meaning of any frame.
 */

/** @import {Frame, Status} from "./types.js" */

const ACK_AFTER_FRAMES = 32;
const ACK_AFTER_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** The server refuses a longer frame. */
const LONGEST_FRAME = 64 * 1024;

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
 * @property {(status: Status, code: number) => void} onStatus
 */

/** @param {Wishes} wishes */
export function connect({ url, capability, have, onFrame, onStatus }) {
  /** @type {WebSocket | null} */
  let socket = null;
  let failures = 0;
  let afresh = false;
  let timer = 0;

  function open() {
    clearTimeout(timer);
    onStatus("connecting", 0);
    const made = new WebSocket(url);
    socket = made;
    const acknowledge = acknowledger((frames) => made.send(JSON.stringify({ type: "ack", frames })));
    made.addEventListener("open", () => {
      made.send(JSON.stringify({ type: "hello", capability, ...(afresh ? { have: null } : have()) }));
      afresh = false;
    });
    made.addEventListener("message", ({ data }) => {
      if (failures > 0 || acknowledge.count === 0) onStatus("open", 0);
      failures = 0;
      acknowledge.received();
      onFrame(JSON.parse(data));
    });
    made.addEventListener("close", ({ code }) => {
      acknowledge.stop();
      if (socket === made) ended(code);
    });
  }

  /** @param {number} code */
  function ended(code) {
    socket = null;
    const ending = ENDINGS[code] ?? { again: true };
    if (!ending.again) return onStatus("closed", code);
    afresh = ending.afresh ?? false;
    onStatus("waiting", code);
    timer = window.setTimeout(open, waitMs(failures, Math.random(), ending.afterMs));
    failures += 1;
  }

  /** The network is back, or somebody looks again: no reason to wait any longer. */
  function now() {
    if (socket === null && timer !== 0 && document.visibilityState === "visible") open();
  }

  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", now);
  open();
  return {
    /**
     * Send a frame; false if there is no connection to send it over.
     * @param {object} frame
     */
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
  };
}

/**
 * Counts what arrives and acknowledges it after some frames or some time, whichever is first.
 * @param {(frames: number) => void} send
 */
function acknowledger(send) {
  let timer = 0;
  let told = 0;
  const tell = () => {
    clearTimeout(timer);
    timer = 0;
    told = counter.count;
    send(told);
  };
  const counter = {
    count: 0,
    received() {
      counter.count += 1;
      if (counter.count - told >= ACK_AFTER_FRAMES) tell();
      else if (timer === 0) timer = window.setTimeout(tell, ACK_AFTER_MS);
    },
    stop() {
      clearTimeout(timer);
    },
  };
  return counter;
}
