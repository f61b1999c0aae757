// @ts-check
/**
 * A file that is open: its text, what is wrong with it, saving. Saving types the line that writes the file, so it is an
 * entry of the journal like any other; a file that was changed meanwhile is not written over without a word.
 */

import "../common.js";
import { button, make } from "../dom.js";
import { icon } from "../symbols.js";
import { spoken } from "../translate.js";
import { WORDS } from "../words.js";
import { EDITOR } from "./words.js";
import { createCode } from "./code.js";
import { saveLine, wholeLines } from "./saveline.js";

/** @import {Store} from "../store.js" */
/** @import {Line, State} from "../types.js" */
/** @import {Code} from "./code.js" */
/** @import {Problem, Schema} from "./check.js" */

/**
 * @typedef {object} Seen What the server tells of a file; `text` is null where there is none yet.
 * @property {string} terminal
 * @property {string} place
 * @property {string} user
 * @property {string} path
 * @property {string | null} text
 * @property {boolean} writable
 *
 * @typedef {object} Wires
 * @property {Store} store
 * @property {HTMLElement} app
 * @property {(terminal: string, path: string) => Promise<Seen | null | undefined>} look The file now; null where it is
 *   not there, undefined where nobody answers.
 * @property {(terminal: string, text: string) => string | null} type Type a line: its id, null if it is too long to send.
 * @property {{get: (name: string) => string | null, put: (name: string, value: string | null) => void}} drafts
 * @property {(text: string) => void} announce
 * @property {() => void} onClose
 */

const SCHEMA = "/schemas/marathon-app.json";
/** How long to wait for more lines before it is looked whether they changed the file. */
const SOON_MS = 500;

