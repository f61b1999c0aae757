// @ts-check
/**
 * Text from elsewhere, made safe to look at: signs that are not seen, or that turn what stands around them, are written
 * out. Tabs and newlines stay.
 *
 * Law of this file: pure.
 */

/**
 * Control characters, marks that change the direction of writing, others that have no form of their own, and accents
 * piled up on a letter beyond the third.
 */
const UNSEEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|(?<=\p{M}{3})\p{M}/gu;

/** A sign written out, as shells and programs write it: `\x1b`, `\u202e`. @param {string} sign */
export function writtenOut(sign) {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

/** The text with every unseen sign written out. @param {string} text */
export function visible(text) {
  return text.replace(UNSEEN, writtenOut);
}

/**
 * The pieces of a text: those that stand as they are, and the unseen signs between them.
 * @param {string} text
 * @returns {{text: string, unseen: boolean}[]}
 */
export function pieces(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > at) found.push({ text: text.slice(at, match.index), unseen: false });
    found.push({ text: writtenOut(match[0]), unseen: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), unseen: false });
  return found;
}

/**
 * What is left on a screen of a text in which carriage returns go back to the beginning of the line, to write over it.
 * @param {string} text
 */
export function printed(text) {
  return text.replace(/\r+\n/g, "\n").replace(/[^\n]*\r(?=[^\r\n])/g, "");
}

/** How many characters (code points) of a text stand before an index of it. @param {string} text @param {number} index */
export function countTo(text, index) {
  return [...text.slice(0, index)].length;
}

/** The index at which so many characters of a text have gone by. @param {string} text @param {number} count */
export function indexOf(text, count) {
  return [...text].slice(0, count).join("").length;
}
