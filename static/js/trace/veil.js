// @ts-check
/**
 * Requests of which only the first hops may be seen until a question about the rest has been answered.
 *
 * Law of this file: no DOM. What is veiled is not in the trace that views get, so none of them can give it away.
 */

/** @import {Trace} from "../types.js" */

/**
 * A request without its hops from a number on; `veiled` says how many those are.
 * @param {Trace} trace
 * @param {number} hop
 * @returns {Trace}
 */
export function veiled(trace, hop) {
  const hops = trace.hops.filter(({ n }) => n < hop);
  return { ...trace, hops, veiled: trace.hops.length - hops.length };
}

/** @param {() => void} changed What is seen of a request is another now. */
export function createVeils(changed) {
  /** By the request: the first hop that is not seen. @type {Map<string, number>} */
  const from = new Map();
  /** What was given out, so that the same request is the same value. @type {WeakMap<Trace, Trace>} */
  let given = new WeakMap();
  /** @type {((trace: Trace) => number | null) | null} */
  let next = null;

  /** @param {() => void} how */
  function change(how) {
    how();
    given = new WeakMap();
    changed();
  }

  return {
    /** Let a request be seen only up to the hop before. @param {string} id @param {number} hop */
    veil: (id, hop) => change(() => from.set(id, hop)),
    /**
     * Veil the next request for which a hop is named, from its first sight on.
     * @param {((trace: Trace) => number | null) | null} hopOf null: none any more.
     */
    veilNext(hopOf) {
      next = hopOf;
    },
    /** Let all of a request be seen. @param {string} id */
    lift: (id) => change(() => from.delete(id)),
    /** Whether something of a request is not seen yet. @param {string} id */
    has: (id) => from.has(id),
    /** What may be seen of a request. @param {Trace} trace @returns {Trace} */
    of(trace) {
      const known = given.get(trace);
      if (known !== undefined) return known;
      const chosen = from.has(trace.id) ? null : (next?.(trace) ?? null);
      if (chosen !== null) {
        from.set(trace.id, chosen);
        next = null;
      }
      const hop = from.get(trace.id);
      const seen = hop === undefined ? trace : veiled(trace, hop);
      given.set(trace, seen);
      return seen;
    },
  };
}
