// @ts-check
/** The legend: each kind, its sign and its states, drawn as they are drawn in the picture. */

import { make, need } from "./dom.js";
import { createDialog } from "./keys.js";
import { icon } from "./symbols.js";
import { LEGEND, LEGEND_COLUMNS, LEGEND_LINES, LEGEND_MOVING, WORDS } from "./words.js";

/** The states of the columns, as elements have them, where a kind has no names of its own. */
const COLUMNS = ["staging", "running", "failed", "stopping"];
/** @type {Record<string, string[]>} */
const STATES = {
  port: ["promised", "listening", "", "closed"],
  nic: ["", "up", "", "down"],
  process: ["", "asks", "", ""],
};

export function createLegend() {
  const body = need("legend-body", HTMLElement);
  const dialog = need("legend", HTMLDialogElement);
  /** @type {(() => void) | null} */
  let draw = null;
  fill();
  createDialog("legend", need("legend-open", HTMLElement));
  need("legend-open", HTMLElement).addEventListener("click", show);
  new ResizeObserver(() => dialog.open && draw?.()).observe(body);

  function fill() {
    body.replaceChildren(kinds(), moving(), lines(), make("div", { class: "samples", "aria-hidden": "true" }));
    draw = null;
  }

  async function show() {
    const { createSamples } = await import("./stage/samples.js");
    draw ??= createSamples(body, /** @type {HTMLElement} */ (body.querySelector(".samples")));
    draw();
  }

  return {
    retell: fill,
    /** The colours have changed. */
    restyle() {
      if (dialog.open) draw?.();
    },
  };
}

function kinds() {
  const heads = LEGEND_COLUMNS.map(([name, form]) => make("th", { scope: "col" }, name, make("small", {}, form)));
  const rows = LEGEND.map(({ sign, name, meaning, states }) => {
    const cells = COLUMNS.map((column, index) => cell(sign, STATES[sign]?.[index] ?? column, states[index] ?? ""));
    return make("tr", {}, make("th", { scope: "row" }, icon(sign, 22), name), make("td", {}, meaning), ...cells);
  });
  return make(
    "table",
    { class: "legend-kinds" },
    make("caption", { class: "sr-only" }, WORDS.legendKinds),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, WORDS.legendKind), make("td"), ...heads)),
    make("tbody", {}, ...rows),
  );
}

/** @param {string} kind @param {string} state @param {string} word */
function cell(kind, state, word) {
  if (word === "") return make("td", { class: "none" });
  return make("td", {}, make("div", { class: "legend-state" }, sample(kind, state), word));
}

function moving() {
  const items = LEGEND_MOVING.map(([sign, name, meaning]) =>
    make("li", {}, sample(sign, ""), make("div", {}, make("b", {}, name), ` ${meaning}`)),
  );
  return make("section", {}, make("h3", {}, WORDS.legendMoving), make("ul", { class: "legend-moving" }, ...items));
}

function lines() {
  const items = LEGEND_LINES.map(([kind, name]) => make("li", {}, sample(kind, ""), name));
  return make("section", {}, make("h3", {}, WORDS.legendLines), make("ul", { class: "legend-lines" }, ...items));
}

/** The place where a sample is drawn. @param {string} kind @param {string} state */
function sample(kind, state) {
  return make("span", { class: "sample", "data-sample": kind, "data-state": state, "aria-hidden": "true" });
}
