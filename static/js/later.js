// @ts-check
/** Parts of the page that are loaded when they are first used: their styles. */

import { need } from "./dom.js";

/**
 * Load a style sheet that the page names but does not load, `<link rel="stylesheet" disabled>`; resolves when it counts.
 * @param {string} id
 * @returns {Promise<void>}
 */
export function style(id) {
  const link = need(id, HTMLLinkElement);
  if (link.sheet !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error(`${link.href} could not be loaded`)));
    link.disabled = false;
  });
}
