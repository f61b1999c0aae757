// @ts-check
/** Why something is there: steps from the line that was typed to who wrote the entry. */

import { button, make } from "../dom.js";
import { said, WORDS } from "../words.js";

/** @import {Definition, Reason} from "../types.js" */

/** @param {readonly Reason[]} why @param {(number: number) => void} goToLine */
export function whySection(why, goToLine) {
  const steps = why.map((reason) => make("li", { class: "reason", "data-kind": reason.kind }, ...step(reason, goToLine)));
  return make("div", { class: "why" }, make("h4", {}, WORDS.whyThere), make("ol", {}, ...steps));
}

/** @param {Reason} reason @param {(number: number) => void} goToLine @returns {Node[]} */
function step(reason, goToLine) {
  const title = make("b", {}, said(reason.title));
  const told = reason.told === undefined ? [] : [make("span", { class: "detail" }, said(reason.told))];
  const about = reason.element;
  const named =
    about === undefined
      ? title
      : make("a", { class: "element", href: `#${about}`, "data-element": about, "data-focus": `why:${about}` }, title);
  const line = reason.line === undefined ? [] : [typed(reason, goToLine)];
  const part = reason.definition === undefined ? [] : [definition(reason.definition)];
  return [...(line.length > 0 ? line : [named]), ...told, ...part];
}

/** The line that was typed: a click goes to it. @param {Reason} reason @param {(number: number) => void} goToLine */
function typed({ title, line = 0, terminal = "", text = "" }, goToLine) {
  return button(
    { class: "typed-line", "data-number": line, "data-focus": `line:${line}`, title: WORDS.goToLine(line) },
    () => goToLine(line),
    make("b", {}, said(title), " ", make("span", { class: "place" }, WORDS.where(terminal))),
    make("code", {}, text),
  );
}

/** The lines of the app's definition, those that are meant marked. @param {Definition} part */
function definition({ app, pointer, lines }) {
  const rows = lines.map(([number, text, marked]) =>
    make(
      "span",
      { class: marked ? "line marked" : "line" },
      make("span", { class: "n", "aria-hidden": "true" }, number === null ? "" : String(number)),
      marked ? make("mark", {}, text) : text,
      "\n",
    ),
  );
  const label = WORDS.definitionOf(app, pointer);
  return make("pre", { class: "definition", tabindex: 0, role: "region", "aria-label": label }, ...rows);
}
