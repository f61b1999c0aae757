// @ts-check
/**
 * Completion in the line: the first Tab writes what all ways to go on begin with, the next one lists them. What can be
 * typed comes from the server, which is asked each time.
 */

import { countTo, indexOf } from "../text.js";
import { WORDS } from "../words.js";
import { replace } from "./edit.js";

/** @import {createChoices} from "./choices.js" */

/**
 * @typedef {object} Completions What the server answers; `start` counts characters.
 * @property {string} id
 * @property {number} start
 * @property {string} common
 * @property {readonly {text: string, about: string}[]} candidates
 * @property {number} more
 *
 * @typedef {object} Wires
 * @property {HTMLTextAreaElement} field
 * @property {ReturnType<typeof createChoices>} choices
 * @property {(question: {text: string, cursor: number}) => string | null} ask The id of the question; null when it
 *   could not be asked.
 * @property {(say: () => string) => void} say
 */

/**
 * What a text becomes when the part from `start` to the cursor is replaced. A blank that ends it is left out where one
 * stands behind the cursor already.
 * @param {string} text
 * @param {number} cursor
 * @param {number} start An index.
 * @param {string} by
 */
export function inserted(text, cursor, start, by) {
  const doubled = by.endsWith(" ") && text[cursor] === " ";
  return { from: start, to: cursor, text: doubled ? by.slice(0, -1) : by, skip: doubled ? 1 : 0 };
}

/** @param {Wires} wires */
export function createCompletion({ field, choices, ask, say }) {
  /** @type {{id: string, text: string, cursor: number} | null} */
  let asked = null;
  /** The answer that a second Tab lists, for the line as it is now. @type {{text: string, cursor: number, found: Completions} | null} */
  let known = null;

  const stands = (/** @type {{text: string, cursor: number} | null} */ line) =>
    line !== null && field.value === line.text && field.selectionStart === line.cursor;

  function complete() {
    if (choices.isOpen) return choices.move(1);
    if (known !== null && stands(known)) return list(known.found);
    const [text, cursor] = [field.value, field.selectionStart];
    const id = ask({ text, cursor: countTo(text, cursor) });
    asked = id === null ? null : { id, text, cursor };
    if (id === null) say(() => WORDS.noConnection);
  }

  /** @param {Completions} found */
  function hear(found) {
    const question = asked;
    if (question === null || found.id !== question.id) return;
    asked = null;
    if (!stands(question)) return; // something else was typed meanwhile
    const start = indexOf(question.text, found.start);
    const count = found.candidates.length;
    if (count === 0) return say(() => WORDS.noCompletion);
    const grows = found.common.length > question.cursor - start || count === 1;
    if (grows) write(start, found.common);
    known = { text: field.value, cursor: field.selectionStart, found };
    if (count === 1) return say(() => "");
    if (grows) say(() => WORDS.waysCounted(count + found.more));
    else list(found);
  }

  /** @param {Completions} found */
  function list(found) {
    const count = found.candidates.length + found.more;
    const start = indexOf(field.value, found.start);
    choices.open({
      choices: found.candidates,
      label: WORDS.waysToGoOn,
      more: found.more > 0 ? WORDS.more(found.more) : "",
      choose: ({ text }) => write(start, text),
    });
    say(() => WORDS.waysListed(count));
  }

  /** @param {number} start @param {string} by */
  function write(start, by) {
    const { skip, ...edit } = inserted(field.value, field.selectionStart, start, by);
    replace(field, edit);
    if (skip > 0) field.setSelectionRange(field.selectionStart + skip, field.selectionStart + skip);
    known = null;
  }

  return {
    complete,
    hear,
    /** The question was refused. @param {string} id Whether it was this one. */
    refused(id) {
      if (asked?.id !== id) return false;
      asked = null;
      return true;
    },
  };
}
