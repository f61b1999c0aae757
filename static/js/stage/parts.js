// @ts-check
/**
 * What is drawn: a list of parts (boxes, texts, symbols, badges) for elements that have their places.
 *
 * Law of this file: pure. Addresses and ports are never cut; where room is short, the words of lower rank go: address,
 * then name, then role. Text widths are estimated, for nothing is measured in the browser.
 */

import { visible } from "../text.js";
import { agentCount, foldWords, stateWords, WORDS } from "../words.js";
import { bands } from "./bands.js";
import { hostParts } from "./machine.js";
import { cutMiddle, MONO, part, SANS, strip, tasksOf, textWidth, words } from "./part.js";

/** @import {Box, Element, Elements, Fold, HostPlan, Scene} from "../types.js" */
/** @import {Owner, Part} from "./part.js" */

/**
 * @typedef {object} Looked What the request that is looked at adds to the picture.
 * @property {Readonly<Record<string, string>>} asking Machine → what stands beside the dot of its program that asks.
 * @property {Readonly<Record<string, string>>} closed Machine → the port that was asked and on which nothing listens.
 * @property {readonly [number, number] | null} crossing Between which heights the way crosses the wire.
 * @property {Readonly<Record<string, string>>} [routes] Machine → the route that decides there, as `ip route` prints it.
 * @property {import("./bars.js").Answered} [answers] Who answered.
 * @property {Readonly<Record<string, string>>} [backends] Task → the address with port by which it is asked.
 * @property {Readonly<Record<string, Element>>} [hosts] Agents.
 *
 * @typedef {(id: string) => readonly Element[]} Children The elements in a machine.
 */

/** @type {Looked} */
export const NOTHING_LOOKED = { asking: {}, closed: {}, crossing: null };

/**
 * @param {Elements} elements
 * @param {Scene} scene
 * @param {Looked} looked
 * @returns {Part[]}
 */
export function parts(elements, scene, looked) {
  const drawn = Object.values(elements).filter(({ id }) => scene.boxes[id] !== undefined);
  drawn.sort((a, b) => depth(a) - depth(b));
  const children = childrenOf(elements);
  return [
    ...(scene.lens?.around?.(scene, looked) ?? bandTitles(scene)),
    ...drawn.flatMap((element) => partsOf(element, scene, looked, children)),
    ...Object.entries(scene.folds).flatMap(([id, fold]) => foldParts(id, fold, scene, elements, children)),
  ];
}

/** @param {Elements} elements @returns {Children} */
function childrenOf(elements) {
  /** @type {Map<string, Element[]>} */
  const found = new Map();
  for (const element of Object.values(elements)) {
    const others = found.get(element.parent ?? "");
    if (others === undefined) found.set(element.parent ?? "", [element]);
    else others.push(element);
  }
  return (id) => found.get(id) ?? [];
}

/** @param {Element} element */
function depth(element) {
  return element.parent === null ? 0 : element.kind === "nic" ? 1 : 2;
}

/**
 * @param {Element} element
 * @param {Scene} scene
 * @param {Looked} looked
 * @param {Children} children
 * @returns {Part[]}
 */
function partsOf(element, scene, looked, children) {
  const box = /** @type {Box} */ (scene.boxes[element.id]);
  const plan = scene.hosts[element.id];
  if (plan?.shape === "cell") return []; // drawn with its box
  const own = scene.lens?.parts(element, box, scene, looked, children);
  if (own) return own;
  const body = bodyOf(element, box);
  if (element.kind === "vip") return []; // drawn with the machine that asks for it
  if (plan !== undefined) return [body, ...hostParts(element, box, plan, looked, children(element.id), scene.boxes)];
  const side = scene.hosts[element.parent ?? ""]?.side ?? "left";
  if (element.kind === "task") return [body, ...taskParts(element, box, side)];
  if (element.kind === "port") return [{ ...body, text: visible(element.label), look: "number" }];
  if (element.kind === "rule") return [{ ...body, text: ruleText(element.label, box.w), look: "entry" }];
  if (element.kind === "wire") return [body, ...wireParts(element, box, looked.crossing)];
  return [body];
}

/** @param {Element} element @param {Box} box @returns {Part} */
export function bodyOf(element, box) {
  return part(element, "", element.kind, box.x + box.w / 2, box.y + box.h / 2, box.w, box.h);
}

/** @param {Scene} scene @returns {Part[]} */
function bandTitles({ form, width }) {
  if (form === "column") return [];
  const { edge, agents } = bands(width);
  const title = (/** @type {string} */ name, /** @type {string} */ text, /** @type {number} */ x) =>
    words({ id: `band:${name}`, state: "" }, "", text, "quiet", x, 13);
  return [title("edge", WORDS.bandEdge, edge.x), title("agents", WORDS.bandAgents, agents.x)];
}

/**
 * The row that stands for tasks that are not drawn, or the box that stands for machines.
 * @param {string} id
 * @param {Fold} fold
 * @param {Scene} scene
 * @param {Elements} elements
 * @param {Children} children
 * @returns {Part[]}
 */
