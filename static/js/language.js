// @ts-check
/**
 * The language of the page: its words are there before anything is shown, and it can be changed at any time without
 * leaving the page. Then the server's texts are taken from the same page in the other language, and the scripts' own are
 * said anew by the views, which see `ui.language` change.
 */

import { remember } from "./memory.js";
import { readingPlace, renew, served } from "./served.js";
import { ENGLISH, spoken } from "./translate.js";
import { speak } from "./words.js";

/** @import {Catalogue} from "./translate.js" */

/** Say everything in the language in which the page came. */
export async function learnWords() {
  const { lang, dataset } = document.documentElement;
  try {
    speak(await catalogue(lang, dataset["words"] ?? ""));
  } catch (error) {
    console.warn("the page's words could not be loaded; they are English", error);
    speak({ ...ENGLISH, language: lang });
  }
}

/**
 * The words of a language; English ones need not be loaded.
 * @param {string} language
 * @param {string} url
 * @returns {Promise<Catalogue>}
 */
async function catalogue(language, url) {
  return url === "" ? { ...ENGLISH, language } : (await loaded(url)).json();
}

/** @param {string} url */
async function loaded(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

/**
 * Let the switch change the language in place. Call it before anything is added to the page.
 * @param {() => void} onChange
 * @param {() => void} onFailure The other page could not be had; everything is as it was.
 */
export function createLanguage(onChange, onFailure) {
  const tree = served(document.body);
  let wanted = spoken();

  /** @param {string} language */
  async function change(language) {
    if (language === wanted) return;
    wanted = language;
    try {
      const next = await otherPage(language);
      const { lang, dataset } = next.documentElement;
      const words = await catalogue(lang, dataset["words"] ?? "");
      if (wanted !== language) return; // changed again meanwhile
      show(next, words);
    } catch (error) {
      console.warn("the page could not be had in another language", error);
      if (wanted !== language) return;
      wanted = spoken();
      onFailure();
    }
  }

  /** @param {Document} next @param {Catalogue} words */
  function show(next, words) {
    const [focus, comeBack] = [pathTo(document.activeElement), readingPlace()];
    renew(tree, next.body);
    document.title = next.title;
    document.documentElement.lang = words.language;
    document.documentElement.dataset["words"] = next.documentElement.dataset["words"] ?? "";
    history.replaceState(history.state, "", addressIn(words.language));
    speak(words);
    onChange();
    queueMicrotask(() => {
      // behind the views, which are shown in a microtask, too
      refocus(focus);
      comeBack();
    });
  }

  document.getElementById("languages")?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    remember("language", link.hreflang);
    void change(link.hreflang);
  });
  return { change };
}

/** Let the switch lead to the other page, and the choice be kept. */
export function followSwitch() {
  document.getElementById("languages")?.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link !== null) remember("language", link.hreflang);
  });
}

/** @param {string} language @returns {Promise<Document>} */
async function otherPage(language) {
  const address = addressIn(language);
  address.hash = "";
  return new DOMParser().parseFromString(await (await loaded(address.href)).text(), "text/html");
}

/** The address of this page in a language. @param {string} language */
export function addressIn(language) {
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  return address;
}

/**
 * The way to an element from the nearest one with a name, so that its like is found after its place was written anew.
 * @param {Element | null} element
 * @returns {{element: Element | null, from: string, steps: number[]}}
 */
function pathTo(element) {
  const steps = [];
  let at = element;
  while (at !== null && at.id === "") {
    steps.unshift(at.parentElement === null ? 0 : [...at.parentElement.children].indexOf(at));
    at = at.parentElement;
  }
  return { element, from: at?.id ?? "", steps };
}

/** @param {ReturnType<typeof pathTo>} path */
function refocus({ element, from, steps }) {
  if (element === null || element.isConnected) return;
  /** @type {Element | null | undefined} */
  let at = document.getElementById(from);
  for (const step of steps) at = at?.children[step];
  if (at instanceof HTMLElement) at.focus({ preventScroll: true });
}
