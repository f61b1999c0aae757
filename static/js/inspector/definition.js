// @ts-check
/** An app's definition: each part that caused something leads to all of it. */

import { make } from "../dom.js";
import { words } from "./words.js";

/** @import {Inspection} from "../types.js" */

/** @param {string} app @param {Inspection["definition"]} lines */
export function definitionSection(app, lines) {
  const rows = lines.map(([pointer, text, count], at) => {
    const number = make("span", { class: "n", "aria-hidden": "true" }, String(at + 1));
    return count === 0
      ? make("span", { class: "line" }, number, text, "\n")
      : make("span", { class: "line caused" }, number, make("span", {}, blanks(text)), link(`part:${app}#${pointer}`, pointer, text.trimStart()), chip(count), "\n");
  });
  const screen = make("pre", { class: "definition", tabindex: 0, role: "region", "aria-label": words().definition }, ...rows);
  const lead = make("p", { class: "detail" }, words().definitionLead);
  return make("div", { class: "why" }, make("h4", {}, words().definition), lead, screen);
}

/** How far a line is set in. @param {string} text */
function blanks(text) {
  return text.slice(0, text.length - text.trimStart().length);
}

/** @param {string} id @param {string} pointer @param {string} text */
function link(id, pointer, text) {
  return make("a", { href: `#${id}`, "data-element": id, "data-focus": id, title: words().part(pointer) }, text);
}

/** @param {number} count */
function chip(count) {
  return make("span", { class: "chip" }, words().entries(count));
}
