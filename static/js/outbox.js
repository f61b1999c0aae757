// @ts-check
/**
 * Lines on their way: typed, and not known to have begun. Without a connection they wait here; when there is one again
 * they go out in order, in each terminal one after the other. One that a connection may have lost is sent again under
 * the id that it has, so it never runs twice.
 *
 * Law of this file: headless. A line leaves when the server says that it began or refuses it, or when it is taken back.
 */

import { randomText } from "./connection.js";
import { rest } from "./terminal/keyboard.js";

/** @import {Frame} from "./types.js" */

/** More lines than this do not wait. */
export const MOST = 50;
/** How often a line is sent again that could not be stored. */
const TRIES = 5;
const AGAIN_MS = 1000;

/**
 * @typedef {{type: string, id: string, terminal: string, text: string, first?: boolean}} LineFrame With `first` the text
 *   is one from a keyboard: when its first line has begun, what is left of it waits in its place.
 *
 * @typedef {object} Waiting
 * @property {LineFrame} frame
 * @property {boolean} sent Whether it was sent over the connection that there is now.
 * @property {boolean} late Whether it had to wait: then a terminal that is busy is waited for, too.
 * @property {number} tries How often it was refused for now.
 */

/**
 * @param {object} about
 * @param {(frame: object) => boolean} about.send False when there is no connection.
 * @param {(terminal: string) => boolean} about.busy Whether a line runs in a terminal.
 * @param {(act: () => void, ms: number) => void} about.after
 * @param {(frames: readonly LineFrame[]) => void} about.onChange Hears which lines wait, whenever that changes.
 * @param {(frame: LineFrame) => void} [about.onOpen] Hears of a text of which no line is whole yet.
 * @param {readonly LineFrame[]} [kept] Lines that waited when the page was left.
 */
export function createOutbox({ send, busy, after, onChange, onOpen = () => {} }, kept = []) {
  /** @type {Waiting[]} */
  let lines = kept.map((frame) => ({ frame, sent: false, late: true, tries: 0 }));
  let told = "";

  /** Those that wait, as far as the learner is concerned: what is on its way for a moment is none. */
  const waiting = () => lines.filter(({ late }) => late).map(({ frame }) => frame);

  function tell() {
    const now = JSON.stringify(waiting());
    if (now !== told) onChange(waiting());
    told = now;
  }

  /** @param {string | null | undefined} id */
  const drop = (id) => (lines = lines.filter(({ frame }) => frame.id !== id));

  /** A text of which no line is whole: it is not typed yet. @param {string} id */
  function open(id) {
    const line = lines.find(({ frame }) => frame.id === id);
    drop(id);
    if (line !== undefined) onOpen(line.frame);
  }

  /**
   * What is left to be typed of a line that has begun.
   * @param {LineFrame} frame
   * @param {string} begun
   * @returns {Waiting[]}
   */
  function left(frame, begun) {
    const text = frame.first ? rest(frame.text, begun) : "";
    return text === "" ? [] : [{ frame: { ...frame, id: randomText(), text }, sent: false, late: true, tries: 0 }];
  }

  /** Send what may go: of each terminal the first line, if nothing runs there. */
  function flush() {
    const terminals = new Set(lines.map(({ frame }) => frame.terminal));
    for (const terminal of terminals) {
      const first = lines.find(({ frame }) => frame.terminal === terminal);
      if (first !== undefined && !first.sent && !busy(terminal)) first.sent = send(first.frame);
    }
    tell();
  }

  /**
   * A refusal: of those that are about the moment the line is sent again, and nobody need hear of them.
   * @param {{code: string, id?: string | null, retry_after?: number}} error
   */
  function refused({ code, id, retry_after }) {
    const line = lines.find(({ frame }) => frame.id === id);
    if (line === undefined) return code === "known_line";
    const passes = code === "unavailable" || (line.late && (code === "busy" || code === "rate"));
    if (passes && line.tries < TRIES) {
      line.tries += 1;
      line.late = true;
      after(
        () => {
          line.sent = false;
          flush();
        },
        (retry_after ?? 0) * 1000 || AGAIN_MS,
      );
      tell();
      return true;
    }
    drop(id);
    flush();
    return code === "known_line";
  }

  return {
    /** @returns {readonly LineFrame[]} */
    get waiting() {
      return waiting();
    },
    /**
     * Send a line, now or when it can be; false when too many wait already.
     * @param {LineFrame} frame
     * @param {boolean} [patient] Whether it waits for what runs in its terminal.
     */
    post(frame, patient = false) {
      if (lines.length >= MOST) return false;
      const first = !lines.some((line) => line.frame.terminal === frame.terminal);
      const sent = first && !(patient && busy(frame.terminal)) && send(frame);
      lines.push({ frame, sent, late: !sent, tries: 0 });
      tell();
      return true;
    },
    /**
     * A frame of the server, after it was applied. True when nobody else need hear of it.
     * @param {Frame} frame
     * @param {ReadonlyMap<string | null, string>} begun The texts of all lines that have begun, by their ids.
     */
    hear(frame, begun) {
      if (frame.type === "error") return refused(/** @type {any} */ (frame));
      if (frame.type === "open") open(/** @type {any} */ (frame).id);
      const anew = frame.type === "snapshot" || frame.type === "welcome";
      if (anew) for (const line of lines) [line.sent, line.late] = [false, true];
      lines = lines.flatMap((line) => {
        const text = begun.get(line.frame.id);
        return text === undefined ? [line] : left(line.frame, text);
      });
      if (anew || frame.type === "started" || frame.type === "ended" || frame.type === "open") flush();
      return false;
    },
    /** The connection broke: what was under way waits. */
    lost() {
      for (const line of lines) [line.sent, line.late] = [false, true];
      tell();
    },
    /**
     * Forget the lines from a keyboard that wait at a terminal.
     * @param {string} terminal
     * @returns {string} What would have been typed.
     */
    forget(terminal) {
      const gone = lines.filter(({ frame, late, sent }) => frame.terminal === terminal && frame.first && late && !sent);
      lines = lines.filter((line) => !gone.includes(line));
      tell();
      return gone.map(({ frame }) => frame.text).join("");
    },
    /** Take a line back that waits; its text, or null if it is gone. @param {string} id */
    takeBack(id) {
      const line = lines.find(({ frame }) => frame.id === id);
      drop(id);
      flush();
      return line?.frame.text ?? null;
    },
  };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/**
 * The lines of a text that was kept, as far as it is one of ours.
 * @param {string | null} text
 * @returns {LineFrame[]}
 */
export function keptLines(text) {
  /** @type {unknown} */
  let kept;
  try {
    kept = JSON.parse(text ?? "[]");
  } catch {
    return []; // written by somebody else: as good as nothing
  }
  return Array.isArray(kept) ? kept.filter(isLine).slice(0, MOST) : [];
}

/** @param {any} frame @returns {frame is LineFrame} */
function isLine(frame) {
  return frame?.type === "line" && [frame.id, frame.terminal, frame.text].every((field) => typeof field === "string");
}
