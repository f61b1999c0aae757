// @ts-check
/** What the card of faults says. */

import { gettext, interpolate } from "../translate.js";

export const words = () => ({
  title: gettext("Break it"),
  lead: gettext("Each button types a line at the place where an administrator would. So does its way back."),
  nothing: gettext("Nothing can be broken here."),
  cannot: gettext("Nothing can be typed here: this attempt can only be looked at."),
  choose: gettext("Choose what to break"),
  standing: gettext("Broken now"),
  mend: gettext("Mend it"),
  /** @param {string} where @param {string} line */
  types: (where, line) => interpolate(gettext("Types on {place}: {line}"), { place: where, line }),
});
