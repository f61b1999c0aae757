// @ts-check
/**
 * The header before and after a hop, field by field; where it is in an envelope, of both.
 *
 * Law of this file: pure. An envelope is a header of its own: what it has is added, what it carries stays.
 */

/** @import {Envelope, Header, Hop} from "../../types.js" */

/**
 * One field: its name and what it was and is; `null` where there is no such field. `within`: of what an envelope carries.
 * @typedef {{name: string, within: boolean, before: string | null, after: string | null}} Field
 */

const FIELDS = /** @type {const} */ (["src", "dst", "ttl", "smac", "dmac"]);

/** @param {Hop} hop @returns {Field[]} Those that are there before or after. */
export function fields(hop) {
  const { envelope_before: closed, envelope } = hop;
  if (closed === undefined && envelope === undefined) return both(hop.before, hop.after, false);
  const outer = both(closed ? hop.before : null, envelope ? hop.after : null, false);
  const inner = both(closed?.inner ?? hop.before, envelope?.inner ?? hop.after, true);
  return [...outer, ...vni(closed, envelope), ...inner];
}

/** Whether a field is another one behind the hop. @param {Field} field */
export function isChanged({ before, after }) {
  return before !== after;
}

/** @param {Envelope | undefined} before @param {Envelope | undefined} after @returns {Field[]} */
function vni(before, after) {
  const told = (/** @type {Envelope | undefined} */ envelope) => (envelope === undefined ? null : `VNI ${envelope.vni}`);
  return [{ name: "vni", within: false, before: told(before), after: told(after) }];
}

/** @param {Header | null} before @param {Header | null} after @param {boolean} within @returns {Field[]} */
function both(before, after, within) {
  const of = (/** @type {Header | null} */ header, /** @type {keyof Header} */ name) => (header === null || header[name] === "" ? null : String(header[name]));
  return FIELDS.map((name) => ({ name, within, before: of(before, name), after: of(after, name) })).filter(
    ({ before, after }) => before !== null || after !== null,
  );
}