/** @param {Wires} wires */
export function createPanel({ store, app, look, type, drafts, announce, onClose }) {
  const title = make("h2");
  const where = make("span", { class: "where" });
  const told = make("p", { class: "now", role: "status" });
  const choice = make("p", { class: "choice", hidden: true });
  const place = make("div", { class: "code" });
  const problems = make("div", { class: "problems" });
  const keys = make("p", { class: "keys", id: "editor-keys" });
  const saver = button({ class: "button main" }, () => void save());
  const closer = button({ class: "button" }, close);
  const head = make("header", {}, icon("file", 18), title, where, make("span", { class: "grow" }), saver, closer);
  const root = make("section", { class: "editor", id: "editor", hidden: true }, head, told, choice, place, problems, keys);
  app.append(root);
  place.addEventListener("keydown", (event) => event.stopPropagation()); // keys of the page are only letters here

  /** @type {Seen | null} */
  let file = null;
  /** The file as it was when it was last read or written; null: there is none. @type {string | null} */
  let base = null;
  /** @type {Code | null} */
  let code = null;
  /** @type {Schema | null} */
  let schema = null;
  /** The language in which it tells what fields are for. */
  let schemaSpeaks = "";
  /** The line that saves, while it has not ended. @type {{id: string, text: string} | null} */
  let saving = null;
  /** @type {() => string} */
  let say = () => "";
  /** @type {readonly Problem[]} */
  let found = [];
  let timer = 0;

  /** @param {Seen} seen */
  function open(seen) {
    code?.destroy();
    [file, base, saving, found] = [seen, seen.text, null, []];
    const draft = drafts.get(nameOf(seen));
    root.hidden = false;
    choice.hidden = true;
    code = createCode({
      place,
      text: draft ?? seen.text ?? "",
      label: EDITOR.fileOn(seen.path, seen.place),
      isJson: seen.path.endsWith(".json"),
      readOnly: !seen.writable,
      schema: () => schema,
      onChange,
      onSave: () => void save(),
      onProblems,
    });
    tell(() => (draft !== null ? EDITOR.keptDraft : seen.writable ? "" : EDITOR.mayNotWrite(seen.user)));
    show();
    code.focus();
    void learnSchema();
  }

  async function learnSchema() {
    const language = spoken();
    if (schemaSpeaks === language) return;
    const response = await fetch(`${SCHEMA}?lang=${language}`);
    if (!response.ok) return; // the server checks what is deployed all the same
    const learnt = await response.json();
    if (spoken() !== language) return; // changed again meanwhile
    [schema, schemaSpeaks] = [learnt, language];
    code?.again(label());
  }

  const label = () => (file === null ? "" : EDITOR.fileOn(file.path, file.place));
  const changed = () => code !== null && code.text !== (base ?? "");

  /** @param {string} text */
  function onChange(text) {
    if (file === null) return;
    drafts.put(nameOf(file), text === (base ?? "") ? null : text);
    if (saving === null) tell(() => (changed() ? EDITOR.notSavedYet : ""));
  }

  /** @param {readonly Problem[]} next */
  function onProblems(next) {
    found = next;
    showProblems();
  }

  // Saving

  /** @param {boolean} [anyway] Also where the file was changed meanwhile. */
  async function save(anyway = false) {
    if (file === null || code === null || saving !== null || !file.writable) return;
    const terminal = store.model.state.terminals.find(({ id }) => id === file?.terminal);
    const { place: home, terminal: name } = file;
    if (terminal !== undefined && terminal.host !== home) return tell(() => EDITOR.elsewhere(name, terminal.host, home));
    const text = wholeLines(code.text);
    if (text !== code.text) code.replace(text);
    if (!anyway && (await conflict())) return;
    const line = saveLine(file.path, terminal?.cwd ?? folderOf(file), text);
    const id = type(file.terminal, line);
    if (id === null) return tell(() => EDITOR.tooLongToSave);
    saving = { id, text };
    tell(() => EDITOR.saving);
    follow(store.model.state);
  }

  /** Whether the file is another than the one that was read; then who writes is asked. Or nobody knows. */
  async function conflict() {
    if (file === null) return false;
    const now = await look(file.terminal, file.path);
    if (now === undefined) {
      tell(() => EDITOR.lostWhileSaving);
      return true;
    }
    if ((now?.text ?? null) === base) return false;
    ask(now?.text ?? null);
    return true;
  }

  /** @param {string | null} theirs */
  function ask(theirs) {
    choice.hidden = false;
    choice.replaceChildren(
      make("span", {}, EDITOR.changedMeanwhile),
      ...(theirs === null ? [] : [button({ class: "button" }, () => (take(theirs), code?.focus()), EDITOR.takeTheirs)]),
      button({ class: "button" }, () => overwrite(theirs), EDITOR.keepMine),
    );
    announce(EDITOR.changedMeanwhile);
  }

  /** @param {string} theirs */
  function take(theirs) {
    base = theirs;
    choice.hidden = true;
    code?.replace(theirs);
    tell(() => "");
  }

  /** @param {string | null} theirs */
  function overwrite(theirs) {
    base = theirs;
    choice.hidden = true;
    void save(true);
  }

  /** See what has become of the line that saves. @param {State} state */
  function follow(state) {
    const line = state.lines.find(({ id }) => id === saving?.id);
    if (saving === null || line === undefined || line.exitCode === null) return;
    const { text } = saving;
    saving = null;
    if (line.exitCode !== 0) return tell(() => EDITOR.notSaved(/** @type {number} */ (line.exitCode)));
    base = text;
    if (file !== null && code !== null) drafts.put(nameOf(file), changed() ? code.text : null);
    tell(() => (changed() ? EDITOR.notSavedYet : EDITOR.savedBy(line.number)));
  }

  /** A line of somebody else has ended: perhaps it wrote the file. */
  function lookAgain() {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      if (file === null || saving !== null || base === null) return;
      const asked = file;
      const now = await look(asked.terminal, asked.path);
      if (file !== asked || saving !== null || !now || now.text === null || now.text === base) return;
      if (changed()) return ask(now.text);
      take(now.text);
      tell(() => EDITOR.changedMeanwhile);
    }, SOON_MS);
  }

  // What is seen

  /** @param {() => string} words */
  function tell(words) {
    say = words;
    told.textContent = words();
  }

  function show() {
    if (file === null) return;
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    root.setAttribute("aria-label", label());
    title.replaceChildren(...make("span", {}, name).childNodes);
    where.replaceChildren(...make("span", {}, WORDS.where(file.place)).childNodes);
    saver.replaceChildren(EDITOR.save, " ", make("kbd", {}, "Ctrl-S"));
    saver.hidden = !file.writable;
    closer.textContent = WORDS.close;
    keys.textContent = EDITOR.editorKeys;
    told.textContent = say();
    showProblems();
  }

  function showProblems() {
    problems.hidden = file?.path.endsWith(".json") !== true;
    const items = found.map(({ from, message, severity }) =>
      make(
        "li",
        { class: severity },
        button({}, () => code?.goTo(from), EDITOR.problemAt(code?.lineOf(from) ?? 1, message)),
      ),
    );
    problems.replaceChildren(make("h3", {}, EDITOR.problems(found.length)), make("ol", {}, ...items));
  }

  function close() {
    clearTimeout(timer);
    code?.destroy();
    [file, code] = [null, null];
    root.hidden = true;
    onClose();
  }

  store.addView(({ state, ui }, before) => {
    if (file === null || before === null) return;
    if (ui.language !== before.ui.language) {
      show();
      code?.again(label());
      void learnSchema();
    }
    if (state.lines === before.state.lines) return;
    const mine = saving !== null;
    follow(state);
    if (!mine && ended(state.lines) !== ended(before.state.lines)) lookAgain();
  });

  return {
    open,
    /** The line that saves was refused. @param {string} id @param {() => string} why */
    refused(id, why) {
      if (saving?.id !== id) return false;
      saving = null;
      tell(why);
      return true;
    },
    get path() {
      return file?.path ?? null;
    },
    focus: () => code?.focus(),
  };
}

/** @param {readonly Line[]} lines */
function ended(lines) {
  return lines.filter(({ exitCode }) => exitCode !== null).length;
}

/** The name of a file among all machines. @param {Seen} seen */
function nameOf({ place, path }) {
  return `${place}:${path}`;
}

/** @param {Seen} seen */
function folderOf({ path }) {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