function foldParts(id, fold, scene, elements, children) {
  const box = /** @type {Box} */ (scene.boxes[id]);
  const owner = { id, state: "" };
  const behind = fold.ids.flatMap((name) => elements[name] ?? []);
  const tasks = fold.host === null ? behind.flatMap((host) => tasksOf(children(host.id))) : tasksOf(behind);
  const body = part(owner, "", "fold", box.x + box.w / 2, box.y + box.h / 2, box.w, box.h);
  const whole = foldWords(fold, behind, tasks.length);
  const text = fold.host !== null || textWidth(whole, 11.5, SANS + 0.04) <= box.w - 20 ? whole : agentCount(behind.length);
  if (fold.host !== null) {
    const after = box.x + 18 + textWidth(text, 11, SANS + 0.06);
    const y = box.y + box.h / 2;
    return [body, words(owner, "text", text, "quiet", box.x + 8, y), ...strip(owner, tasks, after, y, box.x + box.w - after - 8)];
  }
  return [body, words(owner, "text", text, "quiet", box.x + 10, box.y + 14), grid(owner, fold, scene, children)];
}

/** The cells of a box: filled where there are tasks. @param {Owner} owner @param {Fold} fold @param {Scene} scene @param {Children} children @returns {Part} */
function grid(owner, { ids }, scene, children) {
  const cells = ids.map((id) => /** @type {Box} */ (scene.boxes[id]));
  const [x, y] = [Math.min(...cells.map((box) => box.x)), Math.min(...cells.map((box) => box.y))];
  const [right, bottom] = [Math.max(...cells.map((box) => box.x + box.w)), Math.max(...cells.map((box) => box.y + box.h))];
  const look = ids.map((id) => (tasksOf(children(id)).length > 0 ? "r" : "-")).join("");
  return { ...part(owner, "grid", "grid", (x + right) / 2, (y + bottom) / 2, right - x, bottom - y), look };
}

/** What a task's box has besides its name, the mean width of a bold sign, and the end of a name by which Mesos-DNS knows the task. */
const TASK_NAME = { before: 14, beside: 24, narrow: 0.63, tail: 6 };

/** In a rule that is less wide a packet stands before the text. */
const NARROW_RULE = 120;

/** Where a rule leads; where there is no room without the arrow, then the port, for the task has the address; at last the arrow. @param {string} label @param {number} w */
function ruleText(label, w) {
  const room = w - (w < NARROW_RULE ? 26 : 6);
  const said = [label, label.replace("→ ", ""), label.replace(/[\d.]+:/, ":"), label.replace(/.*:/, ":")].find((text) => textWidth(text, 11, MONO) <= room);
  return visible(said ?? "→");
}

/**
 * @param {Element} task
 * @param {Box} box
 * @param {HostPlan["side"]} side
 * @returns {Part[]}
 */
export function taskParts(task, box, side) {
  const barX = side === "left" ? box.x + 3.5 : box.x + box.w - 3.5;
  const textX = side === "left" ? box.x + 14 : box.x + 8;
  const y = box.y + box.h / 2;
  const bar = part(task, "bar", "bar", barX, y, 7, box.h);
  const badge = { ...part(task, "badge", "badge", box.x + box.w - 2, box.y + 2, 12, 12), look: task.state };
  const name = cutMiddle(visible(task.label), box.w - TASK_NAME.beside, 11, TASK_NAME.narrow, TASK_NAME.tail);
  const address = task.facts["address"] ?? "";
  const fits = textWidth(address, 11, MONO) <= box.w - TASK_NAME.before; // where it does not, it is its machine's own
  if (box.h < 28 || (task.state === "running" && !fits)) return [bar, words(task, "name", name, "strong", textX, y), badge];
  const second = task.state === "running" ? address : stateWords(task);
  const tone = task.state === "running" ? "mono" : "quiet";
  return [
    bar,
    words(task, "name", name, "strong", textX, y - 6.5),
    words(task, "second", second, tone, textX, y + 7),
    badge,
  ];
}

/** What a badge on a wire takes of it at either end of where the way crosses. */
const CROSSED = 10;

/**
 * The name of a wire where no way crosses it; none where there is no room for it beside the way.
 * @param {Element} wire
 * @param {Box} box
 * @param {Looked["crossing"]} crossing
 * @returns {Part[]}
 */
function wireParts(wire, box, crossing) {
  const { subnet } = wire.facts;
  if (box.w > box.h) {
    const text = subnet ? `${wire.label} ${subnet}` : wire.label;
    return [words(wire, "name", text, "quiet", box.x + box.w - 10, box.y + box.h / 2, "right")];
  }
  const text = subnet ?? wire.label;
  const half = Math.min(box.h / 2, 12 + textWidth(text, 11, MONO) / 2);
  const [top, bottom] = [box.y, box.y + box.h];
  const [from, to] = crossing ?? [top, top];
  if (crossing !== null && Math.max(from - top, bottom - to) - CROSSED < textWidth(text, 11, MONO)) return [];
  const y = from - top > bottom - to ? Math.max(top + half, (top + from) / 2) : Math.min(bottom - half, (to + bottom) / 2);
  return [words(wire, "name", text, "mono", box.x + box.w / 2, crossing === null ? top + half : y, "up")];
}

