// @ts-check
/** Machines that are dragged: how far, kept in this browser, and put back. */

import { keepOffsets, keptOffsets } from "./offsets.js";

/** @import {LensName, Offset, Point, Scene} from "../types.js" */

/**
 * @typedef {object} Wires
 * @property {() => Scene} scene
 * @property {() => void} arrange Places everything anew.
 */

/** @param {Wires} wires */
export function createDragging({ scene, arrange }) {
  /** @type {LensName} */
  let lens = "transport";
  let offsets = keptOffsets(lens);
  /** @type {{id: string, box: Point, offset: Offset} | null} */
  let dragged = null;

  /** @param {string} id @param {Offset | null} offset */
  function set(id, offset) {
    const { [id]: _, ...others } = offsets;
    offsets = offset === null ? others : { ...others, [id]: offset };
  }

  return {
    get offsets() {
      return offsets;
    },
    /** Move a machine from where it stood when the drag began. @param {string} id @param {Point} by In picture units. */
    drag(id, by) {
      const { x, y } = scene().boxes[id] ?? { x: 0, y: 0 };
      dragged ??= { id, box: { x, y }, offset: offsets[id] ?? { x: 0, y: 0 } };
      set(id, { x: dragged.offset.x + by.x, y: dragged.offset.y + by.y });
      arrange();
    },
    /** Keep where a machine came to stand, which is within the picture. */
    drop() {
      if (dragged === null) return;
      const { id, box, offset } = dragged;
      const { x, y } = scene().boxes[id] ?? box;
      const kept = { x: offset.x + x - box.x, y: offset.y + y - box.y };
      set(id, Math.hypot(kept.x, kept.y) < 0.5 ? null : kept);
      dragged = null;
      keepOffsets(lens, offsets);
    },
    /** Put a machine back in its place, or all of them. @param {string | null} id */
    putBack(id) {
      if (id !== null && offsets[id] !== undefined) set(id, null);
      else offsets = {};
      keepOffsets(lens, offsets);
    },
    /** Each lens has places of its own. @param {LensName} next */
    turn(next) {
      lens = next;
      offsets = keptOffsets(lens);
    },
  };
}
