// @ts-check
/** A link to the moment that is looked at: in its fragment where it is short, else stored by the server. */

import { button, make } from "../dom.js";
import { copyText } from "../terminal/copy.js";
import { LONGEST, pack } from "./link.js";
import { words } from "./words.js";

/** @import {Store} from "../store.js" */
/** @import {Journal} from "./link.js" */

/**
 * @param {object} wires
 * @param {Store} wires.store
 * @param {() => Promise<Journal>} wires.journal
 * @param {(text: string) => void} wires.announce
 * @param {HTMLElement} place Where it is told what became of it.
 */
export async function copyLink({ store, journal: all, announce }, place) {
  /** @param {string} text @param {(Node | string)[]} more */
  const tell = (text, ...more) => {
    place.replaceChildren(make("span", { class: "link-told" }, text), ...more);
    announce(text);
  };
  const journal = until(store, await all());
  const short = await whole(journal);
  if (short !== null) return copied(short, words().copied, tell);
  const response = await fetch("/api/shared", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ journal }),
  });
  if (!response.ok) return tell(words().notStored);
  const { id, page, delete: secret } = await response.json();
  await copied(page, words().stored, tell, button({ class: "button" }, () => void remove(id, secret, tell), words().deleteLink));
}

/** @param {string} link @param {string} told @param {(text: string, ...more: (Node | string)[]) => void} tell @param {Node[]} more */
async function copied(link, told, tell, ...more) {
  if (await copyText(link)) return tell(told, ...more);
  const field = make("input", { type: "text", readonly: true, value: link, "aria-label": words().copy });
  tell(words().notCopied, field, ...more);
  field.select();
}

/** @param {string} id @param {string} secret @param {(text: string) => void} tell */
async function remove(id, secret, tell) {
  const response = await fetch(`/api/shared/${id}`, { method: "DELETE", headers: { Authorization: `Bearer ${secret}` } });
  tell(response.ok ? words().deleted : words().notStored);
}

/** The journal up to the moment that is looked at. @param {Store} store @param {Journal} journal @returns {Journal} */
function until(store, journal) {
  const { past } = store.model.ui;
  if (past === null) return journal;
  return { ...journal, at_ms: past.atMs, entries: journal.entries.filter(({ seq = 0 }) => seq <= past.seq) };
}

/** A link with everything in it, where a lesson stands behind it. @param {Journal} journal */
async function whole(journal) {
  if (!journal.lesson) return null;
  const url = new URL(`/l/${journal.lesson}`, location.href);
  url.hash = `j=${await pack(journal)}`;
  return url.href.length <= LONGEST ? url.href : null;
}
