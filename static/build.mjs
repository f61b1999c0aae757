// @ts-check
/**
 * Builds the page into static/dist: each entry a file of its name, what they share and what loads later in chunks.
 *
 * Cytoscape is built from its own sources rather than from its bundle, so that what no picture of ours can meet stays
 * out: a third of it are layouts, graph algorithms and drawing by WebGL.
 */

import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { build } from "esbuild";

const require = createRequire(import.meta.url);
const CYTOSCAPE = join(dirname(require.resolve("cytoscape")), "..");
const { version } = require(join(CYTOSCAPE, "package.json"));

/** Our places are given, nothing is searched in the graph, and the canvas is enough for a hundred elements. */
const LEFT_OUT = [
  "collection/algorithms/index",
  ...["breadthfirst", "circle", "concentric", "cose", "grid", "random"].map((name) => `extensions/layout/${name}`),
  "extensions/renderer/canvas/webgl/drawing-redraw-webgl",
];
const UNUSED = new Set(LEFT_OUT.map((name) => join(CYTOSCAPE, "src", `${name}.mjs`)));

/** @type {import("esbuild").Plugin} */
const cytoscape = {
  name: "cytoscape",
  setup({ onResolve, onLoad, onEnd }) {
    const met = new Set();
    onResolve({ filter: /^cytoscape$/ }, () => ({ path: join(CYTOSCAPE, "src", "index.mjs") }));
    onLoad({ filter: /[\\/]cytoscape[\\/]src[\\/].*\.mjs$/ }, ({ path }) => {
      if (!UNUSED.has(path)) return undefined;
      met.add(path);
      return { contents: 'export default function leftOut() { throw new Error("left out by static/build.mjs"); }' };
    });
    // A Cytoscape that has it elsewhere would bring it back unseen.
    onEnd(() => ({ errors: [...UNUSED].filter((path) => !met.has(path)).map((path) => ({ text: `no ${path} met` })) }));
  },
};

/** @type {import("esbuild").BuildOptions} */
const PAGE = { bundle: true, minify: true, sourcemap: true, target: "es2022", logLevel: "warning" };

rmSync("static/dist/chunks", { recursive: true, force: true });
await build({
  ...PAGE,
  entryPoints: ["static/js/main.js", "static/js/home.js", "static/css/main.css"],
  format: "esm",
  splitting: true,
  outdir: "static/dist",
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"', "process.env.VERSION": JSON.stringify(version) },
  plugins: [cytoscape],
});
await build({ ...PAGE, entryPoints: ["static/js/early.js"], format: "iife", outfile: "static/dist/early.js" });
