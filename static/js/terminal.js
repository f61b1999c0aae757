// @ts-check
/**
 * The terminal: a log for each place where lines are typed, and the field. What is typed is sent; what is shown comes
 * from the server, also for one's own lines.
 */

import { fits, randomText } from "./connection.js";
import { isTextField, make, need } from "./dom.js";
import { running } from "./state.js";
import { copyText } from "./terminal/copy.js";
import { createField } from "./terminal/field.js";
import { portions, withoutBlankLines } from "./terminal/keyboard.js";
import { createLog } from "./terminal/log.js";
import { createTabs } from "./terminal/tabs.js";
import { createWaits } from "./terminal/waits.js";
import { refusal, STATUS_WORDS, WORDS } from "./words.js";

/** @import {Frame, State, Ui} from "./types.js" */
/** @import {Model, Store} from "./store.js" */

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(frame: object, patient?: boolean) => boolean} send A patient line waits for what runs in its terminal.
 * @property {(terminal: string) => string} forget Forget what is still to be typed of a pasted text; what that was.
 * @property {(id: string, why: () => string) => void} refused Hears of every line that the server refuses.
 * @property {(href: string) => Promise<string>} whole
 * @property {(text: string) => void} announce
 */

const notConnected = () => WORDS.notConnected;
const notAgain = () => WORDS.notAgain;

