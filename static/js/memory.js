// @ts-check
/**
 * What the browser keeps for this page. Where nothing may be kept (private windows, blocked storage), or no more, it is
 * kept in the page alone, until that is left; `lasts` tells, so that the page can say so.
 */

const PREFIX = "hopscope.";
/** What the browser does not keep. @type {Map<string, string>} */
const passing = new Map();

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
  return passing.get(key) ?? storage()?.getItem(PREFIX + key) ?? null;
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  passing.delete(key);
  try {
    const lasting = storage();
    if (lasting === null) passing.set(key, value);
    else lasting.setItem(PREFIX + key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    passing.set(key, value); // the storage is full
  }
}

/** @param {string} key */
export function forget(key) {
  passing.delete(key);
  storage()?.removeItem(PREFIX + key);
}

/** Whether all that was remembered outlives the page. */
export function lasts() {
  return storage() !== null && passing.size === 0;
}

/** @returns {string[]} */
export function keptKeys() {
  const lasting = Object.keys(storage() ?? {}).flatMap((key) =>
    key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : [],
  );
  return [...new Set([...passing.keys(), ...lasting])];
}

/** As if this browser had never been here. */
export function forgetEverything() {
  for (const key of keptKeys()) forget(key);
  try {
    const here = window.sessionStorage;
    for (const key of Object.keys(here)) if (key.startsWith(PREFIX)) here.removeItem(key);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the browser refuses: nothing is kept there either
  }
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
