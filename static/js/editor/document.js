// @ts-check
/**
 * A JSON text as a tree that knows where everything stands, also while it is being written and is not JSON yet.
 *
 * Law of this file: pure.
 */

import { jsonLanguage } from "@codemirror/lang-json";

/** @import {SyntaxNode} from "@lezer/common" */

/**
 * @typedef {{from: number, to: number}} Span
 *
 * @typedef {object} Item A value. `text` is its source.
 * @property {"object" | "array" | "string" | "number" | "boolean" | "null"} kind
 * @property {number} from
 * @property {number} to
 * @property {string | number | boolean | null} value Of objects and arrays null.
 * @property {readonly Field[]} fields
 * @property {readonly Item[]} items
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {Span} key Where the name stands, with its quotes.
 * @property {Item | null} item null while there is none yet.
 */

/** @type {Record<string, Item["kind"]>} */
const KINDS = {
  Object: "object",
  Array: "array",
  String: "string",
  Number: "number",
  True: "boolean",
  False: "boolean",
  Null: "null",
};

/**
 * The value that a text holds, and where it is no JSON.
 * @param {string} text
 * @returns {{root: Item | null, faults: Span[]}}
 */
export function read(text) {
  const tree = jsonLanguage.parser.parse(text);
  /** @type {Span[]} */
  const faults = [];
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) faults.push({ from, to });
    },
  });
  const values = children(tree.topNode).filter(({ name }) => KINDS[name] !== undefined);
  for (const extra of values.slice(1)) faults.push({ from: extra.from, to: extra.to });
  const [first] = values;
  return { root: first === undefined ? null : item(first, text), faults };
}

/** @param {SyntaxNode} node */
function children(node) {
  const found = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

/** @param {SyntaxNode} node @param {string} text @returns {Item} */
function item(node, text) {
  const kind = /** @type {Item["kind"]} */ (KINDS[node.name]);
  const inside = children(node);
  return {
    kind,
    from: node.from,
    to: node.to,
    value: kind === "object" || kind === "array" ? null : scalar(text.slice(node.from, node.to)),
    fields: kind === "object" ? inside.filter(({ name }) => name === "Property").map((found) => field(found, text)) : [],
    items: kind === "array" ? inside.filter(({ name }) => KINDS[name] !== undefined).map((found) => item(found, text)) : [],
  };
}

/** @param {SyntaxNode} node @param {string} text @returns {Field} */
function field(node, text) {
  const inside = children(node);
  const key = inside.find(({ name }) => name === "PropertyName") ?? node;
  const value = inside.find(({ name }) => KINDS[name] !== undefined);
  return {
    name: String(scalar(text.slice(key.from, key.to))),
    key: { from: key.from, to: key.to },
    item: value === undefined ? null : item(value, text),
  };
}

/** The value of a source; the source itself where it is none (a text with a wrong escape). @param {string} source */
function scalar(source) {
  try {
    return JSON.parse(source);
  } catch {
    return source; // it is marked as a fault by the tree, or will be whole soon
  }
}

/**
 * Where in the value an index of the text is: the names and numbers that lead to the innermost object or array around
 * it, which is `container`, and the field whose value is being written, if one is.
 * @param {Item | null} root
 * @param {number} at
 * @returns {{path: (string | number)[], container: Item | null, field: Field | null}}
 */
export function placeOf(root, at) {
  /** @type {(string | number)[]} */
  const path = [];
  let container = null;
  let now = root;
  while (now !== null && inside(now, at)) {
    container = now;
    const next = step(now, at);
    if (next.field !== null && (next.item === null || !inside(next.item, at))) {
      return { path, container, field: next.field };
    }
    if (next.item === null || !inside(next.item, at)) break;
    path.push(next.name);
    now = next.item;
  }
  return { path, container, field: null };
}

/** Whether an index is between the brackets of an object or array. @param {Item} found @param {number} at */
function inside({ kind, from, to }, at) {
  return (kind === "object" || kind === "array") && from < at && at < to;
}

/**
 * The part of an object or array that an index is in.
 * @param {Item} container
 * @param {number} at
 * @returns {{name: string | number, item: Item | null, field: Field | null}}
 */
function step(container, at) {
  const index = container.items.findIndex((found) => found.from <= at && at <= found.to);
  if (index !== -1) return { name: index, item: container.items[index] ?? null, field: null };
  const before = container.fields.findLast(({ key }) => key.to < at);
  if (before === undefined) return { name: "", item: null, field: null };
  const open = before.item === null || at <= before.item.to;
  return { name: before.name, item: before.item, field: open ? before : null };
}
