// @ts-check
/** What the list of requests, their comparison and their stream say, in the language of the page: loaded with them. */

import { gettext, interpolate, ngettext, pgettext, sentence } from "../translate.js";

/** @import {Role} from "./align.js" */

/** Why requests failed, in a word or two, by their disposition. @returns {Record<string, string>} */
const failures = () => ({
  refused: gettext("refused"),
  no_route: gettext("no route"),
  unresolved: gettext("nobody answers"),
  dropped: gettext("dropped"),
  rejected: gettext("rejected"),
  ttl_exceeded: gettext("TTL used up"),
  unreachable: gettext("unreachable"),
  reset: gettext("broken off"),
  loop: gettext("in a circle"),
  nameless: gettext("no such name"),
});

/** @param {string} disposition */
export function failureSaid(disposition) {
  return failures()[disposition] ?? sentence(`disposition.${disposition}`, {}) ?? disposition;
}

/** @param {number} count */
const requests = (count) => interpolate(ngettext("{count} request", "{count} requests", count), { count });

export const listWords = () => ({
  title: gettext("Requests"),
  requests,
  filters: gettext("Show only"),
  from: pgettext("who asked", "From"),
  to: pgettext("what was asked for", "To"),
  outcome: gettext("Outcome"),
  all: pgettext("requests of every kind", "all"),
  asked: gettext("Asked for"),
  answeredBy: gettext("Answered by"),
  answered: gettext("Answered"),
  failed: gettext("Failed"),
  anyAnswer: gettext("every answer"),
  anyFailure: gettext("every failure"),
  found: (/** @type {number} */ count, /** @type {number} */ all) =>
    count === all ? requests(all) : interpolate(gettext("{count} of {requests}"), { count, requests: requests(all) }),
  none: gettext("No request is like that. Choose “all” again to see the others."),
  loading: gettext("Older requests are on their way …"),
  forgotten: (/** @type {number} */ count) =>
    interpolate(
      ngettext("{count} older request is not kept any more.", "{count} older requests are not kept any more.", count),
      { count },
    ),
  older: (/** @type {number} */ count, /** @type {number} */ more) =>
    interpolate(gettext("Show {count} older ({more} more)"), { count, more }),
  list: gettext("Requests, newest first"),
  newestFirst: gettext("Newest first"),
  line: (/** @type {number} */ number) => interpolate(gettext("line {line}"), { line: number }),
  hops: (/** @type {number} */ count) => interpolate(ngettext("{count} hop", "{count} hops", count), { count }),
  compareThis: (/** @type {number} */ nth, /** @type {string} */ what) =>
    interpolate(gettext("Put request {nth} side by side: {what}"), { nth, what }),
  chosen: (/** @type {number} */ count) => interpolate(ngettext("{count} chosen", "{count} chosen", count), { count }),
  chooseMore: gettext("Tick two or three requests to see them side by side."),
  sideBySide: gettext("Side by side"),
  clear: gettext("Clear"),
  comma: pgettext("between the words that tell of an element", ", "),
});

export const tallyWords = () => ({
  title: gettext("Who answered"),
  of: (/** @type {number} */ count) => interpolate(gettext("of {count}"), { count }),
  server: gettext("server"),
  count: pgettext("a column: how many requests a server answered", "requests"),
  evenShare: (/** @type {string} */ share) => interpolate(gettext("{share}: even share"), { share }),
});

export const streamWords = () => ({
  title: (/** @type {number} */ count, /** @type {string} */ from) =>
    interpolate(ngettext("{count} request from {from}", "{count} requests from {from}", count), { count, from }),
  state: (/** @type {number} */ answered, /** @type {number} */ failed, /** @type {number} */ ahead) =>
    interpolate(gettext("{answered} answered, {failed} failed, {ahead} to go."), { answered, failed, ahead }),
  opens: gettext("Each line opens its hops."),
  strip: gettext("One mark a request; its height is the time it took"),
  at: (/** @type {number} */ done, /** @type {number} */ all) => interpolate(gettext("{done} of {all}"), { done, all }),
  end: (/** @type {number} */ count, /** @type {readonly number[]} */ shares, /** @type {number} */ failed) => {
    const told = shares.length === 0 ? requests(count) : interpolate(gettext("{requests}: {shares}"), { requests: requests(count), shares: shares.join(", ") });
    return failed === 0
      ? interpolate(gettext("{told}."), { told })
      : interpolate(ngettext("{told}; {count} failed.", "{told}; {count} failed.", failed), { told, count: failed });
  },
  group: gettext("Stream of requests"),
  first: gettext("From the beginning"),
  back: gettext("One request back"),
  next: gettext("One request on"),
  last: gettext("To the end"),
  play: gettext("Play"),
  pause: gettext("Pause"),
  leave: gettext("One at a time"),
});

