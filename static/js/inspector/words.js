// @ts-check
/** What the inspector says, beyond what the picture says, too. */

import { gettext, interpolate, ngettext, pgettext } from "../translate.js";

/** Kinds that are no elements of the picture. @returns {Record<string, string>} */
export const kinds = () => ({
  part: pgettext("kind", "part of a definition"),
  ipvs: pgettext("kind", "entry of IPVS"),
  server: pgettext("kind", "server of HAProxy"),
  record: pgettext("kind", "DNS records"),
});

/** Facts of theirs. @returns {Record<string, string>} */
export const facts = () => ({
  "virtual address": pgettext("a fact", "virtual address"),
  weight: pgettext("a fact", "weight"),
  backend: pgettext("a fact", "backend"),
  type: pgettext("a fact", "type"),
  ttl: "TTL",
  values: pgettext("a fact", "values"),
});

export const words = () => ({
  breakIt: gettext("Break it"),
  /** @param {string} time */
  byItself: (time) => interpolate(gettext("Changed last at {time}, by itself."), { time }),
  /** @param {string} time @param {number} line */
  byLine: (time, line) => interpolate(gettext("Changed last at {time}, after line {line}."), { time, line }),
  /** @param {number} count */
  entries: (count) => interpolate(ngettext("{count} entry", "{count} entries", count), { count }),
  /** @param {number} count */
  more: (count) => interpolate(gettext("and {count} more"), { count }),
  definition: gettext("The definition, as Marathon has stored it"),
  definitionLead: gettext("The numbers say how many entries each part caused."),
  /** @param {string} pointer */
  part: (pointer) => interpolate(gettext("What {pointer} caused"), { pointer }),
});
