// @ts-check
/**
 * Elements with their structure → boxes. The same structure, width and wishes always give the same boxes.
 *
 * Law of this file: pure, no DOM, no measuring. Machines keep their order; those below a grown one move down together,
 * as far as the gaps between all of them do not give the room for it.
 */

import { bands } from "./bands.js";
import { CLOSE_FROM, folding } from "./fold.js";
import { inside, slotsIn } from "./inside.js";
import { lines } from "./lines.js";
import { stand } from "./stand.js";
import { weight } from "./weight.js";

/** @import {Box, Element, Elements, Fold, HostPlan, Scene, Wish} from "../types.js" */
/** @import {Bands} from "./bands.js" */
/** @import {Foldable} from "./fold.js" */
/** @import {Inside} from "./inside.js" */
/** @import {Host, Site, Stand} from "./stand.js" */

/** The fold of the machines that are only cells of a box. */
export const CROWD = "fold:agents";

/**
 * @param {Elements} elements
 * @param {Wish} wish
 * @returns {Scene}
 */
export function place(elements, wish) {
  const { lens } = wish;
  if (lens?.place !== undefined) return lens.place(elements, wish);
  const frame = bands(wish.width);
  const hosts = hostsOf((lens?.drawn ?? transported)(elements), wish, frame);
  const machines = hosts.map((host) => foldable(host, wish, frame));
  const unopened = hosts.map((host) => ({ ...host, at: host.unopened })); // what is opened by hand folds nothing else
  const levels = folding(machines, wish, frame.form, (levels) => ({
    height: stand(unopened, levels, frame).height,
    drawn: weight(hosts, levels, frame.form),
  }));
  const standing = stand(hosts, roomy(hosts, levels, wish, frame), frame, wish.fill);
  const moved = frame.form === "wide" ? shifted(standing, wish.offsets ?? {}, frame) : standing;
  return assemble(elements, frame, moved, lens);
}

/** What only other lenses draw. */
const ELSEWHERE = new Set(["vtep", "route", "proxy"]);

/** @param {Elements} elements @returns {Elements} */
function transported(elements) {
  return Object.fromEntries(Object.entries(elements).filter(([, { kind }]) => !ELSEWHERE.has(kind)));
}

/**
 * Beside the wire few agents stay open where the room that the picture has anyway is high enough for all of them.
 * @param {readonly Host[]} hosts
 * @param {import("./fold.js").Levels} levels
 * @param {Wish} wish
 * @param {Bands} frame
 * @returns {import("./fold.js").Levels}
 */
function roomy(hosts, levels, { fill = 0 }, frame) {
  const agents = hosts.filter(({ element }) => element.place.band === "agents").length;
  if (frame.form !== "path" || agents >= CLOSE_FROM) return levels;
  const open = Object.fromEntries(Object.entries(levels).map(([id, level]) => [id, level === "closed" ? "full" : level]));
  return stand(hosts, open, frame).height <= fill ? open : levels;
}

/** The fold of a machine's tasks. @param {string} host */
export function foldId(host) {
  return `fold:${host}`;
}

/**
 * The machines with what stands in them, in the order of their numbers.
 * @param {Elements} elements
 * @param {Wish} wish
 * @param {Bands} frame
 * @returns {Host[]}
 */