/** @param {number} count @param {string} once @param {string} twice @param {string} often */
const times = (count, once, twice, often) => (count === 1 ? once : count === 2 ? twice : interpolate(often, { count }));

export const compareWords = () => ({
  title: (/** @type {number} */ count) =>
    interpolate(ngettext("{count} request", "{count} requests, side by side", count), { count }),
  lead: gettext("Rows are roles. An empty cell is work that a request does not need."),
  way: gettext("Which way"),
  there: gettext("Request"),
  back: gettext("Reply"),
  rows: gettext("Which rows"),
  allRoles: gettext("All roles"),
  onlyDifferent: gettext("Only where they differ"),
  add: gettext("Add a request"),
  remove: (/** @type {number} */ nth) => interpolate(gettext("Take request {nth} out"), { nth }),
  print: gettext("Print"),
  close: gettext("Close"),
  loading: gettext("The requests are on their way …"),
  role: gettext("role"),
  same: gettext("They do the same everywhere."),
  noWay: gettext("None of them has hops in this direction."),
  notNeeded: gettext("not needed"),
  died: gettext("died here"),
  envelope: gettext("in an envelope"),
  endsAt: gettext("ends here; the proxy asks anew"),
  rewritten: gettext("Rewritten on the way"),
  sees: gettext("The server sees"),
  became: gettext("What became of it"),
  nothing: pgettext("what was rewritten", "nothing"),
  sender: (/** @type {number} */ count) =>
    times(count, gettext("sender once"), gettext("sender twice"), gettext("sender {count} times")),
  destination: (/** @type {number} */ count) =>
    times(count, gettext("destination once"), gettext("destination twice"), gettext("destination {count} times")),
  wrapped: (/** @type {number} */ count) =>
    times(count, gettext("wrapped once"), gettext("wrapped twice"), gettext("wrapped {count} times")),
  anew: (/** @type {number} */ count) =>
    times(count, gettext("asked anew once"), gettext("asked anew twice"), gettext("asked anew {count} times")),
  row: (/** @type {number} */ n, /** @type {number} */ count, /** @type {number} */ columns) =>
    interpolate(
      columns === 2
        ? gettext("row {n} of {count}, both move together; a request without the role waits")
        : gettext("row {n} of {count}, all move together; a request without the role waits"),
      { n, count },
    ),
  goAlong: gettext("Go along the rows"),
  along: gettext("Step along the rows: all requests move together."),
  firstRow: gettext("First row"),
  rowBack: gettext("Previous row"),
  rowOn: gettext("Next row"),
  lastRow: gettext("Last row"),
  comma: pgettext("between the words that tell of an element", ", "),
});

/** The same on the connection that a proxy opens, where they are called otherwise. @returns {Partial<Record<Role, [string, string]>>} */
export const proxyWords = () => ({
  choose: [gettext("Choose a back end again"), gettext("Undo the second choice")],
  hide: [gettext("Hide the proxy"), gettext("Find the proxy again")],
  leave: [gettext("Leave the proxy"), gettext("Come to the proxy")],
  agent: [gettext("Route at the proxy’s agent"), gettext("Route at the proxy’s agent")],
  router: [gettext("Pass the router again"), gettext("Pass the router first")],
  wrap: [gettext("Wrap again"), gettext("Unwrap first")],
  cross: [gettext("Cross the wire again"), gettext("Cross the wire first")],
  unwrap: [gettext("Unwrap again"), gettext("Wrap first")],
});

/** What the roles are called: on the way there, and back. @returns {Record<Role, [string, string]>} */
export const roleWords = () => ({
  name: [gettext("Look up the name"), ""],
  choose: [gettext("Choose a back end"), gettext("Undo the choice")],
  hide: [gettext("Hide the sender"), gettext("Find the sender again")],
  leave: [gettext("Leave the client"), gettext("Come home")],
  agent: [gettext("Route at the client’s agent"), gettext("Route at the client’s agent")],
  router: [gettext("Pass the router"), gettext("Pass the router")],
  wrap: [gettext("Wrap"), gettext("Unwrap")],
  cross: [gettext("Cross the wire"), gettext("Cross the wire")],
  unwrap: [gettext("Unwrap"), gettext("Wrap")],
  proxy: [gettext("End at the proxy"), gettext("Answer from the proxy")],
  map: [gettext("Map the port"), gettext("Map the port back")],
  mask: [gettext("Change the sender"), gettext("Change the sender back")],
  route: [gettext("Route and filter"), gettext("Route and filter")],
  hand: [gettext("Hand over"), gettext("Take from the container")],
  arrive: [gettext("Arrive"), gettext("Leave the server")],
});
