// @ts-check
/**
 * The two cards of what is chosen: what is behind it and why it is there, and what can be broken there. What has not
 * changed is left as it stands, so that reading place and focus stay.
 */

import "../common.js";
import faultsSheet from "../../css/faults.css?sheet";
import sheet from "../../css/inspector.css?sheet";
import { faultsCard } from "../faults/card.js";
import { keepHere, keptHere } from "../memory.js";
import { need } from "../dom.js";
import { remembered, standing } from "../faults/broken.js";
import { wear } from "../sheet.js";
import { elementCard } from "./element.js";
import { createRenewal } from "./renew.js";

/** @import {Wires} from "../inspector.js" */
/** @import {Broken} from "../faults/broken.js" */
/** @import {Fault} from "../types.js" */
/** @import {Found} from "./asking.js" */

/** @type {readonly string[]} */
const NONE = [];

/** @param {Wires} wires */
export function createInspectorCards({ store, run, goToLine, mark, attempt }) {
  wear(sheet + faultsSheet);
  const card = need("card-element", HTMLElement);
  const faults = need("card-faults", HTMLElement);
  const renew = createRenewal(card);
  const renewFaults = createRenewal(faults);
  /** @type {string | null} */
  let cause = null;

  /** @param {Found} found */
  function show(found) {
    const { state, ui } = store.model;
    const can = state.can === "write";
    const inspection = found.id === ui.selected ? found.inspection : null;
    const busy = String(found.status === "asking" && found.inspection === null);
    const around = { elements: state.elements, epochMs: state.clock?.epoch_ms ?? 0, goToLine: toLine, breakIt: can ? breakIt : null, run: can ? run : null };
    card.setAttribute("aria-busy", busy);
    faults.setAttribute("aria-busy", busy);
    renew(ui.selected ?? "", elementCard(ui.selected, found, around));
    const broken = standing(kept(), state.lines);
    renewFaults(ui.selected ?? "", faultsCard({ id: ui.selected, inspection, elements: state.elements, broken, can, breakIt, mend, choose }));
    const because = ui.card === "element" || ui.card === "faults" ? inspection?.because : undefined;
    const same = ui.selected === null ? NONE : (because?.elements ?? NONE);
    if (same.join() !== ui.same.join()) store.setUi({ same });
    light(inspection?.why.find(({ line }) => line !== undefined)?.line ?? null);
    mark();
  }

  /** The line that what is chosen is there for keeps its light where it was typed. @param {number | null} number */
  function light(number) {
    const line = number === null ? undefined : store.model.state.lines.find((other) => other.number === number);
    const now = line === undefined ? null : `[data-line="${line.seq}"]`;
    if (cause !== null && cause !== now) for (const place of document.querySelectorAll(".cause")) place.classList.remove("cause");
    cause = now;
    if (now !== null) for (const place of document.querySelectorAll(`.log ${now}, #track ${now}`)) place.classList.add("cause");
  }

  /** @param {number} number */
  function toLine(number) {
    const line = store.model.state.lines.find((other) => other.number === number);
    if (line !== undefined) goToLine(line);
  }

  /** @returns {Broken[]} */
  function kept() {
    return remembered(keptHere(`faults.${attempt()}`));
  }

  /** @param {string} element @param {Fault} fault */
  function breakIt(element, { name, title, where, line, back }) {
    if (back !== "") keepHere(`faults.${attempt()}`, JSON.stringify([...standing(kept(), store.model.state.lines), { element, name, title, where, line, back }]));
    run(where, line);
  }

  /** @param {Pick<Broken, "where" | "back">} broken */
  function mend({ where, back }) {
    run(where, back);
  }

  /** @param {string} id */
  function choose(id) {
    store.setUi({ selected: id });
    queueMicrotask(() => faults.focus());
  }

  /** The line that a step names lights up where it stands. @param {EventTarget | null} target @param {boolean} lit */
  function lightLine(target, lit) {
    const step = target instanceof Element ? target.closest("[data-number]") : null;
    const number = step instanceof HTMLElement ? Number(step.dataset["number"]) : null;
    const line = store.model.state.lines.find((other) => number !== null && other.number === number);
    if (line === undefined) return;
    const places = document.querySelectorAll(`.log [data-line="${line.seq}"], #track [data-line="${line.seq}"]`);
    for (const place of places) place.classList.toggle("lit", lit);
  }
  card.addEventListener("pointerover", ({ target }) => lightLine(target, true));
  card.addEventListener("pointerout", ({ target }) => lightLine(target, false));
  card.addEventListener("focusin", ({ target }) => lightLine(target, true));
  card.addEventListener("focusout", ({ target }) => lightLine(target, false));

  return { show };
}
