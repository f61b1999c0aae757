/** Feeds requests to the player as data, and reads what it draws and tells: for tests that hold both against the traces. */

import { place } from "../../static/js/stage/place.js";
import { ofRequest } from "../../static/js/stage/wishes.js";
import { byId } from "../../static/js/topology/apply.js";
import { drawing } from "../../static/js/trace/drawing.js";
import { diedAt, plan } from "../../static/js/trace/plan.js";
import { advance, REWOUND, standing, stepwise } from "../../static/js/trace/play.js";
import { story } from "../../static/js/trace/story.js";
import { ENGLISH } from "../../static/js/translate.js";
import { speak } from "../../static/js/words.js";
import { edge, element } from "./build.js";

const FRAME_MS = 15;
const ROLES = { master: "master", public: "public_agent", outside: "client", router: "router" };

/** @param {{requests: object[], catalogue: object}} given */
export function feed({ requests, catalogue }) {
  return requests.map(({ name, trace, elements }) => {
    const drawn = elements === undefined ? machinesOf(trace) : byId(elements);
    const wish = ofRequest(trace, trace, { selected: null }, drawn);
    const made = plan(trace, place(drawn, { width: 744, ...wish }), drawn);
    const told = {};
    for (const [code, words] of [["en", ENGLISH], ["zh", catalogue]]) {
      speak(words);
      told[code] = story(trace);
    }
    speak(ENGLISH);
    const died = diedAt(trace) === -1 ? null : trace.hops[diedAt(trace)].n;
    return { name, died, told, beats: made.beats.map(beatOf), drawn: events(made), still: events(stepwise(made)) };
  });
}

function beatOf({ hop, died, sights }) {
  return { n: hop.n, leg: hop.leg, direction: hop.direction, died, taps: sights.map(({ tap }) => tap) };
}

/** What is drawn while a plan plays, each once, in order: hop and what of it. */
function events(made) {
  const found = new Map();
  let playback = { ...REWOUND, playing: true };
  let last = 0;
  while (playback.playing) {
    playback = advance(playback, made.beats, FRAME_MS);
    const now = standing(playback, made.beats);
    for (let passed = last + 1; passed < now.hop; passed += 1) look(made, { ...playback, at: passed, elapsedMs: 0 }, found);
    last = now.hop;
    look(made, playback, found);
  }
  return [...found.values()];
}

function look(made, playback, found) {
  const picture = drawing(made, playback);
  const { hop, phase } = standing(playback, made.beats);
  const travelling = phase === "travel";
  const note = (n, what) => found.set(`${n} ${what}`, [n, what]);
  const beat = made.beats[hop - 1];
  for (const { hop: seen, sights } of made.beats) if (sights.some(({ at }) => at !== null && picture.sights.includes(at))) note(seen.n, "tap");
  if (picture.taken !== null) note(made.beats.findLast(({ second, hop: { n } }) => second && n <= hop + Number(travelling))?.hop.n, "second");
  if (picture.packet?.carried) note(made.beats.find((one) => one.reply && one.hop.n > (made.beats.find(({ died }) => died)?.hop.n ?? 0))?.hop.n, "carried");
  if (beat === undefined) return;
  if (picture.packet?.n === hop || picture.packet === null) note(hop, "hop");
  if (travelling) return;
  if (picture.asked !== null) note(hop, "asked");
  if (picture.ring !== null) note(hop, "ring");
  if (picture.flag !== null) note(hop, "flag");
  if (picture.packet !== null && picture.packet.wrapped === 1 && beat.hop.envelope_before === undefined) note(hop, "envelope");
  if (picture.packet !== null && picture.packet.wrapped === 0 && beat.hop.envelope_before !== undefined && beat.hop.envelope === undefined) note(hop, "opened");
  if (picture.packet?.dead === 1 || (beat.died && picture.packet === null)) note(hop, "died");
  if (picture.delivered?.part === 1) note(hop, "delivered");
  if (picture.tally !== null && picture.tally.count > 1 && beat.died) note(hop, "again");
}

/** The machines of a request whose lab has no picture of its own, as the server would send them. */
function machinesOf(trace) {
  const names = [...new Set(trace.hops.map(({ node }) => node))];
  const agents = names.filter((name) => ROLES[name] === undefined);
  const machines = names.flatMap((name) => {
    const kind = ROLES[name] ?? "agent";
    const id = `${kind.endsWith("agent") ? "agent" : "host"}:${name}`;
    const place = { band: kind === "agent" ? "agents" : "edge", order: kind === "agent" ? agents.indexOf(name) : names.indexOf(name) };
    const cards = new Set(["eth0", ...trace.hops.flatMap(({ taps }) => taps.filter(([node]) => node === name).map(([, device]) => device))]);
    return [
      element(id, kind, { label: name, facts: { ip: addressOf(trace, name) }, place }),
      ...[...cards].filter((card) => card.startsWith("eth")).map((card) => element(`link:${name}/${card}`, "nic", { parent: id, label: card, place: { column: "edge" } })),
    ];
  });
  const wire = element("wire:underlay", "wire", { label: "underlay", place: { band: "wire" } });
  return byId([...machines, wire, ...names.map((name) => edge(`link:${name}/eth0`, "wire:underlay"))]);
}

/** An address of a machine: of what it sends, or of what comes to it. */
function addressOf(trace, name) {
  const sends = trace.hops.find(({ node, direction }) => node === name && direction === "request")?.before.src;
  return (sends ?? "10.0.0.1:1").split(":")[0];
}
