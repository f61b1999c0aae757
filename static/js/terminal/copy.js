// @ts-check
/** Copying out of a log: what was typed and printed, and nothing of what stands around it. */

import { make } from "../dom.js";

/** What is seen in a log but is no part of its text. */
const AROUND = ".seq, .acts, .ps2, .said button";
const BLOCKS = "li, pre, p, div, .typed";

/**
 * Put a text into the clipboard; whether that worked.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text); // not allowed, or not over plain HTTP: the old way needs neither
  }
}

/** @param {string} text */
function copyByHand(text) {
  const focused = document.activeElement;
  const place = make("textarea", { class: "sr-only", "aria-hidden": "true", tabindex: -1 });
  place.value = text;
  document.body.append(place);
  place.select();
  const done = document.execCommand("copy");
  place.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/**
 * Let what is selected in a log be copied as text: a line each, prompts as they stand, no numbers.
 * @param {HTMLElement} root
 */
export function copyClean(root) {
  root.addEventListener("copy", (event) => {
    const selection = document.getSelection();
    if (selection === null || selection.isCollapsed || event.clipboardData === null) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", cleanText(selection.getRangeAt(0).cloneContents()));
  });
}

/** @param {DocumentFragment} fragment */
function cleanText(fragment) {
  for (const around of fragment.querySelectorAll(AROUND)) around.remove();
  let text = "";
  /** @param {Node} node */
  const walk = (node) => {
    if (node instanceof Text) text += node.data;
    const block = node instanceof HTMLElement && node.matches(BLOCKS);
    if (block && text !== "" && !text.endsWith("\n")) text += "\n";
    for (const child of node.childNodes) walk(child);
    if (block && text !== "" && !text.endsWith("\n")) text += "\n";
  };
  walk(fragment);
  return text.replace(/\n$/, "");
}
