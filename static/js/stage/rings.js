// @ts-check
/**
 * Rings around elements (pointed at, selected, under the focus, hot), and how entries come and go. They are painted
 * above the graph: a ring that moves with the pointer must not cost a drawing of the whole graph.
 */

/** @import {Box, Elements, Scene} from "../types.js" */
/** @typedef {Pick<Scene, "boxes" | "hidden">} Boxes */

/** @typedef {"lit" | "selected" | "focused" | "hot" | "asked" | "same"} Ring */
/** @typedef {{ring: Ring, box: Box, radius: number}} Mark */
/** @typedef {{box: Box, radius: number, gone: boolean}} Event An element that has come, or gone. */

/**
 * @typedef {object} Marked Elements by what is said of them.
 * @property {ReadonlySet<string>} lit
 * @property {ReadonlySet<string>} hot
 * @property {string | null} selected
 * @property {string | null} focused
 * @property {readonly string[]} [same] What is there for the same reason as what is selected.
 */

/** Which kinds take the hot frame; of a machine the packet itself says enough. */
const HOT = new Set(["port", "nic", "rule", "bridge", "veth", "vtep", "route", "vip", "proxy"]);
/** @type {Record<string, number>} */
const RADIUS = { port: 10, rule: 3, bridge: 2, task: 3, nic: 1, vtep: 2, route: 3, wire: 3, router: 17 };

/** @type {Record<Ring, {colour: string, width: number, away: number, dash: number[]}[]>} */
const LOOKS = {
  hot: [{ colour: "packet", width: 2, away: 0, dash: [] }],
  asked: [{ colour: "packet", width: 2, away: 2, dash: [] }],
  lit: [{ colour: "select", width: 1.6, away: 2.5, dash: [1.6, 2.6] }],
  same: [{ colour: "select", width: 1.6, away: 2.5, dash: [4, 2.5] }],
  selected: [{ colour: "select", width: 2, away: 2.5, dash: [] }],
  focused: [
    { colour: "focus-halo", width: 2, away: 2, dash: [] },
    { colour: "focus", width: 2, away: 4, dash: [] },
  ],
};

/**
 * @param {Marked} marked
 * @param {Boxes} scene
 * @param {Elements} elements
 * @returns {Mark[]}
 */
export function marksOf({ lit, hot, selected, focused, same = [] }, scene, elements) {
  const one = (/** @type {string | null} */ id) => (id === null ? [] : [id]);
  const hotOnes = [...hot].filter((id) => HOT.has(elements[id]?.kind ?? ""));
  /** @type {[Ring, Iterable<string>][]} */
  const rings = [
    ["same", same.filter((id) => scene.boxes[id] !== undefined && !lit.has(id))],
    ["hot", hotOnes],
    ["lit", [...lit].filter((id) => id !== selected && id !== focused)],
    ["selected", one(selected)],
    ["focused", one(focused)],
  ];
  return rings.flatMap(([ring, ids]) => [...ids].flatMap((id) => markOf(ring, id, scene, elements)));
}

/**
 * The ring around an element, or around what stands for it.
 * @param {Ring} ring
 * @param {string} id
 * @param {Boxes} scene
 * @param {Elements} elements
 * @returns {Mark[]}
 */
export function markOf(ring, id, scene, elements) {
  const drawn = drawnFor(id, scene);
  const box = scene.boxes[drawn];
  return box === undefined ? [] : [{ ring, box, radius: radiusOf(elements[drawn]?.kind ?? "", box) }];
}

/** The id of what is drawn for an element. @param {string} id @param {Boxes} scene */
export function drawnFor(id, scene) {
  return scene.boxes[id] === undefined ? (scene.hidden[id] ?? id) : id;
}

/** @param {string} kind @param {Box} box */
export function radiusOf(kind, box) {
  return Math.min(RADIUS[kind] ?? 6, box.w / 2, box.h / 2);
}

/**
 * @param {CanvasRenderingContext2D} context In picture units.
 * @param {readonly Mark[]} marks
 * @param {(token: string) => string} colour
 */
export function paintMarks(context, marks, colour) {
  for (const { ring, box, radius } of marks) {
    for (const { colour: token, width, away, dash } of LOOKS[ring]) {
      context.beginPath();
      const r = radius + away;
      context.roundRect(box.x - away, box.y - away, box.w + 2 * away, box.h + 2 * away, r);
      context.strokeStyle = colour(token);
      context.lineWidth = width;
      context.setLineDash(dash);
      context.stroke();
    }
  }
  context.setLineDash([]);
}

/**
 * Entries that come draw their outline; entries that go are struck through, while they fade.
 * @param {CanvasRenderingContext2D} context In picture units.
 * @param {readonly Event[]} events
 * @param {number} t How far it has come, from 0 to 1.
 * @param {(token: string) => string} colour
 */
export function paintEvents(context, events, t, colour) {
  context.lineWidth = 2;
  for (const { box, radius, gone } of events) {
    context.strokeStyle = colour(gone ? "bad" : "good");
    context.globalAlpha = t < 0.7 ? 1 : (1 - t) / 0.3;
    context.beginPath();
    const done = Math.min(1, t / 0.7);
    if (gone) {
      context.moveTo(box.x, box.y + box.h / 2);
      context.lineTo(box.x + box.w * done, box.y + box.h / 2);
    } else {
      const around = 2 * (box.w + box.h);
      context.setLineDash([around * done, around]);
      context.roundRect(box.x, box.y, box.w, box.h, radius);
    }
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
