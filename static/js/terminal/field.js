// @ts-check
/**
 * The field in which a line is typed. Its keys are those of a shell's line: Enter sends, Tab completes, Up and Down go
 * through what was typed before, Ctrl-R looks for it. Each place has a draft of its own.
 *
 * Nobody is caught in it: Tab on an empty line leaves, and so does Tab behind Escape.
 */

import { WORDS } from "../words.js";
import { createChoices } from "./choices.js";
import { createCompletion } from "./completion.js";
import { deletion, motion, replace } from "./edit.js";
import { createSearch } from "./search.js";

/**
 * @typedef {object} Acts
 * @property {(text: string, where: string) => boolean} send False when the line could not be sent; it stays in the field.
 * @property {(text: string) => void} paste Lines that are to be typed one after the other.
 * @property {() => boolean} interrupt False when nothing runs that could be interrupted.
 * @property {() => void} eof
 * @property {() => void} clear
 * @property {() => void} leave Escape: the focus goes out of the field.
 * @property {() => readonly string[]} history Oldest first.
 * @property {(question: {text: string, cursor: number}) => string | null} ask
 * @property {(say: () => string) => void} say In the line below the field.
 * @property {() => void} changed What is typed, or how, is another now.
 *
 * @typedef {{text: string, back: number, kept: string}} Draft `back`: how far back in the history the field stands; 0:
 *   what is being typed, which is `kept` meanwhile.
 */

/** @type {Draft} */
const NOTHING = { text: "", back: 0, kept: "" };
const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];

/**
 * @param {HTMLTextAreaElement} field
 * @param {HTMLFormElement} form
 * @param {Acts} acts
 */
export function createField(field, form, acts) {
  const choices = createChoices(field, form);
  const completion = createCompletion({ field, choices, ask: acts.ask, say: acts.say });
  const search = createSearch({ field, choices, history: acts.history, say: acts.say, onSearch: acts.changed });
  /** @type {Map<string, Draft>} */
  const drafts = new Map();
  let place = "";
  let { back, kept } = NOTHING;
  /** Tab leaves: Escape was the last key. */
  let leaving = false;

  function submit() {
    choices.close();
    const [line, where] = [field.value, place];
    const send = (/** @type {string} */ text) => acts.send(text, where) || restore(text, where);
    if (!completion.hold({ line, send, putBack: (text) => restore(text, where) }) && !acts.send(line, where)) return;
    put("");
    back = 0;
  }

  /** @param {string} text @param {string} where @param {boolean} [anyway] */
  function restore(text, where, anyway = false) {
    const now = where === place ? field.value : (drafts.get(where) ?? NOTHING).text;
    if (now !== "" && !anyway) return;
    if (where === place) put(text + now);
    else drafts.set(where, { ...NOTHING, text: text + now });
  }

  /** @param {string} text */
  function put(text) {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    acts.changed();
  }

  /** @param {number} by */
  function recall(by) {
    const history = acts.history();
    const next = Math.max(0, Math.min(history.length, back + by));
    if (next === back) return;
    if (back === 0) kept = field.value;
    back = next;
    put(back === 0 ? kept : (history.at(-back) ?? ""));
  }

  // Keys. Each function tells whether the key was meant for it.

  /** @param {KeyboardEvent} event */
  function listKey({ key, shiftKey }) {
    if (!choices.isOpen) return false;
    if (key === "ArrowDown" || (key === "Tab" && !shiftKey)) choices.move(1);
    else if (key === "ArrowUp") choices.move(-1);
    else if (key === "Escape") close();
    else if (key !== "Enter" || !choices.choose()) return false;
    acts.changed();
    return true;
  }

  function close() {
    if (search.isOn) search.end(null);
    else choices.close();
  }

  /** @param {KeyboardEvent} event */
  function lineKey({ key, shiftKey, ctrlKey }) {
    if (ctrlKey) return false;
    const first = !field.value.slice(0, field.selectionStart).includes("\n");
    const last = !field.value.slice(field.selectionEnd).includes("\n");
    if (key === "Enter" && !shiftKey) submit();
    else if (key === "Tab" && !shiftKey && !leaving && field.value.trim() !== "") completion.complete();
    else if (key === "Escape") escape();
    else if (key === "ArrowUp" && first) recall(1);
    else if (key === "ArrowDown" && last) recall(-1);
    else return false;
    return true;
  }

  /** The first Escape lets Tab leave, the second one leaves; with nothing typed there is nothing to let go of. */
  function escape() {
    if (leaving || field.value === "") return acts.leave();
    leaving = true;
    acts.say(() => WORDS.tabLeaves);
  }

  /** @param {KeyboardEvent} event */
  function shellKey({ key: name, ctrlKey, shiftKey }) {
    if (!ctrlKey || shiftKey) return false;
    const key = name.toLowerCase();
    if (key === "c") return interruptKey();
    if (key === "d") return endKey();
    if (key === "l") acts.clear();
    else if (key === "r") search.begin();
    else if (key === "a" || key === "e") move(motion(key, field.value, field.selectionStart));
    else if (key === "u" || key === "k" || key === "w") erase(key);
    else return false;
    return true;
  }

  function interruptKey() {
    if (field.selectionStart !== field.selectionEnd) return false; // the browser copies
    close();
    if (!acts.interrupt()) put("");
    return true;
  }

  function endKey() {
    if (field.value !== "") return false;
    acts.eof();
    return true;
  }

  /** @param {number} at */
  function move(at) {
    field.setSelectionRange(at, at);
  }

  /** @param {string} key */
  function erase(key) {
    const edit = deletion(key, field.value, field.selectionStart);
    if (edit !== null) replace(field, edit);
  }

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey || MODIFIERS.includes(event.key)) return;
    const meant = listKey(event) || shellKey(event) || lineKey(event);
    if (event.key !== "Escape" && event.key !== "Tab") leaving = false;
    if (!meant) return;
    event.preventDefault();
    if (event.key === "Escape") event.stopPropagation();
  });
  field.addEventListener("input", () => {
    leaving = false;
    if (search.isOn) search.look();
    else choices.close();
    acts.changed();
  });
  field.addEventListener("blur", () => {
    leaving = false;
    close();
    acts.changed();
  });
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n") ?? "";
    if (!text.includes("\n")) return;
    event.preventDefault();
    const whole = field.value.slice(0, field.selectionStart) + text + field.value.slice(field.selectionEnd);
    const end = whole.lastIndexOf("\n") + 1;
    put(whole.slice(end));
    back = 0;
    acts.paste(whole.slice(0, end));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  return {
    hear: completion.hear,
    refused: completion.refused,
    lost: completion.lost,
    complete() {
      field.focus();
      completion.complete();
    },
    get searching() {
      return search.isOn;
    },
    /** How many lines are typed. */
    get lines() {
      return field.value.split("\n").length;
    },
    /**
     * Put text back that could not be sent or is not whole, before what was typed meanwhile.
     * @param {string} text
     * @param {string} where The place that it was typed at.
     * @param {boolean} [anyway] Also where something was typed meanwhile.
     */
    restore,
    focus() {
      field.focus();
    },
    /** Turn to a place: its draft comes into the field. @param {string} next */
    turn(next) {
      if (next === place) return;
      close();
      drafts.set(place, { text: field.value, back, kept });
      place = next;
      const draft = drafts.get(next) ?? NOTHING;
      ({ back, kept } = draft);
      put(draft.text);
    },
  };
}
