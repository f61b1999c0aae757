// @ts-check
/** What the legend says, in the language of the page: loaded with it. */

import { gettext, pgettext } from "../translate.js";
import { KIND_WORDS } from "../words.js";

/**
 * A kind in the legend; `states` has a word for each column of states, empty where the kind has no such state.
 * @typedef {{sign: string, name: string, meaning: string, states: readonly string[]}} Legend
 */

/** The titles of the legend. */
export const titles = () => ({
  kind: gettext("kind"),
  kinds: gettext("What stands in the picture, and the states that it has"),
  moving: gettext("Requests"),
  lines: gettext("Lines and frames"),
});

/** The columns of states: what they mean, and by what they are known. @returns {[string, string][]} */
export const columns = () => [
  [pgettext("a column of the legend", "starting"), gettext("dashed, quarter")],
  [pgettext("a column of the legend", "running"), gettext("solid, check")],
  [pgettext("a column of the legend", "failed"), gettext("heavy, cross")],
  [pgettext("a column of the legend", "off"), gettext("hatched, bar")],
];

/** @returns {Legend[]} */
export const kinds = () => [
  kindOfLegend("master", gettext("Marathon, the Mesos master and DNS run here."), ["", gettext("leads")]),
  kindOfLegend("public_agent", gettext("The only agent with an address on the internet."), ["", gettext("registered")]),
  kindOfLegend("agent", gettext("Tasks run here."), ["", gettext("registered")]),
  kindOfLegend("client", gettext("A client on the internet, no part of the cluster."), ["", gettext("can ask")]),
  kindOfLegend("router", gettext("Joins the internet to the cluster's network."), ["", gettext("forwards")]),
  kindOfLegend("task", gettext("One running instance of an app; its filled edge is where packets come in."), [
    pgettext("a task", "starting"),
    pgettext("a task", "running"),
    pgettext("a task", "failed"),
    pgettext("a task", "stopping"),
  ]),
  kindOfLegend("port", gettext("A number in a round frame."), [
    gettext("promised"),
    pgettext("a port", "listens"),
    "",
    gettext("asked, nothing listens"),
  ]),
  kindOfLegend("nic", gettext("Where packets enter and leave a machine; lo never leaves it."), [
    "",
    pgettext("state", "up"),
    "",
    pgettext("state", "down"),
  ]),
  kindOfLegend("rule", gettext("Gives packets the address of a container as their destination."), ["", gettext("leads to it")]),
  kindOfLegend("bridge", gettext("Joins the containers of a machine, and the machine to them."), [
    "",
    pgettext("state", "up"),
    "",
    pgettext("state", "down"),
  ]),
  kindOfLegend("veth", gettext("One link with two ends: one on the bridge, one in the container."), [
    "",
    pgettext("state", "up"),
    "",
    pgettext("state", "down"),
  ]),
  kindOfLegend("wire", gettext("The network that joins the machines, with its addresses."), ["", pgettext("state", "up")]),
  kindOfLegend("vtep", gettext("The end of the overlay's tunnel: puts packets into envelopes, and takes them out."), [
    "",
    pgettext("state", "up"),
    "",
    pgettext("state", "down"),
  ]),
  kindOfLegend("route", gettext("Decides by which device a packet leaves."), ["", gettext("decides")]),
  kindOfLegend("proxy", gettext("Takes requests for an app, and asks one of its tasks itself."), ["", gettext("has back ends"), gettext("has none left")]),
  {
    sign: "vip",
    name: pgettext("kind", "virtual address"),
    meaning: gettext("Broken hexagon: on no interface. Nothing else is a hexagon."),
    states: ["", gettext("has back ends"), gettext("has none left")],
  },
  {
    sign: "ipvs",
    name: pgettext("kind", "back end of IPVS"),
    meaning: gettext("One of those among which IPVS chooses, with a line to its port."),
    states: ["", gettext("chosen")],
  },
  {
    sign: "process",
    name: pgettext("kind", "client program"),
    meaning: gettext("A program that has sent a request. Marks beneath it: how often, while nobody answers."),
    states: ["", gettext("asks")],
  },
];

/** @param {string} kind @param {string} meaning @param {readonly string[]} states @returns {Legend} */
function kindOfLegend(kind, meaning, states) {
  return { sign: kind, name: KIND_WORDS[kind] ?? kind, meaning, states };
}

/** What moves, and lines: sign, name, meaning. @returns {[string, string, string][]} */
export const moving = () => [
  ["packet", pgettext("kind", "packet"), gettext("Filled: the request. Its number is that of the hop.")],
  ["reply", pgettext("kind", "reply"), gettext("Hollow and turned: on its way back.")],
  ["question", gettext("question"), gettext("Filled: to a name server. Hollow: its answer.")],
  ["envelope", gettext("envelope"), gettext("A packet within another one, from machine to machine; its way has a band beneath.")],
  ["sight", gettext("seen"), gettext("A network card, a bridge or a container saw the packet here.")],
  ["died", pgettext("kind", "died"), gettext("A packet ends here; the card says at which table and why.")],
  ["badge", gettext("hop"), gettext("The place of a hop: filled when the packet was there.")],
  ["flag", gettext("change"), gettext("What a hop changed in the header; on the ruler a diamond.")],
  ["strip", gettext("folded tasks"), gettext("A tick for each task that is not drawn; Enter opens the row.")],
];

/** @returns {[string, string][]} */
export const lines = () => [
  ["link", gettext("link or wire")],
  ["done", gettext("the packet's way so far")],
  ["ahead", gettext("the way still to come")],
  ["never", gettext("the way it never took")],
  ["lit", gettext("pointed at")],
  ["selected", gettext("selected")],
  ["same", gettext("there for the same reason as what is selected")],
  ["focused", gettext("under the keyboard's focus")],
  ["hot", gettext("the hop is about this")],
];
