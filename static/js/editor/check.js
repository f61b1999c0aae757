// @ts-check
/**
 * What is wrong with a JSON text, held against a JSON Schema. A problem is told in the words of the innermost schema
 * around it that has some (`x-message`), else by the keyword that is not kept.
 *
 * Law of this file: pure. It knows the keywords of docs/marathon-app.schema.json; a test runs it against another
 * implementation.
 */

import { EDITOR } from "./words.js";

/** @import {Item, Span} from "./document.js" */

/**
 * @typedef {Record<string, any>} Schema
 * @typedef {object} Problem
 * @property {number} from
 * @property {number} to
 * @property {"error" | "info"} severity
 * @property {string} message
 *
 * @typedef {object} Breach A keyword that is not kept.
 * @property {Span} at
 * @property {string} keyword
 * @property {Schema} schema
 * @property {string} words
 */

/**
 * Everything that is wrong, each thing once, in the order of the text.
 * @param {Item} root
 * @param {Schema} schema
 * @returns {Problem[]}
 */
export function check(root, schema) {
  const errors = breaches(root, schema, headOf(root), "").map(({ at, ...breach }) => ({
    ...at,
    severity: /** @type {const} */ ("error"),
    message: said(breach),
  }));
  const unknown = ignored(root, schema).map((at) => ({
    ...at,
    severity: /** @type {const} */ ("info"),
    message: EDITOR.ignoredField,
  }));
  const found = new Map([...errors, ...unknown].map((problem) => [`${problem.from} ${problem.message}`, problem]));
  return [...found.values()].sort((a, b) => a.from - b.from);
}

/** Whether a value keeps a schema. @param {Item} item @param {Schema} schema */
export function keeps(item, schema) {
  return breaches(item, schema, item, "").length === 0;
}

/** Where a problem with a whole value is shown: its first sign, not all of its lines. @param {Item} item @returns {Span} */
function headOf({ kind, from, to }) {
  return kind === "object" || kind === "array" ? { from, to: from + 1 } : { from, to };
}

/**
 * @param {Item} item
 * @param {Schema} schema
 * @param {Span} at Where problems with the whole of it are shown.
 * @param {string} words
 * @returns {Breach[]}
 */
function breaches(item, schema, at, words) {
  const told = schema["x-message"] ?? words;
  return Object.keys(schema).flatMap((keyword) => {
    const test = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    const found = test === undefined ? [] : test(item, schema, at, told);
    return found === false ? [{ at, keyword, schema, words: told }] : found === true ? [] : found;
  });
}

/** @type {Record<string, (item: Item, schema: Schema, at: Span, words: string) => boolean | Breach[]>} */
const KEYWORDS = {
  type: (item, { type }) => [type].flat().some((name) => isOf(item, name)),
  pattern: (item, { pattern }) => item.kind !== "string" || expression(pattern).test(String(item.value)),
  minimum: (item, { minimum }) => item.kind !== "number" || Number(item.value) >= minimum,
  maximum: (item, { maximum }) => item.kind !== "number" || Number(item.value) <= maximum,
  minLength: (item, { minLength }) => item.kind !== "string" || [...String(item.value)].length >= minLength,
  minItems: (item, { minItems }) => item.kind !== "array" || item.items.length >= minItems,
  maxItems: (item, { maxItems }) => item.kind !== "array" || item.items.length <= maxItems,
  contains: (item, { contains, minContains = 1, maxContains = Infinity }) => {
    if (item.kind !== "array") return true;
    const count = item.items.filter((found) => keeps(found, contains)).length;
    return count >= minContains && count <= maxContains;
  },
  required: (item, schema, at, words) =>
    item.kind !== "object"
      ? true
      : schema["required"]
          .filter((/** @type {string} */ name) => valueOf(item, name) === null)
          .map((/** @type {string} */ name) => ({ at, keyword: "required", schema: { required: name }, words })),
  properties: (item, { properties }, _, words) =>
    last(item).flatMap(({ name, key, item: value }) =>
      value !== null && Object.hasOwn(properties, name) ? breaches(value, properties[name], spot(value, key), words) : [],
    ),
  additionalProperties: (item, schema, _, words) =>
    last(item).flatMap(({ name, key, item: value }) =>
      value !== null && !Object.hasOwn(schema["properties"] ?? {}, name)
        ? breaches(value, schema["additionalProperties"], spot(value, key), words)
        : [],
    ),
  items: (item, schema, _, words) =>
    item.items
      .slice(schema["prefixItems"]?.length ?? 0)
      .flatMap((found) => breaches(found, schema["items"], headOf(found), words)),
  prefixItems: (item, { prefixItems }, _, words) =>
    item.items
      .slice(0, prefixItems.length)
      .flatMap((found, index) => breaches(found, prefixItems[index], headOf(found), words)),
  allOf: (item, { allOf }, at, words) => allOf.flatMap((/** @type {Schema} */ one) => breaches(item, one, at, words)),
  anyOf: (item, { anyOf }) => anyOf.some((/** @type {Schema} */ one) => keeps(item, one)),
  not: (item, { not }) => !keeps(item, not),
  if: (item, schema, at, words) => breaches(item, schema[keeps(item, schema["if"]) ? "then" : "else"] ?? {}, at, words),
};

/** A problem with a field's object or list is shown at its name. @param {Item} value @param {Span} key */
function spot(value, key) {
  return value.kind === "object" || value.kind === "array" ? key : headOf(value);
}

/** The fields of an object as JSON reads them: of two with one name the last. @param {Item} item */
function last({ fields }) {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

/** @param {Item} item @param {string} name */
function valueOf(item, name) {
  return item.fields.findLast((field) => field.name === name)?.item ?? null;
}

/** @param {Item} item @param {string} type */
function isOf({ kind, value }, type) {
  return type === "integer" ? kind === "number" && Number.isInteger(value) : kind === type;
}

/** @type {Map<string, RegExp>} */
const expressions = new Map();

/** @param {string} pattern */
function expression(pattern) {
  const known = expressions.get(pattern) ?? new RegExp(pattern, "u");
  expressions.set(pattern, known);
  return known;
}

/** @param {Omit<Breach, "at">} breach */
function said({ keyword, schema, words }) {
  if (words !== "") return words;
  switch (keyword) {
    case "type":
      return EDITOR.mustBe([schema["type"]].flat().filter((name) => name !== "null"));
    case "required":
      return EDITOR.fieldMissing(schema["required"]);
    case "pattern":
      return schema["examples"] === undefined ? EDITOR.wrongSigns : EDITOR.mustBeOneOf(schema["examples"]);
    case "minimum":
      return EDITOR.atLeast(schema["minimum"]);
    case "maximum":
      return EDITOR.atMost(schema["maximum"]);
    default:
      return EDITOR.notAccepted;
  }
}

/**
 * The names of fields that the shape does not know; Marathon ignores them without a word.
 * @param {Item} item
 * @param {Schema} schema
 * @returns {Span[]}
 */
function ignored(item, schema) {
  const known = schema["properties"];
  const own = known === undefined ? [] : item.fields.filter(({ name }) => !Object.hasOwn(known, name));
  const inFields = item.fields.flatMap(({ name, item: value }) => {
    const inner = known?.[name] ?? schema["additionalProperties"];
    return value === null || inner === undefined ? [] : ignored(value, inner);
  });
  const inItems = schema["items"] === undefined ? [] : item.items.flatMap((found) => ignored(found, schema["items"]));
  return [...own.map(({ key }) => key), ...inFields, ...inItems];
}
