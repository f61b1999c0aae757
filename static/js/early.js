// @ts-check
/**
 * Runs before anything is painted: the theme that was set, and the language that was chosen, if the address asks for none.
 *
 * Law of this file: no imports; it is loaded as a plain script, and nothing waits for it but the first paint.
 */

const page = document.documentElement;

/** What the browser keeps, as memory.js stores it. @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(`hopscope.${key}`);
  } catch {
    return null; // a SecurityError: the browser keeps nothing
  }
}

const theme = kept("theme");
if (theme === "light" || theme === "dark") page.dataset["theme"] = theme;

const language = kept("language");
const address = new URL(location.href);
if (language !== null && language !== page.lang && !address.searchParams.has("lang")) {
  address.searchParams.set("lang", language);
  page.hidden = true; // not a glimpse of the other language
  location.replace(address);
}

export {};
