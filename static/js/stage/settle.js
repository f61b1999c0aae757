// @ts-check
/**
 * The way from one picture to the next: what is new fades in at its place, what is gone fades out, what moved moves.
 *
 * Law of this file: pure. At 1 the picture is exactly the next one.
 */

import { boxOf } from "./part.js";
import { radiusOf } from "./rings.js";

/** @import {Elements, Point} from "../types.js" */
/** @import {Part} from "./part.js" */
/** @import {Event} from "./rings.js" */

/**
 * @typedef {Part & {o: number}} Shown A part with its opacity.
 * @typedef {{id: string, of: string, from: Point, to: Point, o: number}} Stroke A straight piece of a line.
 * @typedef {{parts: Map<string, Shown>, strokes: Map<string, Stroke>}} Picture
 */

/** @type {Picture} */
export const BLANK = { parts: new Map(), strokes: new Map() };

/**
 * @param {readonly Part[]} parts
 * @param {Readonly<Record<string, readonly Point[]>>} lines
 * @returns {Picture}
 */
export function picture(parts, lines) {
  const strokes = Object.entries(lines).flatMap(([edge, points]) =>
    points.slice(1).map((to, index) => {
      const id = `${edge} ${index}`;
      return { id, of: edge, from: /** @type {Point} */ (points[index]), to, o: 1 };
    }),
  );
  return {
    parts: new Map(parts.map((part) => [part.id, { ...part, o: 1 }])),
    strokes: new Map(strokes.map((stroke) => [stroke.id, stroke])),
  };
}

/**
 * The picture between two others. What is in one of them only goes along with what it is in.
 * @param {Picture} before
 * @param {Picture} after
 * @param {number} u From 0 to 1, along its curve.
 * @param {(element: string) => string | null} [parentOf]
 * @returns {Picture}
 */
export function between(before, after, u, parentOf = () => null) {
  if (u >= 1) return after;
  const carried = (/** @type {Shown} */ item, /** @type {boolean} */ comes) => {
    const parent = parentOf(item.of) ?? item.of;
    const [a, b] = [before.parts.get(parent), after.parts.get(parent)];
    if (a === undefined || b === undefined || (a.x === b.x && a.y === b.y)) return item;
    const part = comes ? u - 1 : u; // how much of the parent's way lies between
    return { ...item, x: item.x + (b.x - a.x) * part, y: item.y + (b.y - a.y) * part };
  };
  return {
    parts: mixed(before.parts, after.parts, u, sameBox, carried, (a, b) => ({
      ...b,
      x: mix(a.x, b.x, u),
      y: mix(a.y, b.y, u),
      w: mix(a.w, b.w, u),
      h: mix(a.h, b.h, u),
      o: mix(a.o, b.o, u),
    })),
    strokes: mixed(before.strokes, after.strokes, u, sameEnds, (stroke) => stroke, (a, b) => ({
      ...b,
      from: { x: mix(a.from.x, b.from.x, u), y: mix(a.from.y, b.from.y, u) },
      to: { x: mix(a.to.x, b.to.x, u), y: mix(a.to.y, b.to.y, u) },
      o: mix(a.o, b.o, u),
    })),
  };
}

/** What comes is seen from the first frame on; it takes one step to its full strength, for each costs its style anew. */
const FAINT = 0.4;

/** @param {Shown} a @param {Shown} b */
function sameBox(a, b) {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h && a.o === b.o;
}

/** @param {Stroke} a @param {Stroke} b */
function sameEnds(a, b) {
  return a.from.x === b.from.x && a.from.y === b.from.y && a.to.x === b.to.x && a.to.y === b.to.y && a.o === b.o;
}

/** Kinds of which it is shown that one comes or goes. */
const EVENTFUL = new Set(["port", "rule", "task", "nic"]);

/**
 * The elements that have come, and those that have gone. What was only folded or unfolded has done neither.
 * @param {Picture} before
 * @param {Picture} after
 * @param {Elements} was
 * @param {Elements} is
 * @returns {Event[]}
 */
export function events(before, after, was, is) {
  const only = (/** @type {Picture} */ some, /** @type {Elements} */ others) =>
    [...some.parts.values()].filter(({ id, of, kind }) => EVENTFUL.has(kind) && id === of && others[id] === undefined);
  const event = (/** @type {Part} */ part, /** @type {boolean} */ gone) => {
    const box = boxOf(part);
    return { box, radius: radiusOf(part.kind, box), gone };
  };
  return [...only(after, was).map((part) => event(part, false)), ...only(before, is).map((part) => event(part, true))];
}

/** @param {number} a @param {number} b @param {number} t */
function mix(a, b, t) {
  return a + (b - a) * t;
}

/**
 * @template {{o: number}} T
 * @param {Map<string, T>} before
 * @param {Map<string, T>} after
 * @param {number} u
 * @param {(a: T, b: T) => boolean} same
 * @param {(item: T, comes: boolean) => T} alone What is in one of both only.
 * @param {(a: T, b: T) => T} both
 * @returns {Map<string, T>}
 */
function mixed(before, after, u, same, alone, both) {
  /** @type {Map<string, T>} */
  const found = new Map();
  for (const [id, item] of after) {
    const old = before.get(id);
    if (old === undefined) found.set(id, { ...alone(item, true), o: u < 0.5 ? FAINT : 1 });
    else found.set(id, same(old, item) ? item : both(old, item)); // what stays as it is costs nothing
  }
  for (const [id, item] of before) if (!after.has(id)) found.set(id, { ...alone(item, false), o: u < 0.5 ? item.o : FAINT * item.o });
  return found;
}
