// @ts-check
/**
 * Files of the place where one types: a list of them, and the way into the editor, which is loaded when a file is opened
 * for the first time.
 */

import { fits, randomText } from "./connection.js";
import { button, make } from "./dom.js";
import { keepHere, keptHere } from "./memory.js";
import { icon } from "./symbols.js";
import { createMenu } from "./terminal/menu.js";
import { refusal, WORDS } from "./words.js";

/** @import {Store} from "./store.js" */
/** @import {Seen} from "./editor/panel.js" */

/**
 * @typedef {Seen & {type: "file", id: string, entries: readonly [name: string, folder: boolean, size: number][]}} Found
 *
 * @typedef {object} Wires
 * @property {Store} store
 * @property {HTMLElement} app
 * @property {HTMLElement} place Where the button of the list stands.
 * @property {(frame: object) => boolean} send
 * @property {(terminal: string, text: string) => string | null} type
 * @property {(say: () => string) => void} say
 * @property {(text: string) => void} announce
 * @property {() => void} onClose
 */

/** @param {Wires} wires */
export function createFiles({ store, app, place, send, type, say, announce, onClose }) {
  /** @type {Map<string, {resolve: (found: Found | null | undefined) => void, quiet: boolean}>} */
  const asked = new Map();
  /** @type {Promise<ReturnType<typeof import("./editor/panel.js").createPanel>> | null} */
  let panel = null;
  let attempt = "";

  const menu = createMenu({ class: "files-open" }, () => void list(""));
  place.append(menu.opener, menu.root);

  /**
   * What is at a path of a terminal; null where there is nothing that can be seen, undefined where nobody answers. Both
   * are said unless it is quiet.
   * @param {string} terminal
   * @param {string} path
   * @param {boolean} quiet
   * @returns {Promise<Found | null | undefined>}
   */
  function look(terminal, path, quiet) {
    const id = randomText();
    return new Promise((resolve) => {
      if (send({ type: "file", id, terminal, path })) return asked.set(id, { resolve, quiet });
      if (!quiet) say(() => WORDS.noConnection);
      resolve(undefined);
    });
  }

  /** Show what is in a folder of the place where one types. @param {string} path */
  async function list(path) {
    const found = await look(store.model.ui.terminal, path, false);
    if (!found || found.text !== null) return;
    const above = found.path === "/" ? [] : [item("folder", "..", WORDS.folderAbove, () => void list(`${found.path}/..`))];
    const items = found.entries.map(([name, folder]) => {
      const whole = `${found.path === "/" ? "" : found.path}/${name}`;
      return item(folder ? "folder" : "file", name, "", () => void (folder ? list(whole) : open(found.terminal, whole)));
    });
    menu.show(WORDS.filesIn(found.path, found.place), [...above, ...items, newFile(found)]);
  }

  /**
   * @param {string} sign
   * @param {string} name
   * @param {string} about
   * @param {() => void} act
   */
  function item(sign, name, about, act) {
    return button({ role: "menuitem", tabindex: -1, "aria-label": about || null }, () => (menu.hide(), act()), icon(sign, 16), name);
  }

  /** @param {Found} folder */
  function newFile(folder) {
    return button({ role: "menuitem", tabindex: -1, class: "new" }, () => askName(folder), icon("file", 16), WORDS.newFile);
  }

  /** @param {Found} folder */
  function askName(folder) {
    const name = make("input", { "aria-label": WORDS.newFileName, value: "app.json", spellcheck: "false" });
    const form = make("form", { class: "name" }, name, make("button", { class: "button" }, WORDS.newFile));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      menu.hide();
      void create(folder, name.value);
    });
    menu.show(WORDS.newFile, [form]);
    name.select();
  }

  /** @param {Found} folder @param {string} name */
  async function create(folder, name) {
    if (name === "" || name.includes("/")) return;
    const path = `${folder.path === "/" ? "" : folder.path}/${name}`;
    const there = await look(folder.terminal, path, true);
    if (there !== undefined) await show(there ?? { ...folder, path, text: null, writable: true });
  }

  /** Open a file in the editor. @param {string} terminal @param {string} path */
  async function open(terminal, path) {
    const found = await look(terminal, path, false);
    if (!found) return;
    if (found.text === null) await list(path);
    else await show(found);
  }

  /** @param {Seen} seen */
  async function show(seen) {
    try {
      panel ??= import("./editor/panel.js").then(({ createPanel }) =>
        createPanel({ store, app, look: (terminal, path) => look(terminal, path, true), type: save, drafts, announce, onClose: closed }),
      );
      (await panel).open(seen);
    } catch (error) {
      console.warn("the editor could not be loaded", error);
      panel = null;
      return say(() => WORDS.editorFailed);
    }
    store.setUi({ pane: "terminal" });
    keepHere(`editor.${attempt}`, JSON.stringify([seen.terminal, seen.path]));
  }

  /** @param {string} terminal @param {string} text */
  function save(terminal, text) {
    return fits({ type: "line", id: randomText(), terminal, text }) ? type(terminal, text) : null;
  }

  function closed() {
    keepHere(`editor.${attempt}`, null);
    onClose();
  }

  const drafts = {
    get: (/** @type {string} */ name) => keptHere(`draft.${attempt}.${name}`),
    put: (/** @type {string} */ name, /** @type {string | null} */ value) => keepHere(`draft.${attempt}.${name}`, value),
  };

  document.addEventListener("click", ({ target }) => {
    const word = target instanceof Element ? target.closest("[data-file]") : null;
    if (word instanceof HTMLElement) openWord(word.dataset["file"] ?? "");
  });

  /** A word that names a file: `file:<place>:<path>`. It is opened from a terminal that is at that place. @param {string} name */
  function openWord(name) {
    const [, where = "", path = ""] = /^file:([^:]*):(.*)$/s.exec(name) ?? [];
    const { state, ui } = store.model;
    const there = state.terminals.filter(({ host }) => host === where).map(({ id }) => id);
    const terminal = there.includes(ui.terminal) ? ui.terminal : (there[0] ?? where);
    void open(terminal, path);
  }

  store.addView(({ state, ui }, before) => {
    if (ui.language !== before?.ui.language) menu.name(WORDS.files, icon("file", 15), make("span", {}, WORDS.files));
    menu.opener.hidden = state.can !== "write";
  });

  return {
    /** Whether a frame is an answer to a question of ours, or its refusal. @param {any} frame */
    hear(frame) {
      const question = asked.get(frame.id ?? "");
      if (question === undefined || (frame.type !== "file" && frame.type !== "error")) return false;
      asked.delete(frame.id);
      question.resolve(frame.type === "file" ? frame : frame.code === "unknown_file" ? null : undefined);
      if (frame.type === "error" && !question.quiet) say(() => refusal(frame.code, frame.message));
      return true;
    },
    /** A line was refused: perhaps the one that saves. @param {string} id @param {() => string} why */
    async refused(id, why) {
      (await panel)?.refused(id, why);
    },
    /** The connection broke: nobody answers any more. */
    lost() {
      for (const { resolve } of asked.values()) resolve(undefined);
      asked.clear();
    },
    /** Open again what was open when the page was left. @param {string} id Of the attempt. */
    reopen(id) {
      attempt = id;
      const kept = keptHere(`editor.${id}`);
      if (kept === null) return;
      const [terminal, path] = JSON.parse(kept);
      void reopenFile(terminal, path);
    },
  };

  /** @param {string} terminal @param {string} path */
  async function reopenFile(terminal, path) {
    const found = await look(terminal, path, true);
    const draft = drafts.get(`${found?.place ?? terminal}:${path}`);
    if (found && found.text !== null) await show(found);
    else if (draft !== null) await show({ terminal, place: terminal, user: "", path, text: null, writable: true });
  }
}
