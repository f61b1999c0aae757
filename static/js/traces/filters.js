// @ts-check
/**
 * Which requests a list shows: by who asked, by what was asked for or who answered, and by what became of it.
 *
 * Law of this file: pure. Choices are those that some request has, in a fixed order; empty means all.
 */

/** @import {TraceSummary} from "../types.js" */

/**
 * @typedef {{source: string, target: string, outcome: string}} Filter `target` is `asked <host:port>` or `server <address>`;
 *   `outcome` is `ok`, `failed`, `ok <status>` or `failed <disposition>`.
 * @typedef {{sources: string[], asked: string[], servers: string[], answers: string[], failures: string[]}} Choices
 */

/** @type {Filter} */
export const ALL = { source: "", target: "", outcome: "" };

/** What was asked for: the host, with its port where the address has one. @param {Pick<TraceSummary, "url">} trace */
export function askedOf({ url }) {
  return url.replace(/^[a-z]+:\/\//, "").replace(/[/?#].*$/, "");
}

/** What became of a request. @param {Pick<TraceSummary, "success" | "status" | "disposition">} trace */
export function outcomeOf({ success, status, disposition }) {
  return success ? `ok ${status || ""}`.trim() : `failed ${disposition}`;
}

/**
 * @param {readonly TraceSummary[]} traces
 * @param {Filter} filter
 */
export function matching(traces, { source, target, outcome }) {
  return traces.filter((trace) => {
    const at = [`asked ${askedOf(trace)}`, `server ${trace.server?.address ?? ""}`];
    const became = outcomeOf(trace);
    return (
      (source === "" || trace.from === source) &&
      (target === "" || at.includes(target)) &&
      (outcome === "" || became === outcome || became.startsWith(`${outcome} `))
    );
  });
}

/** @param {readonly TraceSummary[]} traces @returns {Choices} */
export function choicesOf(traces) {
  const some = (/** @type {(trace: TraceSummary) => string | undefined} */ of) =>
    [...new Set(traces.map(of))].filter((value) => value !== undefined && value !== "").sort(inOrder);
  const became = some(outcomeOf);
  return /** @type {Choices} */ ({
    sources: some(({ from }) => from),
    asked: some(askedOf),
    servers: some(({ server }) => server?.address),
    answers: became.filter((outcome) => outcome?.startsWith("ok ")),
    failures: became.filter((outcome) => outcome?.startsWith("failed ")),
  });
}

/** Names and addresses as people count them: S9 before S10, .9 before .10. @param {string} [a] @param {string} [b] */
export function inOrder(a = "", b = "") {
  return a.localeCompare(b, "en", { numeric: true });
}
