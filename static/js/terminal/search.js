// @ts-check
/** Ctrl-R: what is typed looks for lines typed before; the newest that has it is taken. */

import { WORDS } from "../words.js";

/** @import {createChoices} from "./choices.js" */

const MOST = 50;

/**
 * The lines that contain a text, the newest first, each once. Capital letters are as good as small ones.
 * @param {readonly string[]} history Oldest first.
 * @param {string} query
 */
export function matching(history, query) {
  const wanted = query.toLowerCase();
  const found = history.filter((line) => line.toLowerCase().includes(wanted));
  return [...new Set(found.reverse())].slice(0, MOST);
}

/**
 * @typedef {object} Wires
 * @property {HTMLTextAreaElement} field
 * @property {ReturnType<typeof createChoices>} choices
 * @property {() => readonly string[]} history
 * @property {(say: () => string) => void} say
 * @property {(on: boolean) => void} onSearch
 */

/** @param {Wires} wires */
export function createSearch({ field, choices, history, say, onSearch }) {
  /** What stood in the field before; null: nothing is looked for. @type {string | null} */
  let before = null;

  function begin() {
    if (before !== null) return choices.move(1);
    before = field.value;
    onSearch(true);
    look();
  }

  /** Look for what stands in the field now. */
  function look() {
    if (before === null) return;
    const found = matching(history(), field.value);
    choices.open({
      choices: found.map((text) => ({ text, about: "" })),
      label: WORDS.typedBefore,
      at: found.length > 0 ? 0 : -1,
      choose: ({ text }) => end(text),
    });
    say(() => WORDS.linesFound(found.length));
  }

  /** @param {string | null} text What the field has from now on; null: what it had before. */
  function end(text) {
    if (before === null) return;
    field.value = text ?? before;
    before = null;
    choices.close();
    field.setSelectionRange(field.value.length, field.value.length);
    onSearch(false);
    say(() => "");
  }

  return {
    get isOn() {
      return before !== null;
    },
    begin,
    look,
    end,
  };
}
