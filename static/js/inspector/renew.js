// @ts-check
/**
 * Parts of a card that are made anew only where they have changed: what is read, opened or focused stays as it is.
 */

import { put } from "../dom.js";

/**
 * @typedef {object} Part
 * @property {string} key
 * @property {string} sign Two parts with the same key and sign look alike.
 * @property {() => Element} make
 */

/** @param {HTMLElement} root */
export function createRenewal(root) {
  let shown = "";
  /** @type {Map<string, {sign: string, node: Element}>} */
  let kept = new Map();

  /**
   * Show parts in their order. Another `subject` begins from the top.
   * @param {string} subject
   * @param {readonly Part[]} parts
   */
  return function renew(subject, parts) {
    const same = subject === shown;
    if (!same) kept = new Map();
    shown = subject;
    const focused = focusIn(root);
    /** @type {Map<string, {sign: string, node: Element}>} */
    const next = new Map();
    for (const { key, sign, make } of parts) {
      const old = kept.get(key);
      next.set(key, old !== undefined && old.sign === sign ? old : { sign, node: likeBefore(make(), old?.node) });
    }
    put(root, [...next.values()].map(({ node }) => node));
    if (!same) root.scrollTop = 0;
    else focusAgain(root, focused);
    kept = next;
  };
}

/**
 * What stands in the place of something: as open, and scrolled as far.
 * @param {Element} node
 * @param {Element | undefined} old
 */
function likeBefore(node, old) {
  if (old instanceof HTMLDetailsElement && node instanceof HTMLDetailsElement) node.open = old.open;
  const screens = node.querySelectorAll("pre");
  old?.querySelectorAll("pre").forEach((screen, index) => {
    const { scrollLeft, scrollTop } = screen;
    const now = screens[index];
    if (now !== undefined && (scrollLeft > 0 || scrollTop > 0)) queueMicrotask(() => now.scrollTo(scrollLeft, scrollTop));
  });
  return node;
}

/**
 * @typedef {{node: Element, part: string, name: string}} Focus
 * @param {HTMLElement} root @returns {Focus | null}
 */
function focusIn(root) {
  const node = document.activeElement;
  if (!(node instanceof HTMLElement) || node === root || !root.contains(node)) return null;
  const part = /** @type {HTMLElement | null} */ (node.closest("[data-part]"))?.dataset["part"] ?? "";
  return { node, part, name: node.dataset["focus"] ?? node.tagName };
}

/** The focus goes to what stands in the place of what had it. @param {HTMLElement} root @param {Focus | null} focus */
function focusAgain(root, focus) {
  if (focus === null) return;
  if (root.contains(focus.node)) return;
  const part = root.querySelector(`[data-part="${CSS.escape(focus.part)}"]`) ?? root;
  const like = part.querySelector(`[data-focus="${CSS.escape(focus.name)}"]`) ?? part.querySelector(focus.name.match(/^[A-Z]+$/) ? focus.name : "summary");
  /** @type {HTMLElement} */ (like instanceof HTMLElement ? like : root).focus({ preventScroll: true });
}
