// @ts-check
/**
 * Operations on the elements of the picture: the twin of tutorial/topology/operations.py, with the same laws.
 *
 * Law of this file: pure. The elements that were given stay as they are.
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
    else result[operation[1]] = changed(result, operation[1], operation[2]);
  }
  return result;
}

/**
 * @param {Elements} elements
 * @param {string} id
 * @param {object} fields
 * @returns {Element}
 */
function changed(elements, id, fields) {
  const before = elements[id];
  if (before === undefined) throw new Error(`an operation changes ${id}, which is not in the picture`);
  const fieldsAfter = Object.entries({ ...before, ...fields });
  return /** @type {Element} */ (
    Object.fromEntries(fieldsAfter.filter(([name, value]) => value !== null || !OPTIONAL.has(name)))
  );
}

/**
 * The elements of a list, by id.
 * @param {readonly Element[]} list
 * @returns {Elements}
 */
export function byId(list) {
  return Object.fromEntries(list.map((element) => [element.id, element]));
}
