// @ts-check
/**
 * The canvas above the picture: paints a drawing of the packet. Packets are never elements of the graph, for the whole
 * graph would be drawn anew with each of their frames.
 */

import { flagPlace, labelPlace } from "./flag.js";

/** @import {Box, Point} from "../types.js" */
/** @import {Badge, Drawing} from "./drawing.js" */

/** @typedef {(token: string) => string} Colour */

/**
 * @typedef {object} View
 * @property {number} ratio Pixels of the canvas for a pixel of the page.
 * @property {number} factor Pixels of the page for a unit of the picture.
 * @property {number} dx
 * @property {number} width Of the picture, in its units.
 * @property {readonly Box[]} words What a flag should not hide.
 * @property {readonly Box[]} ports What no way may run across: it ends at the edge of the box, and goes on behind it.
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Drawing} drawing
 * @param {View} view
 * @param {Colour} colour
 * @param {{sans: string, mono: string}} fonts
 */
export function paint(canvas, drawing, view, colour, fonts) {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const scale = view.ratio * view.factor;
  context.setTransform(scale, 0, 0, scale, view.ratio * view.dx, 0);
  context.lineJoin = context.lineCap = "round";
  context.save();
  leaveFree(context, view.ports, { w: canvas.width, h: canvas.height });
  for (const path of drawing.ahead) line(context, path, colour("packet-line"), 1.8, [1, 5]);
  for (const path of drawing.done) line(context, path, colour("packet-line"), 3, []);
  context.restore();
  for (const badge of drawing.badges) {
    if (badge.dead) paintDeath(context, badge.at, colour);
    else if (badge.when !== "here") paintBadge(context, badge, colour, fonts);
  }
  paintPacket(context, drawing, view, colour, fonts);
  paintFlag(context, drawing, view, colour, fonts);
}

/**
 * Nothing is painted in some boxes from now on.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Box[]} boxes
 * @param {{w: number, h: number}} all
 */
function leaveFree(context, boxes, all) {
  context.beginPath();
  context.rect(-all.w, -all.h, 3 * all.w, 3 * all.h);
  for (const { x, y, w, h } of boxes) context.roundRect(x, y, w, h, h / 2);
  context.clip("evenodd");
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Point[]} path
 * @param {string} colour
 * @param {number} width
 * @param {number[]} dash
 */
function line(context, path, colour, width, dash) {
  if (path.length < 2) return;
  context.beginPath();
  path.forEach(({ x, y }, index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Badge} badge
 * @param {Colour} colour
 * @param {{sans: string}} fonts
 */
function paintBadge(context, { n, at, when }, colour, fonts) {
  const done = when === "done";
  context.beginPath();
  context.arc(at.x, at.y, done ? 8 : 7.5, 0, 2 * Math.PI);
  context.fillStyle = done ? colour("packet") : colour("surface");
  context.fill();
  context.strokeStyle = done ? colour("surface") : colour("packet-line");
  context.lineWidth = done ? 1.5 : 1.2;
  context.stroke();
  number(context, n, at, done ? colour("ink-on-mark") : colour("packet"), fonts);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} n
 * @param {Point} at
 * @param {string} colour
 * @param {{sans: string}} fonts
 */
function number(context, n, at, colour, fonts) {
  context.font = `700 10px ${fonts.sans}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(String(n), at.x, at.y + 0.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {View} view
 * @param {Colour} colour
 * @param {{sans: string, mono: string}} fonts
 */
function paintPacket(context, { packet }, view, colour, fonts) {
  if (packet === null) return;
  if (packet.dead) return paintDeath(context, packet.at, colour);
  context.save();
  context.translate(packet.at.x, packet.at.y);
  context.rotate((packet.heading * Math.PI) / 2);
  pentagon(context);
  context.fillStyle = packet.reply ? colour("surface") : colour("packet");
  context.fill();
  context.strokeStyle = packet.reply ? colour("packet") : colour("surface");
  context.lineWidth = packet.reply ? 2 : 1.5;
  context.stroke();
  context.restore();
  const shift = packet.heading === 0 ? -2 : packet.heading === 2 ? 2 : 0;
  if (packet.n > 0) {
    const ink = packet.reply ? colour("packet") : colour("ink-on-mark");
    number(context, packet.n, { x: packet.at.x + shift, y: packet.at.y }, ink, fonts);
  }
  if (packet.carried !== "")
    label(context, packet.carried, labelPlace(packet.at, view.words), colour("packet"), fonts);
}

/** The sign of a packet: it points where it goes. @param {CanvasRenderingContext2D} context */
function pentagon(context) {
  context.beginPath();
  context.moveTo(-12, -9.5);
  context.lineTo(5, -9.5);
  context.lineTo(14, 0);
  context.lineTo(5, 9.5);
  context.lineTo(-12, 9.5);
  context.closePath();
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {Colour} colour */
function paintDeath(context, { x, y }, colour) {
  context.beginPath();
  context.arc(x, y, 10, 0, 2 * Math.PI);
  context.fillStyle = colour("bad");
  context.fill();
  context.strokeStyle = colour("surface");
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  context.moveTo(x - 3.5, y - 3.5);
  context.lineTo(x + 3.5, y + 3.5);
  context.moveTo(x + 3.5, y - 3.5);
  context.lineTo(x - 3.5, y + 3.5);
  context.strokeStyle = colour("ink-on-mark");
  context.lineWidth = 2.2;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {Point} at
 * @param {string} colour
 * @param {{sans: string}} fonts
 */
function label(context, text, at, colour, fonts) {
  context.font = `600 11px ${fonts.sans}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(text, at.x, at.y);
}

/**
 * What the hop changed, beside the packet, with a point to it.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {View} view
 * @param {Colour} colour
 * @param {{mono: string}} fonts
 */
function paintFlag(context, { flag, badges: marks }, view, colour, fonts) {
  if (flag === null) return;
  context.font = `600 11px ${fonts.mono}`;
  const badges = marks.map(({ at }) => ({ x: at.x - 8, y: at.y - 8, w: 16, h: 16 }));
  const width = context.measureText(flag.text).width + 16;
  const { x, y, w, h, above } = flagPlace(flag.at, width, [...view.words, ...badges], view.width);
  context.fillStyle = colour(flag.dead ? "bad" : "packet");
  context.beginPath();
  context.roundRect(x, y, w, h, 2);
  const tip = Math.max(x + 8, Math.min(flag.at.x, x + w - 8));
  const base = above ? y + h : y;
  context.moveTo(tip - 6, base);
  context.lineTo(tip, base + (above ? 6 : -6));
  context.lineTo(tip + 6, base);
  context.fill();
  context.fillStyle = colour("ink-on-mark");
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(flag.text, x + 8, y + h / 2 + 0.5);
}
