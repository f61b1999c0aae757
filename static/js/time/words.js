// @ts-check
/** What is said about time, in the language of the page: loaded with it. */

import { gettext, interpolate } from "../translate.js";

/** @param {number} ms */
const seconds = (ms) => (ms / 1000).toFixed(ms < 100_000 ? 1 : 0);

/** Where one is: behind a line, by so many seconds. @param {number} number @param {number} ms */
export const momentName = (number, ms) =>
  number === 0
    ? gettext("before the first line")
    : ms < 50
      ? interpolate(gettext("line {number}"), { number })
      : interpolate(gettext("line {number} + {seconds} s"), { number, seconds: seconds(ms) });

/** @param {string} moment */
export const youAreAt = (moment) => interpolate(gettext("You are at {moment}. The present is kept."), { moment });
/** @param {string} moment */
export const youVisit = (moment) =>
  interpolate(gettext("Somebody shows you {moment}. Nothing is typed until you say so."), { moment });
export const tried = () => gettext("What you tried here has changed the cluster. A branch keeps it.");

export const words = () => ({
  backToNow: gettext("Back to now"),
  branchHere: gettext("Branch from here"),
  goOn: gettext("Go on from here"),
  now: gettext("now"),
  youAreHere: gettext("you are here"),
  panel: gettext("Your lines, and what else you tried"),
  keys: gettext("arrows: lines and branches · Enter: go there · N: name"),
  close: gettext("Close"),
  undo: gettext("Undo"),
  redo: gettext("Redo"),
  copy: gettext("Copy link"),
  name: gettext("Name of this branch"),
  saveName: gettext("Save"),
  mainBranch: gettext("main branch"),
  nothingYet: gettext("Nothing was typed yet."),
  copied: gettext("The link is copied."),
  notCopied: gettext("The browser did not let the page copy. The link is:"),
  stored: gettext("The link is copied. It is stored here for 90 days, for it is long."),
  deleteLink: gettext("Delete the stored link"),
  deleted: gettext("The stored link is deleted."),
  notStored: gettext("The link could not be stored. Try again later."),
  isNow: gettext("You are back in the present."),
  undone: gettext("Undone. The line is kept: Redo brings it back."),
  redone: gettext("Redone."),
  branched: gettext("You are in a branch of its own now. What was typed before is kept."),
  nothingToUndo: gettext("There is no line to undo."),
  nothingToRedo: gettext("There is no undone line."),
  cannotType: gettext("Nothing can be typed here: this attempt can only be looked at."),
  otherBranch: gettext("Somebody has turned to another branch: you are back in the present."),
});

/** @param {number} number */
export const eventsOf = (number) =>
  number === 0 ? gettext("Before the first line") : interpolate(gettext("Line {number}, event by event"), { number });

/** @param {number} index From 1. */
export const branchName = (index) => interpolate(gettext("branch {number}"), { number: index });
/** @param {string} name */
export const branchIs = (name) => interpolate(gettext("Go to the branch “{name}”"), { name });
/** @param {string} name */
export const branchHere = (name) => interpolate(gettext("The branch “{name}”: you are in it"), { name });

/** @param {number} number @param {string} text @param {number | null} exit */
export const goToLine = (number, text, exit) =>
  exit === null || exit === 0
    ? interpolate(gettext("Go to line {number}: {text}"), { number, text })
    : interpolate(gettext("Go to line {number}: {text} (exit {exit})"), { number, text, exit });

/** @param {number} n @param {string} title */
export const hopAt = (n, title) => interpolate(gettext("hop {n}: {title}"), { n, title });

/** @param {number} count */
export const more = (count) => interpolate(gettext("and {count} more"), { count });

/** @param {string} name */
export const gone = (name) => interpolate(gettext("{name} is gone"), { name });
/** @param {string} name @param {string} state */
export const became = (name, state) => interpolate(gettext("{name}: {state}"), { name, state });

/** @param {string} app */
export const deploymentIs = (app) => interpolate(gettext("Deployment of {app}."), { app });
/** @param {number} step @param {number} steps @param {readonly (readonly [string, string])[]} actions */
export const stepIs = (step, steps, actions) =>
  interpolate(gettext("Step {step} of {steps}: {what}"), { step, steps, what: actions.map((action) => action.join(" ")).join(", ") });
/** @param {number} run @param {number} count */
export const tasksRun = (run, count) => interpolate(gettext("{run} of {count} run"), { run, count });

/** A refusal that is about time, by its code. @returns {Record<string, string>} */
export const refusals = () => ({
  not_last: gettext("Another line came meanwhile: nothing was undone."),
  not_undone: gettext("That line cannot be redone any more."),
  not_looking: gettext("That moment is not looked at any more. Go there again."),
  past_full: gettext("More is not tried in one look: branch from here, or go back to now."),
  branches_full: gettext("There are 50 branches already. Go on in one of them."),
  bad_name: gettext("Another branch has this name, or it is a number. Choose another name."),
  unknown_line: gettext("There is no such line in this branch."),
});
