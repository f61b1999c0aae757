// @ts-check
/** A part of a card, which is made anew only where what it tells, or its language, has changed. */

import { spoken } from "../translate.js";

/** @import {Part} from "./renew.js" */

/**
 * @param {string} key
 * @param {unknown} sign
 * @param {() => globalThis.Element} build
 * @returns {Part}
 */
export function part(key, sign, build) {
  return {
    key,
    sign: JSON.stringify([spoken(), sign]),
    make() {
      const node = build();
      node.setAttribute("data-part", key);
      return node;
    },
  };
}
