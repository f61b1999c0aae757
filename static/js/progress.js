// @ts-check
/**
 * How far somebody has come, lesson by lesson: kept in the browser, without an account; written to a file and read from
 * one.
 *
 * Law of this file: what comes from a file is an enemy's until it is proved sound; what is sound is made anew of known
 * fields alone.
 */

import { forget, keptKeys, recall, remember } from "./memory.js";

/** @import {Answers} from "./types.js" */

/**
 * @typedef {object} Progress
 * @property {number} at When it changed last, in milliseconds since 1970.
 * @property {{id: string, write: string} | null} attempt The attempt that goes on, and the key to it.
 * @property {number} step Index of the step that was read last.
 * @property {number} steps How many there are; 0: nobody has seen them yet.
 * @property {readonly string[]} goals Those that are met in the attempt.
 * @property {Answers} answers
 * @property {boolean} done Whether every goal was met, in this attempt or another.
 *
 * @typedef {Record<string, Progress>} Course Lesson → how far.
 */

export const FORMAT = "hopscope-progress";
const VERSION = 1;
/** A file of the whole course has some kilobytes. */
export const LARGEST = 256 * 1024;
const MOST_LESSONS = 200;
const MOST = 500;
const DAY_MS = 86_400_000;
const KEY = "progress.";

/** @type {Progress} */
export const NOTHING = { at: 0, attempt: null, step: 0, steps: 0, goals: [], answers: {}, done: false };

/** What is wrong with a file: `what` names it, `where` the lesson, as far as there is one. */
export class BadFile extends Error {
  /** @param {"json" | "format" | "version" | "large" | "lesson" | "field"} what @param {string} [lesson] @param {string} [field] */
  constructor(what, lesson = "", field = "") {
    super(what);
    this.what = what;
    this.lesson = lesson;
    this.field = field;
  }
}

const LESSON = /^[a-z0-9][a-z0-9-]{0,99}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/** @param {unknown} value @param {number} most @returns {value is number} */
const isCount = (value, most) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is string[]} */
const areNames = (value) =>
  Array.isArray(value) && value.length <= MOST && value.every((name) => typeof name === "string" && NAME.test(name));

/** @param {unknown} value */
function isAttempt(value) {
  if (value === null) return true;
  if (!isObject(value)) return false;
  const { id, write } = value;
  return (
    typeof id === "string" && /^[0-9a-f]{1,32}$/.test(id) && typeof write === "string" && /^[\w-]{16,200}$/.test(write)
  );
}

/** @param {unknown} value */
function areAnswers(value) {
  if (!isObject(value) || !areNames(Object.keys(value))) return false;
  return Object.values(value).every(
    (tried) => Array.isArray(tried) && tried.length <= MOST && tried.every((index) => isCount(index, MOST)),
  );
}

/** Field → whether a value is one. @type {Record<keyof Progress, (value: unknown, now: number) => boolean>} */
const FIELDS = {
  at: (value, now) => isCount(value, now + DAY_MS),
  attempt: isAttempt,
  step: (value) => isCount(value, MOST),
  steps: (value) => isCount(value, MOST),
  goals: areNames,
  answers: areAnswers,
  done: (value) => typeof value === "boolean",
};

/**
 * The progress that a value is, made of its known fields; else the name of the field that is wrong.
 * @param {unknown} value
 * @param {number} now
 * @returns {Progress | string}
 */
