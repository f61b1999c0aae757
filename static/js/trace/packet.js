// @ts-check
/**
 * The canvas above the picture: paints a drawing of the packet. Packets are never elements of the graph, for the whole
 * graph would be drawn anew with each of their frames.
 */

import { flagPlace, labelPlace } from "./flag.js";
import { card, cross, envelope, line, number, pentagon, sight, tally } from "./signs.js";

/** @import {Box, Point} from "../types.js" */
/** @import {Badge, Drawing, Packet} from "./drawing.js" */
/** @import {Place} from "./flag.js" */

/** @typedef {(token: string) => string} Colour */

/**
 * @typedef {object} Surroundings What the packet moves among, in picture units.
 * @property {number} width Of the picture.
 * @property {number} height
 * @property {readonly Box[]} words What a flag should not hide.
 * @property {readonly Box[]} edges What it should rather not hide.
 * @property {readonly Box[]} ports What no way may run across: it ends at the edge of the box, and goes on behind it.
 * @property {(id: string) => Box | undefined} box The box of an element, or of what stands for it.
 *
 * @typedef {{colour: Colour, sans: string, mono: string}} Look
 */

const SMALLER = 0.85;
/** One of many. */
const SMALL = 0.6;
/** In an envelope a packet is so much smaller. */
const INSIDE = 0.7;
const BAR = 7;

/**
 * @param {CanvasRenderingContext2D} context In picture units.
 * @param {Drawing} drawing
 * @param {Surroundings} around
 * @param {Look} look
 */
export function paintRequest(context, drawing, around, look) {
  const { colour } = look;
  context.lineJoin = context.lineCap = "round";
  context.save();
  leaveFree(context, around.ports);
  for (const path of drawing.ahead) line(context, path, colour("packet-line"), 1.8, [1, 5]);
  line(context, drawing.never, colour("off"), 2, [1, 5]);
  context.globalAlpha = 0.35;
  for (const path of drawing.bands) line(context, path, colour("k-overlay-line"), 10, []);
  context.globalAlpha = 1;
  for (const path of drawing.done) line(context, path, colour("packet-line"), 3, []);
  context.restore();
  paintDelivered(context, drawing, around, colour);
  for (const at of drawing.sights) sight(context, at, colour);
  if (drawing.taken !== null) paintTaken(context, drawing.taken, colour);
  if (drawing.ring !== null) paintRing(context, drawing.ring, colour("packet"));
  if (drawing.tally !== null) tally(context, drawing.tally.at, drawing.tally.count, colour("packet"));
  for (const badge of drawing.badges) {
    if (badge.dead) cross(context, badge.at, 1, colour);
    else if (badge.when !== "here") paintBadge(context, badge, look);
  }
  for (const { at, heading } of drawing.again) paintPentagon(context, at, heading, SMALLER, false, colour);
  for (const { at, heading, reply } of drawing.stream) paintPentagon(context, at, heading, SMALL, reply, colour);
  if (drawing.packet !== null) paintPacket(context, drawing.packet, boxes(drawing.badges), around, look);
  paintFlag(context, drawing, around, look);
}

/**
 * Nothing is painted in some boxes from now on.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Box[]} boxes
 */
function leaveFree(context, boxes) {
  context.beginPath();
  context.rect(-1e4, -1e4, 3e4, 3e4);
  for (const { x, y, w, h } of boxes) context.roundRect(x, y, w, h, h / 2);
  context.clip("evenodd");
}

/** The edge of the task fills with what was brought. @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Surroundings} around @param {Colour} colour */
function paintDelivered(context, { delivered, packet }, around, colour) {
  const box = delivered === null ? undefined : around.box(delivered.task);
  if (delivered === null || box === undefined || packet === null) return;
  const left = packet.at.x < box.x + box.w / 2;
  const h = box.h * delivered.part;
  context.fillStyle = colour("packet");
  context.fillRect(left ? box.x : box.x + box.w - BAR, box.y + box.h - h, BAR, h);
}

