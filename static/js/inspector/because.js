// @ts-check
/** What else would not be there: entries by kind, for the same reason as what is looked at. */

import { make } from "../dom.js";
import { said } from "../words.js";
import { words } from "./words.js";

/** @import {Because, Effects} from "../types.js" */

/** @param {Because} because */
export function becauseSection({ without, count, groups }) {
  const title = make("h4", {}, said(without), make("span", {}, words().entries(count)));
  return make("div", { class: "because" }, title, make("ul", {}, ...groups.map(group)));
}

/** @param {Effects} found */
function group({ title, count, nodes, entries }) {
  const rows = entries.map(([id, label, where]) => {
    const name = id === "" ? make("code", {}, label) : make("a", { class: "element", href: `#${id}`, "data-element": id, "data-focus": `because:${id}` }, label);
    return make("li", {}, make("span", { class: "place" }, where), name);
  });
  const more = count > entries.length ? [make("li", {}, words().more(count - entries.length))] : [];
  const head = make("summary", {}, make("b", {}, String(count)), make("span", {}, said(title), " ", make("small", {}, nodes.join(" "))));
  return make("li", {}, make("details", {}, head, make("ul", {}, ...rows, ...more)));
}
