// @ts-check
/** What is said about predictions and measured tables: loaded with them. */

import { gettext, interpolate } from "../translate.js";

/** @typedef {{value: string, hop: number}} Reading What a request's trace says, and the hop at which it is seen. */

export const words = () => ({
  sayFirst: gettext("Say first what you expect."),
  waits: gettext("The request waits for your answer."),
  noted: gettext("Noted. Now send the request: its packet decides."),
  /** @param {string} value @param {number} hop */
  agrees: (value, hop) => interpolate(gettext("The packet agrees: {value} (hop {hop})."), { value, hop }),
  /** @param {string} answer @param {string} value @param {number} hop */
  differs: (answer, value, hop) =>
    interpolate(gettext("You said {answer}; the packet says {value} (hop {hop})."), { answer, value, hop }),
  skipped: gettext("Skipped. The packet shows it."),
  again: gettext("Guess again"),
  notMeasured: gettext("not measured yet"),
  agreesHere: gettext("as measured"),
  differsHere: gettext("measured otherwise"),
  /** @param {number} right @param {number} all @param {number} unmeasured */
  compared: (right, all, unmeasured) =>
    unmeasured === 0
      ? interpolate(gettext("{right} of {all} are as the requests say."), { right, all })
      : interpolate(gettext("{right} of {all} are as the requests say; {unmeasured} were not measured yet."), {
          right,
          all,
          unmeasured,
        }),
});
