// @ts-check
/**
 * Where the columns of a machine stand: ports, rules, bridges, veth pairs, tasks.
 *
 * Law of this file: numbers only, relative to the machine's edge with its card. They follow from its width alone, so that
 * boxes stand below each other; a machine on which every task shares its network has two columns.
 */

/** @import {Element} from "../types.js" */

/**
 * @typedef {{x: number, w: number}} Span
 * @typedef {{port: Span, rule: Span, bridge: Span, veth: Span, task: Span, bridges: readonly Element[]}} Columns
 */

/** By the least width of a machine. `before`: from the bridge to the pair, and from the rule to the bridge. */
const FORMS = [
  { least: 400, port: 14, portW: 48, apart: 12, bridge: 10, veth: 20, before: 13, task: 112 },
  { least: 340, port: 14, portW: 48, apart: 8, bridge: 10, veth: 20, before: 2, task: 100 },
  { least: 0, port: 10, portW: 44, apart: 10, bridge: 6, veth: 8, before: 0, task: 82 },
];
const RIGHT = 10;
const RULE_W = 130;
/** What everything but the task takes of a narrow machine, with a rule that is only an arrow. */
const WITHOUT_TASK = 112;
const ALONE = { port: 14, portW: 48, task: 112, apart: 8 };

/** @param {readonly Element[]} children @param {number} w @returns {Columns} */
export function columns(children, w) {
  const bridges = children.filter(({ kind }) => kind === "bridge");
  const joined = children.some(({ kind }) => ["bridge", "rule", "veth"].includes(kind));
  const form = joined ? FORMS.find(({ least }) => w >= least) : undefined;
  if (form === undefined) {
    const taskW = Math.min(ALONE.task, w - ALONE.port - ALONE.portW - RIGHT - ALONE.apart);
    const none = { x: 0, w: 0 };
    const task = { x: w - RIGHT - taskW, w: taskW };
    return { port: { x: ALONE.port, w: ALONE.portW }, rule: none, bridge: none, veth: none, task, bridges };
  }
  const taskW = Math.min(form.task, w - WITHOUT_TASK);
  const task = { x: w - RIGHT - taskW, w: taskW };
  const veth = { x: task.x - form.before - form.veth, w: form.veth };
  const bridge = { x: veth.x - form.before - form.bridge, w: form.bridge };
  const ruleX = form.port + form.portW + form.apart;
  const rule = { x: ruleX, w: Math.min(RULE_W, bridge.x - 6 - ruleX) };
  return { port: { x: form.port, w: form.portW }, rule, bridge, veth, task, bridges };
}
