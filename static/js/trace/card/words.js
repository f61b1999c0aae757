// @ts-check
/** What the card of a hop says, in the language of the page: loaded with it. */

import { gettext, interpolate, ngettext, pgettext } from "../../translate.js";
import { FIELD_WORDS, logicalMs } from "../../words.js";

/** @param {number} count */
export const bytes = (count) => interpolate(ngettext("{count} byte", "{count} bytes", count), { count });

export const words = () => ({
  whyAll: gettext("all of it"),
  whyGone: gettext("This entry is not there any more, so the cluster cannot say why it was."),
  soFar: gettext("The header so far"),
  died: gettext("The header when it died"),
  kept: gettext("Kept, so that the reply finds back"),
  notYet: gettext("no answer seen yet"),
  there: gettext("as it came"),
  back: gettext("as the answer must look"),
  seen: gettext("Seen by these cards"),
  into: pgettext("a card that sees a packet", "in"),
  out: pgettext("a card that sees a packet", "out"),
  envelope: gettext("The envelope"),
  inside: gettext("inside"),
  opened: gettext("The envelope that was opened"),
  noticed: gettext("What the client notices"),
  givesUp: gettext("gives up"),
  sends: (/** @type {number} */ count) =>
    interpolate(ngettext("sent {count} time, each wait twice as long", "sent {count} times, each wait twice as long", count), { count }),
  grown: (/** @type {number} */ count) => interpolate(gettext("{change} bytes"), { change: count > 0 ? `+${count}` : `−${-count}` }),
  none: pgettext("a field of a header that is not there", "none"),
  field: (/** @type {string} */ name) => FIELDS()[name] ?? FIELD_WORDS[name] ?? name,
  at: (/** @type {number} */ ms) => logicalMs(ms),
});

/** @returns {Record<string, string>} */
const FIELDS = () => ({
  vni: "VXLAN",
  "inner src": gettext("inner from"),
  "inner dst": gettext("inner to"),
  "inner ttl": gettext("inner TTL"),
  "inner smac": gettext("inner from MAC"),
  "inner dmac": gettext("inner to MAC"),
});