/** @param {CanvasRenderingContext2D} context @param {NonNullable<Drawing["ring"]>} ring @param {string} colour */
function paintRing(context, { at, part }, colour) {
  context.save();
  context.globalAlpha = 1 - part;
  context.beginPath();
  context.arc(at.x, at.y, 6 + 26 * part, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {Badge} badge @param {Look} look */
function paintBadge(context, { n, at, when }, { colour, sans }) {
  const done = when === "done";
  context.beginPath();
  context.arc(at.x, at.y, done ? 8 : 7.5, 0, 2 * Math.PI);
  context.fillStyle = done ? colour("packet") : colour("surface");
  context.fill();
  context.strokeStyle = done ? colour("surface") : colour("packet-line");
  context.lineWidth = done ? 1.5 : 1.2;
  context.stroke();
  number(context, n, at, done ? colour("ink-on-mark") : colour("packet"), sans);
}

/** @param {CanvasRenderingContext2D} context @param {Packet} packet @param {readonly Box[]} marks Of other hops. @param {Surroundings} around @param {Look} look */
function paintPacket(context, packet, marks, around, { colour, sans }) {
  const { at, n, heading, reply, dead, carried, wrapped, asks } = packet;
  const size = (carried === "" ? 1 - dead : SMALLER) * (1 - (1 - INSIDE) * wrapped);
  if (wrapped > 0 && dead < 1) envelope(context, at, wrapped, colour);
  if (size > 0 && asks) card(context, at, size, reply, colour);
  else if (size > 0) paintPentagon(context, at, heading, size, reply, colour);
  if (dead > 0) return cross(context, at, dead, colour);
  const shift = asks ? 0 : heading === 0 ? -2 : heading === 2 ? 2 : 0;
  if (n > 0) number(context, n, { x: at.x + shift, y: at.y }, colour(reply ? "packet" : "ink-on-mark"), sans);
  if (carried !== "") label(context, carried, labelPlace(at, [...around.words, ...marks], around.edges), colour("packet"), sans);
}

/** The packet that a proxy took, as an outline; joined to the one that has come back. @param {CanvasRenderingContext2D} context @param {NonNullable<Drawing["taken"]>} taken @param {Colour} colour */
function paintTaken(context, { at, to }, colour) {
  if (to !== null) line(context, [at, to], colour("packet"), 1, []);
  paintPentagon(context, at, 0, SMALLER, true, colour);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at
 * @param {number} heading
 * @param {number} size
 * @param {boolean} reply
 * @param {Colour} colour
 */
function paintPentagon(context, at, heading, size, reply, colour) {
  context.save();
  context.translate(at.x, at.y);
  context.rotate((heading * Math.PI) / 2);
  context.scale(size, size);
  pentagon(context);
  context.fillStyle = colour(reply ? "surface" : "packet");
  context.fill();
  context.strokeStyle = colour(reply ? "packet" : "surface");
  context.lineWidth = reply ? 2 : 1.5;
  context.stroke();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {Point} at
 * @param {string} colour
 * @param {string} sans
 */
function label(context, text, at, colour, sans) {
  context.font = `600 11px ${sans}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(text, at.x, at.y);
}

/**
 * What the hop changed, beside the packet, with a point to it. It rises from there.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {Surroundings} around
 * @param {Look} look
 */
function paintFlag(context, { flag, badges: marks }, around, { colour, mono }) {
  if (flag === null) return;
  context.font = `600 11px ${mono}`;
  const width = context.measureText(flag.text).width + 16;
  const box = flagPlace(flag.at, width, around.words, around, [...boxes(marks), ...around.edges]);
  const { x, y, h } = box;
  context.save();
  context.globalAlpha = flag.risen;
  context.translate(0, (box.side === "below" ? -6 : 6) * (1 - flag.risen));
  context.fillStyle = colour(flag.dead ? "bad" : "packet");
  context.beginPath();
  context.roundRect(x, y, box.w, h, 2);
  flagTip(context, box, flag.at);
  context.fill();
  context.fillStyle = colour("ink-on-mark");
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(flag.text, x + 8, y + h / 2 + 0.5);
  context.restore();
}

/** Where the numbers of hops stand. @param {readonly Badge[]} badges @returns {Box[]} */
function boxes(badges) {
  return badges.map(({ at }) => ({ x: at.x - 8, y: at.y - 8, w: 16, h: 16 }));
}

/** The point of a flag, at the packet. @param {CanvasRenderingContext2D} context @param {Place} place @param {Point} at */
function flagTip(context, { x, y, w, h, side }, at) {
  if (side === "right" || side === "left") {
    const base = side === "right" ? x : x + w;
    context.moveTo(base, at.y - 5);
    context.lineTo(side === "right" ? base - 7 : base + 7, at.y);
    context.lineTo(base, at.y + 5);
    return;
  }
  const tip = Math.max(x + 8, Math.min(at.x, x + w - 8));
  const base = side === "above" ? y + h : y;
  context.moveTo(tip - 6, base);
  context.lineTo(tip, side === "above" ? Math.max(base + 6, at.y - 10) : Math.min(base - 6, at.y + 10));
  context.lineTo(tip + 6, base);
}
