// @ts-check
/**
 * Operations on the elements of the picture: the twin of tutorial/topology/operations.py, with the same laws.
 *
 * Law of this file: pure. The elements that were given stay as they are. After a reconnect operations may come a second
 * time: one that changes an element which a later one removes has nothing to change then, and is left out.
 */

/** @import {Elements, Element, Operation} from "../types.js" */

const OPTIONAL = new Set(["source", "target"]);

/**
 * The elements after some operations.
 * @param {Elements} elements
 * @param {readonly Operation[]} operations
 * @returns {Elements}
 */
export function apply(elements, operations) {
  /** @type {Record<string, Element>} */
  const result = { ...elements };
  for (const operation of operations) {
    if (operation[0] === "add") result[operation[1].id] = operation[1];
    else if (operation[0] === "remove") delete result[operation[1]];
    else change(result, operation[1], operation[2]);
  }
  return result;
}

/**
 * @param {Record<string, Element>} elements
 * @param {string} id
 * @param {object} fields
 */
function change(elements, id, fields) {
  const before = elements[id];
  if (before === undefined) return;
  const after = Object.entries({ ...before, ...fields }).filter(
    ([name, value]) => value !== null || !OPTIONAL.has(name),
  );
  elements[id] = /** @type {Element} */ (Object.fromEntries(after));
}

/**
 * The elements of a list, by id.
 * @param {readonly Element[]} list
 * @returns {Elements}
 */
export function byId(list) {
  return Object.fromEntries(list.map((element) => [element.id, element]));
}