function hostsOf(elements, wish, frame) {
  /** @type {Map<string, Element[]>} */
  const children = new Map();
  for (const element of Object.values(elements)) {
    if (element.parent === null) continue;
    const others = children.get(element.parent);
    if (others === undefined) children.set(element.parent, [element]);
    else others.push(element);
  }
  const found = Object.values(elements).filter(({ place: { band } }) => band === "edge" || band === "agents");
  found.sort((a, b) => a.place.order - b.place.order || (a.id < b.id ? -1 : 1));
  return found.map((element) => {
    const within = (children.get(element.id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
    const opened = wish.opened?.has(foldId(element.id)) ?? false;
    const at = insides(element, within, wish, frame, opened);
    return { element, children: within, at, unopened: opened ? insides(element, within, wish, frame, false) : at };
  });
}

/**
 * @param {Element} element
 * @param {readonly Element[]} children
 * @param {Wish} wish
 * @param {Bands} frame
 * @param {boolean} opened
 * @returns {Host["at"]}
 */
function insides({ id, ...rest }, children, wish, frame, opened) {
  const request = {
    w: rest.place.band === "edge" ? frame.edge.w : frame.agents.w,
    asks: wish.askers?.has(id) ?? false,
    loops: wish.loops?.has(id) ?? false,
    steps: wish.steps?.[id] ?? 0,
    closed: wish.closed?.[id] !== undefined,
    servers: wish.servers?.[id] ?? [],
    vip: wish.vips?.[id] ?? null,
    short: frame.form !== "wide",
    opened,
    kept: wish.kept?.[id] ?? [],
    shown: wish.shown ?? new Set(),
    traced: wish.traced?.has(id) ?? false,
  };
  const within = wish.lens?.inside ?? inside;
  /** @type {Partial<Record<import("./fold.js").Level, Inside>>} */
  const known = {};
  return (level) => (known[level] ??= within({ id, ...rest }, children, { ...request, level }));
}

/** @param {Host} host @param {Wish} wish @param {Bands} frame @returns {Foldable} */
function foldable({ element, children }, wish, frame) {
  const { id, kind } = element;
  const agent = element.place.band === "agents";
  const traced = wish.traced?.has(id) ?? false;
  const within = children.filter((child) => wish.shown?.has(child.id)).length;
  const slots = slotsIn(children, wish.kept?.[id] ?? []).length;
  const outer = (kind === "router" || kind === "client") && frame.form !== "column"; // a cable joins them
  return {
    id,
    agent,
    plain: slots === 0,
    slots,
    references: within + (traced || wish.shown?.has(id) ? 1 : 0),
    traced,
    standing: wish.askers?.has(id) || wish.closed?.[id] !== undefined || wish.servers?.[id] !== undefined || kind === "master" || outer,
  };
}

/**
 * Machines that were dragged, away from where they would stand; the wire reaches as far down as they do.
 * @param {Stand} stand
 * @param {NonNullable<Wish["offsets"]>} offsets
 * @param {Bands} frame
 * @returns {Stand}
 */
function shifted(stand, offsets, frame) {
  const middle = stand.wire.x + stand.wire.w / 2;
  const sites = stand.sites.map((site) => {
    const offset = offsets[site.host.element.id];
    if (offset === undefined || site.shape === "cell") return site;
    const x = Math.min(Math.max(4, site.box.x + offset.x), frame.width - 4 - site.box.w);
    const box = { ...site.box, x, y: Math.max(4, site.box.y + offset.y) };
    return /** @type {Site} */ ({ ...site, box, side: box.x + box.w / 2 < middle ? "right" : "left" });
  });
  const bottom = Math.max(stand.wire.y + stand.wire.h, ...sites.map(({ box }) => box.y + box.h));
  const height = bottom + stand.height - stand.wire.y - stand.wire.h;
  return { ...stand, sites, wire: { ...stand.wire, h: bottom - stand.wire.y }, height };
}

/**
 * @param {Elements} elements
 * @param {Bands} frame
 * @param {Stand} stand
 * @param {Wish["lens"]} lens
 * @returns {Scene}
 */
function assemble(elements, frame, { sites, crowd, wire, height }, lens) {
  const wires = Object.values(elements).filter((element) => element.kind === "wire");
  /** @type {Record<string, Box>} */
  const boxes = Object.fromEntries(wires.map(({ id }) => [id, wire]));
  /** @type {Record<string, HostPlan>} */
  const hosts = {};
  /** @type {Record<string, Fold>} */
  const folds = {};
  /** @type {Record<string, string>} */
  const hidden = {};
  const outward = facingOutward(elements);
  if (crowd !== null) {
    const cells = sites.filter(({ shape }) => shape === "cell").map(({ host }) => host.element.id);
    boxes[CROWD] = crowd;
    folds[CROWD] = { host: null, ids: cells, open: false };
  }
  for (const site of sites) {
    const { id } = site.host.element;
    boxes[id] = site.box;
    for (const [child, box] of Object.entries(childBoxes(site, outward, frame))) boxes[child] = box;
    hosts[id] = planOf(site);
    const vip = hosts[id]?.vip;
    if (vip && elements[`vip:${vip.service}`] !== undefined) boxes[`vip:${vip.service}`] = vip.hexagon;
    const { fold } = site.inside;
    if (fold !== null) {
      boxes[foldId(id)] = within(site, fold.box, false);
      folds[foldId(id)] = { host: id, ids: fold.ids, open: fold.open };
    }
    for (const child of site.host.children) {
      if (boxes[child.id] === undefined) hidden[child.id] = fold?.ids.includes(child.id) ? foldId(id) : id;
    }
  }
  for (const { id, parent } of Object.values(elements)) {
    if (boxes[id] === undefined && hidden[id] === undefined && boxes[parent ?? ""] !== undefined) hidden[id] = parent ?? "";
  }
  const standing = { form: frame.form, width: frame.width, height, boxes, hosts, folds, hidden };
  const drawn = (lens?.drawn ?? transported)(elements);
  return { ...standing, ...(lens ? { lens } : {}), lines: lines(drawn, standing) };
}

/** @param {Site} site @returns {HostPlan} */
function planOf(site) {
  const { host, inside, box, side, shape } = site;
  const { rows, slots, asks, process, loop, closed, servers, vip, fold } = inside;
  const down = (/** @type {number} */ y) => box.y + y;
  return {
    side,
    shape,
    rows: rows.map(down),
    slots,
    asks: asks === null ? null : down(asks),
    loop: loop && { x: side === "left" ? box.x + loop.x : box.x + box.w - loop.x, y: down(loop.y) },
    process,
    closed: closed && within(site, closed, false),
    servers: servers.map((server) => ({ ...server, box: within(site, server.box, false) })),
    vip: vip && vipAt(site, vip),
    fold: fold === null ? null : foldId(host.element.id),
  };
}

/** @param {Site} site @param {NonNullable<Inside["vip"]>} vip @returns {NonNullable<HostPlan["vip"]>} */
function vipAt(site, { h, ...vip }) {
  const { box, side } = site;
  return {
    ...vip,
    trunk: side === "left" ? box.x + vip.trunk : box.x + box.w - vip.trunk,
    hexagon: within(site, vip.hexagon, false),
    note: box.y + vip.note,
    title: box.y + vip.title,
    chosen: box.y + vip.chosen,
    backends: vip.backends.map((backend) => ({ ...backend, box: within(site, backend.box, false) })),
  };
}

/** @param {Site} site @param {Set<string>} outward @param {Bands} frame @returns {Record<string, Box>} */
function childBoxes(site, outward, frame) {
  if (site.shape === "tag" || site.shape === "cell") return {};
  const inner = site.shape === "sign" ? signCards(site) : site.inside.boxes;
  return Object.fromEntries(
    Object.entries(inner).map(([id, box]) => [id, within(site, box, outward.has(id) && frame.form !== "column")]),
  );
}

/**
 * A box of a machine in the picture. Machines whose card is at the right are mirrored.
 * @param {Site} site
 * @param {Box} inner
 * @param {boolean} turned Whether it stands at the other side.
 * @returns {Box}
 */
function within({ box, side }, inner, turned) {
  const left = (side === "left") !== turned;
  return { ...inner, x: box.x + (left ? inner.x : box.w - inner.x - inner.w), y: box.y + inner.y };
}

/** The network cards of a machine that is drawn as a sign: each over its whole height. @param {Site} site @returns {Record<string, Box>} */
function signCards({ host, box }) {
  const cards = host.children.filter((child) => child.kind === "nic");
  return Object.fromEntries(cards.map((card) => [card.id, { x: -4, y: 7, w: 8, h: box.h - 14 }]));
}

/**
 * The cards that face away from the wire: those to which another machine's card leads.
 * @param {Elements} elements
 * @returns {Set<string>}
 */
function facingOutward(elements) {
  const leads = Object.values(elements).filter(
    ({ source, target }) => elements[source ?? ""]?.kind === "nic" && elements[target ?? ""]?.kind === "nic",
  );
  return new Set(leads.map((edge) => /** @type {string} */ (edge.target)));
}
