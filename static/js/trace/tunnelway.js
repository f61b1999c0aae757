// @ts-check
/**
 * Where hops stand on the machine that asks through a tunnel: the packet's own before the end of the tunnel, what puts it
 * into an envelope at it, the envelope's at the card.
 *
 * Law of this file: pure.
 */

import { middle } from "../stage/lines.js";
import { inward } from "./roads.js";
import { thin, tunnelOf } from "./row.js";

/** @import {Hop, HostPlan, Scene} from "../types.js" */
/** @import {Place} from "./row.js" */
/** @import {Visit} from "./visits.js" */

/** Beside the sign, behind the box, and from one inner hop to the next. */
const AT = { sign: 10, mouth: 4, inner: 24, apart: 20 };

/**
 * @param {readonly Hop[]} hops Of one visit, in their order.
 * @param {Visit} visit
 * @param {Scene} scene
 * @returns {Map<Hop, Place>} Empty where no end of a tunnel is drawn, or the packet goes past it.
 */
export function tunnelPlaces(hops, { host, asks, reply }, scene) {
  const plan = scene.hosts[host ?? ""];
  const box = tunnelOf(hops[0]?.node ?? "", scene);
  const through = hops.some(({ kind }) => kind === "vxlan");
  if (!asks || host === null || !plan || plan.asks === null || box === undefined || !through) return new Map();
  const from = (/** @type {number} */ by) => inward(host, by, scene);
  const sign = plan.side === "left" ? box.x - from(0) : from(0) - box.x - box.w;
  const [y, home, width] = [middle(box), plan.asks, box.w];
  const turn = hops.findIndex(({ kind }) => kind === "vxlan");
  const inner = hops.filter((hop, index) => isInner(hop, index, turn, reply));
  /** @type {Map<Hop, Place>} */
  const found = new Map();
  hops.forEach((hop, index) => {
    const at = stop(hop, index);
    found.set(hop, { ...at, own: true, bend: from(sign + width + AT.mouth) });
  });
  thin([...found]);
  const roomy = sign + AT.sign >= AT.apart;
  for (const place of found.values()) if (!roomy && place.x === from(0)) place.own = false; // the envelope says more
  return found;

  /** @param {Hop} hop @param {number} index */
  function stop(hop, index) {
    if (hop.kind === "vxlan") return { x: from(sign + AT.sign), y };
    if (inner.includes(hop)) {
      const behind = reply ? inner.indexOf(hop) : inner.length - 1 - inner.indexOf(hop);
      const last = reply && hop === hops.at(-1);
      return { x: from(last ? /** @type {HostPlan} */ (plan).process : sign + width + AT.inner + behind * AT.apart), y: home };
    }
    const mouth = reply ? index > turn : index < turn;
    return { x: from(mouth ? sign + width + AT.mouth : 0), y };
  }
}

/** Whether a hop is the packet's own, and not at the end of the tunnel. @param {Hop} hop @param {number} index @param {number} turn @param {boolean} reply */
function isInner({ kind, element }, index, turn, reply) {
  return kind !== "vxlan" && (reply ? index > turn : index < turn) && !/^link:.*\/vtep/.test(element);
}
