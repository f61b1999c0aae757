// @ts-check
/**
 * The edges between boxes as lines. Inside a machine every line is horizontal, at the middle of its row.
 *
 * Law of this file: pure. An edge to something that is folded ends at its fold; of several that would lie on each other
 * one is drawn. An edge within a fold, or to a tag, has no line.
 */

import { LANE } from "./bands.js";

/** @import {Box, Element, Elements, Point, Scene} from "../types.js" */
/** @typedef {Omit<Scene, "lines">} Standing */
/** @typedef {{element: Element, box: Box, id: string}} End `id`: what is drawn there, a fold perhaps. */

/**
 * @param {Elements} elements
 * @param {Standing} scene
 * @returns {Record<string, Point[]>}
 */
export function lines(elements, scene) {
  /** @type {Record<string, Point[]>} */
  const found = {};
  const drawn = new Set();
  const edges = Object.values(elements).filter(({ source }) => source !== undefined);
  for (const edge of edges.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (edge.source === undefined || edge.target === undefined) continue;
    const [from, to] = [endOf(edge.source, elements, scene), endOf(edge.target, elements, scene)];
    if (from === null || to === null || from.id === to.id || to.id === from.element.parent) continue;
    if (drawn.has(`${from.id} ${to.id}`)) continue;
    if (turnedAway(from, to, scene) || bundled(from, to, scene)) continue;
    drawn.add(`${from.id} ${to.id}`);
    found[edge.id] = lineBetween(from, to, scene);
  }
  return found;
}

/** @param {string} id @param {Elements} elements @param {Standing} scene @returns {End | null} */
function endOf(id, elements, scene) {
  const element = elements[id];
  const drawn = scene.boxes[id] === undefined ? (scene.hidden[id] ?? id) : id;
  const box = scene.boxes[drawn];
  const shape = scene.hosts[drawn]?.shape;
  if (element === undefined || box === undefined || shape === "tag" || shape === "cell") return null;
  return { element, box, id: drawn };
}

/** Whether what leads to or from a bridge is folded: then the fold stands for it. @param {End} from @param {End} to @param {Standing} scene */
function bundled(from, to, scene) {
  return [from, to].some(({ element }) => element.kind === "bridge") && [from, to].some(({ id }) => scene.folds[id] !== undefined);
}

/** Whether a machine was dragged over the wire, so that a line from its card would run through it. @param {End} from @param {End} to @param {Standing} scene */
function turnedAway(from, to, scene) {
  if (to.element.kind !== "wire" || scene.form === "column") return false;
  const left = scene.hosts[from.element.parent ?? ""]?.side === "left";
  return left ? centre(from.box) < centre(to.box) : centre(from.box) > centre(to.box);
}

/** @param {End} from @param {End} to @param {Standing} scene @returns {Point[]} */
function lineBetween(from, to, scene) {
  const [a, b] = [from.box, to.box];
  if (from.element.kind === "nic" && (to.element.kind === "wire" || to.element.kind === "nic")) {
    if (scene.form === "column") return lane(a, to, b);
    return to.element.kind === "wire" ? ontoWire(a, b) : cable(a, b);
  }
  const y = middle(a.h < b.h ? a : b);
  return centre(a) < centre(b) ? across(a.x + a.w, b.x, y) : across(a.x, b.x + b.w, y);
}

/** Straight onto the wire; a machine that was dragged above or below it reaches its end. @param {Box} a @param {Box} b */
function ontoWire(a, b) {
  const [y, near] = [middle(a), centre(a) < centre(b)];
  const from = { x: near ? a.x + a.w : a.x, y };
  if (y >= b.y && y <= b.y + b.h) return [from, { x: near ? b.x : b.x + b.w, y }];
  return [from, { x: centre(b), y }, { x: centre(b), y: y < b.y ? b.y : b.y + b.h }];
}

/** From card to card, with a bend halfway where they are not on one height. @param {Box} a @param {Box} b */
function cable(a, b) {
  const left = centre(a) < centre(b);
  const [from, to] = [
    { x: left ? a.x + a.w : a.x, y: middle(a) },
    { x: left ? b.x : b.x + b.w, y: middle(b) },
  ];
  const x = (from.x + to.x) / 2;
  return Math.abs(from.y - to.y) < 1 ? [from, { ...to, y: from.y }] : [from, { x, y: from.y }, { x, y: to.y }, to];
}

/** Out of the machine to the lane, and along it. @param {Box} a @param {End} to @param {Box} b @returns {Point[]} */
function lane(a, to, b) {
  const start = { x: a.x, y: middle(a) };
  if (to.element.kind === "nic")
    return [start, { x: LANE, y: start.y }, { x: LANE, y: middle(b) }, { x: b.x, y: middle(b) }];
  return [start, { x: LANE, y: start.y }, { x: LANE, y: a.y < b.y ? b.y : b.y + b.h }];
}

/** @param {number} x1 @param {number} x2 @param {number} y @returns {Point[]} */
function across(x1, x2, y) {
  return [
    { x: x1, y },
    { x: x2, y },
  ];
}

/** @param {Box} box */
export function middle(box) {
  return box.y + box.h / 2;
}

/** @param {Box} box */
export function centre(box) {
  return box.x + box.w / 2;
}
