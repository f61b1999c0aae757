// @ts-check
/**
 * How many things a picture draws, counted before it is drawn.
 *
 * Law of this file: pure; never less than parts.js and lines.js make.
 */

/** @import {Form} from "../types.js" */
/** @import {Level, Levels} from "./fold.js" */
/** @import {Host} from "./stand.js" */

/** Titles of bands, the wire with its name, the box of machines that are only cells, bends where one was dragged. */
const AROUND = 12;
const OF_MACHINE = { tag: 4, line: 5, open: 8 };
const ROWS = { fold: 4, asks: 4, closed: 1, server: 2, vip: 5 };
/** A pill with its lines to card and task, a rule with those from port and to bridge, a pair with those at its ends, a bridge with its name and that of the rules. */
const OF_ROW = { port: 3, rule: 3, veth: 3, bridge: 3 };
/** A task of one line of text, or of two. */
const TASK = { low: 4, high: 5, from: 28 };
/** A card, and the pieces of its line. */
const CARD = { wide: 2, path: 2, column: 4 };

/**
 * @param {readonly Host[]} hosts
 * @param {Levels} levels
 * @param {Form} form
 */
export function weight(hosts, levels, form) {
  return hosts.reduce((sum, host) => sum + weightOf(host, levels[host.element.id] ?? "full", form), AROUND);
}

/** @param {Host} host @param {Level} level @param {Form} form */
function weightOf({ children, at }, level, form) {
  if (level === "boxed") return 0;
  if (level === "closed" && form !== "wide") return OF_MACHINE.tag;
  const cards = children.filter(({ kind }) => kind === "nic").length * CARD[form];
  if (level === "closed") return OF_MACHINE.line + cards;
  const { boxes, fold, asks, closed, servers, vip } = at(level);
  const rows = children.reduce((sum, { id, kind }) => {
    const box = boxes[id];
    if (box === undefined || kind === "nic") return sum;
    const of = OF_ROW[/** @type {keyof OF_ROW} */ (kind)];
    return sum + (of ?? (box.h < TASK.from ? TASK.low : TASK.high));
  }, 0);
  const more = (fold ? ROWS.fold : 0) + (asks === null ? 0 : ROWS.asks) + (closed ? ROWS.closed : 0) + servers.length * ROWS.server + (vip ? ROWS.vip + vip.backends.length : 0);
  return OF_MACHINE.open + cards + rows + more;
}
