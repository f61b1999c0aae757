// @ts-check
/**
 * The three bands of the picture for a width: machines at the edge, the wire, private agents.
 *
 * Law of this file: numbers only. They are picture units; a stage of at least a form's own width scales the whole, a
 * narrower one gives the bands less room and in the end stands them on top of each other.
 */

/** @import {Form} from "../types.js" */

export const REFERENCE = 744;
const PATH_REFERENCE = 640;
export const LARGEST = 1.8;
export const MARGIN = 14;
/** Where the first machine stands; the titles of the bands stand above. */
export const TOP = 26;
export const GAP = 10;
const COLUMN_BELOW = 480;
const NARROWEST = 240;

/** In the column form every way runs down in a lane at the left. */
export const LANE = 10;

/**
 * @typedef {{x: number, w: number}} Band
 * @typedef {{form: Form, width: number, edge: Band, wire: Band, agents: Band}} Bands
 */

/**
 * @param {number} width In CSS pixels.
 * @returns {Bands}
 */
export function bands(width) {
  const units = Math.max(NARROWEST, Math.floor(width));
  if (units < COLUMN_BELOW) return column(units);
  if (units < REFERENCE) return path(Math.min(units, PATH_REFERENCE));
  return beside("wide", REFERENCE, 236, 34, 16);
}

/** The bands get narrower, the one of the agents most. @param {number} units */
function path(units) {
  return beside("path", units, 196 - Math.round((PATH_REFERENCE - units) * 0.1), 26, 14);
}

/**
 * @param {Form} form
 * @param {number} width
 * @param {number} edge
 * @param {number} wire
 * @param {number} gap
 * @returns {Bands}
 */
function beside(form, width, edge, wire, gap) {
  const wireX = MARGIN + edge + gap;
  const agentsX = wireX + wire + gap;
  return {
    form,
    width,
    edge: { x: MARGIN, w: edge },
    wire: { x: wireX, w: wire },
    agents: { x: agentsX, w: width - MARGIN - agentsX },
  };
}

/** @param {number} units @returns {Bands} */
function column(units) {
  const hosts = { x: 2 * LANE + 4, w: units - 2 * LANE - 4 - 8 };
  return { form: "column", width: units, edge: hosts, wire: { x: 0, w: units }, agents: hosts };
}

/**
 * How much the picture is enlarged, so that it fills the width, and the height as far as it is there.
 * @param {{width: number, height: number}} scene
 * @param {number} width
 * @param {number} height
 * @returns {number}
 */
export function enlargement(scene, width, height) {
  const wanted = Math.min(width / scene.width, height / scene.height, LARGEST);
  return Math.max(1, wanted);
}
