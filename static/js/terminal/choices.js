// @ts-check
/**
 * The list that opens above the line: ways to go on, or lines typed before. The field keeps the focus; the list is what
 * `aria-activedescendant` points into. (A textarea may not have the role of a combobox, so it is a text field with one.)
 */

import { make, withCode } from "../dom.js";

/**
 * @typedef {{text: string, about: string}} Choice
 * @typedef {object} Opening
 * @property {readonly Choice[]} choices
 * @property {string} label What the list is called.
 * @property {string} [more] What stands behind the last one; nothing that can be chosen.
 * @property {number} [at] Which one is taken at first; none when it is left out.
 * @property {(choice: Choice) => void} choose
 * @property {() => void} [closed] Called when the list is gone, before what was chosen is done.
 */

/** @param {HTMLTextAreaElement} field @param {HTMLElement} place */
export function createChoices(field, place) {
  const list = make("ul", { class: "choices", id: "choices", role: "listbox", hidden: true });
  place.append(list);
  /** @type {Opening | null} */
  let opening = null;
  let at = -1;

  /** @param {Opening} next */
  function open(next) {
    opening = next;
    const options = next.choices.map(({ text, about }, index) =>
      make(
        "li",
        { role: "option", id: `choice-${index}`, "data-choice": index, "aria-selected": "false" },
        make("span", { class: "what" }, text.trimEnd()),
        ...(about === "" ? [] : [make("span", { class: "about" }, ...withCode(about))]),
      ),
    );
    const more = next.more ? [make("li", { class: "more", role: "presentation" }, next.more)] : [];
    list.replaceChildren(...options, ...more);
    list.setAttribute("aria-label", next.label);
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    take(next.at ?? -1);
  }

  /** Take a choice, without choosing it. @param {number} next */
  function take(next) {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    at = next;
    const option = list.querySelector(`#choice-${at}`);
    if (option === null) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  /** @param {number} by */
  function move(by) {
    const count = opening?.choices.length ?? 0;
    if (count === 0) return;
    take(at === -1 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count);
  }

  function close() {
    const closed = opening?.closed;
    opening = null;
    at = -1;
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-controls");
    field.removeAttribute("aria-activedescendant");
    closed?.();
  }

  /** Choose the one that is taken; false when none is. */
  function choose() {
    const [choice, act] = [opening?.choices[at], opening?.choose];
    close();
    if (choice === undefined || act === undefined) return false;
    act(choice);
    return true;
  }

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const option = target instanceof Element ? target.closest("[data-choice]") : null;
    if (!(option instanceof HTMLElement)) return;
    take(Number(option.dataset["choice"]));
    choose();
  });
  return {
    get isOpen() {
      return opening !== null;
    },
    open,
    move,
    choose,
    close,
  };
}
