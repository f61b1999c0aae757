// @ts-check
/**
 * What was broken by a tool and is not mended yet. A browser keeps of each fault the line that mends it, for what is gone
 * cannot be asked any more; whether it stands follows from the lines of the journal alone, also on another branch.
 *
 * Law of this file: no DOM, no storage.
 */

/** @import {Line, Said} from "../types.js" */

/**
 * @typedef {object} Broken
 * @property {string} element
 * @property {string} name Of the fault.
 * @property {Said} title
 * @property {string} where
 * @property {string} line
 * @property {string} back
 */

/** What was kept as text. @param {string | null} text @returns {Broken[]} */
export function remembered(text) {
  return text === null ? [] : JSON.parse(text);
}

/**
 * The faults of whose lines no later one was taken back, the last one first; each once.
 * @param {readonly Broken[]} kept
 * @param {readonly Pick<Line, "terminal" | "text">[]} lines
 */
export function standing(kept, lines) {
  const found = kept.filter(({ where, line, back }, at) => {
    const done = typed(lines, where, line);
    const again = kept.findLastIndex((other) => other.where === where && other.line === line) !== at;
    return done !== -1 && !again && typed(lines, where, back) < done;
  });
  return found.sort((one, other) => typed(lines, other.where, other.line) - typed(lines, one.where, one.line));
}

/** Where a line was typed last; -1: never. @param {readonly Pick<Line, "terminal" | "text">[]} lines @param {string} where @param {string} text */
function typed(lines, where, text) {
  return lines.findLastIndex((line) => line.terminal === where && line.text === text);
}
