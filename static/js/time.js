// @ts-check
/**
 * Time: the buttons and keys for what was, and for what would have been. What they do is loaded when it is used first
 * (time/machine.js).
 */

import { isTextField, need } from "./dom.js";
import { isCovered } from "./keys.js";
import { presentOf } from "./state.js";
import { WORDS } from "./words.js";

/** @import {Frame, State} from "./types.js" */
/** @import {Store} from "./store.js" */
/** @typedef {ReturnType<typeof import("./time/machine.js").createMachine>} Machine */

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(frame: object) => boolean} send
 * @property {(text: string) => void} announce
 * @property {(frame: Frame) => void} pass Hands on what was asked about the past.
 * @property {(frame: Frame, state: State) => boolean} heard Tells a frame to the lines that are on their way.
 * @property {(say: () => string) => void} say
 * @property {() => Promise<import("./time/link.js").Journal>} journal
 * @property {(hop: number) => void} toHop
 */

/** Frames that are about the past while that is looked at. */
const ASKS = new Set(["line", "interrupt", "eof", "complete", "file", "trace", "inspect"]);
const BUTTONS = { undo: "undo", redo: "redo", "look-back": "open", "copy-link": "copy" };

/** @param {Wires} wires */
export function createTime(wires) {
  const { store } = wires;
  /** @type {Machine | null} */
  let machine = null;
  let deploys = false;

  /** @param {(machine: Machine) => void} act */
  async function use(act) {
    try {
      const { createMachine } = await import("./time/machine.js");
      act((machine ??= createMachine(wires)));
    } catch (error) {
      console.warn("time could not be loaded", error);
      wires.say(() => WORDS.noServer);
    }
  }

  for (const [id, name] of Object.entries(BUTTONS)) {
    const act = /** @type {"undo" | "redo" | "open" | "copy"} */ (name);
    need(id, HTMLButtonElement).addEventListener("click", () => void use((found) => found[act]()));
  }
  document.addEventListener("keydown", (event) => {
    const strange = event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey);
    if (strange || event.key.toLowerCase() !== "z" || isTextField(event.target) || isCovered()) return;
    event.preventDefault();
    void use((found) => (event.shiftKey ? found.redo() : found.undo()));
  });

  store.addView((model) => {
    const { can, readOnly, lines, redo } = presentOf(model);
    const writes = can === "write" && readOnly === null && model.ui.status === "open";
    need("undo", HTMLButtonElement).disabled = !writes || !lines.some(({ number }) => number > 0);
    need("redo", HTMLButtonElement).disabled = !writes || redo === null;
    need("copy-link", HTMLButtonElement).disabled = can === null;
    if (!deploys && model.state.clock?.deployments?.length) {
      deploys = true;
      void import("./time/machine.js").then(({ createDeployments }) => createDeployments(store));
    }
  });

  return {
    /** @param {{type: string}} frame */
    asks: ({ type }) => ASKS.has(type),
    /** A frame; whether it was about the past, or about the present behind it. @param {Frame} frame */
    hear: (frame) => machine?.hear(frame) ?? false,
    /** In the past, to the line before or behind. @param {number} by */
    line: (by) => machine?.line(by) ?? false,
    back: () => machine?.back(),
    branch: () => machine?.branch(),
    /** Open a link at its moment. @param {number} atMs @param {() => void} goOn */
    visit: (atMs, goOn) => use((found) => found.visit(atMs, goOn)),
  };
}
