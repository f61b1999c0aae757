// @ts-check
/** An envelope in words: the packet that goes from machine to machine, and in it the one that was sent. */

import { make } from "../../dom.js";
import { bytes, words } from "./words.js";

/** @import {Envelope, Header, Hop} from "../../types.js" */

/** @param {Hop} hop @returns {Node[]} Empty where there is none. */
export function envelopeFigure(hop) {
  const opened = hop.envelope === undefined;
  const envelope = hop.envelope ?? hop.envelope_before;
  if (envelope === undefined) return [];
  const said = words();
  const head = make("figcaption", {}, make("b", {}, opened ? said.opened : said.envelope), size(envelope.bytes));
  const outer = opened ? hop.before : hop.after;
  const port = outer.dst.split(":")[1] ?? "";
  const rows = [...frame(outer), ...row("UDP", `→ ${port}`), ...row("VXLAN", `VNI ${envelope.vni}`)];
  return [make("figure", { class: opened ? "envelope opened" : "envelope" }, head, make("dl", { lang: "en" }, ...rows), letter(envelope))];
}

/** What is inside. @param {Envelope} envelope */
function letter({ inner, inner_bytes: length }) {
  const ports = [inner.src, inner.dst].map((end) => `:${end.split(":")[1] ?? ""}`);
  const tcp = inner.src.includes(":") ? row("TCP", ports.join(" → ")) : [];
  const head = make("p", {}, make("b", {}, words().inside), size(length));
  return make("div", { class: "letter" }, head, make("dl", { lang: "en" }, ...frame(inner), ...tcp));
}

/** The Ethernet and IP headers. A packet that has not been given a frame yet has no addresses of cards. @param {Header} header */
function frame({ src, dst, ttl, smac, dmac }) {
  const address = (/** @type {string} */ end) => end.split(":")[0] ?? "";
  const ethernet = smac === "" ? [] : row("Ethernet", `${smac} → ${dmac}`);
  return [...ethernet, ...row("IP", `${address(src)} → ${address(dst)}`), ...row("TTL", String(ttl))];
}

/** @param {string} name @param {string} value */
function row(name, value) {
  return [make("dt", {}, name), make("dd", {}, value)];
}

/** @param {number} length */
function size(length) {
  return make("span", {}, bytes(length));
}
