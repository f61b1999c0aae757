// @ts-check
/** What the list of lessons says. */

import { gettext, interpolate, ngettext, pgettext, wordsOf } from "./translate.js";

export const HOME = wordsOf(() => ({
  lessonDone: pgettext("a lesson", "done"),
  lessonStep: (/** @type {number} */ step, /** @type {number} */ count) =>
    interpolate(gettext("Step {step} of {count}"), { step, count }),
  lessonBegun: gettext("begun"),
  keepsNothingAtAll: gettext(
    "Your browser keeps nothing for this page: what you do is forgotten when you leave it. Keep the address of a lesson that you have begun.",
  ),
  exportName: (/** @type {string} */ date) => `hopscope-${date}.json`,
  exported: (/** @type {string} */ name) =>
    interpolate(
      gettext("Saved as {name}. The file holds the keys to your attempts: whoever has it can type in them."),
      { name },
    ),
  imported: (/** @type {number} */ count) =>
    count === 0
      ? gettext("There was nothing new in the file.")
      : interpolate(
          ngettext("The file brought progress in {count} lesson.", "The file brought progress in {count} lessons.", count),
          { count },
        ),
  forgotten: gettext("Everything is forgotten."),
  badFile: {
    json: gettext("This file can't be read: it is no JSON. Choose a file that was saved here. Nothing was changed."),
    format: gettext("This is no file with progress in it. Choose a file that was saved here. Nothing was changed."),
    version: gettext(
      "This file was saved by another version of the course, which this one does not understand. Nothing was changed.",
    ),
    large: gettext("This file is larger than any that is saved here, so it was not read. Nothing was changed."),
    unread: gettext("The file could not be read. Choose it again. Nothing was changed."),
  },
  badLesson: (/** @type {string} */ lesson) =>
    interpolate(gettext("The file names a lesson that can't be one: {lesson}. Nothing was changed."), { lesson }),
  badField: (/** @type {string} */ lesson, /** @type {string} */ field) =>
    interpolate(gettext("What the file says of lesson {lesson} is damaged ({field}). Nothing was changed."), {
      lesson,
      field,
    }),
  continueWith: (/** @type {string} */ title) => interpolate(gettext("Continue: {title}"), { title }),
  doneHere: (/** @type {number} */ count) =>
    interpolate(ngettext("{count} done on this device", "{count} done on this device", count), { count }),
}));
