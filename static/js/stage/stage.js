// @ts-check
/**
 * The stage: a Cytoscape graph with given positions, and the packet's canvas above it. Loaded after the text is there.
 *
 * Law of this file: it shows what it is given. Places come from place.js, looks from style.js, motion from settle.js.
 */

import "../common.js";
import cytoscape from "cytoscape";

import { settle as eased } from "../trace/ease.js";
import { NOTHING } from "../trace/drawing.js";
import { paintRequest } from "../trace/packet.js";
import { line } from "../trace/signs.js";
import { references } from "../trace/vipway.js";
import { colours } from "../theme.js";
import { boxOf, edges, uncovered } from "./part.js";
import { drawnFor, markOf, paintEvents, paintMarks } from "./rings.js";
import { between, BLANK, events, picture } from "./settle.js";
import { style } from "./style.js";
import { writer } from "./writer.js";

/** @import {Box, Elements, Scene} from "../types.js" */
/** @import {Drawing} from "../trace/drawing.js" */
/** @import {View} from "./camera.js" */
/** @import {Part} from "./part.js" */
/** @import {Mark} from "./rings.js" */

const SETTLE_MS = 320;
const PRINTED = 3;
/** Cytoscape would add a style element, which the page's policy refuses; an element with this id keeps it from it. */
const CYTOSCAPE_STYLES = "__________cytoscape_stylesheet";
const EMPTY_SCENE = { boxes: {}, hidden: {}, width: 0, height: 0 };

/**
 * @param {{graph: HTMLElement, canvas: HTMLCanvasElement}} places
 * @param {() => boolean} still Whether the viewer wants no motion.
 */
export function createStage({ graph, canvas }, still) {
  const cy = makeGraph(graph);
  const write = writer(cy);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let look = looks(graph);
  /** @type {View} */
  let view = { factor: 1, x: 0, y: 0 };
  let size = { w: 0, h: 0 };
  let printing = false;
  let [shown, from, target] = [BLANK, BLANK, BLANK];
  let began = 0;
  let settling = false;
  /** @type {Pick<Scene, "boxes" | "hidden" | "width" | "height">} */
  let scene = EMPTY_SCENE;
  /** @type {Elements} */
  let elements = {};
  /** Lines from entries of a table to what they name. @type {import("../types.js").Point[][]} */
  let pointing = [];
  /** @type {import("./rings.js").Event[]} */
  let news = [];
  /** @type {{words: Box[], edges: Box[], ports: Box[]}} */
  let around = { words: [], edges: [], ports: [] };
  /** @type {Drawing} */
  let drawing = NOTHING;
  /** @type {readonly Mark[]} */
  let marks = [];
  restyle();

  function restyle() {
    look = looks(graph);
    cy.style(style(look.colour, look));
    paint();
  }

  /** How far the boxes have settled, from 0 to 1. */
  function settled() {
    return still() ? 1 : Math.min(1, (performance.now() - began) / SETTLE_MS);
  }

  function settle() {
    const t = settled();
    shown = between(from, target, eased(t), (id) => elements[id]?.parent ?? null);
    write(shown);
    settling = t < 1;
    paint();
    if (settling) requestAnimationFrame(settle);
  }

  /** Pixels of the canvases for one of the page; paper shows more of them. */
  function finer() {
    return printing ? PRINTED : devicePixelRatio;
  }

  /** Give the canvases the size of their room. */
  function resize() {
    const [w, h] = [Math.round(size.w * finer()), Math.round(size.h * finer())];
    if (canvas.width === w && canvas.height === h) return;
    [canvas.width, canvas.height] = [w, h];
    cy.resize();
  }

  function paint() {
    const ratio = finer();
    const scale = ratio * view.factor;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, ratio * view.x, ratio * view.y);
    if (settling) paintEvents(context, news, settled(), look.colour);
    const asked = drawing.asked === null ? [] : markOf("asked", drawing.asked, scene, elements);
    for (const path of pointing) line(context, path, look.colour("line-strong"), 1, []);
    paintMarks(context, [...marks, ...asked], look.colour);
    const box = (/** @type {string} */ id) => scene.boxes[drawnFor(id, scene)];
    paintRequest(context, drawing, { ...around, box, width: scene.width, height: scene.height }, look);
  }

  return {
    /**
     * Show a scene; what moved settles, unless the viewer moved it.
     * @param {Scene} next
     * @param {Elements} of
     * @param {readonly Part[]} parts
     * @param {boolean} [atOnce]
     */
    show(next, of, parts, atOnce = false) {
      const first = target === BLANK;
      target = picture(parts, next.lines);
      from = shown;
      news = first || atOnce ? [] : events(from, target, elements, of);
      [scene, elements, pointing] = [next, of, (next.lens?.references ?? references)(next, of)];
      around = {
        words: parts.flatMap(uncovered),
        edges: parts.flatMap(edges),
        ports: parts.filter(({ kind, id, of }) => ["port", "rule", "vip", "backend", "vtep", "route"].includes(kind) || (kind === "nic" && id !== of)).map(boxOf),
      };
      began = first || atOnce ? -SETTLE_MS : performance.now();
      if (settling) return;
      settling = true;
      settle();
    },
    /** How the picture lies in its room from now on. @param {View} next @param {{w: number, h: number}} room */
    lie(next, room) {
      [view, size] = [next, room];
      resize();
      cy.viewport({ zoom: view.factor, pan: { x: view.x, y: view.y } });
      paint();
    },
    /** @param {Drawing} next */
    paint(next) {
      drawing = next;
      paint();
    },
    /** @param {readonly Mark[]} next */
    mark(next) {
      marks = next;
      paint();
    },
    restyle,
    /** Draw for paper, at once, for printing waits for nothing; or for the screen again. @param {boolean} on */
    print(on) {
      printing = on;
      const renderer = /** @type {any} */ (cy).renderer();
      renderer.forcedPixelRatio = on ? PRINTED : null;
      resize();
      restyle();
      renderer.redrawHint("eles", true);
      renderer.render({});
    },
    /** Whether the boxes stand where they belong. */
    get settled() {
      return !settling;
    },
  };
}

/** A graph that is only looked at. @param {HTMLElement} graph */
export function makeGraph(graph) {
  if (document.getElementById(CYTOSCAPE_STYLES) === null)
    graph.insertAdjacentHTML("beforebegin", `<span id="${CYTOSCAPE_STYLES}" hidden></span>`);
  const cy = cytoscape({
    container: graph,
    layout: { name: "preset" },
    userZoomingEnabled: false,
    userPanningEnabled: false,
    boxSelectionEnabled: false,
    autoungrabify: true,
    autounselectify: true,
    minZoom: 0.1,
    maxZoom: 20,
  });
  // Cytoscape scales cached images of its elements, which blurs texts at most zooms; so few are as quickly drawn anew.
  const renderer = /** @type {any} */ (cy).renderer();
  renderer.drawLayeredElements = (/** @type {unknown} */ context, /** @type {unknown} */ elements) =>
    renderer.drawElements(context, elements);
  return cy;
}

/** Colours and fonts as the tokens have them now. @param {HTMLElement} place */
export function looks(place) {
  const computed = getComputedStyle(document.documentElement);
  return {
    colour: colours(place),
    sans: computed.getPropertyValue("--sans"),
    mono: computed.getPropertyValue("--mono"),
  };
}
