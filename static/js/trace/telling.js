// @ts-check
/**
 * The hops in words, in their cards and beside the cluster: loaded with the first request, and asked why an entry is there
 * when the packet stands still.
 */

import { make, wear } from "../dom.js";
import { createAsking } from "../inspector/asking.js";
import { WORDS } from "../words.js";

/** @import {Found} from "../inspector/asking.js" */
/** @import {Frame, Trace} from "../types.js" */

/**
 * @typedef {object} Wires
 * @property {HTMLElement} card
 * @property {readonly HTMLElement[]} lists Where all hops are listed; one that is hidden is left empty.
 * @property {(hop: number) => void} choose
 * @property {(id: string) => boolean} inspect Asks the server what is behind an entry.
 * @property {(number: number) => void} goToLine
 * @property {() => void} shown What is pointed at has to be marked anew.
 */

/** @param {Wires} wires */
export function createTelling({ card, lists, choose, inspect, goToLine, shown }) {
  /** @type {typeof import("./hops.js") | null} */
  let parts = null;
  /** @type {Promise<void> | null} */
  let loading = null;
  /** @type {Trace | null} */
  let trace = null;
  let hop = 0;
  /** @type {Found} */
  let found = { id: null, status: "nothing", inspection: null };
  const asking = createAsking({
    ask: inspect,
    after: (act, ms) => void setTimeout(act, ms),
    show(next) {
      found = next;
      showWhy();
    },
  });

  function load() {
    loading ??= import("./hops.js").then(
      (found) => {
        parts = found;
        wear("hop-style");
        show();
        list();
      },
      (error) => {
        console.warn("the hops could not be loaded", error);
        loading = null;
        card.replaceChildren(make("p", { class: "lead" }, WORDS.hopsFailed));
      },
    );
  }

  function show() {
    if (parts !== null) card.replaceChildren(...parts.hopCard(trace, hop));
    else if (trace === null) card.replaceChildren(...nothing());
    showWhy();
    shown();
  }

  function showWhy() {
    const place = card.querySelector(".hop-why");
    if (place === null || parts === null) return;
    const known = found.id !== null && found.id === parts.decided(trace?.hops[hop - 1]) ? found : null;
    const why = known === null ? null : { id: known.id ?? "", status: known.status, why: known.inspection?.why ?? [], goToLine };
    place.replaceChildren(...parts.reasons(why));
  }

  function list() {
    for (const place of lists) {
      place.replaceChildren(...(place.hidden && place !== lists[0] ? [] : (parts?.hopList(trace, choose) ?? (trace === null ? nothing() : []))));
      parts?.markHop(place, hop);
    }
  }

  return {
    /** Another request, or the same one in other words. @param {Trace | null} next */
    follow(next) {
      trace = next;
      if (trace !== null && parts === null) load();
      list();
    },
    /** The packet is at another hop. @param {number} next */
    turnTo(next) {
      hop = next;
      show();
      card.scrollTop = 0;
      for (const place of lists) parts?.markHop(place, hop);
    },
    /** Everything is said anew where it stands. */
    retell() {
      const { scrollTop } = card;
      show();
      card.scrollTop = scrollTop;
      list();
    },
    list,
    /** An entry lights up while it is asked. @param {number | null} index */
    look: (index) => parts?.markLook(card, index),
    /** The packet stands still: now it is asked why the entry that decided is there. */
    rest() {
      const id = parts?.decided(trace?.hops[hop - 1]) ?? "";
      if (id !== "") asking.want(id, 0);
    },
    /** Whether a frame was an answer to what was asked here alone. @param {Frame} frame */
    hear(frame) {
      if (frame.type === "inspection") asking.hear(/** @type {any} */ (frame));
      if (frame.type === "snapshot" || frame.type === "welcome") asking.again();
      return frame.type === "error" && asking.refuse(/** @type {any} */ (frame));
    },
  };
}

function nothing() {
  return [make("h3", {}, WORDS.noRequestTitle), make("p", { class: "lead" }, WORDS.noRequestLead)];
}
