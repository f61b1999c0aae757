// @ts-check
/**
 * How each kind of element is drawn: one selector a kind, colours from the tokens and nowhere else.
 *
 * Law of this file: form before colour. A state has its own outline (dashed, dotted, heavy), then its colour.
 */

import { badgeUrl, gridUrl, hatchUrl, signUrl, stripUrl } from "../symbols.js";

/** Every kind that the server sends. Links are drawn between their ends. */
export const KINDS = ["master", "public_agent", "agent", "router", "client", "wire", "nic", "port", "rule", "bridge", "veth", "task", "vtep", "route", "vip", "proxy", "edge"];

/**
 * A clear pixel: a node without an image is styled anew by Cytoscape with each of its drawings, for it counts images once
 * as drawn and once as missing.
 */
const NO_IMAGE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

const TEXTS = {
  name: { font: "sans", weight: "600", size: 12.5, colour: "ink" },
  strong: { font: "sans", weight: "600", size: 11, colour: "ink" },
  mono: { font: "mono", weight: "400", size: 11, colour: "ink-2" },
  number: { font: "mono", weight: "600", size: 11.5, colour: "ink" },
  entry: { font: "mono", weight: "400", size: 11, colour: "ink" },
  onmark: { font: "mono", weight: "600", size: 11.5, colour: "ink-on-mark" },
  hot: { font: "mono", weight: "600", size: 11, colour: "packet" },
  virtual: { font: "mono", weight: "600", size: 11, colour: "k-vip-ink" },
  overlay: { font: "mono", weight: "400", size: 11, colour: "k-overlay-ink" },
  title: { font: "mono", weight: "400", size: 11, colour: "ink-3" },
  quiet: { font: "sans", weight: "400", size: 11, colour: "ink-3" },
};
const STATES = ["running", "staging", "stopping", "failed", "closed"];

/**
 * The style sheet of the picture.
 * @param {(token: string) => string} colour
 * @param {{sans: string, mono: string}} fonts
 * @returns {import("cytoscape").StylesheetJson}
 */
export function style(colour, fonts) {
  return /** @type {import("cytoscape").StylesheetJson} */ ([
    {
      selector: "node",
      style: {
        width: "data(w)",
        height: "data(h)",
        opacity: "data(o)",
        "background-opacity": 0,
        "background-image": NO_IMAGE,
        "background-image-opacity": 0,
        "border-width": 0,
        label: "",
        "z-index": "data(z)",
        "z-index-compare": "manual",
      },
    },
    ...kinds(colour),
    ...states(colour),
    ...texts(colour, fonts),
    ...signs(colour),
    ...marks(),
  ]);
}

/** @param {(token: string) => string} colour */
function kinds(colour) {
  const body = (/** @type {string} */ fill, /** @type {string} */ line, width = 1, radius = 6) => ({
    shape: "round-rectangle",
    "corner-radius": radius,
    "background-opacity": 1,
    "background-color": colour(fill),
    "border-width": width,
    "border-color": colour(line),
  });
  const machine = body("k-host", "k-host-line");
  return [
    { selector: 'node[kind="master"]', style: machine },
    { selector: 'node[kind="public_agent"]', style: machine },
    { selector: 'node[kind="agent"]', style: machine },
    { selector: 'node[kind="client"]', style: machine },
    { selector: 'node[kind="router"]', style: body("surface", "line-strong", 1, 17) },
    {
      selector: 'node[look="line"]',
      style: { "background-color": colour("surface"), "border-color": colour("line-strong") },
    },
    {
      selector: 'node[look="tag"]',
      style: { "background-color": colour("surface"), "border-color": colour("line-strong") },
    },
    { selector: 'node[kind="wire"]', style: body("k-underlay", "line", 0.8, 3) },
    { selector: 'node[kind="nic"]', style: body("surface", "ink-2", 1.2, 1) },
    { selector: 'node[kind="port"]', style: body("surface", "ink-2", 1.2, 10) },
    { selector: 'node[kind="rule"]', style: body("surface", "line-strong", 1, 3) },
    {
      selector: 'node[kind="vip"]',
      style: {
        ...body("k-vip", "k-vip-line", 1.6),
        shape: "polygon",
        "shape-polygon-points": [-1, 0, -0.87, -1, 0.87, -1, 1, 0, 0.87, 1, -0.87, 1],
        "border-style": "dashed",
      },
    },
    { selector: 'node[kind="vtep"]', style: body("k-overlay", "k-overlay-line", 1.2, 2) },
    { selector: 'node[kind="route"]', style: body("surface", "line-strong", 1, 3) },
    {
      selector: 'node[kind="proxy"]',
      style: { ...body("k-lb", "k-lb-line", 1.2), shape: "polygon", "shape-polygon-points": [-1, -1, 0.62, -1, 1, 0, 0.62, 1, -1, 1] },
    },
    { selector: 'node[kind="backend"]', style: body("surface", "line-strong", 1, 1) },
    { selector: 'node[kind="backend"][state="chosen"]', style: body("packet-soft", "packet", 2, 1) },
    { selector: 'node[kind="bridge"]', style: body("ink-2", "ink-2", 0, 2) },
    { selector: 'node[kind="task"]', style: body("k-task", "k-task-line", 1.2, 3) },
    { selector: 'node[kind="tick"]', style: body("ink-2", "ink-2", 0, 0) },
    { selector: 'node[kind="bar"]', style: body("k-task-line", "k-task-line", 0, 2) },
    { selector: 'node[kind="fold"]', style: body("surface", "line-strong", 1, 3) },
    { selector: 'node[kind="fold"][id="fold:agents"]', style: machine },
    { selector: 'node[kind="process"]', style: { ...body("surface", "ink-2", 1.4), shape: "ellipse" } },
    {
      selector: 'edge[kind="edge"]',
      style: {
        width: 1.2,
        "line-color": colour("line-strong"),
        "curve-style": "straight",
        opacity: "data(o)",
        "z-index": "data(z)",
        "z-index-compare": "manual",
        events: "no",
      },
    },
  ];
}

