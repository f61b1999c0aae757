// @ts-check
/** The signs of which the packet's canvas consists, each painted at a place in picture units. */

/** @import {Point} from "../types.js" */

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * @param {Context} context
 * @param {readonly Point[]} path
 * @param {string} colour
 * @param {number} width
 * @param {number[]} dash
 */
export function line(context, path, colour, width, dash) {
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
 * @param {Context} context
 * @param {number} n
 * @param {Point} at
 * @param {string} colour
 * @param {string} sans
 */
export function number(context, n, at, colour, sans) {
  context.font = `700 10px ${sans}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(String(n), at.x, at.y + 0.5);
}

/** The sign of a packet: it points where it goes. @param {Context} context */
export function pentagon(context) {
  context.beginPath();
  context.moveTo(-12, -9.5);
  context.lineTo(5, -9.5);
  context.lineTo(14, 0);
  context.lineTo(5, 9.5);
  context.lineTo(-12, 9.5);
  context.closePath();
}

/**
 * The sign of a death.
 * @param {Context} context
 * @param {Point} at
 * @param {number} size From 0 to 1.
 * @param {(token: string) => string} colour
 */
export function cross(context, at, size, colour) {
  context.save();
  context.translate(at.x, at.y);
  context.scale(size, size);
  context.beginPath();
  context.arc(0, 0, 10, 0, 2 * Math.PI);
  context.fillStyle = colour("bad");
  context.fill();
  context.strokeStyle = colour("surface");
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  context.moveTo(-3.5, -3.5);
  context.lineTo(3.5, 3.5);
  context.moveTo(3.5, -3.5);
  context.lineTo(-3.5, 3.5);
  context.strokeStyle = colour("ink-on-mark");
  context.lineWidth = 2.2;
  context.stroke();
  context.restore();
}

/**
 * How often a packet was sent: a mark each, every fifth across the four before it, beneath the client.
 * @param {Context} context
 * @param {Point} at
 * @param {number} count
 * @param {string} colour
 */
export function tally(context, { x, y }, count, colour) {
  const step = 4;
  const left = x - ((count - 1) * step) / 2;
  context.beginPath();
  for (let n = 0; n < count; n += 1) {
    const at = left + n * step;
    const across = n % 5 === 4;
    context.moveTo(across ? at - 4.5 * step : at, across ? y + 11.5 : y + 7);
    context.lineTo(across ? at - 0.5 * step : at, across ? y + 7.5 : y + 12);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.8;
  context.stroke();
}

const ENVELOPE = { w: 38, h: 26, flap: 8 };

/**
 * An envelope: two strokes draw its frame, from the left to the right; then its flap closes.
 * @param {Context} context
 * @param {Point} at
 * @param {number} part From 0 to 1.
 * @param {(token: string) => string} colour
 */
export function envelope(context, { x, y }, part, colour) {
  const { w, h, flap } = ENVELOPE;
  const [left, right, top, bottom] = [x - w / 2, x + w / 2, y - h / 2, y + h / 2];
  const frame = Math.min(1, part / 0.75);
  if (frame === 1) {
    context.fillStyle = colour("surface");
    context.fillRect(left, top, w, h);
  }
  for (const edge of [top, bottom]) {
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left, edge);
    context.lineTo(right, edge);
    context.lineTo(right, y);
    context.setLineDash([frame * (h + w), h + w]);
    context.strokeStyle = colour("k-overlay-line");
    context.lineWidth = 2;
    context.stroke();
  }
  context.setLineDash([]);
  const closed = Math.max(0, part - 0.75) * 4 * flap;
  if (closed === 0) return;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + closed, top + closed);
  context.moveTo(right, top);
  context.lineTo(right - closed, top + closed);
  context.lineWidth = 1.5;
  context.stroke();
}

/**
 * A question to a name server, or its answer: a card.
 * @param {Context} context
 * @param {Point} at
 * @param {number} size From 0 to 1.
 * @param {boolean} back
 * @param {(token: string) => string} colour
 */
export function card(context, { x, y }, size, back, colour) {
  context.beginPath();
  context.roundRect(x - 12 * size, y - 8.5 * size, 24 * size, 17 * size, 2.5);
  context.fillStyle = colour(back ? "surface" : "packet");
  context.fill();
  context.strokeStyle = colour(back ? "packet" : "surface");
  context.lineWidth = back ? 2 : 1.5;
  context.stroke();
}

/** Where a card saw the packet. @param {Context} context @param {Point} at @param {(token: string) => string} colour */
export function sight(context, { x, y }, colour) {
  context.beginPath();
  context.arc(x, y, 2.4, 0, 2 * Math.PI);
  context.fillStyle = colour("surface");
  context.fill();
  context.strokeStyle = colour("packet");
  context.lineWidth = 1.4;
  context.stroke();
}
