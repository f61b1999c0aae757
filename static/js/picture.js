// @ts-check
/**
 * The picture's part of the page: places elements for the room there is, loads the stage, follows pointer and keys.
 */

import { need } from "./dom.js";
import { hotElements, litElements, markWords } from "./links.js";
import { createRoom } from "./stage/room.js";
import { followKeyboard } from "./stage/keyboard.js";
import { elementAt, neighbour, otherEnds, targets } from "./stage/neighbour.js";
import { createDragging } from "./stage/dragging.js";
import { parts } from "./stage/parts.js";
import { CROWD, place } from "./stage/place.js";
import { followPointer } from "./stage/pointer.js";
import { marksOf } from "./stage/rings.js";
import { createTree } from "./stage/treeview.js";
import { itemId, treeOrder } from "./stage/twin.js";
import { allTold, pointedTold } from "./stage/told.js";
import { asking, keptRows, ofRequest, recentAgents } from "./stage/wishes.js";
import { NOTHING } from "./trace/drawing.js";
import { plan } from "./trace/plan.js";
import { crossedBetween } from "./trace/roads.js";
import { references } from "./trace/vipway.js";
import { WORDS } from "./words.js";

/** @import {Elements, Hop, Point, Scene, State, Trace, Ui} from "./types.js" */
/** @import {Model, Store} from "./store.js" */
/** @import {Arrow} from "./stage/neighbour.js" */
/** @import {Drawing} from "./trace/drawing.js" */
/** @import {Pointing} from "./pointing.js" */
/** @typedef {ReturnType<typeof import("./stage/stage.js").createStage>} Stage */

/** How far a key moves a machine, in picture units, and the picture, in CSS pixels. */
const KEY = { move: 8, pan: 48 };

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {Pointing} pointing
 * @property {(id: string | null) => void} select
 * @property {() => Hop | undefined} hop The hop at which the player stands.
 * @property {(scene: Scene, seen: boolean) => void} onScene Hears of every new placing, and whether it is seen.
 * @property {() => boolean} moving Whether a packet is on its way, so that nothing may move under it.
 * @property {() => boolean} still
 */

