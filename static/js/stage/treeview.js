// @ts-check
/** The tree on the page: which of its branches are open, which item has the focus, which is selected. */

import { createTwin, itemId, tree, visible } from "./twin.js";

/** @import {Elements, Scene} from "../types.js" */
/** @import {Node} from "./twin.js" */

/** Machines of these shapes show nothing of what is in them, so their branch is closed as well, until it is opened. */
const SHUT = new Set(["tag", "cell", "line"]);

/** @param {HTMLElement} root */
export function createTree(root) {
  /** @type {Node[]} */
  let nodes = [];
  /** @type {Elements} */
  let drawnElements = {};
  let drawnFolds = "";
  /** What was opened or closed by hand. @type {Map<string, boolean>} */
  const byHand = new Map();
  /** @type {Pick<Scene, "folds" | "hosts">} */
  let scene = { folds: {}, hosts: {} };

  /** @param {Node} node */
  function expanded({ id, fold, children }) {
    if (fold?.host) return fold.open;
    const shut = fold !== null || (SHUT.has(scene.hosts[id]?.shape ?? "") && children.length > 1);
    return byHand.get(id) ?? !shut;
  }

  const drawTwin = createTwin(root);

  function draw() {
    drawTwin(nodes, expanded);
  }

  return {
    /** Show the elements, folded as in the scene. @param {Elements} elements @param {Scene} next */
    show(elements, next) {
      const folds = JSON.stringify([next.folds, Object.entries(next.hosts).map(([id, { shape }]) => [id, shape])]);
      if (elements === drawnElements && folds === drawnFolds) return;
      [scene, drawnElements, drawnFolds] = [next, elements, folds];
      nodes = tree(elements, next.folds);
      draw();
    },
    /** Everything is said anew when it is shown next. */
    forget() {
      drawnFolds = "";
    },
    /** The items that are seen, from top to bottom. */
    get order() {
      return visible(nodes, expanded).map(({ id }) => id);
    },
    /** Whether a branch is open; null when it is none. @param {string} id */
    open(id) {
      const node = found(nodes, id);
      return node === null || node.children.length === 0 ? null : expanded(node);
    },
    /** Open or close a branch. @param {string} id @param {boolean} open */
    turn(id, open) {
      byHand.set(id, open);
      draw();
    },
    /** The item above another in the tree. @param {string} id */
    above(id) {
      return parentOf(nodes, id)?.id ?? null;
    },
    /** @param {string | null} focused @param {string | null} selected */
    mark(focused, selected) {
      for (const item of root.querySelectorAll("[role=treeitem]")) {
        item.classList.toggle("focused", item.id === itemId(focused ?? ""));
        const chosen = item.id === itemId(selected ?? "");
        item.setAttribute("aria-selected", String(chosen));
        item.firstElementChild?.classList.toggle("selected", chosen);
      }
    },
  };
}

/** @param {readonly Node[]} nodes @param {string} id @returns {Node | null} */
function found(nodes, id) {
  for (const node of nodes) {
    const here = node.id === id ? node : found(node.children, id);
    if (here !== null) return here;
  }
  return null;
}

/** @param {readonly Node[]} nodes @param {string} id @returns {Node | null} */
function parentOf(nodes, id) {
  for (const node of nodes) {
    if (node.children.some((child) => child.id === id)) return node;
    const deeper = parentOf(node.children, id);
    if (deeper !== null) return deeper;
  }
  return null;
}
