// @ts-check
/**
 * The picture's part of the page: places elements for the room there is, loads the stage, follows pointer and keys.
 */

import { need } from "./dom.js";
import { hotElements, litElements, markWords } from "./links.js";
import { enlargement } from "./stage/bands.js";
import { elementAt, neighbour } from "./stage/neighbour.js";
import { parts } from "./stage/parts.js";
import { place } from "./stage/place.js";
import { drawTwin, itemId, treeOrder } from "./stage/twin.js";
import { visible } from "./text.js";
import { NOTHING } from "./trace/drawing.js";
import { machine } from "./trace/visits.js";
import { elementName, elementTold, KIND_WORDS, WORDS } from "./words.js";

/** @import {Elements, Hop, Scene, State, Trace, Ui} from "./types.js" */
/** @import {Model, Store} from "./store.js" */
/** @import {Drawing} from "./trace/drawing.js" */
/** @typedef {ReturnType<typeof import("./stage/stage.js").createStage>} Stage */

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(id: string | null) => void} select
 * @property {() => Hop | undefined} hop The hop at which the player stands.
 * @property {(scene: Scene, seen: boolean) => void} onScene Hears of every new placing, and whether it is seen.
 * @property {() => boolean} still
 */

/** @param {Wires} wires */
export function createPicture({ store, select, hop, onScene, still }) {
  const box = need("stage", HTMLElement);
  const sheet = need("sheet", HTMLElement);
  const twin = need("twin", HTMLElement);
  const button = need("as-text", HTMLButtonElement);
  const places = { graph: need("graph", HTMLElement), canvas: need("packets", HTMLCanvasElement) };
  /** @type {Stage | null} */
  let stage = null;
  let scene = place({}, { width: 744 });
  /** @type {string[]} */
  let order = [];
  /** @type {string | null} */
  let focused = null;
  let drawing = NOTHING;
  let fit = { factor: 1, dx: 0, width: 744, height: 0 };
  /** @type {Record<string, number>} */
  let rows = {};
  let room = 0;
  let roomFor = 0;

  async function load() {
    try {
      const { createStage } = await import("./stage/stage.js");
      stage = createStage(places, still);
    } catch (error) {
      need("summary", HTMLElement).textContent = WORDS.pictureFailed;
      throw error;
    }
    arrange(store.model);
    mark(store.model);
    new ResizeObserver(() => arrange(store.model)).observe(box);
  }

  /** Place everything anew and show it. @param {Model} model */
  function arrange({ state, ui }) {
    const seen = box.clientWidth > 0;
    const width = seen ? box.clientWidth : scene.width;
    rows = keptRows(rows, scene, state);
    const trace = ui.trace === null ? undefined : state.whole[ui.trace];
    scene = place(state.elements, {
      width,
      rows,
      askers: askers(state, ui),
      shown: shownElements(trace, ui, state.elements),
    });
    const column = scene.form === "column";
    const factor = enlargement(scene, width, column ? 0 : box.clientHeight);
    if (!seen) return onScene(scene, false);
    fit = {
      factor,
      dx: Math.max(0, (width - scene.width * factor) / 2),
      width: scene.width,
      height: scene.height * factor,
    };
    makeRoom();
    sheet.style.height = `${Math.ceil(fit.height)}px`;
    stage?.fit(fit);
    stage?.show(parts(state.elements, scene, asking(trace, state.elements)), scene.lines);
    onScene(scene, true);
    stage?.paint(drawing);
  }

  /** The picture gets the height that it needs; it gives none back, so that nothing beneath it moves twice. */
  function makeRoom() {
    if (box.clientWidth !== roomFor) room = 0;
    roomFor = box.clientWidth;
    const wanted =
      Math.ceil(scene.height * enlargement(scene, roomFor, Infinity)) +
      box.offsetTop -
      need("picture", HTMLElement).offsetTop;
    if (wanted <= room) return;
    room = wanted;
    need("app", HTMLElement).style.setProperty("--picture", `${room}px`);
  }

  /** @param {Model} model */
  function mark({ state, ui }) {
    const lit = litElements(ui, state.elements);
    const hot = hotElements(hop());
    markWords(lit, hot, state.elements);
    stage?.mark({ lit, hot, selected: ui.selected, focused: document.activeElement === twin ? focused : null });
    for (const item of twin.querySelectorAll("[role=treeitem]")) {
      item.classList.toggle("focused", item.id === itemId(focused ?? ""));
      const chosen = item.id === itemId(ui.selected ?? "");
      item.setAttribute("aria-selected", String(chosen));
      item.firstElementChild?.classList.toggle("selected", chosen);
    }
    tell(state, ui);
  }

  /** One line above the picture: what is pointed at, else how many tasks run. @param {State} state @param {Ui} ui */
  function tell(state, ui) {
    const summary = need("summary", HTMLElement);
    const element = state.elements[ui.pointed ?? ""];
    summary.classList.toggle("pointed", element !== undefined);
    if (element !== undefined) {
      const words = [elementName(element), KIND_WORDS[element.kind] ?? "", elementTold(element)];
      summary.textContent = visible([...new Set(words)].filter((word) => word !== "").join(" · "));
      return;
    }
    const tasks = Object.values(state.elements).filter(({ kind }) => kind === "task");
    if (state.rev !== null)
      summary.textContent = WORDS.summary(tasks.length, new Set(tasks.map(({ parent }) => parent)).size);
  }

  store.addView((model, before) => {
    const { state, ui } = model;
    const again = before !== null && before.ui.language !== ui.language;
    if (before?.state.elements !== state.elements || again) {
      drawTwin(twin, state.elements);
      order = treeOrder(state.elements);
      if (focused !== null && !order.includes(focused)) focused = null;
    }
    const placed =
      before?.state.elements === state.elements &&
      before.state.traces === state.traces &&
      before.state.clock?.settled === state.clock?.settled;
    if (
      !placed ||
      again ||
      before.ui.trace !== ui.trace ||
      before.ui.selected !== ui.selected ||
      before.state.whole !== state.whole
    )
      arrange(model);
    box.classList.toggle("astext", ui.asText);
    button.textContent = ui.asText ? WORDS.asPicture : WORDS.asText;
    button.setAttribute("aria-pressed", String(ui.asText));
    mark(model);
  });

  followPointer(
    sheet,
    (event) => {
      const { left, top } = sheet.getBoundingClientRect();
      const at = { x: (event.clientX - left - fit.dx) / fit.factor, y: (event.clientY - top) / fit.factor };
      return elementAt(scene, order, at);
    },
    (id) => store.setUi({ pointed: id }),
    select,
  );
  button.addEventListener("click", () => store.setUi({ asText: !store.model.ui.asText }));

  /** @param {string | null} id */
  function focus(id) {
    focused = id;
    if (id === null) twin.removeAttribute("aria-activedescendant");
    else twin.setAttribute("aria-activedescendant", itemId(id));
    store.setUi({ pointed: id });
    mark(store.model);
    if (store.model.ui.asText && id !== null) document.getElementById(itemId(id))?.scrollIntoView({ block: "nearest" });
  }

  twin.addEventListener("keydown", (event) => {
    if (event.key === "Enter") select(focused);
    else if (event.key === "Escape") select(null);
    else if (event.key.startsWith("Arrow")) focus(goTo(event.key) ?? focused);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  twin.addEventListener("focus", () => focus(focused ?? store.model.ui.selected ?? order[0] ?? null));
  twin.addEventListener("blur", () => {
    store.setUi({ pointed: null });
    mark(store.model);
  });
  twin.addEventListener("click", ({ target }) => {
    const row = target instanceof Element ? target.closest("[data-element]") : null;
    if (row instanceof HTMLElement) select(row.dataset["element"] ?? null);
  });

  /** @param {string} key @returns {string | null | undefined} */
  function goTo(key) {
    const arrow = /** @type {import("./stage/neighbour.js").Arrow} */ (key);
    if (!store.model.ui.asText)
      return neighbour(
        scene,
        order.filter((id) => scene.boxes[id]),
        focused ?? "",
        arrow,
      );
    const at = order.indexOf(focused ?? "");
    const parent = store.model.state.elements[focused ?? ""]?.parent;
    if (key === "ArrowLeft") return parent;
    return order[at + (key === "ArrowUp" ? -1 : 1)];
  }

  return {
    load,
    /** @param {Drawing} next */
    paint(next) {
      drawing = next;
      stage?.paint(next);
    },
    mark: () => mark(store.model),
    restyle() {
      stage?.restyle();
      stage?.paint(drawing);
    },
    get settled() {
      return stage?.settled ?? true;
    },
  };
}

/**
 * @param {HTMLElement} sheet
 * @param {(event: MouseEvent) => string | null} at
 * @param {(id: string | null) => void} point
 * @param {(id: string | null) => void} select
 */
function followPointer(sheet, at, point, select) {
  sheet.addEventListener("pointermove", (event) => {
    const id = at(event);
    sheet.classList.toggle("pointing", id !== null);
    point(id);
  });
  sheet.addEventListener("pointerleave", () => point(null));
  sheet.addEventListener("click", (event) => select(at(event)));
}

/**
 * The machine from which the request that is looked at was asked.
 * @param {State} state
 * @param {Ui} ui
 * @returns {Set<string>}
 */
function askers(state, ui) {
  const hosts = state.traces.filter(({ id }) => id === ui.trace).map((trace) => machine(trace.from, state.elements));
  return new Set(hosts.filter((host) => host !== null));
}

/** What must not be folded away. @param {Trace | undefined} trace @param {Ui} ui @param {Elements} elements */
function shownElements(trace, ui, elements) {
  const hops = trace?.hops ?? [];
  const ids = hops.flatMap((hop) => [hop.element, machine(hop.node, elements)]);
  return new Set([...ids, ui.selected].filter((id) => id !== null));
}

/** What stands beside the dot of the machine that asks. @param {Trace | undefined} trace @param {Elements} elements */
function asking(trace, elements) {
  const host = trace === undefined ? null : machine(trace.from, elements);
  if (trace === undefined || host === null) return {};
  const port = trace.hops[0]?.before.src.split(":").at(-1) ?? "";
  const program = trace.hops.findLast((hop) => hop.message.startsWith("socket.client") && hop.node === trace.from)
    ?.params["program"];
  return { [host]: `${program ?? "curl"} :${port}` };
}

/**
 * While something still happens no machine gets fewer rows: an update stops and starts tasks in their places.
 * @param {Record<string, number>} before
 * @param {Scene} scene
 * @param {State} state
 */
function keptRows(before, scene, state) {
  if (state.clock === null || state.clock.settled) return {};
  const standing = Object.entries(scene.hosts).map(([id, { rows }]) => [id, Math.max(before[id] ?? 0, rows.length)]);
  return Object.fromEntries(standing);
}
