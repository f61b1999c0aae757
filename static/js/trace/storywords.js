// @ts-check
/** What is told of a request beyond the sentences of its hops: loaded with the list of them. */

import { gettext, interpolate } from "../translate.js";

export const tellings = () => ({
  second: (/** @type {string} */ node, /** @type {string} */ end) =>
    interpolate(gettext("The program on {node} opens a connection of its own, to {end}: a second packet."), { node, end }),
  carried: (/** @type {string} */ what) => interpolate(gettext("The refusal goes back to who asked ({what})."), { what }),
  died: (/** @type {string} */ why) => interpolate(gettext("The packet died here: {why}."), { why }),
  wrapped: (/** @type {number} */ vni, /** @type {number} */ bytes) =>
    interpolate(gettext("From here it travels in an envelope, VNI {vni}, {bytes} bytes long."), { vni, bytes }),
  opened: (/** @type {number} */ bytes) =>
    interpolate(gettext("The envelope is opened: the packet in it has {bytes} bytes."), { bytes }),
  again: (/** @type {string} */ time) => interpolate(gettext("Sent again after {time}."), { time }),
  into: (/** @type {string} */ card) => interpolate(gettext("{card} sees it come in."), { card }),
  out: (/** @type {string} */ card) => interpolate(gettext("{card} sees it go out."), { card }),
});