/** @param {Wires} wires */
export function createPicture({ store, pointing, select, hop, onScene, moving, still }) {
  const box = need("stage", HTMLElement);
  const twin = need("twin", HTMLElement);
  const asText = need("as-text", HTMLButtonElement);
  const putBack = need("put-back", HTMLButtonElement);
  const tree = createTree(twin);
  /** @type {Stage | null} */
  let stage = null;
  let scene = place({}, { width: 744 });
  const room = createRoom(box, (view, size) => stage?.lie(view, size));
  /** @type {string[]} */
  let order = [];
  /** @type {string | null} */
  let focused = null;
  /** @type {Drawing} */
  let drawing = NOTHING;
  /** @type {Record<string, readonly number[]>} */
  let kept = {};
  /** @type {readonly string[]} */
  let recent = [];
  /** @type {ReadonlySet<string>} */
  let opened = new Set();
  const dragging = createDragging({ scene: () => scene, arrange: () => arrange(true) });
  /** @type {import("./types.js").Lens | undefined} */
  let lens;
  /** Something has changed while a packet was on its way. */
  let due = false;

  async function load() {
    try {
      const { createStage } = await import("./stage/stage.js");
      const places = { graph: need("graph", HTMLElement), canvas: need("packets", HTMLCanvasElement) };
      stage = createStage(places, still);
    } catch (error) {
      need("summary", HTMLElement).textContent = WORDS.pictureFailed;
      throw error;
    }
    arrange();
    mark();
    new ResizeObserver(() => arrange(true)).observe(box);
    matchMedia("print").addEventListener("change", ({ matches }) => stage?.print(matches));
  }

  /** Place everything anew and show it. @param {boolean} [atOnce] Without settling. */
  function arrange(atOnce = false) {
    due = false;
    const { state, ui } = store.model;
    const { elements } = state;
    const seen = room.seen;
    kept = keptRows(kept, scene, state);
    const trace = ui.trace === null ? undefined : state.whole[ui.trace];
    const summary = state.traces.find(({ id }) => id === ui.trace);
    const wish = ofRequest(summary, trace, ui, elements);
    const size = seen ? { width: room.width, height: room.most() } : { width: scene.width };
    const { offsets } = dragging;
    const wished = { ...wish, ...size, kept, recent, opened, offsets, traces: state.traces, ...(lens ? { lens } : {}) };
    scene = place(elements, wished);
    const fill = seen ? room.grant(scene) : 0;
    if (fill > scene.height) scene = place(elements, { ...wished, fill });
    tree.show(elements, scene);
    putBack.hidden = scene.form !== "wide" || Object.keys(offsets).every((id) => scene.hosts[id] === undefined);
    onScene(scene, seen);
    if (!seen) return;
    room.lay(scene);
    const crossing = trace === undefined ? null : crossed(trace, scene, elements);
    const looked = { asking: asking(trace, elements), closed: wish.closed, crossing, ...lens?.look?.(trace, elements, state.traces) };
    stage?.show(scene, elements, parts(elements, scene, looked), atOnce);
    stage?.paint(drawing);
    mark();
  }

  function mark() {
    if (due && !moving()) return arrange();
    const { state, ui } = store.model;
    const lit = litElements(ui, state.elements);
    const hot = hotElements(hop());
    markWords(lit, hot, state.elements);
    const under = document.activeElement === twin ? focused : null;
    stage?.mark(marksOf({ lit, hot, selected: ui.selected, focused: under, same: ui.same }, scene, state.elements));
    tree.mark(focused, ui.selected);
    tell(state, ui);
  }

  /** One line above the picture: what is pointed at, else how many tasks run. @param {State} state @param {Ui} ui */
  function tell(state, ui) {
    const summary = need("summary", HTMLElement);
    const told = pointedTold(ui.pointed, state.elements, scene.folds);
    summary.classList.toggle("pointed", told !== "");
    if (told !== "") summary.textContent = told;
    else if (state.rev !== null) summary.textContent = allTold(state.elements);
  }

  store.addView((model, before) => {
    const { state, ui } = model;
    if (before !== null) recent = recentAgents(recent, before.state, state);
    const structure = before?.state.elements !== state.elements;
    if (structure) {
      order = treeOrder(state.elements);
      if (focused !== null && !order.includes(focused)) focused = null;
    }
    const changed = structure || before?.state.clock?.settled !== state.clock?.settled;
    if (before !== null && before.ui.language !== ui.language) tree.forget();
    if (lookedAnew(model, before)) arrange();
    else if (changed) {
      due = true;
      if (moving()) tree.show(state.elements, scene);
    }
    box.classList.toggle("astext", ui.asText);
    asText.textContent = ui.asText ? WORDS.asPicture : WORDS.asText;
    asText.setAttribute("aria-pressed", String(ui.asText));
    mark();
  });

  /** @param {Point} at In the room. */
  function under(at) {
    const { factor } = room.view;
    return elementAt(scene, targets(scene, order), room.unit(at), factor);
  }

  /** The machine that can be dragged, at an element or around it. @param {string | null} id */
  function movable(id) {
    const host = id === null ? undefined : (store.model.state.elements[id]?.parent ?? scene.folds[id]?.host ?? id);
    const shape = scene.hosts[host ?? ""]?.shape;
    return scene.form !== "wide" || shape === undefined || shape === "cell" ? null : (host ?? null);
  }

  putBack.addEventListener("click", () => {
    dragging.putBack(movable(store.model.ui.selected));
    arrange();
    if (putBack.hidden) twin.focus();
  });

  /** Select an element; open or close a fold. @param {string | null} id */
  function press(id) {
    const fold = id === null ? undefined : scene.folds[id];
    if (id === null || fold === undefined) return select(id);
    if (id === CROWD) return store.model.ui.asText ? turn(id) : focus(fold.ids[0] ?? null);
    if (fold.host !== null) tree.turn(fold.host, true);
    opened = new Set(opened.has(id) ? [...opened].filter((other) => other !== id) : [...opened, id]);
    arrange();
  }

  /** @param {string} id */
  function turn(id) {
    tree.turn(id, tree.open(id) === false);
    mark();
  }

  followPointer(need("view", HTMLElement), {
    hover(at) {
      if (store.model.ui.asText) return; // the tree lies above the picture
      const id = under(at);
      box.classList.toggle("pointing", id !== null);
      pointing.to(id);
    },
    leave: () => pointing.at(null),
    press(at) {
      if (!store.model.ui.asText) press(under(at));
    },
    holds: (at) => (store.model.ui.asText ? null : movable(under(at))),
    drag: (id, { x, y }) => dragging.drag(id, { x: x / room.view.factor, y: y / room.view.factor }),
    drop: dragging.drop,
    pan: ({ x, y }) => room.pan(-x, -y),
    zoom: (steps, at) => room.zoom(scene, steps, at),
  });
  asText.addEventListener("click", () => store.setUi({ asText: !store.model.ui.asText }));
  for (const [id, steps] of /** @type {const} */ ([
    ["zoom-in", 1],
    ["zoom-out", -1],
  ]))
    need(id, HTMLButtonElement).addEventListener("click", () => room.zoom(scene, steps));
  need("zoom-fit", HTMLButtonElement).addEventListener("click", () => room.fit(scene));

  /** @param {string | null} id */
  function focus(id) {
    focused = id;
    if (id === null) twin.removeAttribute("aria-activedescendant");
    else twin.setAttribute("aria-activedescendant", itemId(id));
    pointing.at(id);
    mark();
    if (id === null) return;
    // Its row alone: a machine with all that is in it would move away from under the pointer that pressed it.
    if (store.model.ui.asText) document.getElementById(itemId(id))?.firstElementChild?.scrollIntoView({ block: "nearest" });
    else room.reveal(scene.boxes[id]);
  }

  followKeyboard(twin, {
    go: (arrow) => focus(store.model.ui.asText ? along(arrow) : (neighbourOf(arrow) ?? focused)),
    move(x, y) {
      const host = movable(focused);
      if (host === null) return;
      dragging.drag(host, { x: x * KEY.move, y: y * KEY.move });
      dragging.drop();
      room.reveal(scene.boxes[host]);
    },
    pan: (x, y) => room.pan(x * KEY.pan, y * KEY.pan),
    press: () => press(focused),
    clear: () => select(null),
    other: () => focus(otherEnd() ?? focused),
    parent: () => focus(parent() ?? focused),
    why() {
      if (focused === null || scene.folds[focused] !== undefined) return;
      select(focused);
      setTimeout(() => need("card-element", HTMLElement).focus());
    },
    zoom: (steps) => room.zoom(scene, steps),
    fit: () => room.fit(scene),
  });
  twin.addEventListener("focus", () => focus(focused ?? first()));
  twin.addEventListener("blur", () => {
    pointing.at(null);
    mark();
  });
  twin.addEventListener("pointerdown", ({ target }) => {
    focused = rowAt(target) ?? focused; // before the focus comes, which would scroll to where it was
  });
  twin.addEventListener("click", ({ target }) => {
    const id = rowAt(target);
    const twisty = target instanceof Element && target.classList.contains("twisty");
    if (id === null) return;
    if (twisty && !scene.folds[id]?.host && tree.open(id) !== null) turn(id);
    else press(id);
    focus(focused);
  });

  /** Where the focus begins: at what is selected, else at the first element that is seen. */
  function first() {
    const { selected, asText: text } = store.model.ui;
    const all = text ? tree.order : targets(scene, order);
    return selected !== null && all.includes(selected) ? selected : (all[0] ?? null);
  }

  /** @param {Arrow} arrow */
  function neighbourOf(arrow) {
    return neighbour(scene, targets(scene, order), focused ?? "", arrow);
  }

  /** In the tree: up and down what is seen; right opens a branch, left closes it or goes to the one above. @param {Arrow} arrow */
  function along(arrow) {
    const at = tree.order.indexOf(focused ?? "");
    const open = focused === null ? null : tree.open(focused);
    if (arrow === "ArrowUp" || arrow === "ArrowDown") return tree.order[at + (arrow === "ArrowUp" ? -1 : 1)] ?? focused;
    if (focused === null || (open === null && arrow === "ArrowRight")) return focused;
    if (open === (arrow === "ArrowLeft")) {
      if (scene.folds[focused]?.host) press(focused);
      else turn(focused);
      return focused;
    }
    return arrow === "ArrowLeft" ? (tree.above(focused) ?? focused) : (tree.order[at + 1] ?? focused);
  }

  function otherEnd() {
    const ends = focused === null ? [] : otherEnds(focused, store.model.state.elements);
    const seen = store.model.ui.asText ? tree.order : targets(scene, order);
    return ends.find((id) => seen.includes(id));
  }

  function parent() {
    if (focused === null) return null;
    return store.model.ui.asText ? tree.above(focused) : (store.model.state.elements[focused]?.parent ?? scene.folds[focused]?.host);
  }

  return {
    load,
    /** Look at the cluster through a lens. @param {import("./types.js").Lens | undefined} next */
    look(next) {
      lens = next;
      dragging.turn(lens?.name ?? "transport");
      arrange();
    },
    /** @param {Drawing} next */
    paint(next) {
      drawing = next;
      stage?.paint(next);
    },
    mark,
    restyle() {
      stage?.restyle();
    },
    get settled() {
      return stage?.settled ?? true;
    },
  };
}

/** The element whose row of the tree a pointer is on. @param {EventTarget | null} target @returns {string | null} */
function rowAt(target) {
  const row = target instanceof Element ? target.closest("[data-element]") : null;
  return row instanceof HTMLElement ? (row.dataset["element"] ?? null) : null;
}

/** Between which heights a request crosses the wire. @param {Trace} trace @param {Scene} scene @param {Elements} elements */
function crossed(trace, scene, elements) {
  const wire = Object.keys(scene.boxes).find((id) => elements[id]?.kind === "wire");
  const { beats, never } = plan(trace, scene, elements);
  const paths = [...beats.map(({ path }) => path), never, ...references(scene, elements)];
  return crossedBetween(paths, scene.boxes[wire ?? ""]);
}

/**
 * Whether something else is looked at than before: then the picture changes at once, also while a packet moves.
 * @param {Model} model
 * @param {Model | null} before
 */
function lookedAnew({ state, ui }, before) {
  return (
    before === null ||
    before.ui.language !== ui.language ||
    before.ui.trace !== ui.trace ||
    before.ui.selected !== ui.selected ||
    before.ui.asText !== ui.asText ||
    before.state.whole !== state.whole ||
    before.state.traces !== state.traces
  );
}
