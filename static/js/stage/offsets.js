// @ts-check
/** How far machines were dragged from their places: by lens and machine, kept in this browser only. */

import { forget, recall, remember } from "../memory.js";

/** @import {LensName, Offset} from "../types.js" */

/** @param {LensName} lens @returns {Record<string, Offset>} */
export function keptOffsets(lens) {
  const kept = recall(`places.${lens}`);
  return kept === null ? {} : sound(kept);
}

/**
 * What is stored, as far as it is what we store.
 * @param {string} text
 * @returns {Record<string, Offset>}
 */
function sound(text) {
  try {
    const entries = Object.entries(JSON.parse(text)).filter(([, it]) => Number.isFinite(it?.x) && Number.isFinite(it?.y));
    return Object.fromEntries(entries);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return {}; // written by somebody else
    throw error;
  }
}

/** @param {LensName} lens @param {Readonly<Record<string, Offset>>} offsets */
export function keepOffsets(lens, offsets) {
  if (Object.keys(offsets).length === 0) forget(`places.${lens}`);
  else remember(`places.${lens}`, JSON.stringify(offsets));
}