/** @param {(token: string) => string} colour */
function states(colour) {
  return [
    {
      selector: 'node[kind="process"][state="asks"]',
      style: { "background-color": colour("packet"), "border-color": colour("packet") },
    },
    {
      selector: 'node[kind="port"][state="promised"]',
      style: { "border-style": "dashed", "border-color": colour("warn"), color: colour("ink-3") },
    },
    {
      selector: 'node[kind="port"][state="closed"]',
      style: { "border-style": "dashed", "border-color": colour("off"), color: colour("ink-2"), ...hatched(colour) },
    },
    {
      selector: 'node[kind="task"][state="staging"]',
      style: { "border-style": "dashed", "border-color": colour("warn"), "background-color": colour("surface") },
    },
    { selector: 'node[kind="bar"][state="staging"]', style: { "background-opacity": 0 } },
    {
      selector: 'node[kind="task"][state="failed"]',
      style: { "border-width": 2, "border-color": colour("bad"), "background-color": colour("bad-soft") },
    },
    { selector: 'node[kind="bar"][state="failed"]', style: { "background-color": colour("bad") } },
    {
      selector: 'node[kind="task"][state="stopping"]',
      style: { "border-color": colour("off"), ...hatched(colour) },
    },
    { selector: 'node[kind="vip"][state="failed"],node[kind="proxy"][state="failed"]', style: { "background-color": colour("bad-soft"), "border-color": colour("bad") } },
    { selector: 'node[kind="bar"][state="stopping"]', style: { "background-color": colour("off") } },
    {
      selector: ["nic", "bridge", "vtep", "agent", "public_agent"].map((kind) => `node[kind="${kind}"][state="down"]`).join(),
      style: { "border-style": "dashed", ...hatched(colour) },
    },
  ];
}

/** What is off is hatched. @param {(token: string) => string} colour */
function hatched(colour) {
  return {
    "background-color": colour("off-soft"),
    "background-image": hatchUrl(colour("off")),
    "background-image-opacity": 0.45,
    "background-image-crossorigin": "null",
    "background-repeat": "repeat",
  };
}

/** @param {(token: string) => string} colour @param {{sans: string, mono: string}} fonts */
function texts(colour, fonts) {
  const looks = Object.entries(TEXTS).map(([look, text]) => ({
    selector: `node[look="${look}"]`,
    style: {
      label: "data(text)",
      "font-family": text.font === "mono" ? fonts.mono : fonts.sans,
      "font-weight": text.weight,
      "font-size": text.size,
      color: colour(text.colour),
      "text-valign": "center",
      "text-halign": "center",
    },
  }));
  return [
    ...looks,
    { selector: 'node[kind="text"]', style: { events: "no", "background-opacity": 0 } },
    { selector: 'node[anchor="left"]', style: { "text-halign": "right" } },
    { selector: 'node[anchor="right"]', style: { "text-halign": "left" } },
    { selector: 'node[anchor="up"]', style: { "text-rotation": -Math.PI / 2 } },
  ];
}

/** @param {(token: string) => string} colour */
function signs(colour) {
  const image = (/** @type {string} */ url) => ({
    shape: "rectangle",
    "background-image": url,
    "background-image-opacity": 1,
    "background-image-crossorigin": "null",
    "background-fit": "contain",
    "background-image-smoothing": "yes",
    events: "no",
  });
  const badges = {
    surface: colour("surface"),
    good: colour("good"),
    bad: colour("bad"),
    warn: colour("warn"),
    off: colour("off"),
  };
  const ticks = { ...badges, task: colour("k-task"), line: colour("k-task-line") };
  return [
    ...["master", "public_agent", "agent", "router", "client", "ipvs", "vtep", "vip", "proxy"].map((kind) => ({
      selector: `node[kind="symbol"][look="${kind}"]`,
      style: image(signUrl(kind, colour("ink-2"))),
    })),
    { selector: 'node[kind="veth"]', style: image(signUrl("veth", colour("ink-2"))) },
    { selector: 'node[kind="veth"][state="down"]', style: image(signUrl("veth", colour("off"))) },
    ...STATES.map((state) => ({
      selector: `node[kind="badge"][look="${state}"]`,
      style: image(badgeUrl(state, badges)),
    })),
    {
      selector: 'node[kind="strip"]',
      style: {
        ...image(""),
        "background-image": (/** @type {any} */ node) =>
          stripUrl(node.data("look"), node.data("w"), node.data("h"), ticks),
      },
    },
    {
      selector: 'node[kind="grid"]',
      style: {
        ...image(""),
        "background-image": (/** @type {any} */ node) =>
          gridUrl(node.data("look"), node.data("w"), node.data("h"), ticks),
      },
    },
  ];
}

/** What Cytoscape would show by itself of pointers; rings are painted above the graph. */
function marks() {
  return [
    { selector: "core", style: { "active-bg-opacity": 0, "selection-box-opacity": 0 } },
    { selector: "node:active", style: { "overlay-opacity": 0 } },
  ];
}
