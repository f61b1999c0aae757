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

/** How many tasks there are, and on how many machines. @param {Elements} elements */
export function allTold(elements) {
  const tasks = Object.values(elements).filter(({ kind }) => kind === "task");
  return WORDS.summary(tasks.length, new Set(tasks.map(({ parent }) => parent)).size);
}
