// @ts-check
/**
 * What pointers do in the picture: hover and click, drag a machine or the background, zoom by wheel and by two fingers.
 *
 * One finger scrolls the page, as everywhere; held still on a machine for a moment, it drags it.
 */

/** @import {Point} from "../types.js" */

/** How far a pointer moves before it drags. */
const SLACK = 4;
const HOLD_MS = 400;
/** Pixels of a mouse's wheel for a step of zoom. */
const WHEEL = 100;

/**
 * @typedef {object} Acts All points are CSS pixels within the room.
 * @property {(at: Point) => void} hover
 * @property {() => void} leave
 * @property {(at: Point) => void} press
 * @property {(at: Point) => string | null} holds The machine that a drag beginning there would move.
 * @property {(machine: string, by: Point) => void} drag By how much since it began.
 * @property {(machine: string) => void} drop
 * @property {(by: Point) => void} pan By how much since last.
 * @property {(steps: number, at: Point) => void} zoom
 *
 * @typedef {{pointer: number, from: Point, last: Point, machine: string | null, moves: boolean}} Drag
 */

/**
 * @param {HTMLElement} room
 * @param {Acts} acts
 */
export function followPointer(room, acts) {
  followMouse(room, acts);
  followTouch(room, acts);
  room.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
      acts.zoom(-Math.max(-2, Math.min(2, pixels / WHEEL)), placeIn(room, event));
    },
    { passive: false },
  );
}

/** @param {HTMLElement} room @param {{clientX: number, clientY: number}} event @returns {Point} */
function placeIn(room, { clientX, clientY }) {
  const { left, top } = room.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

/** @param {HTMLElement} room @param {Acts} acts */
function followMouse(room, acts) {
  /** @type {Drag | null} */
  let drag = null;
  let dragged = false;
  room.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType === "touch" || event.button > 1) return;
    const at = placeIn(room, event);
    const machine = event.button === 0 ? acts.holds(at) : null;
    drag = { pointer: event.pointerId, from: at, last: at, machine, moves: false };
    if (event.button === 1) event.preventDefault(); // not the browser's own way of scrolling
  });
  room.addEventListener("pointermove", (event) => {
    const at = placeIn(room, event);
    if (drag === null || drag.pointer !== event.pointerId) {
      if (event.pointerType !== "touch") acts.hover(at);
      return;
    }
    const by = { x: at.x - drag.from.x, y: at.y - drag.from.y };
    if (!drag.moves && Math.hypot(by.x, by.y) < SLACK) return;
    if (!drag.moves) begin(room, drag, acts);
    if (drag.machine !== null) acts.drag(drag.machine, by);
    else acts.pan({ x: at.x - drag.last.x, y: at.y - drag.last.y });
    drag.last = at;
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (drag === null || drag.pointer !== event.pointerId) return;
    dragged = drag.moves;
    if (drag.moves && drag.machine !== null) acts.drop(drag.machine);
    room.classList.remove("dragging");
    drag = null;
  };
  room.addEventListener("pointerup", end);
  room.addEventListener("pointercancel", end);
  room.addEventListener("pointerleave", acts.leave);
  room.addEventListener("click", (event) => {
    if (!dragged) acts.press(placeIn(room, event));
    dragged = false;
  });
}

/** @param {HTMLElement} room @param {Drag} drag @param {Acts} acts */
function begin(room, drag, acts) {
  drag.moves = true;
  acts.leave();
  room.setPointerCapture(drag.pointer);
  room.classList.add("dragging");
}

/** @param {HTMLElement} room @param {Acts} acts */
function followTouch(room, acts) {
  /** @type {{middle: Point, apart: number} | null} */
  let pinch = null;
  /** @type {{machine: string, from: Point} | null} */
  let held = null;
  let timer = 0;
  const end = () => {
    clearTimeout(timer);
    if (held !== null) acts.drop(held.machine);
    room.classList.remove("dragging");
    [pinch, held] = [null, null];
  };
  room.addEventListener("touchstart", (event) => {
    end();
    if (event.touches.length === 2) pinch = spread(room, event.touches);
    const [finger] = event.touches;
    if (finger === undefined || event.touches.length !== 1) return;
    const from = placeIn(room, finger);
    const machine = acts.holds(from);
    if (machine === null) return;
    timer = window.setTimeout(() => {
      held = { machine, from };
      room.classList.add("dragging");
    }, HOLD_MS);
  });
  room.addEventListener(
    "touchmove",
    (event) => {
      clearTimeout(timer);
      const [finger] = event.touches;
      if (pinch === null && held === null) return;
      event.preventDefault(); // neither scroll nor the browser's own zoom
      if (pinch !== null && event.touches.length === 2) {
        const now = spread(room, event.touches);
        acts.pan({ x: now.middle.x - pinch.middle.x, y: now.middle.y - pinch.middle.y });
        acts.zoom(Math.log(now.apart / pinch.apart) / Math.log(1.25), now.middle);
        pinch = now;
      } else if (held !== null && finger !== undefined) {
        const at = placeIn(room, finger);
        acts.drag(held.machine, { x: at.x - held.from.x, y: at.y - held.from.y });
      }
    },
    { passive: false },
  );
  room.addEventListener("touchend", end);
  room.addEventListener("touchcancel", end);
}

/** @param {HTMLElement} room @param {TouchList} touches */
function spread(room, touches) {
  const [a, b] = [placeIn(room, /** @type {Touch} */ (touches[0])), placeIn(room, /** @type {Touch} */ (touches[1]))];
  return { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
}
