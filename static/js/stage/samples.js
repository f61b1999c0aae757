// @ts-check
/**
 * The legend's samples: drawn by the same graph, styles and canvas as the picture, at the places that the page has for
 * them.
 */

import { make } from "../dom.js";
import { NOTHING } from "../trace/drawing.js";
import { paintRequest } from "../trace/packet.js";
import { line, tally } from "../trace/signs.js";
import { part, words } from "./part.js";
import { paintMarks } from "./rings.js";
import { picture } from "./settle.js";
import { looks, makeGraph } from "./stage.js";
import { style } from "./style.js";
import { writer } from "./writer.js";

/** @import {Point} from "../types.js" */
/** @import {Drawing} from "../trace/drawing.js" */
/** @import {Look} from "../trace/packet.js" */
/** @import {Part} from "./part.js" */
/** @import {Ring} from "./rings.js" */

/** @typedef {{kind: string, state: string, at: Point, index: number}} Sample */

const MACHINES = new Set(["master", "public_agent", "agent", "client"]);
const AROUND = { width: 1e4, height: 1e4, words: [], edges: [], ports: [], box: () => undefined };

/**
 * A function that draws all samples where they stand now.
 * @param {HTMLElement} body
 * @param {HTMLElement} layer Lies over the body.
 * @returns {() => void}
 */
export function createSamples(body, layer) {
  const graph = make("div", { class: "graph" });
  const canvas = make("canvas", { class: "packets" });
  layer.replaceChildren(graph, canvas);
  const cy = makeGraph(graph);
  const write = writer(cy);
  return () => {
    const look = looks(layer);
    cy.resize();
    cy.style(style(look.colour, look));
    cy.viewport({ zoom: 1, pan: { x: 0, y: 0 } });
    const samples = samplesIn(body);
    write(picture(samples.flatMap(partsOf), {}));
    paint(canvas, samples, look);
  };
}

/** @param {HTMLElement} body @returns {Sample[]} */
function samplesIn(body) {
  const { left, top } = body.getBoundingClientRect();
  const places = /** @type {HTMLElement[]} */ ([...body.querySelectorAll("[data-sample]")]);
  return places.map((place, index) => {
    const box = place.getBoundingClientRect();
    const at = { x: (box.left + box.right) / 2 - left, y: (box.top + box.bottom) / 2 - top };
    return { kind: place.dataset["sample"] ?? "", state: place.dataset["state"] ?? "", at, index };
  });
}

/** @param {Sample} sample @returns {Part[]} */
function partsOf({ kind, state, at: { x, y }, index }) {
  const owner = { id: `sample ${index}`, state };
  const one = (/** @type {string} */ name, /** @type {string} */ of, /** @type {number} */ w, /** @type {number} */ h) =>
    part(owner, name, of, x, y, w, h);
  if (MACHINES.has(kind)) return [one("", kind, 46, 26), { ...one("symbol", "symbol", 18, 18), look: kind }];
  if (kind === "router") return [one("", kind, 32, 32), { ...one("symbol", "symbol", 20, 20), look: kind }];
  if (kind === "task")
    return [
      one("", kind, 46, 22),
      { ...one("bar", "bar", 7, 22), x: x - 19.5 },
      { ...one("badge", "badge", 12, 12), x: x + 21, y: y - 9, look: state },
    ];
  if (kind === "port") return [{ ...one("", kind, 48, 20), text: "9896", look: "number" }];
  if (kind === "rule") return [{ ...one("", kind, 46, 20), text: "→ …", look: "entry" }];
  if (kind === "vtep" || kind === "proxy") return [one("", kind, 46, 24), { ...one("symbol", "symbol", 15, 15), x: x - (kind === "proxy" ? 6 : 0), look: kind }];
  if (kind === "route") return [one("", kind, 46, 26), words(owner, "to", "…/16", "number", x, y, "center")];
  if (kind === "vip") return [{ ...one("", kind, 46, 22), text: "…", look: "virtual" }];
  if (kind === "ipvs") return [{ ...one("", "backend", 46, 18), state: "chosen", text: "…", look: "hot" }];
  if (kind === "bridge") return [one("", kind, 10, 26)];
  if (kind === "veth") return [one("", kind, 20, 20)];
  if (kind === "nic") return [one("", kind, 8, 26)];
  if (kind === "wire") return [one("", kind, 46, 18)];
  if (kind === "process") return [one("", kind, 11, 11)];
  if (kind === "strip") return [{ ...one("", kind, 46, 10), look: "rrrrssff" }];
  return [];
}

/** @param {HTMLCanvasElement} canvas @param {Sample[]} samples @param {Look} look */
function paint(canvas, samples, look) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  [canvas.width, canvas.height] = [canvas.clientWidth * devicePixelRatio, canvas.clientHeight * devicePixelRatio];
  context.scale(devicePixelRatio, devicePixelRatio);
  for (const sample of samples) paintSample(context, sample, look);
}

/** @param {CanvasRenderingContext2D} context @param {Sample} sample @param {Look} look */
function paintSample(context, { kind, at }, look) {
  const { colour } = look;
  const path = [
    { x: at.x - 23, y: at.y },
    { x: at.x + 23, y: at.y },
  ];
  const drawing = drawingOf(kind, at, path);
  if (drawing !== null) paintRequest(context, { ...NOTHING, ...drawing }, AROUND, look);
  if (kind === "process") tally(context, at, 3, colour("packet"));
  if (kind === "link") line(context, path, colour("line-strong"), 1.2, []);
  if (["lit", "selected", "same", "focused", "hot"].includes(kind)) {
    const box = { x: at.x - 20, y: at.y - 9, w: 40, h: 18 };
    const radius = kind === "hot" ? 9 : 4;
    if (kind !== "hot") line(context, outline(box), colour("line-strong"), 1, []);
    paintMarks(context, [{ ring: /** @type {Ring} */ (kind), box, radius }], colour);
  }
}

/** @param {string} kind @param {Point} at @param {Point[]} path @returns {Partial<Drawing> | null} */
function drawingOf(kind, at, path) {
  const packet = { at, n: 4, reply: false, dead: 0, heading: 0, carried: "", wrapped: 0, asks: false };
  if (kind === "packet") return { packet };
  if (kind === "reply") return { packet: { ...packet, n: 7, reply: true, heading: 2 } };
  if (kind === "envelope") return { packet: { ...packet, wrapped: 1 } };
  if (kind === "question") return { packet: { ...packet, n: 1, asks: true } };
  if (kind === "sight") return { done: [path], sights: [at] };
  if (kind === "died") return { packet: { ...packet, dead: 1 } };
  if (kind === "badge") {
    const side = (/** @type {number} */ dx) => ({ x: at.x + dx, y: at.y });
    return {
      badges: [
        { n: 3, at: side(-10), inward: 1, when: "done", dead: false },
        { n: 5, at: side(10), inward: 1, when: "ahead", dead: false },
      ],
    };
  }
  if (kind === "flag") return { flag: { text: "63", at: { x: at.x, y: at.y + 18 }, dead: false, risen: 1 } };
  if (kind === "done") return { done: [path] };
  if (kind === "ahead") return { ahead: [path] };
  return kind === "never" ? { never: path } : null;
}

/** @param {{x: number, y: number, w: number, h: number}} box @returns {Point[]} */
function outline({ x, y, w, h }) {
  return [
    { x, y },
    { x: x + w, y },
    { x: x + w, y: y + h },
    { x, y: y + h },
    { x, y },
  ];
}
