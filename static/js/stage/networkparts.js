// @ts-check
/**
 * What the lens *network* draws: VTEPs with their addresses, routes in two lines, containers with their own addresses.
 *
 * Law of this file: pure. Addresses are never cut; where room is short, signs go, then what stands behind an address.
 */

import { beside, closedParts, headWords, lineWords, processParts, serverParts, tagWords } from "./machine.js";
import { headHeight } from "./inside.js";
import { MONO, nameWidth, part, tasksOf, textWidth, words } from "./part.js";
import { bodyOf, taskParts } from "./parts.js";
import { vipParts } from "./vip.js";

/** @import {Box, Element, HostPlan, Scene} from "../types.js" */
/** @import {Part} from "./part.js" */
/** @import {Children, Looked} from "./parts.js" */

/** @param {Element} element @param {Box} box @param {Scene} scene @param {Looked} looked @param {Children} children @returns {Part[] | null} */
export function networkParts(element, box, scene, looked, children) {
  const plan = scene.hosts[element.id];
  if (plan !== undefined && plan.shape !== "cell" && plan.shape !== "sign") return hostOf(element, box, plan, scene, looked, children(element.id));
  const side = scene.hosts[element.parent ?? ""]?.side ?? "left";
  if (element.kind === "vtep") return vtepOf(element, box, side);
  if (element.kind === "route") return routeOf(element, box, looked.routes?.[element.parent ?? ""]);
  if (element.kind === "task") return taskOf(element, box, side, children(element.parent ?? ""));
  return null;
}

/** The address without its prefix. @param {Element | undefined} element */
function addressOf(element) {
  return (element?.facts["address"] ?? "").replace(/\/.*/, "");
}

/** Its sign stands at the side of the card. @param {Element} vtep @param {Box} box @param {HostPlan["side"]} side @returns {Part[]} */
function vtepOf(vtep, box, side) {
  const address = addressOf(vtep);
  const room = box.w - textWidth(address, 11, MONO);
  if (room < 0) return [bodyOf(vtep, box), { ...part(vtep, "symbol", "symbol", box.x + box.w / 2, box.y + box.h / 2, 16, 16), look: "vtep" }];
  const y = box.y + box.h / 2;
  const [x, text] = side === "left" ? [box.x + 10, box.x + (room > 36 ? 27 : 19)] : [box.x + box.w - 10, box.x + 7];
  const sign = { ...part(vtep, "symbol", "symbol", x, y, 14, 14), look: "vtep" };
  if (room < 22) return [bodyOf(vtep, box), words(vtep, "address", address, "overlay", box.x + box.w / 2, y, "center")];
  return [bodyOf(vtep, box), sign, words(vtep, "address", address, "overlay", text, y)];
}

/** The destination, and how it is reached: of the route that decided on the request that is looked at, else of the one to the bridge. @param {Element} route @param {Box} box @param {string | undefined} asked @returns {Part[]} */
function routeOf(route, box, asked) {
  const [to = "", ...rest] = (asked ?? "").split(" ");
  const via = rest.indexOf("via");
  const how = via === -1 ? `dev ${rest[rest.indexOf("dev") + 1] ?? ""}` : `via ${rest[via + 1] ?? ""}`;
  const shown = asked === undefined ? [route.label, `dev ${route.facts["device"] ?? ""}`] : [to, how];
  const [first = "", second = ""] = shown.map((text, line) => fitting(text, box.w - 6, line === 0 ? 11.5 : 11));
  const y = box.y + box.h / 2;
  return [
    bodyOf(route, box),
    words(route, "to", first, "number", box.x + 4, y - 8),
    words(route, "how", second, "entry", box.x + 4, y + 8),
  ];
}

/** What fits: the whole, or without its first word; an address is never cut. @param {string} text @param {number} room @param {number} size */
function fitting(text, room, size) {
  return [text, text.replace(/^\S+ /, "")].find((told) => textWidth(told, size, MONO) <= room) ?? "";
}

/** A container by its own address; a task without one by its name. @param {Element} task @param {Box} box @param {HostPlan["side"]} side @param {readonly Element[]} siblings @returns {Part[]} */
function taskOf(task, box, side, siblings) {
  const drawn = taskParts(task, box, side);
  const address = addressOf(task);
  const [bar, name, ...rest] = drawn;
  const own = task.state === "running" && siblings.some(({ kind, place }) => kind === "veth" && place.slot === task.place.slot);
  if (!own || bar === undefined || name === undefined || textWidth(address, 11.5, MONO) > box.w - 12) return [bodyOf(task, box), ...drawn];
  const x = side === "left" ? box.x + 11 : box.x + 5;
  return [bodyOf(task, box), bar, words(task, "name", address, "number", x, box.y + box.h / 2), ...rest.filter(({ kind }) => kind === "badge")];
}

