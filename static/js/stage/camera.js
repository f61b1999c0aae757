// @ts-check
/**
 * How the picture lies on the page: enlarged to the room that it has, and by the viewer's own zoom; scrolled where it
 * is larger than its room.
 *
 * Law of this file: pure. `unit * factor + x` is a place in the room, in CSS pixels.
 */

import { enlargement } from "./bands.js";

/** @import {Box, Point} from "../types.js" */

/**
 * @typedef {{w: number, h: number}} Size In CSS pixels, but for a scene in picture units.
 * @typedef {object} Lay How a scene lies on its sheet.
 * @property {number} factor
 * @property {number} dx Room at the left of a picture that is narrower than its sheet.
 * @property {Size} sheet
 * @typedef {{factor: number, x: number, y: number}} View
 */

const STEP = 1.25;
const MOST = 4;
/** The least by which a picture is drawn, so small that only its shape is seen. */
const LEAST_FACTOR = 0.4;

/**
 * @param {{width: number, height: number}} scene
 * @param {Size} room
 * @param {number} zoom 1: as large as fits.
 * @returns {Lay}
 */
export function lay(scene, room, zoom) {
  const factor = enlargement(scene, room.w, room.h) * zoom;
  const [w, h] = [scene.width * factor, scene.height * factor];
  const dx = Math.max(0, (room.w - w) / 2);
  return { factor, dx, sheet: { w: Math.max(room.w, Math.floor(w + 0.01)), h: Math.floor(h + 0.01) } };
}

/** @param {Lay} lay @param {{left: number, top: number}} scroll @returns {View} */
export function view({ factor, dx }, { left, top }) {
  return { factor, x: dx - left, y: -top };
}

/**
 * The next zoom: a step larger or smaller, between the whole picture and a few times its size.
 * @param {number} zoom
 * @param {number} by How many steps; may be part of one.
 * @param {{width: number, height: number}} scene
 * @param {Size} room
 */
export function zoomed(zoom, by, scene, room) {
  const { least, most } = limits(scene, room);
  const next = zoom * STEP ** by;
  if ((zoom - 1) * (next - 1) < 0) return 1; // on the way through it, rest where it fits
  return Math.min(most, Math.max(least, next));
}

/** @param {{width: number, height: number}} scene @param {Size} room */
export function limits(scene, room) {
  const fit = enlargement(scene, room.w, room.h);
  const whole = Math.min(room.w / scene.width, room.h / scene.height);
  return { least: Math.min(1, Math.max(whole, LEAST_FACTOR) / fit), most: MOST };
}

/**
 * Where to scroll so that what lies under a place of the room stays there.
 * @param {View} before
 * @param {Lay} after
 * @param {Point} at In the room.
 */
export function kept(before, after, { x, y }) {
  const unit = { x: (x - before.x) / before.factor, y: (y - before.y) / before.factor };
  return { left: unit.x * after.factor + after.dx - x, top: unit.y * after.factor - y };
}

/**
 * Where to scroll so that a box is seen, with some room around it; as little as needed.
 * @param {View} now
 * @param {Box} box
 * @param {Size} room
 * @returns {Point} By how much.
 */
export function reveal({ factor, x, y }, box, room) {
  const margin = 12;
  const by = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ size) => {
    if (from < margin) return from - margin;
    return to > size - margin ? Math.min(to - size + margin, from - margin) : 0;
  };
  return {
    x: by(box.x * factor + x, (box.x + box.w) * factor + x, room.w),
    y: by(box.y * factor + y, (box.y + box.h) * factor + y, room.h),
  };
}
