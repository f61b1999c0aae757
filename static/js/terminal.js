// @ts-check
/**
 * The terminal: a log for each place where lines are typed, and the field. What is typed is sent; what is shown comes
 * from the server, also for one's own lines.
 */

import { fits, randomText } from "./connection.js";
import { isTextField, make, need } from "./dom.js";
import { running } from "./state.js";
import { createField } from "./terminal/field.js";
import { createLog } from "./terminal/log.js";
import { createTabs } from "./terminal/tabs.js";
import { refusal, STATUS_WORDS, WORDS } from "./words.js";

/** @import {Frame, State, Ui} from "./types.js" */
/** @import {Model, Store} from "./store.js" */

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(frame: object) => boolean} send
 * @property {(href: string) => Promise<string>} whole
 */

const notConnected = () => WORDS.notConnected;
const notAgain = () => WORDS.notAgain;

/** @param {Wires} wires */
export function createTerminal({ store, send, whole }) {
  const form = need("prompt", HTMLFormElement);
  const field = need("line", HTMLTextAreaElement);
  const label = need("prompt-label", HTMLLabelElement);
  const stop = need("interrupt", HTMLButtonElement);
  const notice = need("notice", HTMLElement);
  const logs = need("logs", HTMLElement);
  /** @type {Map<string, ReturnType<typeof createLog>>} */
  const opened = new Map();
  /** Lines that were sent and have not begun, by their id. @type {Map<string, {terminal: string, text: string}>} */
  const pending = new Map();
  /** @type {Map<string, number>} */
  const cleared = new Map();
  const showTabs = createTabs(need("terminal-tabs", HTMLElement), (terminal) => open(terminal, true));

  const input = createField(field, form, {
    send: (text) => (text.trim() === "" ? true : type(store.model.ui.terminal, text)),
    interrupt,
    eof: () => send({ type: "eof", terminal: store.model.ui.terminal }),
    clear() {
      cleared.set(store.model.ui.terminal, store.model.state.lines.at(-1)?.seq ?? 0);
      show(store.model);
    },
    history: () => typedIn(store.model.state, store.model.ui.terminal),
  });
  stop.addEventListener("click", () => {
    interrupt();
    input.focus();
  });

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    opened.get(store.model.ui.terminal)?.root.focus();
  });

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
    input.reset();
    if (focus && store.model.state.can === "write") queueMicrotask(() => input.focus());
  }

  function interrupt() {
    const { terminal } = store.model.ui;
    if (running(store.model.state, terminal) === undefined) return false;
    return send({ type: "interrupt", terminal });
  }

  /**
   * Type a line in a terminal. Every click that does something to the cluster ends here.
   * @param {string} terminal
   * @param {string} text
   */
  function type(terminal, text) {
    if (terminal !== store.model.ui.terminal) open(terminal, false);
    const id = randomText();
    const frame = { type: "line", id, terminal, text };
    if (!fits(frame)) return refused(() => WORDS.tooLong, terminal);
    if (!send(frame)) return refused(store.model.ui.status === "closed" ? notAgain : notConnected, terminal);
    pending.set(id, { terminal, text });
    store.setUi({ notice: null });
    return true;
  }

  /** Say why a line was not sent. @param {() => string} say @param {string} terminal */
  function refused(say, terminal) {
    store.setUi({ notice: { say, terminal, bad: true } });
    return false;
  }

  /** A refusal of the server, or the end of the waiting for a line. @param {Frame} frame */
  function hear(frame) {
    if (frame.type === "error") refuse(/** @type {any} */ (frame));
    for (const id of pending.keys()) if (store.model.state.lines.some((line) => line.id === id)) pending.delete(id);
  }

  /** @param {{code: string, message: string, id?: string | null}} error */
  function refuse({ code, message, id }) {
    const line = id === null || id === undefined ? undefined : pending.get(id);
    if (line !== undefined) {
      pending.delete(/** @type {string} */ (id));
      input.restore(line.text);
    }
    store.setUi({ notice: { say: () => refusal(code, message), terminal: line?.terminal ?? null, bad: true } });
  }

  /** @param {string} terminal */
  function logOf(terminal) {
    const known = opened.get(terminal);
    if (known !== undefined) return known;
    const made = createLog(terminal, whole);
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
    log.show(own, cleared.get(ui.terminal) ?? 0);
    showField(state, ui);
  }

  /** @param {State} state @param {Ui} ui */
  function showField(state, ui) {
    const busy = running(state, ui.terminal) !== undefined;
    const prompt = state.terminals.find(({ id }) => id === ui.terminal)?.prompt ?? `${ui.terminal} $ `;
    label.replaceChildren(...(busy ? [WORDS.runs] : promptParts(prompt)));
    stop.hidden = !busy || state.can !== "write";
    form.hidden = state.can !== "write";
    field.setAttribute("aria-label", WORDS.lineOf(ui.terminal));
    const own = ui.notice !== null && [null, ui.terminal].includes(ui.notice.terminal) ? ui.notice : null;
    const lost = ["waiting", "offline"].includes(ui.status) ? STATUS_WORDS[ui.status] : "";
    notice.textContent = state.can === "view" ? WORDS.readOnly : (own?.say() ?? lost);
    notice.classList.toggle("bad", own?.bad ?? false);
  }

  store.addView((model, before) => {
    const same = before !== null && model.state === before.state && model.ui.terminal === before.ui.terminal;
    const told = before !== null && model.ui.notice === before.ui.notice && model.ui.status === before.ui.status;
    const again = before !== null && model.ui.language !== before.ui.language;
    if (again) for (const log of opened.values()) log.retell();
    if (!same || !told || again || model.ui.opened !== before.ui.opened) show(model);
  });
  return { type, hear, open, focus: () => input.focus() };
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

/**
 * A prompt cut before its last sign, so that a narrow page can leave the rest away: the tab says where one types.
 * @param {string} prompt
 * @returns {(Node | string)[]}
 */
function promptParts(prompt) {
  const text = prompt.trimEnd();
  return [make("span", { class: "place" }, text.slice(0, -1)), text.slice(-1)];
}
