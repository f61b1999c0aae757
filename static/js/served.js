// @ts-check
/**
 * What the server wrote of this page, so that its texts can be changed for those of the same page in another language.
 *
 * Law of this file: it knows no page. What scripts have added is left alone; what both pages have is paired by its order.
 */

/** The text of a lesson may be built in another way in another language: it is taken over as a whole. */
const WHOLE = ".lesson-text";
const SAID = ["aria-label", "title", "alt", "placeholder", "href", "lang", "aria-current"];

/**
 * A node that the server wrote, with the texts in its attributes and the nodes in it, before any script ran.
 * @typedef {{node: Element | Text, said: string[], children: Served[]}} Served
 */

/** @param {Element | Text} node @returns {Served} */
export function served(node) {
  const said = node instanceof Element ? SAID.filter((name) => node.hasAttribute(name)) : [];
  return { node, said, children: written(node).map(served) };
}

/** The elements and texts in a node; blanks between elements are none. @param {Node} node */
function written(node) {
  return /** @type {(Element | Text)[]} */ (
    [...node.childNodes].filter(
      (child) => child.nodeType === 1 || (child.nodeType === 3 && child.textContent?.trim() !== ""),
    )
  );
}

/**
 * Give what the server wrote the texts of another page.
 * @param {Served} tree
 * @param {Node} next The same place in the other page.
 */
export function renew(tree, next) {
  const { node, children } = tree;
  if (node.nodeType === 3) {
    node.textContent = next.textContent;
    return;
  }
  const element = /** @type {Element} */ (node);
  const other = /** @type {Element} */ (next);
  tree.said = renewAttributes(element, other, tree.said);
  if (element.matches(WHOLE)) {
    renewWhole(tree, element, other);
    return;
  }
  const nexts = written(other);
  if (nexts.length !== children.length || nexts.some((found, index) => found.nodeName !== children[index]?.node.nodeName))
    return;
  nexts.forEach((found, index) => renew(/** @type {Served} */ (children[index]), found));
  const [only] = children;
  // a script has put words of its own in the place of a text: the text again, for whoever makes words of it
  if (children.length === 1 && only?.node.nodeType === 3 && only.node.parentNode !== element)
    element.replaceChildren(only.node);
}

/**
 * @param {Element} element
 * @param {Element} other
 * @param {readonly string[]} before Attributes that the server wrote; what scripts have set is not taken away.
 * @returns {string[]} Those that it has written now.
 */
function renewAttributes(element, other, before) {
  const now = SAID.filter((name) => other.hasAttribute(name));
  const named = element.getAttribute("title"); // a name that a script has made of a title stays the title
  if (named !== null && element.getAttribute("aria-label") === named)
    element.setAttribute("aria-label", other.getAttribute("title") ?? named);
  for (const name of before) if (!now.includes(name)) element.removeAttribute(name);
  for (const name of now) element.setAttribute(name, other.getAttribute(name) ?? "");
  return now;
}

/** @param {Served} tree @param {Element} element @param {Element} other */
function renewWhole(tree, element, other) {
  element.replaceChildren(...[...other.childNodes].map((child) => document.adoptNode(child)));
  tree.children = written(element).map(served);
}

/**
 * Where the text is read: the first block in sight, by its number, and its height in the window.
 * @returns {() => void} Brings the block of that number back to that height, as far as there is one.
 */
export function readingPlace() {
  const text = /** @type {Element[]} */ ([...document.querySelectorAll(WHOLE)]).find(
    (element) => element.getClientRects().length > 0,
  );
  const scroller = text === undefined ? null : scrollerOf(text);
  const top = scroller?.getBoundingClientRect().top ?? 0;
  const read = [...(text?.children ?? [])].findIndex((child) => child.getBoundingClientRect().bottom > top);
  const before = text?.children[read]?.getBoundingClientRect().top;
  return () => {
    const now = text?.children[read]?.getBoundingClientRect().top;
    if (scroller === null || scroller.scrollTop === 0 || before === undefined || now === undefined) return;
    scroller.scrollTop += now - before;
  };
}

/** What scrolls an element. @param {Element} element @returns {Element | null} */
function scrollerOf(element) {
  /** @type {Element | null} */
  let at = element;
  while (at !== null && at.scrollHeight <= at.clientHeight) at = at.parentElement;
  return at;
}
