// @ts-check
/**
 * What the keys of a shell do to the line that is being typed, where a browser has no such keys.
 *
 * Law of this file: pure but for `replace`, which writes into the field so that it can be undone.
 */

/** @typedef {{from: number, to: number, text: string}} Edit What is replaced by which text. */

/**
 * Ctrl-U, Ctrl-K and Ctrl-W: the edit, or null where there is nothing to delete.
 * @param {string} key
 * @param {string} text
 * @param {number} at Where the cursor stands.
 * @returns {Edit | null}
 */
export function deletion(key, text, at) {
  const [begin, end] = lineAround(text, at);
  /** @type {Record<string, [number, number]>} */
  const ranges = { u: [begin, at], k: [at, end], w: [wordBefore(text, at), at] };
  const [from, to] = ranges[key] ?? [at, at];
  return from < to ? { from, to, text: "" } : null;
}

/**
 * Ctrl-A and Ctrl-E: where the cursor goes.
 * @param {string} key
 * @param {string} text
 * @param {number} at
 */
export function motion(key, text, at) {
  const [begin, end] = lineAround(text, at);
  return key === "a" ? begin : end;
}

/** @param {string} text @param {number} at @returns {[number, number]} */
function lineAround(text, at) {
  const end = text.indexOf("\n", at);
  return [text.lastIndexOf("\n", at - 1) + 1, end === -1 ? text.length : end];
}

/** Where the word before the cursor begins, as bash sees words here: between blanks. @param {string} text @param {number} at */
function wordBefore(text, at) {
  return text.slice(0, at).replace(/\S*\s*$/, "").length;
}

/**
 * Replace a part of what is typed, so that the browser's undo brings it back.
 * @param {HTMLTextAreaElement} field
 * @param {Edit} edit
 */
export function replace(field, { from, to, text }) {
  field.focus();
  field.setSelectionRange(from, to);
  const done = text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (!done) field.setRangeText(text, from, to, "end");
}
