// @ts-check
/**
 * The line that writes a file: what the editor types when it saves.
 *
 * Law of this file: pure.
 */

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A text as one word of a shell. @param {string} text */
export function quoted(text) {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The text as it is written: its last line ends. @param {string} text */
export function wholeLines(text) {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** A word that is no line of a text. @param {string} text */
export function delimiter(text) {
  const lines = new Set(text.split("\n"));
  let word = "EOF";
  for (let number = 1; lines.has(word); number += 1) word = `EOF${number}`;
  return word;
}

/**
 * A path as it is typed in a folder: the name alone where it lies there.
 * @param {string} path Absolute.
 * @param {string} folder Absolute.
 */
export function typedPath(path, folder) {
  const base = folder === "/" ? "/" : `${folder}/`;
  const name = path.startsWith(base) ? path.slice(base.length) : path;
  return name.startsWith("-") ? `./${name}` : name;
}

/**
 * The line that writes a text into a file.
 * @param {string} path Absolute.
 * @param {string} folder The folder in which the line is typed.
 * @param {string} text
 */
export function saveLine(path, folder, text) {
  const word = delimiter(text);
  return `cat > ${quoted(typedPath(path, folder))} <<'${word}'\n${wholeLines(text)}${word}`;
}
