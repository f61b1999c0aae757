// @ts-check
/**
 * Which summaries of requests are not here, for a frame brings the last 200 only, and when they are asked for: one page
 * after the other, again when no answer has come for a while.
 *
 * Law of this file: no DOM, no clock of its own; time comes in by `after`.
 */

/** @import {TraceSummary} from "../types.js" */

/** No answer for so long: it was refused, or the connection broke. */
export const AGAIN_MS = 2000;

/**
 * The number of the request before which some are missing, the newest such gap; null when none is.
 * @param {readonly Pick<TraceSummary, "nth">[]} traces Oldest first.
 * @param {number} first The number of the oldest that the server keeps.
 */
export function missingBefore(traces, first) {
  for (let index = traces.length - 1; index >= 0; index -= 1) {
    const nth = traces[index]?.nth ?? 0;
    if (nth > first && nth - 1 !== traces[index - 1]?.nth) return nth;
  }
  return null;
}

/**
 * @param {object} wires
 * @param {(before: number) => boolean} wires.ask Whether the question could be sent.
 * @param {(run: () => void, ms: number) => void} wires.after
 * @param {() => readonly TraceSummary[]} wires.traces
 * @param {() => void} wires.changed
 */
export function createOlder({ ask, after, traces, changed }) {
  let first = 1;
  let asked = 0;
  let waits = false;

  function want() {
    const before = missingBefore(traces(), first);
    if (before === null || waits) return;
    waits = true;
    const own = (asked += 1);
    ask(before);
    after(() => {
      if (own !== asked || !waits) return;
      waits = false;
      want();
    }, AGAIN_MS);
  }

  return {
    want,
    /** Whether some are still on their way. */
    get missing() {
      return missingBefore(traces(), first) !== null;
    },
    /** How many are not kept any more. */
    get forgotten() {
      return first - 1;
    },
    /** @param {{first: number}} frame */
    hear(frame) {
      first = Math.max(1, frame.first);
      waits = false;
      want();
      changed();
    },
  };
}
