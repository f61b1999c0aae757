// @ts-check
/**
 * When the server is asked what is behind an element: at once when another one is chosen, again when the world has
 * changed, a little later when it was asked too often.
 *
 * Law of this file: no DOM, no clock of its own; time comes in by `after`.
 */

/** @import {Inspection} from "../types.js" */

/** Between two questions about the same element, while the world changes. */
export const AGAIN_MS = 500;

/**
 * @typedef {object} Found What is known of the element that is looked at.
 * @property {string | null} id
 * @property {"nothing" | "asking" | "here" | "gone" | "failed"} status While it is `asking` again, `inspection` is the last answer.
 * @property {Inspection | null} inspection
 *
 * @typedef {object} Wires
 * @property {(id: string) => boolean} ask Whether the question could be sent.
 * @property {(run: () => void, ms: number) => void} after
 * @property {(found: Found) => void} show
 */

/** @param {Wires} wires */
export function createAsking({ ask, after, show }) {
  /** @type {Found} */
  let found = { id: null, status: "nothing", inspection: null };
  /** The newest state of the world that was heard of, and the one that was last asked about. */
  let [rev, asked] = [-1, -1];
  let [resting, waiting] = [false, false];
  let rests = 0;

  /** @param {Partial<Found>} change */
  function tell(change) {
    found = { ...found, ...change };
    show(found);
  }

  function question() {
    if (found.id === null) return;
    waiting = false;
    asked = rev;
    if (!ask(found.id)) return tell({ status: found.inspection === null ? "failed" : "here" });
    rest(AGAIN_MS);
    tell({ status: "asking" });
  }

  /** Ask no more for a while; what has changed meanwhile is asked for then. @param {number} ms */
  function rest(ms) {
    resting = true;
    const [{ id }, number] = [found, ++rests];
    after(() => {
      if (number !== rests) return;
      resting = false;
      if (waiting && found.id === id) question();
    }, ms);
  }

  function askAgain() {
    if (resting) waiting = true;
    else question();
  }

  return {
    /**
     * What is looked at, and how the world stands. The first answer for an element is asked for at once.
     * @param {string | null} id
     * @param {number} now
     */
    want(id, now) {
      rev = now;
      if (id !== found.id) {
        [asked, resting, waiting] = [-1, false, false];
        tell({ id, status: id === null ? "nothing" : "asking", inspection: null });
        question();
      } else if (id !== null && asked !== rev && !waiting) askAgain();
    },

    /** An answer; one about another element came too late. @param {Inspection} inspection */
    hear(inspection) {
      if (inspection.id === found.id) tell({ status: "here", inspection });
    },

    /**
     * A refusal that names an element.
     * @param {{code: string, id?: string | null, retry_after?: number}} error
     * @returns {boolean} Whether it was about what is looked at.
     */
    refuse({ code, id, retry_after = 1 }) {
      if (id === null || id !== found.id) return false;
      if (code === "unknown_element") tell({ status: "gone", inspection: null });
      else if (code === "rate") {
        waiting = true;
        rest(retry_after * 1000);
      } else tell({ status: "failed" });
      return true;
    },

    /** The connection is back: whatever was asked over the old one is asked again. */
    again() {
      resting = false;
      question();
    },
  };
}
