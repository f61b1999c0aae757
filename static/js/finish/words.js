// @ts-check
/** What is said at the end of a lesson: loaded with it. */

import { gettext, interpolate, ngettext } from "../translate.js";

export const words = () => ({
  /** @param {number} lines @param {number} par */
  par: (lines, par) =>
    interpolate(
      ngettext(
        "Every goal is met, with {lines} line typed. The course's own way takes {par}.",
        "Every goal is met, with {lines} lines typed. The course's own way takes {par}.",
        lines,
      ),
      { lines, par },
    ),
  /** @param {string} name */
  saved: (name) => interpolate(gettext("Saved as {name}. Whoever runs this course can check it."), { name }),
  /** @param {number} status */
  notSaved: (status) => interpolate(gettext("The file could not be had (status {status}). Try again."), { status }),
});
