// @ts-check
/**
 * How far each machine is folded, so that the picture stays small: at most so many drawn things, and at most so high.
 *
 * Law of this file: pure. What is on the request that is looked at, selected, or just changed is folded last or never;
 * what is folded is the machine with the fewest references first, and of those the one with the highest number.
 */

/** @import {Form, Wish} from "../types.js" */

/** @typedef {"full" | "dense" | "few" | "closed" | "boxed"} Level From all of a machine's rows to a cell in a box. */
/** @typedef {Record<string, Level>} Levels By machine. */

/**
 * @typedef {object} Foldable A machine.
 * @property {string} id
 * @property {boolean} agent Whether it may be drawn as one line, and stand in a box with others.
 * @property {boolean} plain Whether it has neither tasks nor ports.
 * @property {number} slots
 * @property {number} references How many elements of the request that is looked at, or selected, are in it.
 * @property {boolean} traced
 * @property {boolean} standing Whether it is never closed: it is no agent, or asks.
 *
 * @typedef {{height: number, drawn: number}} Size
 */

export const MOST_DRAWN = 300;
/** From so many private agents on only some are open, and from so many on the others share one box. */
export const CLOSE_FROM = 7;
const BOX_FROM = 41;
const MOST_OPEN = 6;
/** How much of the room's height the picture may take before rows and machines are folded. */
const TALLEST = 1.4;
/** So much height is always granted, in picture units. */
const ALWAYS = 420;

/**
 * @param {readonly Foldable[]} machines In the order of their numbers.
 * @param {Wish} wish
 * @param {Form} form
 * @param {(levels: Levels) => Size} measure
 * @returns {Levels}
 */
export function folding(machines, wish, form, measure) {
  const found = initial(machines, wish, form);
  const room = Math.max(ALWAYS, wish.height ?? Infinity);
  const fits = (/** @type {number} */ height) => {
    const size = measure(found);
    return size.height <= height && size.drawn <= MOST_DRAWN;
  };
  if (!fits(room)) for (const { id } of machines) if (found[id] === "full") found[id] = "dense";
  for (const step of steps(machines)) {
    if (fits(room * TALLEST)) break;
    step(found);
  }
  return found;
}

/**
 * @param {readonly Foldable[]} machines
 * @param {Wish} wish
 * @param {Form} form
 * @returns {Levels}
 */
function initial(machines, wish, form) {
  const agents = machines.filter(({ agent }) => agent);
  const open = opened(agents, wish);
  const closes = (/** @type {Foldable} */ machine) => {
    if (machine.standing || open.has(machine.id)) return false;
    if (agents.length >= CLOSE_FROM && machine.agent) return true;
    if (form === "wide") return false;
    return (wish.traced?.size ?? 0) > 0 ? !machine.traced && machine.references === 0 : machine.plain;
  };
  const closed = agents.length >= BOX_FROM ? "boxed" : "closed";
  return Object.fromEntries(
    machines.map((machine) => [machine.id, !closes(machine) ? "full" : machine.agent ? closed : "closed"]),
  );
}

/** The agents that are open where not all can be. @param {readonly Foldable[]} agents @param {Wish} wish */
function opened(agents, wish) {
  const recent = wish.recent ?? [];
  const asked = agents.filter(({ references }) => references > 0).sort((a, b) => b.references - a.references);
  return new Set([...asked.map(({ id }) => id), ...recent].slice(0, MOST_OPEN));
}

/**
 * What can be folded further, in the order in which it is.
 * @param {readonly Foldable[]} machines
 * @returns {((levels: Levels) => void)[]}
 */
function steps(machines) {
  const order = machines.toReversed().sort((a, b) => a.references - b.references);
  const agents = order.filter(({ agent }) => agent);
  const closable = agents.filter(({ standing, references }) => !standing && references === 0);
  const raise = (/** @type {Foldable} */ { id }, /** @type {Level} */ level) => (/** @type {Levels} */ levels) => {
    if (RANK[levels[id] ?? "full"] < RANK[level]) levels[id] = level;
  };
  return [
    ...order.filter(({ slots }) => slots > 0).map((machine) => raise(machine, "few")),
    ...closable.map((machine) => raise(machine, "closed")),
    ...closable.map((machine) => raise(machine, "boxed")),
  ];
}

/** @type {Record<Level, number>} */
const RANK = { full: 0, dense: 1, few: 2, closed: 3, boxed: 4 };
