// @ts-check
/**
 * Which attempt this page shows, and by which capability: that of the address, one that is kept for the lesson, or a
 * new one.
 */

import { keep, kept, leave } from "./progress.js";
import { WORDS } from "./words.js";

/**
 * @typedef {{id: string, capability: string, write: boolean, visit?: {atMs: number, goOn: () => void}}} Access `visit`: it
 *   is somebody's link, to be looked at where the clock stood at `atMs`.
 */

/** A reason for which there is no attempt; `say` says it to the learner. */
export class NoAttempt extends Error {
  /** @param {() => string} say @param {ErrorOptions} [options] */
  constructor(say, options) {
    super(say(), options);
    this.say = say;
  }
}

/**
 * @param {{lesson: string, version: string, attempt: string, view: string, link: string}} page What the page's address says.
 * @returns {Promise<Access>}
 */
export async function access({ lesson, version, attempt, view, link }) {
  const packed = new URLSearchParams(location.hash.slice(1)).get("j") ?? "";
  if (link !== "" || packed !== "") return (await import("./time/machine.js")).openLink({ lesson, link }, packed);
  if (view !== "") return { id: attempt, capability: view, write: false };
  if (attempt !== "") return named(lesson, attempt);
  const mine = kept(lesson)?.attempt ?? null;
  const stood = mine === null ? null : await standing(mine.id, mine.write);
  if (mine !== null && stood !== null) {
    const found = shown(mine.id, mine.write);
    if (stood.lesson_hash !== version) location.reload(); // its address has the text with which it was begun
    return found;
  }
  const made = await begin({ lesson });
  keepNew(lesson, made);
  return shown(made.id, made.write);
}

/**
 * The attempt of an address: its capability stands in the fragment, or it is the one that is kept for the lesson.
 * @param {string} lesson
 * @param {string} id
 * @returns {Access}
 */
function named(lesson, id) {
  const write = new URLSearchParams(location.hash.slice(1)).get("w");
  const mine = kept(lesson)?.attempt ?? null;
  if (write !== null) {
    if (mine?.id !== id) keepNew(lesson, { id, write });
    return { id, capability: write, write: true };
  }
  if (mine?.id === id) return shown(id, mine.write);
  throw new NoAttempt(() => WORDS.noCapability);
}

/**
 * From now on the lesson leads to another attempt. A playground is no lesson: nothing leads to it but its address.
 * @param {string} lesson
 * @param {{id: string, write: string}} attempt
 */
function keepNew(lesson, { id, write }) {
  if (lesson !== "") keep(lesson, { attempt: { id, write }, step: 0, goals: [], answers: {} });
}

/**
 * The address of the attempt in the address bar, so that it can be kept and opened again.
 * @param {string} id
 * @param {string} write
 * @returns {Access}
 */
function shown(id, write) {
  history.replaceState(null, "", `/a/${id}${location.search}#w=${write}`);
  return { id, capability: write, write: true };
}

/**
 * A kept attempt as it stands; null when it can be opened no more.
 * @param {string} id
 * @param {string} write
 * @returns {Promise<{lesson_hash: string} | null>}
 */
async function standing(id, write) {
  const response = await ask(`/api/attempts/${id}`, { headers: { Authorization: `Bearer ${write}` } });
  if (response.ok) return response.json();
  if (response.status >= 500) throw new NoAttempt(() => WORDS.serverBroken);
  return null;
}

/** @param {{lesson: string} | {journal: object}} what @returns {Promise<{id: string, write: string, view: string}>} */
export async function begin(what) {
  const body = JSON.stringify({ ...what, lang: document.documentElement.lang });
  const response = await ask("/api/attempts", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  const seconds = response.headers.get("Retry-After") ?? "60";
  if (response.status === 429) throw new NoAttempt(() => WORDS.tooMany(seconds));
  if (!response.ok) throw new NoAttempt(() => WORDS.notBegun(response.status));
  return response.json();
}

/** @param {string} url @param {RequestInit} options */
async function ask(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw new NoAttempt(() => WORDS.noServer, { cause: error });
  }
}

/**
 * Leave the attempt that is kept for a lesson and begin a new one.
 * @param {string} lesson
 */
export function startOver(lesson) {
  leave(lesson);
  location.assign(`/l/${lesson}${location.search}`);
}
