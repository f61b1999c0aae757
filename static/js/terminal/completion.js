// @ts-check
/**
 * Completion in the line: the first Tab writes what all ways to go on begin with, the next one lists them. What can be
 * typed comes from the server, which is asked each time.
 *
 * Keys count in their order, as in a shell: what is typed before the answer is there stands behind it, and a line that
 * was sent meanwhile goes completed.
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
 * @typedef {{id: string, text: string, cursor: number, again: boolean}} Question `cursor` is an index; `again`: Tab was
 *   pressed a second time.
 *
 * @typedef {object} Held
 * @property {string} line
 * @property {(line: string) => void} send
 * @property {(line: string) => void} putBack Where no answer comes, it goes back to where it was typed.
 *
 * @typedef {Held & {question: Question}} Waits
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

/**
 * Whether a line is the one that was asked about, with no more than text added behind the cursor.
 * @param {Pick<Question, "text" | "cursor">} question
 * @param {string} line
 */
export function typedOn({ text, cursor }, line) {
  return line.length >= text.length && line.startsWith(text.slice(0, cursor)) && line.endsWith(text.slice(cursor));
}

/**
 * A line with what all ways to go on begin with.
 * @param {Pick<Question, "text" | "cursor">} question
 * @param {string} line The line that was asked about, or with more behind the cursor.
 * @param {Completions} found
 */
export function completed({ text, cursor }, line, { start, common, candidates }) {
  const from = indexOf(text, start);
  if (!grows(cursor - from, { common, candidates })) return line;
  const edit = inserted(line, cursor, from, common);
  return line.slice(0, edit.from) + edit.text + line.slice(edit.to);
}

/** @param {number} typed How many signs of it are typed. @param {Pick<Completions, "common" | "candidates">} found */
function grows(typed, { common, candidates }) {
  return common.length > typed || candidates.length === 1;
}

/** @param {Wires} wires */
export function createCompletion({ field, choices, ask, say }) {
  /** @type {Question | null} */
  let asked = null;
  /** A line that was sent before its answer was there. @type {Waits | null} */
  let held = null;
  /** The answer that a second Tab lists, for the line as it is now. @type {{text: string, cursor: number, found: Completions} | null} */
  let known = null;

  const stands = (/** @type {{text: string, cursor: number} | null} */ line) =>
    line !== null && field.value === line.text && field.selectionStart === line.cursor;

  function complete() {
    if (choices.isOpen) return choices.move(1);
    if (known !== null && stands(known)) return list(known.found);
    if (asked !== null && stands(asked)) {
      asked.again = true;
      return;
    }
    const [text, cursor] = [field.value, field.selectionStart];
    const id = ask({ text, cursor: countTo(text, cursor) });
    asked = id === null ? null : { id, text, cursor, again: false };
    if (id === null) say(() => WORDS.noConnection);
  }

  /** @param {Completions} found */
  function hear(found) {
    if (held !== null && found.id === held.question.id) return release(held, found);
    const question = asked;
    if (question === null || found.id !== question.id) return;
    asked = null;
    if (!typedOn(question, field.value) || field.selectionStart < question.cursor) return; // something else was changed
    const alone = stands(question);
    const start = indexOf(question.text, found.start);
    const count = found.candidates.length;
    if (count === 0) return say(() => WORDS.noCompletion);
    const grown = grows(question.cursor - start, found);
    if (grown) write(start, question.cursor, found.common);
    if (count === 1) return say(() => "");
    if (alone) known = { text: field.value, cursor: field.selectionStart, found };
    if (grown || !alone) say(() => WORDS.waysCounted(count + found.more));
    if (alone && (!grown || question.again)) list(found);
  }

  /** The line that was held goes on its way; without an answer, back. @param {Waits} line @param {Completions | null} found */
  function release({ question, line, send, putBack }, found) {
    held = null;
    if (found === null) putBack(line);
    else send(completed(question, line, found));
  }

  /** @param {Completions} found */
  function list(found) {
    const count = found.candidates.length + found.more;
    const start = indexOf(field.value, found.start);
    choices.open({
      choices: found.candidates,
      label: WORDS.waysToGoOn,
      more: found.more > 0 ? WORDS.more(found.more) : "",
      choose: ({ text }) => write(start, field.selectionStart, text),
      closed: () => say(() => ""),
    });
    say(() => WORDS.waysListed(count));
  }

  /** Write over what was typed from `start` to `end`; the cursor stays behind what was typed since. @param {number} start @param {number} end @param {string} by */
  function write(start, end, by) {
    const behind = field.selectionStart - end;
    const { skip, ...edit } = inserted(field.value, end, start, by);
    replace(field, edit);
    const at = field.selectionStart + Math.max(skip, behind);
    field.setSelectionRange(at, at);
    known = null;
  }

  return {
    complete,
    hear,
    /**
     * Hold a line that is sent until the answer is there that it waits for.
     * @param {Held} sent
     * @returns {boolean} False when it waits for none.
     */
    hold(sent) {
      const question = asked;
      asked = null;
      if (question === null || !typedOn(question, sent.line)) return false;
      held = { question, ...sent };
      return true;
    },
    /** The question was refused. @param {string} id Whether it was this one. */
    refused(id) {
      if (held?.question.id === id) release(held, null);
      else if (asked?.id === id) asked = null;
      else return false;
      return true;
    },
    /** The connection was lost, and no answer will come. */
    lost() {
      asked = null;
      if (held !== null) release(held, null);
    },
  };
}
