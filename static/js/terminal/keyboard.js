// @ts-check
/**
 * Text that comes from a keyboard or a clipboard: it is typed line by line, and the server says where a line ends
 * (`first` in docs/protocol.md).
 *
 * Law of this file: pure.
 */

/** Text without the empty lines at its beginning. @param {string} text */
export function withoutBlankLines(text) {
  return text.replace(/^(?:[ \t]*\n)+/, "");
}

/**
 * What is left of a text when its first line has begun.
 * @param {string} text
 * @param {string} first
 */
export function rest(text, first) {
  const whole = withoutBlankLines(text);
  return whole.startsWith(first) ? withoutBlankLines(whole.slice(first.length).replace(/^\n/, "")) : "";
}

/**
 * A text in pieces of whole lines, each of which can be sent at once; a line that is too long is a piece all the same.
 * @param {string} text
 * @param {(piece: string) => boolean} fits
 * @returns {string[]}
 */
export function portions(text, fits) {
  if (text === "" || fits(text)) return text === "" ? [] : [text];
  const middle = text.lastIndexOf("\n", text.length >> 1) + 1 || text.indexOf("\n") + 1;
  if (middle === 0 || middle === text.length) return [text];
  return [...portions(text.slice(0, middle), fits), ...portions(text.slice(middle), fits)];
}
