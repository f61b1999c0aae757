// @ts-check
/** What the editor of files says. */

import { gettext, interpolate, ngettext, wordsOf } from "../translate.js";

/** A type of JSON, in words. @param {string} type */
function typeName(type) {
  /** @type {Record<string, string>} */
  const names = {
    string: gettext("a text"),
    number: gettext("a number"),
    integer: gettext("a whole number"),
    boolean: gettext("true or false"),
    array: gettext("a list"),
    object: gettext("an object"),
  };
  return names[type] ?? type;
}

export const EDITOR = wordsOf(() => ({
  fileOn: (/** @type {string} */ path, /** @type {string} */ place) =>
    interpolate(gettext("{path} on {place}"), { path, place }),
  save: gettext("Save"),
  notSavedYet: gettext("Not saved yet. What you wrote is kept if you reload the page."),
  saving: gettext("Saving …"),
  savedBy: (/** @type {number} */ line) => interpolate(gettext("Saved by line {line}."), { line }),
  notSaved: (/** @type {number} */ code) =>
    interpolate(gettext("Not saved: the line ended with exit {code}. The terminal says why."), { code }),
  lostWhileSaving: gettext("There is no connection, so it was not saved. Save again once the page is connected."),
  tooLongToSave: gettext("The file is too long for one line of 64 kB, so it cannot be saved from here. Shorten it."),
  mayNotWrite: (/** @type {string} */ user) =>
    interpolate(gettext("To look at only: {user} may not write this file."), { user }),
  elsewhere: (/** @type {string} */ terminal, /** @type {string} */ host, /** @type {string} */ place) =>
    interpolate(
      gettext("The terminal {terminal} is on {host} now, but this file lies on {place}. Leave that shell, then save."),
      { terminal, host, place },
    ),
  changedMeanwhile: gettext("The file was changed meanwhile, by another line than yours."),
  takeTheirs: gettext("Take what is there"),
  keepMine: gettext("Write mine over it"),
  keptDraft: gettext("This is what you had written before the page was reloaded."),
  editorKeys: gettext("Tab indents; Escape, then Tab leaves the text. Ctrl-S saves."),
  problems: (/** @type {number} */ count) =>
    count === 0
      ? gettext("No problem found.")
      : interpolate(ngettext("{count} problem", "{count} problems", count), { count }),
  problemList: gettext("Problems"),
  problemAt: (/** @type {number} */ line, /** @type {string} */ message) =>
    interpolate(gettext("Line {line}: {message}"), { line, message }),
  badJson: gettext("This is no JSON yet: something is missing or too much here, perhaps a comma, a quote or a bracket."),
  ignoredField: gettext("Marathon has no such field and ignores it."),
  mustBe: (/** @type {string[]} */ types) =>
    interpolate(gettext("This must be {type}."), { type: types.map(typeName).join(" / ") }),
  mustBeOneOf: (/** @type {string[]} */ values) =>
    interpolate(gettext("This must be one of {values}."), { values: values.join(", ") }),
  fieldMissing: (/** @type {string} */ name) => interpolate(gettext("The field {name} is missing."), { name }),
  wrongSigns: gettext("This has signs that a name may not have: small letters, digits and hyphens between them may be."),
  atLeast: (/** @type {number} */ least) => interpolate(gettext("This must be at least {least}."), { least }),
  atMost: (/** @type {number} */ most) => interpolate(gettext("This must be at most {most}."), { most }),
  notAccepted: gettext("Marathon does not accept this."),
}));
