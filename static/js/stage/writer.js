// @ts-check
/**
 * The only writer of Cytoscape elements: makes the graph show a picture.
 *
 * Law of this file: it decides nothing. Every part is a node, every stroke an edge between two points without size; a
 * picture costs what differs from the one before.
 */

/** @import {Picture, Shown, Stroke} from "./settle.js" */
/** @import {Core, ElementDefinition} from "cytoscape" */

const DEPTHS = { machine: 0, line: 1, inner: 2, text: 3, badge: 4 };
/** @type {Record<string, number>} */
const DEPTH_OF = {
  wire: -1, // a machine that is dragged onto it covers it
  nic: DEPTHS.inner,
  port: DEPTHS.inner,
  rule: DEPTHS.inner,
  bridge: DEPTHS.inner,
  veth: DEPTHS.inner,
  vip: DEPTHS.inner,
  backend: DEPTHS.inner,
  vtep: DEPTHS.inner,
  route: DEPTHS.inner,
  proxy: DEPTHS.inner,
  task: DEPTHS.inner,
  bar: DEPTHS.text,
  tick: DEPTHS.text,
  fold: DEPTHS.inner,
  strip: DEPTHS.text,
  grid: DEPTHS.text,
  process: DEPTHS.inner,
  text: DEPTHS.text,
  symbol: DEPTHS.text,
  badge: DEPTHS.badge,
};

/**
 * A function that shows a picture in a graph.
 * @param {Core} cy
 * @returns {(picture: Picture) => void}
 */
export function writer(cy) {
  /** @type {Picture} */
  let shown = { parts: new Map(), strokes: new Map() };
  return (picture) => {
    cy.batch(() => {
      removeGone(cy, shown, picture);
      for (const [id, part] of picture.parts) writePart(cy, shown.parts.get(id), part);
      for (const [id, stroke] of picture.strokes) writeStroke(cy, shown.strokes.get(id), stroke);
    });
    shown = picture;
  };
}

/** @param {Core} cy @param {Picture} before @param {Picture} after */
function removeGone(cy, before, after) {
  for (const id of before.strokes.keys()) {
    if (!after.strokes.has(id)) for (const name of [id, `${id} a`, `${id} b`]) cy.getElementById(name).remove();
  }
  for (const id of before.parts.keys()) if (!after.parts.has(id)) cy.getElementById(id).remove();
}

/** @param {Core} cy @param {Shown | undefined} before @param {Shown} part */
function writePart(cy, before, part) {
  if (before === part) return;
  const { x, y, ...data } = part;
  const node = cy.getElementById(part.id);
  if (before === undefined || node.empty()) {
    const z = DEPTH_OF[part.kind] ?? DEPTHS.machine;
    cy.add(/** @type {ElementDefinition} */ ({ group: "nodes", data: { ...data, z }, position: { x, y } }));
    return;
  }
  const changed = Object.entries(data).filter(([name, value]) => value !== before[/** @type {keyof Shown} */ (name)]);
  if (changed.length > 0) node.data(Object.fromEntries(changed)); // its style is worked out anew, which costs most
  if (x !== before.x || y !== before.y) node.position({ x, y });
}

/** @param {Core} cy @param {Stroke | undefined} before @param {Stroke} stroke */
function writeStroke(cy, before, stroke) {
  if (before === stroke) return;
  const { id, of, from, to, o } = stroke;
  const moved = (/** @type {"from" | "to"} */ end) =>
    before === undefined || before[end].x !== stroke[end].x || before[end].y !== stroke[end].y;
  const ends = /** @type {const} */ ([
    [`${id} a`, from, "from"],
    [`${id} b`, to, "to"],
  ]);
  if (before !== undefined && cy.getElementById(id).nonempty()) {
    if (o !== before.o) cy.getElementById(id).data({ o });
    for (const [name, position, end] of ends) if (moved(end)) cy.getElementById(name).position({ ...position });
    return;
  }
  const points = ends.map(([name, position]) => ({
    group: /** @type {const} */ ("nodes"),
    data: { id: name, of, kind: "point", w: 0.01, h: 0.01, o: 0, z: DEPTHS.line },
    position: { ...position },
  }));
  const edge = { id, of, kind: "edge", source: `${id} a`, target: `${id} b`, o, z: DEPTHS.line };
  cy.add([...points, { group: "edges", data: edge }]);
}
