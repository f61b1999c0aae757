// @ts-check
/**
 * What the line above the picture says.
 *
 * Law of this file: pure.
 */

import { visible } from "../text.js";
import { elementName, elementTold, foldWords, KIND_WORDS, WORDS } from "../words.js";

/** @import {Elements, Scene} from "../types.js" */

/**
 * What is pointed at; empty when it is nothing of the picture.
 * @param {string | null} id Of an element or a fold.
 * @param {Elements} elements
 * @param {Scene["folds"]} folds
 */
export function pointedTold(id, elements, folds) {
  const [element, fold] = [elements[id ?? ""], folds[id ?? ""]];
  if (fold !== undefined) {
    const behind = fold.ids.flatMap((name) => elements[name] ?? []);
    const hosts = new Set(fold.host === null ? fold.ids : []);
    const within = Object.values(elements).filter(({ parent }) => hosts.has(parent ?? ""));
    return foldWords(fold, behind, [...behind, ...within].filter(({ kind }) => kind === "task").length);
  }
  if (element === undefined) return "";
  const words = [elementName(element), KIND_WORDS[element.kind] ?? "", elementTold(element)];
  return visible([...new Set(words)].filter((word) => word !== "").join(" · "));
}

/** So many virtual addresses are named. */
const NAMED = 2;

/** How many tasks there are, on how many machines, and behind which virtual addresses. @param {Elements} elements */
export function allTold(elements) {
  const all = Object.values(elements);
  const tasks = all.filter(({ kind }) => kind === "task");
  const vips = all.filter(({ kind }) => kind === "vip").sort((a, b) => (a.label < b.label ? -1 : 1));
  const named = vips.slice(0, NAMED).map(({ label, facts }) => WORDS.vip(visible(label), Number(facts["back ends"] ?? 0)));
  const more = vips.length > NAMED ? [WORDS.more(vips.length - NAMED)] : [];
  return [WORDS.summary(tasks.length, new Set(tasks.map(({ parent }) => parent)).size), ...named, ...more].join(" · ");
}
