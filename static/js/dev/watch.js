// @ts-check
/** In development: the page comes anew when a file of its lesson changes. */

const EVERY_MS = 1000;

/** @param {string} lesson */
export function watch(lesson) {
  /** @type {string | null} */
  let before = null;
  setInterval(async () => {
    const stamp = await stampOf(lesson);
    if (before !== null && stamp !== null && stamp !== before) location.reload();
    before = stamp ?? before;
  }, EVERY_MS);
}

/** What changes with the files; null while the server cannot be asked. @param {string} lesson */
async function stampOf(lesson) {
  try {
    const response = await fetch(`/l/${lesson}/stamp`);
    return response.ok ? await response.text() : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it starts again, as it does when a file of its own changes
    return null;
  }
}
