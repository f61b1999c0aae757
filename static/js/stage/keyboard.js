// @ts-check
/** The keys of the picture. It is one stop of the Tab key; within it keys go from element to element. */

/** @typedef {import("./neighbour.js").Arrow} Arrow */

/**
 * @typedef {object} Acts
 * @property {(arrow: Arrow) => void} go
 * @property {(x: number, y: number) => void} move Moves the machine, in steps.
 * @property {(x: number, y: number) => void} pan In steps.
 * @property {() => void} press
 * @property {() => void} clear
 * @property {() => void} other To the other end of a link.
 * @property {() => void} parent
 * @property {() => void} why
 * @property {(steps: number) => void} zoom
 * @property {() => void} fit
 */

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {HTMLElement} place @param {Acts} acts */
export function followKeyboard(place, acts) {
  /** @type {Record<string, () => void>} */
  const keys = {
    Enter: acts.press,
    Escape: acts.clear,
    o: acts.other,
    p: acts.parent,
    w: acts.why,
    "+": () => acts.zoom(1),
    "=": () => acts.zoom(1), // where + needs Shift
    "-": () => acts.zoom(-1),
    0: acts.fit,
  };
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const way = WAYS[event.key];
    const act = Object.hasOwn(keys, event.key) && !event.altKey ? keys[event.key] : undefined;
    if (way !== undefined) arrow(event, way, acts);
    else if (act !== undefined) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** @param {KeyboardEvent} event @param {[number, number]} way @param {Acts} acts */
function arrow({ key, altKey, shiftKey }, [x, y], acts) {
  if (altKey) acts.move(x, y);
  else if (shiftKey) acts.pan(x, y);
  else acts.go(/** @type {Arrow} */ (key));
}
