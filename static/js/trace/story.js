// @ts-check
/**
 * A request as events in words: all that the picture shows of it while it plays, in the same order.
 *
 * Law of this file: no DOM. Each event names what of the picture it tells; a test holds the two lists against each other.
 */

import { entrySaid, flagWords, hopSaid, logicalMs, WORDS } from "../words.js";
import { flagged } from "./flagged.js";
import { carriedBy, diedAt } from "./plan.js";
import { comesBack, looksUp, opensSecond } from "./rounds.js";
import { tellings } from "./storywords.js";
import { sendTimes } from "./waits.js";

/** @import {Hop, Tap, Trace} from "../types.js" */

/**
 * What the picture can show: the packet at a hop, an entry that is asked, a question that goes around, a change's flag, the
 * packet in its envelope or out of it, a card that sees it, its delivery, its death, its being sent again, a refusal that
 * goes home, a second connection.
 * @typedef {"hop" | "asked" | "ring" | "flag" | "envelope" | "opened" | "tap" | "delivered" | "died" | "again" | "carried" | "second"} Shown
 *
 * @typedef {object} Told
 * @property {number} n The hop.
 * @property {readonly Shown[]} shows
 * @property {string} text
 */

/** @param {Trace} trace @returns {Told[]} */
export function story(trace) {
  return trace.hops.flatMap((hop, index) => storyOf(trace, hop, index));
}

/**
 * What happens at one hop.
 * @param {Trace} trace
 * @param {Hop} hop
 * @param {number} [index]
 * @returns {Told[]}
 */
export function storyOf(trace, hop, index = hop.n - 1) {
  const died = index === diedAt(trace);
  const said = tellings();
  const tell = (/** @type {Shown | Shown[]} */ shows, /** @type {string} */ text) => ({ n: hop.n, shows: [shows].flat(), text });
  return [
    ...(opensSecond(trace.hops, index) ? [tell("second", said.second(hop.node, hop.before.dst))] : []),
    ...(beginsHome(trace, index) ? [tell("carried", said.carried(carriedBy(trace)))] : []),
    tell(atHop(hop), hopSaid(hop)),
    ...hop.entries.map((entry) => tell("asked", `${entry.text} · ${entry.matched ? WORDS.matched(entrySaid(entry)) : WORDS.notMatched(entrySaid(entry))}`)),
    ...(died ? [tell(["died", "flag"], said.died(flagWords(hop, true)))] : []),
    ...(!died && flagged(hop) ? [tell("flag", flagWords(hop, false))] : []),
    ...envelopeTold(hop).map(([shows, text]) => tell(shows, text)),
    ...(hop.taps ?? []).map((tap) => tell("tap", tapTold(tap))),
    ...(died ? sendTimes(trace, hop).slice(1).map((ms) => tell("again", said.again(logicalMs(ms)))) : []),
  ];
}

/** What the sentence of a hop tells. @param {Hop} hop @returns {Shown[]} */
function atHop({ message }) {
  if (message === "socket.program") return ["hop", "delivered"];
  return message === "neighbour.asked" || message === "neighbour.failed" ? ["hop", "ring"] : ["hop"];
}

/** @param {Hop} hop @returns {[Shown, string][]} */
function envelopeTold({ envelope_before: before, envelope: after }) {
  const said = tellings();
  if (before === undefined && after !== undefined) return [["envelope", said.wrapped(after.vni, after.bytes)]];
  return before !== undefined && after === undefined ? [["opened", said.opened(before.inner_bytes)]] : [];
}

/** Whether with a hop the refusal sets out to whoever asked. @param {Trace} trace @param {number} index */
function beginsHome(trace, index) {
  const [hop, before] = [trace.hops[index], trace.hops[index - 1]];
  return hop !== undefined && before !== undefined && index - 1 === diedAt(trace) && comesBack(hop) && carriedBy(trace) !== "" && looksUp(hop) === looksUp(before);
}

/** A card that sees the packet. @param {Tap} tap */
export function tapTold([namespace, device, direction]) {
  const said = tellings();
  const place = `${namespace.replace(/(\/[^/]{14})[^/]+$/, "$1…")} ${device}`;
  return direction === "in" ? said.into(place) : said.out(place);
}
