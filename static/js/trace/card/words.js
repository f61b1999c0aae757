// @ts-check
/** What the card of a hop says, in the language of the page: loaded with it. */

import { gettext, interpolate, ngettext, pgettext } from "../../translate.js";
import { FIELD_WORDS } from "../../words.js";

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
  opened: gettext("The opened envelope"),
  noticed: gettext("What the client notices"),
  givesUp: gettext("gives up"),
  sends: (/** @type {number} */ count) =>
    interpolate(ngettext("sent {count} time", "sent {count} times", count), { count }),
  grown: (/** @type {number} */ count) => interpolate(gettext("{change} bytes"), { change: count > 0 ? `+${count}` : `−${-count}` }),
  none: pgettext("a field of a header that is not there", "none"),
  field: (/** @type {string} */ name) => name === "vni" ? "VXLAN" : (FIELD_WORDS[name] ?? name),
  seconds: (/** @type {number} */ ms) => interpolate(gettext("{seconds} s"), { seconds: Math.round(ms / 1000) }),
});

