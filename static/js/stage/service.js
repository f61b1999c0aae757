// @ts-check
/** @import {Lens} from "../types.js" */
/** @type {Lens} */
export const SERVICE = { name: "service", drawn: (elements) => elements, parts: () => null };
