// @ts-check
/**
 * What is pointed at: an element counts a moment after pointer or focus came to it, so that crossing the page flickers
 * nothing; Escape dismisses it until something else is pointed at.
 *
 * Law of this file: no DOM; time comes in by `after`.
 */

export const HOVER_MS = 160;

/** @typedef {ReturnType<typeof createPointing>} Pointing */

/**
 * @param {(id: string | null) => void} point
 * @param {(run: () => void, ms: number) => unknown} after
 * @param {(timer: any) => void} stop
 */
export function createPointing(point, after = setTimeout, stop = clearTimeout) {
  /** @type {string | null} */
  let coming = null;
  /** @type {unknown} */
  let timer;
  let shown = false;

  /** Now, or not at all. @param {string | null} id */
  function at(id) {
    stop(timer);
    coming = id;
    shown = false;
    point(id);
  }

  return {
    at,
    /** In a moment, if it stays there. @param {string | null} id */
    to(id) {
      if (id === coming) return;
      if (id === null) return at(null);
      stop(timer);
      coming = id;
      timer = after(() => {
        shown = true;
        point(id);
      }, HOVER_MS);
    },
    /** No more of this one; returns whether there was one that pointer or focus had come to. */
    dismiss() {
      const was = shown;
      stop(timer);
      shown = false;
      point(null);
      return was;
    },
  };
}
