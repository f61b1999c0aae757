// @ts-check
/**
 * Links that carry a journal: a JSON array, deflated, in base64url. Without DOM; the form is told in docs/http.md.
 */

/** A link that is longer is stored by the server. */
export const LONGEST = 2000;

/**
 * @typedef {{seq?: number, at_ms: number, terminal: string, kind: string, text: string}} Entry
 * @typedef {object} Journal As `GET /api/attempts/<id>/journal` gives it, with its moment.
 * @property {string} engine
 * @property {string | null} [lesson]
 * @property {string | null} [lesson_hash]
 * @property {string | null} [seed]
 * @property {number} at_ms
 * @property {readonly Entry[]} entries
 */

/** What is no link of ours. */
export class BadLink extends Error {}

/** @param {Journal} journal @returns {Promise<string>} */
export async function pack({ engine, lesson_hash, seed, at_ms, entries }) {
  let [before, place] = [0, ""];
  const told = entries.map((entry) => {
    const short = [entry.at_ms - before, entry.terminal === place ? 0 : entry.terminal, entry.text];
    [before, place] = [entry.at_ms, entry.terminal];
    return entry.kind === "line" ? short : [...short, entry.kind];
  });
  const text = JSON.stringify([engine, lesson_hash ?? "", seed ?? "", at_ms, told]);
  return toText(await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")));
}

/**
 * @param {string} packed
 * @param {string} lesson
 * @returns {Promise<Journal & {lesson: string}>} Rejected with BadLink.
 */
export async function unpack(packed, lesson) {
  try {
    const bytes = await through(toBytes(packed), new DecompressionStream("deflate-raw"));
    const [engine, hash, seed, at_ms, told] = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    let [before, place] = [0, ""];
    const entries = told.map((/** @type {any} */ [ms, terminal, text, kind = "line"], /** @type {number} */ index) => {
      before += ms;
      place = terminal === 0 ? place : terminal;
      return { seq: index + 1, at_ms: before, terminal: place, kind, text };
    });
    return { engine, lesson, ...(hash ? { lesson_hash: hash } : {}), ...(seed ? { seed } : {}), at_ms, entries };
  } catch (error) {
    throw new BadLink("no journal of ours", { cause: error });
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream */
async function through(bytes, stream) {
  const shaped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(shaped).arrayBuffer());
}

/** @param {Uint8Array} bytes */
function toText(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}
