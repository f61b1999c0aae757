// @ts-check
/**
 * Messages in the language of the page: gettext's functions over a catalogue, and named places in messages.
 *
 * Law of this file: pure but for the one catalogue that is in use. A message that a catalogue lacks stays English.
 */

import { visible } from "./text.js";

/**
 * @typedef {object} Catalogue What `manage.py build_words` makes of the files under tutorial/locale.
 * @property {string} language A BCP 47 tag.
 * @property {Readonly<Record<string, string | readonly string[]>>} messages By English text, behind `context\u0004`
 *   where it has one; a list holds the plural forms.
 * @property {Readonly<Record<string, string>>} sentences The server's sentences by their keys.
 */

/** @type {Catalogue} */
export const ENGLISH = { language: "en", messages: {}, sentences: {} };

/** Plural forms stand in this order in a catalogue (Unicode's, as far as the language has them). */
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];

let catalogue = ENGLISH;
/** What is said anew when the language changes. @type {(() => void)[]} */
const anew = [];

/** The language of everything that is said from now on. @param {Catalogue} next */
export function useCatalogue(next) {
  catalogue = next;
  for (const say of anew) say();
}

/**
 * Words of a part of the page that is loaded when it is first used: a table that is made anew in place when the language
 * changes. Read it where its words are shown.
 * @template {object} Words
 * @param {() => Words} make
 * @returns {Words}
 */
export function wordsOf(make) {
  const words = make();
  anew.push(() => Object.assign(words, make()));
  return words;
}

/** The tag of the language that is spoken. */
export function spoken() {
  return catalogue.language;
}

/** A message. @param {string} text In English. */
export function gettext(text) {
  return single(text) ?? text;
}

/**
 * A message whose English words mean several things: the context tells which.
 * @param {string} context
 * @param {string} text
 */
export function pgettext(context, text) {
  return single(`${context}\u0004${text}`) ?? text;
}

/**
 * A message in the form that goes with a number.
 * @param {string} one
 * @param {string} more
 * @param {number} count
 */
export function ngettext(one, more, count) {
  const forms = catalogue.messages[one];
  if (typeof forms !== "object") return count === 1 ? one : more;
  return forms[formOf(count)] ?? more;
}

/** @param {string} key */
function single(key) {
  const found = catalogue.messages[key];
  return typeof found === "string" ? found : undefined;
}

/** @param {number} count */
function formOf(count) {
  const rules = new Intl.PluralRules(catalogue.language);
  const used = CATEGORIES.filter((name) =>
    rules.resolvedOptions().pluralCategories.includes(/** @type {Intl.LDMLPluralRule} */ (name)),
  );
  return used.indexOf(rules.select(count));
}

/**
 * A message with its places filled: `{name}` becomes the value of that name, with unseen signs in it written out; a name
 * without a value stays as it is.
 * @param {string} text
 * @param {Readonly<Record<string, string | number>>} values
 */
export function interpolate(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (Object.hasOwn(values, name) ? visible(String(values[name])) : place));
}

/**
 * A sentence that the server says by a key and values; undefined when the catalogue has none, as in English.
 * @param {string} key
 * @param {Readonly<Record<string, string | number>>} values
 */
export function sentence(key, values) {
  const text = Object.hasOwn(catalogue.sentences, key) ? catalogue.sentences[key] : undefined;
  return text === undefined ? undefined : interpolate(text, values);
}
