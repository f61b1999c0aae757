// @ts-check
/**
 * The picture in words: a tree of machines with what stands in them. It is always there: seen as text when that is
 * wished, and else for the keyboard and for readers, while the graph shows which element has the focus. It is folded as
 * the picture is, but a fold of it opens to everything behind it.
 */

import { make, put } from "../dom.js";
import { icon } from "../symbols.js";
import { visible as seen } from "../text.js";
import { elementName, elementTold, foldWords, KIND_WORDS, taskCount, WORDS } from "../words.js";

/** @import {Element, Elements, Fold, Scene} from "../types.js" */

/**
 * @typedef {object} Node
 * @property {string} id
 * @property {Element | null} element
 * @property {Fold | null} fold
 * @property {string} name
 * @property {string} told
 * @property {Node[]} children
 */

const BANDS = ["edge", "entries", "wire", "agents"];
const KINDS = ["nic", "vtep", "route", "bridge", "proxy", "port", "rule", "veth", "task"];
/** What belongs to no row of its machine. */
const OF_ALL = ["nic", "vtep", "route", "bridge", "proxy"];

/**
 * The elements of the tree from top to bottom; machines before what stands in them.
 * @param {Elements} elements
 * @returns {{element: Element, within: Element[]}[]}
 */
export function branches(elements) {
  const all = Object.values(elements);
  /** @type {Map<string | null, Element[]>} */
  const children = new Map();
  for (const element of all) children.set(element.parent, [...(children.get(element.parent) ?? []), element]);
  const tops = (children.get(null) ?? []).filter(({ kind, place: { band } }) => kind !== "edge" && BANDS.includes(band));
  tops.sort(
    (a, b) =>
      BANDS.indexOf(a.place.band) - BANDS.indexOf(b.place.band) ||
      a.place.order - b.place.order ||
      (a.id < b.id ? -1 : 1),
  );
  return tops.map((element) => {
    const within = [...(children.get(element.id) ?? [])];
    within.sort(
      (a, b) => slotOf(a) - slotOf(b) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.id < b.id ? -1 : 1),
    );
    return { element, within };
  });
}

/** @param {Element} element */
function slotOf({ kind, place }) {
  return OF_ALL.includes(kind) ? -1 : place.slot;
}

/** @param {Elements} elements @returns {string[]} */
export function treeOrder(elements) {
  return branches(elements).flatMap(({ element, within }) => [element.id, ...within.map(({ id }) => id)]);
}

/**
 * The tree with its folds.
 * @param {Elements} elements
 * @param {Scene["folds"]} folds
 * @returns {Node[]}
 */
export function tree(elements, folds) {
  const tops = branches(elements).map(({ element, within }) => {
    const leaves = within.map((child) => node(child, told(child, []), []));
    const [id, fold] = Object.entries(folds).find(([, { host }]) => host === element.id) ?? ["", null];
    return node(element, told(element, within), fold === null ? leaves : gathered(leaves, id, fold, elements));
  });
  const [id, crowd] = Object.entries(folds).find(([, { host }]) => host === null) ?? ["", null];
  return crowd === null ? tops : gathered(tops, id, crowd, elements);
}

/**
 * Nodes, with those of a fold gathered in one node where the first of them stood.
 * @param {Node[]} nodes
 * @param {string} id
 * @param {Fold} fold
 * @param {Elements} elements
 * @returns {Node[]}
 */
function gathered(nodes, id, fold, elements) {
  const behind = nodes.filter((other) => fold.ids.includes(other.id));
  const tasks = behind.flatMap((other) => [other, ...other.children]).filter(({ element }) => element?.kind === "task");
  const name = foldWords(fold, fold.ids.flatMap((name) => elements[name] ?? []), tasks.length);
  const own = { id, element: null, fold, name, told: "", children: behind };
  const at = fold.open ? nodes.length : nodes.findIndex((other) => fold.ids.includes(other.id));
  const left = nodes.filter((other) => !behind.includes(other));
  return [...left.slice(0, at), own, ...left.slice(at)];
}

