// @ts-check
/** Style sheets of parts of the page that are loaded when they are first used. */

/** The page looks as a sheet says, from now on. @param {string} text */
export function wear(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}
