// @ts-check
/** Deployments as bars: a field for each step, and how many of the tasks run. Loaded when there is one. */

import "../common.js";
import { make, need } from "../dom.js";
import { presentOf } from "../state.js";
import { loadStyle } from "./style.js";
import { deploymentIs, stepIs, tasksRun } from "./words.js";

/** @import {Store} from "../store.js" */
/** @import {Deployment, State} from "../types.js" */

/** How many deployments are drawn. */
const MOST = 2;

/** @param {Store} store */
export function createDeployments(store) {
  loadStyle();
  const place = need("deploying", HTMLElement);

  function show() {
    const { state } = store.model;
    const plans = (state === presentOf(store.model) ? state.clock?.deployments : undefined) ?? [];
    place.hidden = plans.length === 0;
    place.replaceChildren(...plans.slice(0, MOST).map((plan) => bar(plan, state)));
  }

  store.addView(({ state, ui }, before) => {
    const same = before?.state.clock === state.clock && before.state.elements === state.elements;
    if (!same || before.ui.language !== ui.language) show();
  });
}

/** @param {Deployment} plan @param {State} state */
function bar({ step, steps }, { elements }) {
  const app = steps[step - 1]?.[0]?.[1] ?? "";
  const names = new Set(steps.flatMap((actions) => actions.map(([, id]) => id.slice(1).split("/").reverse().join("-"))));
  const tasks = Object.values(elements).filter(({ kind, label }) => kind === "task" && names.has(label.replace(/-[^-]*$/, "")));
  const run = tasks.filter(({ state }) => state === "running").length;
  const fields = steps.map((actions, at) =>
    make("i", { class: at + 1 < step ? "done" : at + 1 === step ? "works" : "", title: stepIs(at + 1, steps.length, actions) }),
  );
  const told = `${deploymentIs(app)} ${stepIs(step, steps.length, steps[step - 1] ?? [])}. ${tasksRun(run, tasks.length)}`;
  return make(
    "span",
    { class: "deployment", role: "progressbar", "aria-label": told, "aria-valuemin": 0, "aria-valuemax": Math.max(1, tasks.length), "aria-valuenow": run, title: told },
    ...fields,
    ...tasks.map(({ state }) => make("b", { class: state })),
    make("span", { class: "deployment-told" }, tasksRun(run, tasks.length)),
  );
}
