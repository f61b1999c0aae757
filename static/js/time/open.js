// @ts-check
/**
 * Opens a link: an attempt of its own that can only be looked at, at the link's moment. Whoever wants to go on from there
 * gets another one, to type in; what was begun before is left alone until then.
 */

import { begin, NoAttempt } from "../attempt.js";
import { gettext } from "../translate.js";
import { BadLink, unpack } from "./link.js";

/** @import {Access} from "../attempt.js" */
/** @import {Journal} from "./link.js" */

const badLink = () => gettext("This link is not whole, or of no use any more. Ask for it anew.");

/** @param {{lesson: string, link: string}} page @param {string} packed @returns {Promise<Access>} */
export async function openLink({ lesson, link }, packed) {
  const journal = link === "" ? await read(packed, lesson) : await stored(link);
  const { id, view } = await begin({ journal });
  const goOn = async () => {
    const own = await begin({ journal });
    location.assign(`/a/${own.id}${location.search}#w=${own.write}`);
  };
  return { id, capability: view, write: false, visit: { atMs: journal.at_ms, goOn: () => void goOn() } };
}

/** @param {string} packed @param {string} lesson */
async function read(packed, lesson) {
  try {
    return await unpack(packed, lesson);
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    throw new NoAttempt(badLink, { cause: error });
  }
}

/** @param {string} link @returns {Promise<Journal>} */
async function stored(link) {
  const response = await fetch(`/api/shared/${link}`);
  if (!response.ok) throw new NoAttempt(badLink);
  const { journal } = await response.json();
  return { ...journal, at_ms: journal.at_ms ?? journal.entries.at(-1)?.at_ms ?? 0 };
}
