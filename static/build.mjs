// @ts-check
/**
 * Builds the page into static/dist: each entry a file of its name, what they share and what loads later in chunks.
 *
 * Cytoscape is built from its own sources rather than from its bundle, so that what no picture of ours can meet stays
 * out: a third of it are layouts, graph algorithms, drawing by WebGL, caches of images, animations and listeners.
 */

import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { build, transform } from "esbuild";

const require = createRequire(import.meta.url);
const CYTOSCAPE = join(dirname(require.resolve("cytoscape")), "..");
const { version } = require(join(CYTOSCAPE, "package.json"));

const UNUSED = 'export default function leftOut() { throw new Error("left out by static/build.mjs"); }';
/**
 * What stands in the place of Cytoscape's modules: our places are given, nothing is searched in the graph, the canvas is
 * enough for a hundred elements, which are drawn anew rather than from images of them (stage.js), nothing is animated by
 * it (settle.js), and pointers, keys and sizes are the page's own (pointer.js, keyboard.js, room.js).
 */
const INSTEAD = new Map(
  Object.entries({
    "collection/algorithms/index": UNUSED,
    "extensions/layout/breadthfirst": UNUSED,
    "extensions/layout/circle": UNUSED,
    "extensions/layout/concentric": UNUSED,
    "extensions/layout/cose": UNUSED,
    "extensions/layout/grid": UNUSED,
    "extensions/layout/random": UNUSED,
    "extensions/renderer/canvas/webgl/drawing-redraw-webgl": UNUSED,
    "extensions/renderer/base/load-listeners": "export default { binder: (target) => target, load() {} };",
    "extensions/renderer/canvas/ele-texture-cache": "export default class { invalidateElements() {} onDequeue() {} }",
    "extensions/renderer/canvas/layered-texture-cache": "export default class { invalidateElements() {} }",
    "extensions/renderer/canvas/export-image": "export default {};",
    "core/animation/easings": "export default {};",
  }).map(([name, contents]) => [join(CYTOSCAPE, "src", `${name}.mjs`), contents]),
);

/** @type {import("esbuild").Plugin} */
const cytoscape = {
  name: "cytoscape",
  setup({ onResolve, onLoad, onEnd }) {
    const met = new Set();
    onResolve({ filter: /^cytoscape$/ }, () => ({ path: join(CYTOSCAPE, "src", "index.mjs") }));
    onLoad({ filter: /[\\/]cytoscape[\\/]src[\\/].*\.mjs$/ }, ({ path }) => {
      const contents = INSTEAD.get(path);
      if (contents !== undefined) met.add(path);
      return contents === undefined ? undefined : { contents };
    });
    // A Cytoscape that has it elsewhere would bring it back unseen.
    onEnd(() => ({ errors: [...INSTEAD.keys()].filter((path) => !met.has(path)).map((path) => ({ text: `no ${path} met` })) }));
  },
};

/**
 * `import sheet from "….css?sheet"` is the text of a style sheet that is loaded with a part of the page (`sheet.js`).
 * @type {import("esbuild").Plugin}
 */
const sheets = {
  name: "sheets",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?sheet$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?sheet$/, "")),
      namespace: "sheet",
    }));
    onLoad({ filter: /./, namespace: "sheet" }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "es2022" });
      return { contents: code.trim(), loader: "text", watchFiles: [path] };
    });
  },
};

/** @type {import("esbuild").BuildOptions} */
const PAGE = { bundle: true, minify: true, sourcemap: true, target: "es2022", charset: "utf8", logLevel: "warning" };

rmSync("static/dist/chunks", { recursive: true, force: true });
await build({
  ...PAGE,
  entryPoints: ["static/js/main.js", "static/js/home.js", "static/css/main.css", "static/css/home.css", "static/css/past.css", "static/css/traces.css", "static/css/hop.css"],
  format: "esm",
  splitting: true,
  outdir: "static/dist",
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"', "process.env.VERSION": JSON.stringify(version) },
  plugins: [cytoscape, sheets],
});
await build({ ...PAGE, entryPoints: ["static/js/early.js"], format: "iife", outfile: "static/dist/early.js" });
