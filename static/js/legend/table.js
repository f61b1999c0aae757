// @ts-check
/** The legend's contents: each kind, its sign and its states, drawn as they are drawn in the picture. */

import "../common.js";
import { make } from "../dom.js";
import { createSamples } from "../stage/samples.js";
import { icon } from "../symbols.js";
import { columns, kinds, lines, moving, titles } from "./words.js";

/** The states of the columns, as elements have them, where a kind has no names of its own. */
const COLUMNS = ["staging", "running", "failed", "stopping"];
/** @type {Record<string, string[]>} */
const STATES = {
  port: ["promised", "listening", "", "closed"],
  nic: ["", "up", "", "down"],
  rule: ["", "", "", ""],
  bridge: ["", "up", "", "down"],
  veth: ["", "up", "", "down"],
  vtep: ["", "up", "", "down"],
  route: ["", "", "", ""],
  proxy: ["", "up", "failed", ""],
  vip: ["", "up", "failed", ""],
  process: ["", "asks", "", ""],
};

/**
 * Write the legend.
 * @param {HTMLElement} body
 * @returns {() => void} Draws its samples where they stand now, in the colours of now.
 */
export function fillLegend(body) {
  const samples = make("div", { class: "samples", "aria-hidden": "true" });
  body.replaceChildren(kindTable(), movingList(), lineList(), samples);
  return createSamples(body, samples);
}

function kindTable() {
  const heads = columns().map(([name, form]) => make("th", { scope: "col" }, name, make("small", {}, form)));
  const rows = kinds().map(({ sign, name, meaning, states }) => {
    const cells = COLUMNS.map((column, index) => cell(sign, STATES[sign]?.[index] ?? column, states[index] ?? ""));
    return make("tr", {}, make("th", { scope: "row" }, icon(sign, 22), name), make("td", {}, meaning), ...cells);
  });
  return make(
    "table",
    { class: "legend-kinds" },
    make("caption", { class: "sr-only" }, titles().kinds),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, titles().kind), make("td"), ...heads)),
    make("tbody", {}, ...rows),
  );
}

/** @param {string} kind @param {string} state @param {string} word */
function cell(kind, state, word) {
  if (word === "") return make("td", { class: "none" });
  return make("td", {}, make("div", { class: "legend-state" }, sample(kind, state), word));
}

function movingList() {
  const items = moving().map(([sign, name, meaning]) =>
    make("li", {}, sample(sign, ""), make("div", {}, make("b", {}, name), ` ${meaning}`)),
  );
  return make("section", {}, make("h3", {}, titles().moving), make("ul", { class: "legend-moving" }, ...items));
}

function lineList() {
  const items = lines().map(([kind, name]) => make("li", {}, sample(kind, ""), name));
  return make("section", {}, make("h3", {}, titles().lines), make("ul", { class: "legend-lines" }, ...items));
}

/** The place where a sample is drawn. @param {string} kind @param {string} state */
function sample(kind, state) {
  return make("span", { class: "sample", "data-sample": kind, "data-state": state, "aria-hidden": "true" });
}
