// @ts-check
/** The list of lessons: what was begun and done, as far as the browser keeps it, and how to carry that elsewhere. */

import { make, need } from "./dom.js";
import { followSwitch, learnWords } from "./language.js";
import { forgetEverything, lasts } from "./memory.js";
import { BadFile, keptCourse, LARGEST, read, take, written } from "./progress.js";
import { icon } from "./symbols.js";
import { visible } from "./text.js";
import { followTheme } from "./theme.js";
import { WORDS } from "./words.js";
import { HOME } from "./homewords.js";

/** @import {Course, Progress} from "./progress.js" */

await learnWords();
followSwitch();
const theme = document.getElementById("theme");
followTheme(theme instanceof HTMLButtonElement ? theme : null, (now) => (now === "dark" ? WORDS.light : WORDS.dark));
if (document.getElementById("lessons") !== null) followProgress();

/** The page of lessons; the pages around it have none. */
function followProgress() {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#lessons > li")]);
  const begin = need("begin", HTMLAnchorElement);
  const first = { text: begin.textContent ?? "", href: begin.href };

  function show() {
    const course = keptCourse();
    for (const row of rows) showRow(row, course[row.dataset["lesson"] ?? ""]);
    showBegin(begin, next(rows, course), first);
    showCount(rows, course);
    need("keeps-nothing", HTMLElement).hidden = lasts();
    need("keeps-nothing", HTMLElement).textContent = HOME.keepsNothingAtAll;
    const none = Object.keys(course).length === 0;
    need("export", HTMLButtonElement).disabled = none;
    need("forget", HTMLButtonElement).disabled = none;
  }

  need("progress-tools", HTMLElement).hidden = false;
  wireExport();
  wireImport(show);
  wireForget(show);
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", show);
  show();
}

/** @param {HTMLElement} row @param {Progress | undefined} progress */
function showRow(row, progress) {
  const goesOn = progress !== undefined && progress.attempt !== null && !progress.done;
  row.classList.toggle("begun", goesOn);
  const standing = /** @type {HTMLElement} */ (row.querySelector(".standing"));
  if (progress?.done) standing.replaceChildren(make("span", { class: "mark" }, icon("met", 16), HOME.lessonDone));
  else if (goesOn) standing.replaceChildren(make("span", { class: "mark begun" }, stepWords(progress)));
  else standing.replaceChildren();
}

/** @param {Progress} progress */
function stepWords({ step, steps }) {
  return steps === 0 ? HOME.lessonBegun : HOME.lessonStep(Math.min(step + 1, steps), steps);
}

/**
 * The lesson to go on with: the one that was touched last and is not done, else the first that is not.
 * @param {HTMLElement[]} rows
 * @param {Course} course
 */
function next(rows, course) {
  const of = (/** @type {HTMLElement} */ row) => course[row.dataset["lesson"] ?? ""];
  const begun = rows.filter((row) => of(row)?.attempt && !of(row)?.done);
  const [latest] = begun.sort((a, b) => (of(b)?.at ?? 0) - (of(a)?.at ?? 0));
  if (latest !== undefined) return latest;
  return rows.some((row) => of(row)?.done) ? rows.find((row) => !of(row)?.done) : undefined;
}

/** @param {HTMLAnchorElement} begin @param {HTMLElement | undefined} row @param {{text: string, href: string}} first */
function showBegin(begin, row, first) {
  begin.textContent =
    row === undefined ? first.text : HOME.continueWith(row.querySelector(".title")?.textContent ?? "");
  begin.href = row?.querySelector("a")?.href ?? first.href;
}

/** @param {HTMLElement[]} rows @param {Course} course */
function showCount(rows, course) {
  const done = rows.filter((row) => course[row.dataset["lesson"] ?? ""]?.done).length;
  need("progress", HTMLElement).textContent = done === 0 ? "" : HOME.doneHere(done);
}

/** @param {string} text @param {boolean} [bad] */
function tell(text, bad = false) {
  const told = need("progress-told", HTMLElement);
  told.textContent = text;
  told.classList.toggle("bad", bad);
}

function wireExport() {
  need("export", HTMLButtonElement).addEventListener("click", () => {
    const name = HOME.exportName(new Date().toISOString().slice(0, 10));
    const url = URL.createObjectURL(new Blob([written(keptCourse(), Date.now())], { type: "application/json" }));
    make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // not before the browser has begun to save it
    tell(HOME.exported(name));
  });
}

/** @param {() => void} show */
function wireImport(show) {
  const field = need("import-file", HTMLInputElement);
  need("import", HTMLButtonElement).addEventListener("click", () => field.click());
  field.addEventListener("change", async () => {
    const [file] = field.files ?? [];
    if (file === undefined) return;
    await takeFile(file);
    field.value = ""; // so that the same file can be chosen again
    show();
  });
}

/** @param {File} file */
async function takeFile(file) {
  try {
    if (file.size > LARGEST) throw new BadFile("large");
    const text = await file.text();
    tell(HOME.imported(take(read(text, Date.now()))));
  } catch (error) {
    if (error instanceof BadFile) tell(refusal(error), true);
    else if (error instanceof DOMException) tell(HOME.badFile.unread, true);
    else throw error;
  }
}

/** @param {BadFile} wrong */
function refusal({ what, lesson, field }) {
  const name = visible(lesson.slice(0, 60));
  if (what === "lesson") return HOME.badLesson(name);
  return what === "field" ? HOME.badField(name, field) : HOME.badFile[what];
}

/** @param {() => void} show */
function wireForget(show) {
  const dialog = need("forget-sure", HTMLDialogElement);
  need("forget", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  need("forget-yes", HTMLButtonElement).addEventListener("click", () => {
    forgetEverything();
    dialog.close();
    show();
    tell(HOME.forgotten);
  });
}