/** @param {Wires} wires */
export function createTerminal({ store, send, forget, refused: onRefused, whole, announce }) {
  const form = need("prompt", HTMLFormElement);
  const field = need("line", HTMLTextAreaElement);
  const label = need("prompt-label", HTMLLabelElement);
  const stop = need("interrupt", HTMLButtonElement);
  const notice = need("notice", HTMLElement);
  const logs = need("logs", HTMLElement);
  const completer = need("complete", HTMLButtonElement);
  /** @type {Map<string, ReturnType<typeof createLog>>} */
  const opened = new Map();
  /** Lines that were sent and have not begun, by their id. @type {Map<string, {terminal: string, text: string}>} */
  const pending = new Map();
  const showTabs = createTabs(need("terminal-tabs", HTMLElement), (terminal) => open(terminal, true));
  const waits = createWaits(store, announce, showField);

  const input = createField(field, form, {
    send: (text, where) => (text.trim() === "" ? true : key(where, text)),
    paste: (text) => paste(store.model.ui.terminal, text),
    interrupt,
    eof: () => send({ type: "eof", terminal: store.model.ui.terminal }),
    clear: () => logOf(store.model.ui.terminal).clear(),
    leave: () => logOf(store.model.ui.terminal).root.focus(),
    history: () => typedIn(store.model.state, store.model.ui.terminal),
    ask(question) {
      const id = randomText();
      return send({ type: "complete", id, terminal: store.model.ui.terminal, ...question }) ? id : null;
    },
    say,
    changed: showField,
  });
  stop.addEventListener("click", () => {
    interrupt();
    input.focus();
  });
  completer.addEventListener("click", () => input.complete());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !event.ctrlKey || event.shiftKey || event.altKey) return;
    const copies = isTextField(event.target) || document.getSelection()?.isCollapsed === false;
    if (copies || event.key.toLowerCase() !== "c") return;
    if (store.model.state.can === "write" && interrupt()) event.preventDefault();
  });

  /** @param {string} terminal @param {boolean} focus */
  function open(terminal, focus) {
    const opened = [...new Set([...store.model.ui.opened, terminal])];
    store.setUi({ terminal, opened, notice: null });
    if (focus && store.model.state.can === "write") queueMicrotask(() => input.focus());
  }

  /** Ctrl-C: what runs is stopped, and what is still to be typed of a pasted text is forgotten. */
  function interrupt() {
    const { terminal } = store.model.ui;
    const count = forget(terminal).split("\n").length - 1;
    if (count > 0) say(() => WORDS.linesDropped(count));
    if (running(store.model.state, terminal) === undefined) return count > 0;
    return send({ type: "interrupt", terminal });
  }

  /**
   * Type a line in a terminal. Every click that does something to the cluster ends here.
   * @param {string} terminal
   * @param {string} text
   * @returns {string | null} The id of the line; null when it could not be sent.
   */
  function type(terminal, text) {
    if (terminal !== store.model.ui.terminal) open(terminal, false);
    return post(terminal, text, {});
  }

  /**
   * Type a line once nothing runs in its terminal; what becomes of it is for who types it to say.
   * @param {string} terminal
   * @param {string} text
   */
  function write(terminal, text) {
    open(terminal, false);
    return post(terminal, text, { patient: true, restored: false });
  }

  /** A line from the keyboard: it may go on, or be several. @param {string} terminal @param {string} text */
  function key(terminal, text) {
    return post(terminal, text, { first: true }) !== null;
  }

  /** Lines from the clipboard: they wait for what runs. @param {string} terminal @param {string} text */
  function paste(terminal, text) {
    const short = (/** @type {string} */ piece) => fits({ type: "line", id: randomText(), terminal, text: piece, first: true });
    const left = portions(withoutBlankLines(text), short);
    while (left.length > 0 && post(terminal, left[0] ?? "", { first: true, patient: true }) !== null) left.shift();
    input.restore(left.join(""), terminal, true);
  }

  /**
   * @param {string} terminal
   * @param {string} text
   * @param {{first?: boolean, patient?: boolean, restored?: boolean}} how `restored`: it goes back into the field when it
   *   is refused.
   */
  function post(terminal, text, { first, patient, restored = true }) {
    const id = randomText();
    const frame = { type: "line", id, terminal, text, ...(first ? { first } : {}) };
    if (!fits(frame)) return refused(() => WORDS.tooLong, terminal);
    if (!send(frame, patient)) return refused(store.model.ui.status === "closed" ? notAgain : notConnected, terminal);
    if (restored) pending.set(id, { terminal, text });
    store.setUi({ notice: null });
    return id;
  }

  /** Say why a line was not sent. @param {() => string} say @param {string} terminal */
  function refused(say, terminal) {
    store.setUi({ notice: { say, terminal, bad: true } });
    return null;
  }

  /** Say something below the field, to who types there. @param {() => string} words */
  function say(words) {
    const { terminal } = store.model.ui;
    store.setUi({ notice: words() === "" ? null : { say: words, terminal, bad: false } });
  }

  /** An answer or a refusal of the server, or the end of the waiting for a line. @param {Frame} frame */
  function hear(frame) {
    if (frame.type === "error") refuse(/** @type {any} */ (frame));
    if (frame.type === "completions") input.hear(/** @type {any} */ (frame));
    for (const id of pending.keys()) if (store.model.state.lines.some((line) => line.id === id)) pending.delete(id);
  }

  /** @param {{code: string, message: string, id?: string | null}} error */
  function refuse({ code, message, id }) {
    const line = id === null || id === undefined ? undefined : pending.get(id);
    if (line !== undefined) {
      pending.delete(/** @type {string} */ (id));
      input.restore(line.text, line.terminal);
    }
    const terminal = input.refused(id ?? "") ? store.model.ui.terminal : (line?.terminal ?? null);
    const why = () => refusal(code, message);
    store.setUi({ notice: { say: why, terminal, bad: true } });
    onRefused(id ?? "", why);
  }

  /** What was sent is not a whole line yet: it goes on in the field. @param {{id: string, terminal: string, text: string}} frame */
  function goOn({ id, terminal, text }) {
    pending.delete(id);
    input.restore(text.endsWith("\n") ? text : `${text}\n`, terminal, true);
    store.setUi({ notice: { say: () => WORDS.goesOn, terminal, bad: false } });
  }

  /** @param {string} text */
  async function copy(text) {
    const done = await copyText(text);
    announce(done ? WORDS.copied : WORDS.notCopied);
    if (!done) say(() => WORDS.notCopied);
  }

  /** @param {string} terminal */
  function logOf(terminal) {
    const known = opened.get(terminal);
    if (known !== undefined) return known;
    const made = createLog(terminal, { whole, copy });
    opened.set(terminal, made);
    logs.append(made.root);
    return made;
  }

  /** @param {Model} model */
  function show({ state, ui }) {
    showTabs(state, ui);
    for (const [terminal, log] of opened) log.root.hidden = terminal !== ui.terminal;
    const own = state.lines.filter((line) => line.terminal === ui.terminal);
    const log = logOf(ui.terminal);
    log.root.hidden = false;
    log.show(own);
    input.turn(ui.terminal);
    showField();
  }

  function showField() {
    const { state, ui } = store.model;
    const busy = running(state, ui.terminal);
    const prompt = state.terminals.find(({ id }) => id === ui.terminal)?.prompt ?? `${ui.terminal} $ `;
    label.replaceChildren(...(busy === undefined ? promptParts(prompt) : [waits.words(busy)]));
    label.classList.toggle("busy", busy !== undefined);
    stop.hidden = busy === undefined || state.can !== "write";
    form.hidden = state.can !== "write";
    field.setAttribute("aria-label", input.searching ? WORDS.typedBefore : WORDS.lineOf(ui.terminal));
    completer.setAttribute("aria-label", WORDS.completeLine);
    showNotice(state, ui);
  }

  /**
   * A prompt cut before its last sign, so that a narrow page can leave the rest away: the tab says where one types.
   * Further lines of what is typed stand behind the sign with which a shell asks for more.
   * @param {string} prompt
   * @returns {(Node | string)[]}
   */
  function promptParts(prompt) {
    if (input.searching) return [WORDS.searchLines];
    const text = prompt.trimEnd();
    const more = "\n>".repeat(input.lines - 1);
    return [make("span", { class: "place" }, text.slice(0, -1)), `${text.slice(-1)}${more}`];
  }

  /** @param {State} state @param {Ui} ui */
  function showNotice(state, ui) {
    const own = ui.notice !== null && [null, ui.terminal].includes(ui.notice.terminal) ? ui.notice : null;
    const lost = ["waiting", "offline"].includes(ui.status) ? STATUS_WORDS[ui.status] : "";
    notice.textContent = state.can === "view" ? WORDS.readOnly : (own?.say() ?? lost);
    notice.classList.toggle("bad", own?.bad ?? false);
  }

  store.addView((model, before) => {
    const same = before !== null && model.state === before.state && model.ui.terminal === before.ui.terminal;
    const told = before !== null && model.ui.notice === before.ui.notice && model.ui.status === before.ui.status;
    const again = before !== null && model.ui.language !== before.ui.language;
    if (before?.ui.status === "open" && model.ui.status !== "open") input.lost();
    if (again) for (const log of opened.values()) log.retell();
    if (!same || !told || again || model.ui.opened !== before.ui.opened) show(model);
  });
  return { type, write, hear, say, open, goOn, focus: () => input.focus() };
}

/**
 * What was typed in a terminal, oldest first, without repetitions in a row.
 * @param {State} state
 * @param {string} terminal
 */
export function typedIn(state, terminal) {
  const texts = state.lines
    .filter((line) => line.terminal === terminal && line.kind === "line")
    .map((line) => line.text);
  return texts.filter((text, index) => text !== texts[index - 1]);
}