/** @param {Element} host @param {Box} box @param {HostPlan} plan @param {Scene} scene @param {Looked} looked @param {readonly Element[]} children @returns {Part[]} */
function hostOf(host, box, plan, scene, looked, children) {
  const body = bodyOf(host, box);
  const flat = plan.shape === "tag" || plan.shape === "line";
  const symbol = { ...part(host, "symbol", "symbol", box.x + 19, flat ? box.y + box.h / 2 : box.y + 17, 18, 18), look: host.kind };
  const tasks = tasksOf(children);
  if (plan.shape === "tag") return [body, symbol, ...tagWords(host, box, tasks.length)];
  const vtep = children.find(({ kind }) => kind === "vtep");
  if (plan.shape === "line") return [body, symbol, ...lineOf(host, box, vtep, tasks)];
  return [
    body,
    symbol,
    ...headWords(host, box, tasks.length),
    ...titles(host, box, children, scene, plan),
    ...closedParts(host, plan, looked.closed[host.id] ?? ""),
    ...plan.servers.flatMap((server) => serverParts(host, box, plan.side, server)),
    ...processParts(host, box, plan, looked.asking[host.id] ?? ""),
    ...(plan.vip === null ? [] : vipParts(host, plan.vip, scene.boxes)),
  ];
}

/** So much room what is told of a machine's tasks needs. */
const TOLD = 64;

/** A machine of one line with both of its addresses: beside each other where there is room, else above each other. @param {Element} host @param {Box} box @param {Element | undefined} vtep @param {Element[]} tasks @returns {Part[]} */
function lineOf(host, box, vtep, tasks) {
  const address = addressOf(vtep);
  const agent = host.kind === "agent" || host.kind === "public_agent";
  const [y, x] = [box.y + box.h / 2, box.x + box.w - 12];
  const ip = host.facts["ip"] ?? "";
  const wide = textWidth(`${address} ${ip}`, 11, MONO);
  const free = box.w - 34 - nameWidth(host) - 12;
  if (agent && address === "") return lineWords(host, box, tasks);
  if (agent && wide + 12 + TOLD <= free) {
    const left = { ...box, w: box.w - textWidth(`${address} `, 11, MONO) };
    const [name, ...told] = lineWords(host, left, tasks);
    const rest = told.filter(({ id }) => !id.endsWith(" ip"));
    return [...(name ? [name] : []), ...rest, words(host, "vtep", address, "overlay", x - textWidth(`${ip} `, 11, MONO), y, "right"), words(host, "ip", ip, "mono", x, y, "right")];
  }
  const name = words(host, "name", host.label, "name", box.x + 34, y);
  if (address === "") return besideOr(host, box, ip);
  if (box.h < 30 || textWidth(ip, 11, MONO) > free) return [name];
  return [name, words(host, "ip", ip, "mono", x, y - 7, "right"), words(host, "vtep", address, "overlay", x, y + 7, "right")];
}

/** Name and address beside each other, else above each other. @param {Element} host @param {Box} box @param {string} ip */
function besideOr(host, box, ip) {
  const y = box.y + box.h / 2;
  if (textWidth(ip, 11, MONO) + 8 <= box.w - 34 - nameWidth(host) - 12)
    return [words(host, "name", host.label, "name", box.x + 34, y), words(host, "ip", ip, "mono", box.x + box.w - 12, y, "right")];
  return [words(host, "name", host.label, "name", box.x + 34, y - 7), words(host, "ip", ip, "mono", box.x + 34, y + 7.5)];
}

/** The names of the columns, as far as they have room beside each other. @param {Element} host @param {Box} box @param {readonly Element[]} children @param {Scene} scene @param {HostPlan} plan @returns {Part[]} */
function titles(host, box, children, { boxes }, plan) {
  const y = box.y + headHeight(host, box.w) + 8;
  const left = plan.side === "left";
  const over = (/** @type {string} */ kind) => children.filter((child) => child.kind === kind && boxes[child.id] !== undefined);
  const beginning = (/** @type {Element} */ { id }) => ((box) => (left ? box.x : box.x + box.w))(/** @type {Box} */ (boxes[id]));
  const anchor = left ? "left" : "right";
  return beside([
    ...over("vtep").map((vtep) => {
      const inside = textWidth(addressOf(vtep), 11, MONO) <= (boxes[vtep.id]?.w ?? 0); // else its address stands above it
      return words(host, vtep.label, inside ? vtep.label : addressOf(vtep), inside ? "title" : "overlay", beginning(vtep), y, anchor);
    }),
    ...over("bridge").map((bridge) => {
      const at = /** @type {Box} */ (boxes[bridge.id]);
      return words(host, bridge.label, bridge.label, "title", at.x + at.w / 2, y, "center");
    }),
    ...over("route").slice(0, 1).map((route) => words(host, "route", "route", "title", beginning(route), y, anchor)),
  ]);
}
