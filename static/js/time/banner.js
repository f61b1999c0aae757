// @ts-check
/** The band that says that this is the past, with the ways out of it; and where one is on the line of time. */

import { button, make, need } from "../dom.js";
import { presentOf } from "../state.js";
import { momentName, tried, words, youAreAt, youVisit } from "./words.js";

/** @import {Store} from "../store.js" */

const WAY = 76;

/**
 * @param {Store} store
 * @param {{back: () => void, branch: () => void, goOn: () => void}} acts
 */
export function createBanner(store, acts) {
  const place = need("moment", HTMLElement);
  const text = make("p", { class: "moment-told", role: "status" });
  const back = button({ class: "button main", id: "back-to-now" }, acts.back);
  const branch = button({ class: "button", id: "branch-here" }, acts.branch);
  const goOn = button({ class: "button main", id: "go-on" }, acts.goOn);
  const link = make("span", { class: "moment-link" });
  const pin = make("i", { class: "pin", "aria-hidden": "true" });
  place.append(text, back, branch, goOn, link);
  let visits = false;

  /** The moment's name: behind which line, and how long. */
  function moment() {
    const { past } = store.model.ui;
    const { lines } = presentOf(store.model);
    const line = lines.findLast(({ number, seq }) => number > 0 && seq <= (past?.seq ?? 0));
    return momentName(line?.number ?? 0, (past?.atMs ?? 0) - (line?.atMs ?? 0));
  }

  const told = () => (visits ? youVisit(moment()) : youAreAt(moment()));

  function show() {
    const { past } = store.model.ui;
    const { can } = presentOf(store.model);
    place.hidden = past === null;
    if (past === null) return pin.remove();
    text.textContent = past.changed ? tried() : told();
    place.classList.toggle("changed", past.changed);
    back.replaceChildren(words().backToNow, " ", make("kbd", {}, "Esc"));
    branch.replaceChildren(words().branchHere, " ", make("kbd", {}, "b"));
    goOn.textContent = words().goOn;
    back.hidden = visits;
    branch.hidden = visits || can !== "write";
    goOn.hidden = !visits;
    putPin();
  }

  /** Where one is on the line of time at the foot of the page. */
  function putPin() {
    const { past } = store.model.ui;
    const { lines, clock } = presentOf(store.model);
    const typed = lines.filter(({ number }) => number > 0);
    const at = typed.findLastIndex(({ seq }) => seq <= (past?.seq ?? 0));
    const [line, next] = [typed[at], typed[at + 1]];
    const row = document.querySelector(`#track [data-line="${line?.seq ?? ""}"]`);
    if (line === undefined || past === null || row === null) return pin.remove();
    const until = next?.atMs ?? Math.max(clock?.now_ms ?? 0, past.atMs);
    const part = until > line.atMs ? Math.min(1, (past.atMs - line.atMs) / (until - line.atMs)) : 0;
    pin.style.setProperty("--at", `${Math.round(part * WAY)}px`);
    if (pin.parentElement !== row) row.append(pin);
  }

  store.addView(({ ui, state }, before) => {
    const same = before?.ui.past === ui.past && before.ui.present === ui.present && before.ui.language === ui.language;
    if (!same || before.state.can !== state.can) show();
  });
  show();
  return {
    told,
    /** From now on this is somebody's link. */
    visit() {
      visits = true;
      show();
    },
    /** Where a link is told that the browser does not copy. */
    beside: () => (place.hidden ? need("notice", HTMLElement) : link),
  };
}
