// @ts-check
/** The legend's dialog. What stands in it is loaded when it is opened for the first time. */

import { need } from "./dom.js";
import { createDialog } from "./keys.js";
import { WORDS } from "./words.js";

export function createLegend() {
  const body = need("legend-body", HTMLElement);
  const dialog = need("legend", HTMLDialogElement);
  /** @type {(() => void) | null} */
  let draw = null;
  const open = createDialog("legend");
  need("legend-open", HTMLElement).addEventListener("click", show);
  new ResizeObserver(() => dialog.open && draw?.()).observe(body);

  async function show() {
    try {
      const { fillLegend } = await import("./legend/table.js");
      open();
      draw ??= fillLegend(body);
      draw();
    } catch (error) {
      console.warn("the legend could not be loaded", error);
      body.textContent = WORDS.legendFailed;
      open();
    }
  }

  return {
    /** The language has changed. */
    retell() {
      draw = null;
      if (dialog.open) void show();
    },
    /** The colours have changed. */
    restyle() {
      if (dialog.open) draw?.();
    },
  };
}
