// @ts-check
/** The lens through which the cluster is looked at: a group of radio buttons, kept in the browser, its code loaded when first used. */

import { need } from "./dom.js";
import { recall, remember } from "./memory.js";
import { WORDS } from "./words.js";

/** @import {Lens, LensName} from "./types.js" */
/** @import {Store} from "./store.js" */

const KEY = "lens";
/** @type {readonly LensName[]} */
export const LENSES = ["service", "transport", "network"];
/** What each lens does otherwise than *transport*. @type {Record<LensName, () => Promise<Lens | undefined>>} */
const LOADERS = {
  service: async () => (await import("./stage/service.js")).SERVICE,
  transport: async () => undefined,
  network: async () => (await import("./stage/network.js")).NETWORK,
};

/** @returns {LensName} */
export function keptLens() {
  const kept = recall(KEY);
  return LENSES.find((name) => name === kept) ?? "transport";
}

/**
 * @param {Store} store
 * @param {(lens: Lens | undefined) => void} show
 * @param {(text: string) => void} announce
 */
export function createLens(store, show, announce) {
  const group = need("lens", HTMLFieldSetElement);
  const radios = [...group.querySelectorAll("input")];
  let shown = /** @type {LensName} */ ("transport");

  /** @param {LensName} name @param {LensName | undefined} before Nothing at first. */
  async function turn(name, before) {
    const lens = await LOADERS[name]();
    if (store.model.ui.lens !== name || shown === name) return; // another was chosen meanwhile
    shown = name;
    show(lens);
    if (before !== undefined) setTimeout(() => announce(WORDS.lens(named(name)))); // behind what the picture says anew
  }

  /** What its button says. @param {LensName} name */
  function named(name) {
    return radios.find(({ value }) => value === name)?.labels?.[0]?.textContent?.trim() ?? name;
  }

  group.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) choose(/** @type {LensName} */ (target.value));
  });
  store.addView(({ ui: { lens } }, before) => {
    if (lens === before?.ui.lens) return;
    for (const radio of radios) radio.checked = radio.value === lens;
    void turn(lens, before?.ui.lens);
  });

  /** @param {LensName} name */
  function choose(name) {
    if (name === store.model.ui.lens) return;
    remember(KEY, name);
    store.setUi({ lens: name });
  }

  return { choose };
}
