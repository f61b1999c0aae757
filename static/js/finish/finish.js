// @ts-check
/** The end of a lesson: how many lines it took, what to remember, and a file that proves it. Loaded when it is reached. */

import "../common.js";
import { make, need } from "../dom.js";
import { words } from "./words.js";

/** @import {Store} from "../store.js" */

let shown = false;

/**
 * Show the end, in the language of the page, from now on.
 * @param {Store} store
 * @param {() => {id: string, capability: string}} access
 */
export function showFinish(store, access) {
  if (shown) return;
  shown = true;
  const needed = typed(store); // up to the last goal; what is typed later does not count
  let language = "";
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.id === "completion") void save(access());
  });
  store.addView(({ ui }) => {
    if (language === ui.language) return;
    language = ui.language;
    const found = need("finish", HTMLElement);
    found.hidden = false;
    need("par", HTMLElement).textContent = words().par(needed, Number(found.dataset["par"]));
  });
}

/** How many lines were typed. @param {Store} store */
const typed = (store) => store.model.state.lines.filter(({ kind }) => kind === "line").length;

/** @param {{id: string, capability: string}} access */
async function save({ id, capability }) {
  const told = need("completion-told", HTMLElement);
  const response = await fetch(`/api/attempts/${id}/completion`, { headers: { Authorization: `Bearer ${capability}` } });
  if (!response.ok) {
    told.textContent = words().notSaved(response.status);
    return;
  }
  const name = /filename="([^"]+)"/u.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "hopscope.json";
  const url = URL.createObjectURL(await response.blob());
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // not before the browser has begun to save it
  told.textContent = words().saved(name);
}
