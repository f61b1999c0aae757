// @ts-check
/**
 * The stage: a Cytoscape graph with given positions, and the packet's canvas above it. Loaded after the text is there.
 *
 * Law of this file: it shows what it is given. Places come from place.js, looks from style.js, motion from settle.js.
 */

import cytoscape from "cytoscape";

import { paint } from "../trace/packet.js";
import { colours } from "../theme.js";
import { boxOf, wordBox } from "./parts.js";
import { between, BLANK, picture } from "./settle.js";
import { style } from "./style.js";
import { writer } from "./writer.js";

/** @import {Box, Point} from "../types.js" */
/** @import {Drawing} from "../trace/drawing.js" */
/** @import {Part} from "./parts.js" */

const SETTLE_MS = 320;
/** Cytoscape would add a style element, which the page's policy refuses; an element with this id keeps it from it. */
const CYTOSCAPE_STYLES = "__________cytoscape_stylesheet";

/**
 * @typedef {{factor: number, dx: number, width: number, height: number}} Fit How picture units become pixels of the page.
 * @typedef {{lit: ReadonlySet<string>, hot: ReadonlySet<string>, selected: string | null, focused: string | null}} Marks
 */

/**
 * @param {{graph: HTMLElement, canvas: HTMLCanvasElement}} places
 * @param {() => boolean} still Whether the viewer wants no motion.
 */
export function createStage({ graph, canvas }, still) {
  if (document.getElementById(CYTOSCAPE_STYLES) === null)
    graph.insertAdjacentHTML("beforebegin", `<span id="${CYTOSCAPE_STYLES}" hidden></span>`);
  const cy = cytoscape({
    container: graph,
    layout: { name: "preset" },
    pixelRatio: Math.max(2, devicePixelRatio), // its cached texts stand between pixels; finer ones keep them sharp
    userZoomingEnabled: false,
    userPanningEnabled: false,
    boxSelectionEnabled: false,
    autoungrabify: true,
    autounselectify: true,
  });
  const write = writer(cy);
  let colour = colours(graph);
  let shown = BLANK;
  let target = BLANK;
  let began = 0;
  let settling = false;
  /** @type {Fit} */
  let fit = { factor: 1, dx: 0, width: 744, height: 0 };
  /** @type {Box[]} */
  let words = [];
  /** @type {Box[]} */
  let ports = [];
  restyle();

  function fonts() {
    const computed = getComputedStyle(document.documentElement);
    return { sans: computed.getPropertyValue("--sans"), mono: computed.getPropertyValue("--mono") };
  }

  function restyle() {
    colour = colours(graph);
    cy.style(style(colour, fonts()));
  }

  let from = BLANK;
  function settle() {
    const t = still() ? 1 : Math.min(1, (performance.now() - began) / SETTLE_MS);
    shown = between(from, target, t);
    write(shown);
    if (t < 1) requestAnimationFrame(settle);
    else settling = false;
  }

  return {
    /**
     * Show parts and lines; what moved settles.
     * @param {readonly Part[]} parts
     * @param {Readonly<Record<string, readonly Point[]>>} lines
     */
    show(parts, lines) {
      const first = target === BLANK;
      target = picture(parts, lines);
      words = parts.map(wordBox).filter((box) => box !== null);
      ports = parts.filter(({ kind }) => kind === "port").map(boxOf);
      from = shown;
      began = first ? -SETTLE_MS : performance.now();
      if (settling) return;
      settling = true;
      settle();
    },
    /** @param {Fit} next */
    fit(next) {
      fit = next;
      const ratio = devicePixelRatio;
      canvas.width = Math.round(canvas.clientWidth * ratio);
      canvas.height = Math.round(canvas.clientHeight * ratio);
      cy.resize();
      cy.viewport({ zoom: fit.factor, pan: { x: fit.dx, y: 0 } });
    },
    /** @param {Drawing} drawing */
    paint(drawing) {
      const { factor, dx, width } = fit;
      paint(canvas, drawing, { ratio: devicePixelRatio, factor, dx, width, words, ports }, colour, fonts());
    },
    /** @param {Marks} marks */
    mark({ lit, hot, selected, focused }) {
      cy.batch(() => {
        for (const node of cy.nodes()) {
          const of = node.data("of");
          const own = node.id() === of;
          node.toggleClass("lit", own && lit.has(of));
          node.toggleClass("hot", own && hot.has(of));
          node.toggleClass("selected", own && of === selected);
          node.toggleClass("focused", own && of === focused);
        }
      });
    },
    restyle,
    /** Whether the boxes stand where they belong. */
    get settled() {
      return !settling;
    },
  };
}