/** @param {Element} element @param {string} told @param {Node[]} children @returns {Node} */
function node(element, told, children) {
  return { id: element.id, element, fold: null, name: elementName(element), told, children };
}

/**
 * The nodes that are seen, from top to bottom.
 * @param {readonly Node[]} nodes
 * @param {(node: Node) => boolean} expanded
 * @returns {Node[]}
 */
export function visible(nodes, expanded) {
  return nodes.flatMap((item) => [item, ...(expanded(item) ? visible(item.children, expanded) : [])]);
}

/** @param {string} id */
export function itemId(id) {
  return `twin:${id}`;
}

/**
 * @typedef {object} Item What stands in the page for a node. It stays while the node does, whatever becomes of it, so that
 *   no press of it is lost while the cluster changes.
 * @property {HTMLLIElement} item
 * @property {HTMLDivElement} row
 * @property {HTMLUListElement} group
 * @property {{twisty: HTMLElement, name: HTMLElement, told: HTMLElement}} texts What stands in the row.
 */

/** @param {HTMLElement} root */
export function createTwin(root) {
  const list = make("ul", { role: "none" });
  root.replaceChildren(list);
  /** @type {Map<string, Item>} */
  let items = new Map();

  /** Show the nodes. @param {readonly Node[]} nodes @param {(node: Node) => boolean} expanded */
  return function draw(nodes, expanded) {
    /** @type {Map<string, Item>} */
    const next = new Map();
    put(list, nodes.map((node) => drawn(node, 1)));
    items = next;

    /** @param {Node} node @param {number} level @returns {HTMLLIElement} */
    function drawn(node, level) {
      const { id, children } = node;
      const own = items.get(id) ?? newItem(node);
      next.set(id, own);
      const inner = children.length > 0;
      const open = inner && expanded(node);
      own.item.setAttribute("aria-level", String(level));
      own.row.className = own.row.className.replace(/level-\d+/, `level-${level}`);
      write(own.texts, { ...node, twisty: inner ? (open ? "▾" : "▸") : "" });
      if (inner) own.item.setAttribute("aria-expanded", String(open));
      else own.item.removeAttribute("aria-expanded");
      put(own.group, children.map((child) => drawn(child, level + 1)));
      own.group.hidden = !open;
      put(own.item, inner ? [own.row, own.group] : [own.row]);
      return own.item;
    }
  };
}

/** @param {Node} node @returns {Item} */
function newItem({ id, element }) {
  const item = make("li", { role: "treeitem", id: itemId(id), "aria-selected": "false" });
  const twisty = make("span", { class: "twisty", "aria-hidden": "true" });
  const [name, told] = [make("b"), make("span", { class: "twin-told" })];
  const sign = icon(element?.kind ?? "more", 17);
  const row = make("div", { class: "twin-row level-1", "data-element": id }, twisty, sign, name, told);
  return { item, row, group: make("ul", { role: "group" }), texts: { twisty, name, told } };
}

/** @param {Item["texts"]} texts @param {Record<keyof Item["texts"], string>} now */
function write(texts, now) {
  for (const part of /** @type {const} */ (["twisty", "name", "told"])) {
    const text = seen(now[part]);
    if (texts[part].textContent !== text) texts[part].textContent = text;
  }
}

/** @param {Element} element @param {readonly Element[]} within */
function told(element, within) {
  const machine = element.place.band === "agents" || element.kind === "public_agent";
  const tasks = machine ? [taskCount(within.filter(({ kind }) => kind === "task").length)] : [];
  const kind = KIND_WORDS[element.kind] ?? "";
  const words = [kind === elementName(element) || element.kind === "port" ? "" : kind, elementTold(element), ...tasks];
  return words.filter((word) => word !== "").join(WORDS.comma);
}