export function sound(value, now) {
  if (!isObject(value)) return "";
  const wrong = Object.entries(FIELDS).find(([name, fits]) => !Object.hasOwn(value, name) || !fits(value[name], now));
  if (wrong !== undefined) return wrong[0];
  const { at, attempt, step, steps, goals, answers, done } = /** @type {Progress & Record<string, unknown>} */ (value);
  const key = attempt === null ? null : { id: attempt.id, write: attempt.write };
  const tried = Object.fromEntries(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  return { at, attempt: key, step, steps, goals: [...goals], answers: tried, done };
}

/**
 * The newer of two; of the same attempt nothing is lost that one of them has.
 * @param {Progress} mine
 * @param {Progress} theirs
 * @returns {Progress}
 */
export function merged(mine, theirs) {
  const [older, newer] = theirs.at > mine.at ? [mine, theirs] : [theirs, mine];
  const done = mine.done || theirs.done;
  if (older.attempt?.id !== newer.attempt?.id) return { ...newer, done };
  return {
    ...newer,
    goals: [...new Set([...older.goals, ...newer.goals])],
    answers: { ...older.answers, ...newer.answers },
    steps: newer.steps || older.steps,
    done,
  };
}

/** @param {Course} course @param {number} now */
export function written(course, now) {
  const document = { format: FORMAT, version: VERSION, written: new Date(now).toISOString(), lessons: course };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * The course of a file; BadFile says what is wrong with it.
 * @param {string} text
 * @param {number} now
 * @returns {Course}
 */
export function read(text, now) {
  if (text.length > LARGEST) throw new BadFile("large");
  const document = parsed(text);
  if (!isObject(document) || document["format"] !== FORMAT || !isObject(document["lessons"])) throw new BadFile("format");
  if (document["version"] !== VERSION) throw new BadFile("version");
  const lessons = Object.entries(document["lessons"]);
  if (lessons.length > MOST_LESSONS) throw new BadFile("large");
  return Object.fromEntries(lessons.map(([lesson, value]) => [lesson, soundLesson(lesson, value, now)]));
}

/** @param {string} lesson @param {unknown} value @param {number} now */
function soundLesson(lesson, value, now) {
  if (!LESSON.test(lesson)) throw new BadFile("lesson", lesson);
  const found = sound(value, now);
  if (typeof found === "string") throw new BadFile("field", lesson, found);
  return found;
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadFile("json");
  }
}

// What this browser keeps

/** How far somebody has come in a lesson; null when it was never begun here. @param {string} lesson */
export function kept(lesson) {
  const text = recall(KEY + lesson);
  if (text === null) return null;
  try {
    const found = sound(JSON.parse(text), Infinity); // our own, though the clock may have been set back since
    return typeof found === "string" ? null : found;
  } catch {
    return null; // written by somebody else: as good as nothing
  }
}

/**
 * Keep what has changed in a lesson; when nothing has, nothing is newer.
 * @param {string} lesson
 * @param {Partial<Progress>} change
 */
export function keep(lesson, change) {
  const before = kept(lesson);
  const after = { ...(before ?? NOTHING), ...change };
  if (before !== null && JSON.stringify(after) === JSON.stringify(before)) return;
  remember(KEY + lesson, JSON.stringify({ ...after, at: change.at ?? Date.now() }));
}

/** Leave the attempt of a lesson; that the lesson was done once stays. @param {string} lesson */
export function leave(lesson) {
  const before = kept(lesson);
  if (before?.done) keep(lesson, { ...NOTHING, steps: before.steps, done: true, at: Date.now() });
  else forget(KEY + lesson);
}

/** Everything that is kept. @returns {Course} */
export function keptCourse() {
  const lessons = keptKeys()
    .filter((key) => key.startsWith(KEY))
    .map((key) => key.slice(KEY.length))
    .sort();
  return Object.fromEntries(lessons.flatMap((lesson) => found(lesson)));
}

/** @param {string} lesson @returns {[string, Progress][]} */
function found(lesson) {
  const progress = kept(lesson);
  return progress === null ? [] : [[lesson, progress]];
}

/**
 * Take a course in: of each lesson the newer progress stands.
 * @param {Course} course
 * @returns {number} In how many lessons something came in.
 */
export function take(course) {
  let count = 0;
  for (const [lesson, theirs] of Object.entries(course)) {
    const mine = kept(lesson);
    const both = mine === null ? theirs : merged(mine, theirs);
    if (JSON.stringify(both) !== JSON.stringify(mine)) count += 1;
    keep(lesson, both);
  }
  return count;
}
