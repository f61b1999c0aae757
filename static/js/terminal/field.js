// @ts-check
/**
 * The field in which a line is typed: Enter sends, Up and Down go through what was typed before, Ctrl-C, Ctrl-D and
 * Ctrl-L do what they do in a shell.
 */

/**
 * @typedef {object} Acts
 * @property {(text: string) => boolean} send False when the line could not be sent; it stays in the field.
 * @property {() => boolean} interrupt False when nothing runs that could be interrupted.
 * @property {() => void} eof
 * @property {() => void} clear
 * @property {() => readonly string[]} history Oldest first.
 */

/**
 * @param {HTMLTextAreaElement} field
 * @param {HTMLFormElement} form
 * @param {Acts} acts
 */
export function createField(field, form, acts) {
  /** How far back in the history the field stands; 0: what is being typed. */
  let back = 0;
  let draft = "";

  function submit() {
    if (!acts.send(field.value)) return;
    field.value = "";
    back = 0;
  }

  /** @param {number} by */
  function recall(by) {
    const history = acts.history();
    const next = Math.max(0, Math.min(history.length, back + by));
    if (next === back) return;
    if (back === 0) draft = field.value;
    back = next;
    field.value = back === 0 ? draft : (history.at(-back) ?? "");
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /** @param {KeyboardEvent} event @returns {boolean} Whether the key was meant for the shell. */
  function shellKey(event) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey && key === "c" && field.selectionStart === field.selectionEnd) {
      if (!acts.interrupt()) field.value = "";
      return true;
    }
    if (event.ctrlKey && key === "d" && field.value === "") {
      acts.eof();
      return true;
    }
    if (event.ctrlKey && key === "l") {
      acts.clear();
      return true;
    }
    return false;
  }

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const first = !field.value.slice(0, field.selectionStart).includes("\n");
    const last = !field.value.slice(field.selectionEnd).includes("\n");
    if (event.key === "Enter" && !event.shiftKey) submit();
    else if (event.key === "ArrowUp" && first) recall(1);
    else if (event.key === "ArrowDown" && last) recall(-1);
    else if (!shellKey(event)) return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  return {
    /** Put a line back that could not be sent, unless something else was typed meanwhile. @param {string} text */
    restore(text) {
      if (field.value === "") field.value = text;
    },
    focus() {
      field.focus();
    },
    reset() {
      back = 0;
    },
  };
}
