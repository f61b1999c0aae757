// @ts-check
/**
 * What may be written at a place of a JSON text, by its schema: names of fields that are not there yet, values.
 *
 * Law of this file: pure.
 */

import { placeOf } from "./document.js";

/** @import {Item} from "./document.js" */
/** @import {Schema} from "./check.js" */

/**
 * @typedef {object} Suggestion
 * @property {string} label
 * @property {string} text What is written.
 * @property {number} cursor Where the cursor stands in it afterwards.
 * @property {string} about
 * @property {"property" | "value"} kind
 */

/**
 * What may stand at an index, and from where to where it would be written.
 * @param {string} text
 * @param {Item | null} root
 * @param {Schema} schema
 * @param {number} at
 * @returns {{from: number, to: number, options: Suggestion[]} | null}
 */
export function suggest(text, root, schema, at) {
  const { path, container, field } = placeOf(root, at);
  if (container === null) return root === null && text.trim() === "" ? whole(at) : null;
  const here = schemaAt(schema, path);
  if (here === null) return null;
  if (field !== null) return values(text, here["properties"]?.[field.name], field.item, at);
  if (container.kind === "array") return values(text, here["items"], itemAt(container, at), at);
  return names(text, here, container, at);
}

/** An empty file becomes an object. @param {number} at */
function whole(at) {
  const option = { label: "{ }", text: '{\n  "id": "/"\n}', cursor: 12, about: "", kind: /** @type {const} */ ("value") };
  return { from: at, to: at, options: [option] };
}

/**
 * The schema of what is at a path in the value; null where it says nothing of it.
 * @param {Schema} schema
 * @param {readonly (string | number)[]} path
 * @returns {Schema | null}
 */
export function schemaAt(schema, path) {
  /** @type {Schema | undefined} */
  let here = schema;
  for (const name of path) {
    here = typeof name === "number" ? here?.["items"] : (here?.["properties"]?.[name] ?? here?.["additionalProperties"]);
  }
  return here ?? null;
}

/** @param {Item} container @param {number} at */
function itemAt(container, at) {
  return container.items.find(({ from, to }) => from <= at && at <= to) ?? null;
}

/**
 * @param {string} text
 * @param {Schema} schema
 * @param {Item} container
 * @param {number} at
 */
function names(text, schema, container, at) {
  const known = schema["properties"];
  if (known === undefined) return null;
  const being = container.fields.find(({ key }) => key.from <= at && at <= key.to);
  const { from, to } = being?.key ?? wordAt(text, at);
  const others = new Set(container.fields.filter((found) => found !== being).map(({ name }) => name));
  const missing = Object.keys(known).filter((name) => !others.has(name));
  const named = being !== undefined && being.item !== null;
  return { from, to, options: missing.map((name) => nameOption(name, known[name], named)) };
}

/** @param {string} name @param {Schema} schema @param {boolean} named Whether a value follows already. @returns {Suggestion} */
function nameOption(name, schema, named) {
  const { text, cursor } = skeleton(schema);
  const key = JSON.stringify(name);
  const about = schema["description"] ?? "";
  if (named) return { label: name, text: key, cursor: key.length, about, kind: "property" };
  return { label: name, text: `${key}: ${text}`, cursor: key.length + 2 + cursor, about, kind: "property" };
}

/** What a value looks like at first. @param {Schema} schema */
function skeleton(schema) {
  const [type] = [schema["type"]].flat();
  if (schema["default"] !== undefined && typeof schema["default"] !== "object" && schema["default"] !== "") {
    const text = JSON.stringify(schema["default"]);
    return { text, cursor: text.length };
  }
  const text = { object: "{}", array: "[]", string: '""', boolean: "true" }[String(type)] ?? "0";
  return { text, cursor: type === "object" || type === "array" || type === "string" ? 1 : text.length };
}

/**
 * @param {string} text
 * @param {Schema | undefined} schema
 * @param {Item | null} item What stands there already.
 * @param {number} at
 */
function values(text, schema, item, at) {
  if (schema === undefined || (item !== null && (item.kind === "object" || item.kind === "array"))) return null;
  const types = [schema["type"]].flat();
  const told = [...(schema["examples"] ?? []), ...(types.includes("boolean") ? [true, false] : [])];
  const found = told.map((value) => valueOption(JSON.stringify(value), ""));
  if (found.length === 0 && item === null) {
    const { text: first, cursor } = skeleton(schema);
    found.push({ ...valueOption(first, schema["description"] ?? ""), cursor });
  }
  const { from, to } = item ?? wordAt(text, at);
  return { from, to, options: found };
}

/** @param {string} text @param {string} about @returns {Suggestion} */
function valueOption(text, about) {
  return { label: text, text, cursor: text.length, about, kind: "value" };
}

/** The half-written word around an index. @param {string} text @param {number} at */
function wordAt(text, at) {
  const before = /["\w./-]*$/.exec(text.slice(0, at))?.[0].length ?? 0;
  const after = /^[\w./-]*"?/.exec(text.slice(at))?.[0].length ?? 0;
  return { from: at - before, to: at + after };
}
