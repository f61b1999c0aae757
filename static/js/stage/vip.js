// @ts-check
/**
 * A virtual address and the back ends among which IPVS chooses, on the machine that asks: beneath the program, with the
 * way down at the side away from the card.
 *
 * Law of this file: pure; distances are counted from the side of the card. Back ends keep the order in which `ipvsadm`
 * prints them.
 */

import { WORDS } from "../words.js";
import { part, words } from "./part.js";

/** @import {Backend, Box, Element, VipPlan, Vip} from "../types.js" */
/** @import {Part} from "./part.js" */

const WIDEST = 236;
const TRUNK = 19;
const HEXAGON = { w: 168, h: 28, inset: 10, y: 18 };
const NOTE = 42;
const TITLE = 62;
const BACKEND = { w: 154, h: 18, inset: 34, first: 82, pitch: 19 };
const FOOT = 6;
const MOST = { all: 8, first: 6 };

/** @typedef {Omit<VipPlan, "trunk"> & {h: number, trunk: number}} Block */

/**
 * @param {Vip} vip
 * @param {number} w Of the machine.
 * @param {number} top
 * @param {boolean} short Only what was chosen.
 * @returns {Block}
 */
export function vipBlock(vip, w, top, short) {
  const width = Math.min(w, WIDEST);
  const shown = visible(vip.backends, short);
  const backendW = Math.min(BACKEND.w, width - BACKEND.inset - 14);
  const backends = shown.map((backend, index) => {
    const y = top + BACKEND.first + index * BACKEND.pitch - BACKEND.h / 2;
    return { ...backend, box: { x: width - BACKEND.inset - backendW, y, w: backendW, h: BACKEND.h } };
  });
  const more = vip.backends.length - shown.length;
  const chosen = backends.find((backend) => backend.chosen);
  const hexagonW = Math.min(HEXAGON.w, width - 2 * HEXAGON.inset);
  return {
    ...vip,
    h: BACKEND.first - BACKEND.pitch / 2 + (shown.length + (more > 0 ? 1 : 0)) * BACKEND.pitch + FOOT,
    trunk: width - TRUNK,
    hexagon: { x: width - HEXAGON.inset - hexagonW, y: top + HEXAGON.y - HEXAGON.h / 2, w: hexagonW, h: HEXAGON.h },
    note: top + NOTE,
    title: top + TITLE,
    chosen: chosen === undefined ? top + TITLE : chosen.box.y + BACKEND.h / 2,
    backends,
    more,
  };
}

/** @param {readonly Backend[]} backends @param {boolean} short */
function visible(backends, short) {
  if (short) return backends.filter(({ chosen }) => chosen);
  return backends.length <= MOST.all ? backends : backends.filter(({ chosen }, index) => chosen || index < MOST.first);
}

/** @param {Element} host @param {VipPlan} vip @param {Readonly<Record<string, Box>>} boxes @returns {Part[]} */
export function vipParts(host, vip, boxes) {
  const { hexagon, backends, note, title, more, trunk } = vip;
  const x = Math.min(hexagon.x + 24, ...backends.map(({ box }) => box.x));
  const boxed = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {Box} */ box) =>
    part(host, name, kind, box.x + box.w / 2, box.y + box.h / 2, box.w, box.h);
  const id = `vip:${vip.service}`;
  return [
    { ...boxed("vip", "vip", hexagon), ...(boxes[id] ? { id, of: id } : {}), text: vip.service, look: "virtual" },
    words(host, "on no interface", WORDS.onNoInterface, "quiet", x, note),
    { ...part(host, "ipvs", "symbol", trunk, title, 18, 18), look: "ipvs" },
    words(host, "scheduler", `IPVS ${vip.scheduler}`, "mono", x, title),
    ...backends.map(({ to, weight, chosen, box }) => ({
      ...boxed(`backend ${to}`, "backend", box),
      text: weight === "1" ? to : `${to} ${weight}`,
      state: chosen ? "chosen" : "",
      look: chosen ? "hot" : "entry",
    })),
    ...(more > 0 ? [words(host, "more backends", WORDS.more(more), "quiet", x, (backends.at(-1)?.box.y ?? title) + BACKEND.h / 2 + BACKEND.pitch)] : []),
  ];
}
