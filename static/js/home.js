// @ts-check
/** The list of lessons: what was begun and done on this device, as far as the browser keeps it. */

import { make } from "./dom.js";
import { keptAttempt } from "./memory.js";
import { icon } from "./symbols.js";
import { followTheme } from "./theme.js";
import { followSwitch, learnWords } from "./language.js";
import { WORDS } from "./words.js";

await learnWords();
followSwitch();
const theme = document.getElementById("theme");
followTheme(theme instanceof HTMLButtonElement ? theme : null, (now) => (now === "dark" ? WORDS.light : WORDS.dark));
showStanding();

function showStanding() {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#lessons > li")]);
  const begin = document.getElementById("begin");
  let done = 0;
  let next = rows[0];
  for (const row of rows) {
    const kept = keptAttempt(row.dataset["lesson"] ?? "");
    if (kept === null) continue;
    const standing = /** @type {HTMLElement} */ (row.querySelector(".standing"));
    if (kept.done) {
      done += 1;
      standing.append(make("span", { class: "mark" }, icon("met", 16), WORDS.lessonDone));
    } else {
      row.classList.add("begun");
      standing.append(make("span", { class: "mark begun" }, WORDS.lessonStep(kept.step + 1, kept.steps)));
      next = row;
    }
  }
  if (done > 0) /** @type {HTMLElement} */ (document.getElementById("progress")).textContent = WORDS.doneHere(done);
  if (next?.classList.contains("begun") && begin instanceof HTMLAnchorElement) {
    begin.textContent = WORDS.continueWith(next.querySelector(".title")?.textContent ?? "");
    begin.href = /** @type {HTMLAnchorElement} */ (next.querySelector("a")).href;
  }
}
