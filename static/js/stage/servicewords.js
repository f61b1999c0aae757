// @ts-check
/** What the lens *service* says, in the language of the page: loaded with it. */

import { gettext, interpolate, ngettext, pgettext } from "../translate.js";

export const words = () => ({
  asks: pgettext("a column", "asks"),
  entries: (/** @type {number} */ count) => ngettext("one address", "addresses", count),
  answer: gettext("who can answer"),
  bars: (/** @type {number} */ total) => (total === 0 ? "" : interpolate(gettext("answered, of {total}"), { total })),
  share: (/** @type {string} */ share) => interpolate(gettext("{share}: even share"), { share }),
  more: (/** @type {number} */ count) => interpolate(ngettext("{count} more address", "{count} more addresses", count), { count }),
});
