// @ts-check
/**
 * What the browser keeps for this page. Where nothing may be kept (private windows, blocked storage) all is forgotten,
 * and the page goes on without.
 */

const PREFIX = "hopscope.";

/** @returns {Storage | null} */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // a SecurityError: the browser refuses; there is nothing to do about it
  }
}

/** @param {string} key @returns {string | null} */
export function recall(key) {
  return storage()?.getItem(PREFIX + key) ?? null;
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    storage()?.setItem(PREFIX + key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // a full storage only means that nothing is kept
  }
}

/** @param {string} key */
export function forget(key) {
  storage()?.removeItem(PREFIX + key);
}

/**
 * @typedef {{id: string, write: string, done: boolean, step: number, steps: number}} Kept An attempt as it is kept for
 * a lesson.
 */

/** @param {string} lesson @returns {Kept | null} */
export function keptAttempt(lesson) {
  const text = recall(`attempt.${lesson}`);
  if (text === null) return null;
  const kept = parsed(text);
  return typeof kept?.id === "string" && typeof kept.write === "string" ? kept : null;
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // written by somebody else: as good as nothing
  }
}

/** @param {string} lesson @param {Kept} kept */
export function keepAttempt(lesson, kept) {
  remember(`attempt.${lesson}`, JSON.stringify(kept));
}

/** Forget all about a lesson. @param {string} lesson */
export function forgetAttempt(lesson) {
  forget(`attempt.${lesson}`);
  forget(`answers.${lesson}`);
}

/** Keep something for a reload of this tab alone; null forgets it. @param {string} key @param {string | null} value */
export function keepHere(key, value) {
  try {
    if (value === null) window.sessionStorage.removeItem(PREFIX + key);
    else window.sessionStorage.setItem(PREFIX + key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // nothing may be kept, or no more: it lives in the page alone
  }
}

/** @param {string} key @returns {string | null} */
export function keptHere(key) {
  try {
    return window.sessionStorage.getItem(PREFIX + key);
  } catch {
    return null; // a SecurityError: the browser refuses
  }
}

/**
 * Lines that wait for a connection are kept for a reload of their tab: the page that sends them is the one that typed them.
 * @param {string} attempt
 * @param {readonly object[]} lines
 */
export function keepWaiting(attempt, lines) {
  keepHere(`waiting.${attempt}`, lines.length === 0 ? null : JSON.stringify(lines));
}

/** @param {string} attempt @returns {string | null} */
export function keptWaiting(attempt) {
  return keptHere(`waiting.${attempt}`);
}

/** What was answered to the questions of a lesson, as it was kept. @param {string} lesson @returns {unknown} */
export function keptAnswers(lesson) {
  return parsed(recall(`answers.${lesson}`) ?? "null");
}

/** @param {string} lesson @param {Readonly<Record<string, readonly number[]>>} answers */
export function keepAnswers(lesson, answers) {
  remember(`answers.${lesson}`, JSON.stringify(answers));
}
