// @ts-check
/**
 * The room that the picture has on the page, and how it lies there: enlarged, zoomed, scrolled. The browser's own
 * scrolling moves a sheet of the picture's size; graph and canvas stay in sight and are drawn anew for where it is.
 */

import { need } from "../dom.js";
import { ONE_AT_A_TIME } from "../panes.js";
import { icon } from "../symbols.js";
import { enlargement } from "./bands.js";
import { kept, lay, limits, reveal, view, zoomed } from "./camera.js";

/** @import {Box, Point, Scene} from "../types.js" */
/** @import {Lay, Size, View} from "./camera.js" */

/** How high the picture may be, in picture units, where the page scrolls and the window bounds nothing. */
const ALONE = 480;
/**
 * The picture has room from the first for a task on each of four agents and for an update that starts one before it stops
 * another, which is more where agents without tasks stand side by side; and later for one row more.
 */
const RESERVE = { wide: 228, path: 292, later: 26 };
/** So much more room may a picture keep that has become lower, in picture units: the gaps between the machines take it. */
const KEPT = 64;

/**
 * @param {HTMLElement} box
 * @param {(view: View, size: Size) => void} show
 */
export function createRoom(box, show) {
  const sheet = need("sheet", HTMLElement);
  const pane = need("pane", HTMLElement);
  const app = need("app", HTMLElement);
  const buttons = {
    in: need("zoom-in", HTMLButtonElement),
    out: need("zoom-out", HTMLButtonElement),
    fit: need("zoom-fit", HTMLButtonElement),
  };
  for (const [name, sign] of /** @type {const} */ ([
    ["in", "plus"],
    ["out", "minus"],
    ["fit", "fit"],
  ])) {
    buttons[name].append(icon(sign, 16));
  }
  const alone = matchMedia(ONE_AT_A_TIME);
  let zoom = 1;
  /** @type {Lay} */
  let laid = { factor: 1, dx: 0, sheet: { w: 0, h: 0 } };
  let granted = 0;
  let grantedFor = 0;

  /** @returns {Size} */
  function size() {
    return { w: box.offsetWidth, h: alone.matches ? Infinity : box.offsetHeight };
  }

  /** @returns {View} */
  function now() {
    return view(laid, { left: box.scrollLeft, top: box.scrollTop });
  }

  function showNow() {
    show(now(), { w: box.clientWidth, h: box.clientHeight });
  }

  /** @param {Scene} scene */
  function spread(scene) {
    laid = lay(scene, size(), zoom);
    box.style.height = alone.matches ? `${lay(scene, size(), 1).sheet.h}px` : "";
    sheet.style.width = zoom > 1 ? `${laid.sheet.w}px` : "";
    sheet.style.height = `${laid.sheet.h}px`;
    pane.style.width = `${box.clientWidth}px`;
    pane.style.height = `${box.clientHeight}px`;
    const { least, most } = limits(scene, size());
    buttons.in.disabled = zoom >= most;
    buttons.out.disabled = zoom <= least;
    buttons.fit.disabled = zoom === 1;
  }

  /**
   * The picture gets the height that it needs and some more; it gives little back, so that what is beneath it seldom moves.
   * @param {Pick<Scene, "form" | "width" | "height">} scene As high as it must be.
   * @returns {number} How high it may be, in picture units.
   */
  function grant(scene) {
    if (box.offsetWidth !== grantedFor) granted = 0;
    grantedFor = box.offsetWidth;
    const factor = enlargement(scene, grantedFor, Infinity);
    const wanted = scene.height * factor + above();
    const first = scene.form === "wide" ? RESERVE.wide : RESERVE.path;
    if (wanted > granted || granted - wanted > (first + KEPT) * factor) {
      granted = Math.ceil(wanted + (granted === 0 ? first : RESERVE.later) * factor);
      app.style.setProperty("--picture", `${granted}px`);
    }
    return (box.offsetHeight - 0.5) / factor;
  }

  /** The height of what stands above the picture in its part of the page. */
  function above() {
    return box.offsetTop - need("picture", HTMLElement).offsetTop;
  }

  box.addEventListener("scroll", showNow, { passive: true });

  return {
    get seen() {
      return box.offsetWidth > 0;
    },
    get width() {
      return box.offsetWidth;
    },
    get view() {
      return now();
    },
    /** The most height that the picture may get, in CSS pixels. */
    most() {
      if (alone.matches) return ALONE;
      const share = parseFloat(getComputedStyle(app).getPropertyValue("--picture-most")) / 100;
      return app.clientHeight * share - above();
    },
    /** How high a scene may be that needs so much, in picture units; 0 where it is as high as it must be. @param {Scene} scene */
    grant: (scene) => (alone.matches || Object.keys(scene.hosts).length === 0 ? 0 : grant(scene)),
    /** A scene was placed anew: it lies as far scrolled as the one before. @param {Scene} scene */
    lay(scene) {
      spread(scene);
      showNow();
    },
    /** The place in the picture under one in the room. @param {Point} at @returns {Point} */
    unit({ x, y }) {
      const { factor, x: left, y: top } = now();
      return { x: (x - left) / factor, y: (y - top) / factor };
    },
    /** @param {Scene} scene @param {number} steps @param {Point} [at] What stays where it is; without it the middle. */
    zoom(scene, steps, at = { x: box.clientWidth / 2, y: box.clientHeight / 2 }) {
      const before = now();
      zoom = zoomed(zoom, steps, scene, size());
      spread(scene);
      const { left, top } = kept(before, laid, at);
      box.scrollTo(left, top);
      showNow();
    },
    /** @param {Scene} scene */
    fit(scene) {
      zoom = 1;
      spread(scene);
      box.scrollTo(0, 0);
      showNow();
    },
    /** @param {number} x @param {number} y */
    pan(x, y) {
      box.scrollBy(x, y);
    },
    /** Scroll as little as needed for a box to be seen. @param {Box | undefined} target */
    reveal(target) {
      if (target === undefined) return;
      const by = reveal(now(), target, { w: box.clientWidth, h: box.clientHeight });
      if (by.x !== 0 || by.y !== 0) box.scrollBy(by.x, by.y);
    },
  };
}
