// @ts-check
/**
 * The request that is looked at: player, ruler, card and list, all from one list of hops. Whichever is used leads.
 */

import { createCards, isRead } from "./cards.js";
import { need, make } from "./dom.js";
import { icon } from "./symbols.js";
import { drawing, entryAt, NOTHING } from "./trace/drawing.js";
import { diedAt, plan, rewrites, wraps } from "./trace/plan.js";
import {
  backward,
  createPlayer,
  forward,
  rebased,
  REWOUND,
  seek,
  SPEEDS,
  standing,
  stepwise,
  toggle,
} from "./trace/play.js";
import { createRuler } from "./trace/ruler.js";
import { createTelling } from "./trace/telling.js";
import { createVeils } from "./trace/veil.js";
import { announced, WORDS } from "./words.js";

/** @import {Plan, Playback, Scene, Trace} from "./types.js" */
/** @import {Store} from "./store.js" */
/** @import {Drawing} from "./trace/drawing.js" */

/** @type {Plan} */
const NO_PLAN = { trace: "", start: null, beats: [], carried: "", never: [], attempts: 1 };

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(id: string) => void} ask Asks the server for a whole trace.
 * @property {(id: string) => boolean} inspect Asks the server what is behind an entry.
 * @property {(number: number) => void} goToLine
 * @property {(drawing: Drawing) => void} paint
 * @property {() => void} mark
 * @property {(text: string) => void} announce
 * @property {() => boolean} still
 */

/** @param {Wires} wires */
export function createRequest({ store, ask, inspect, goToLine, paint, mark, announce, still }) {
  const buttons = {
    first: need("hop-first", HTMLButtonElement),
    back: need("hop-back", HTMLButtonElement),
    play: need("hop-play", HTMLButtonElement),
    next: need("hop-next", HTMLButtonElement),
    last: need("hop-last", HTMLButtonElement),
    back_change: need("hop-back-change", HTMLButtonElement),
    next_change: need("hop-next-change", HTMLButtonElement),
  };
  const loop = need("hop-loop", HTMLButtonElement);
  const count = need("hop-count", HTMLElement);
  const speed = need("speed", HTMLSelectElement);
  const root = need("ruler", HTMLElement);
  const place = need("player", HTMLElement);
  const cards = {
    hop: need("card-hop", HTMLElement),
    list: need("card-list", HTMLElement),
    requests: need("card-requests", HTMLElement),
    element: need("card-element", HTMLElement),
    faults: need("card-faults", HTMLElement),
  };
  createCards(store, cards);
  const beside = need("told-way", HTMLElement);
  const telling = createTelling({ card: cards.hop, lists: [cards.list, beside], choose: to, inspect, goToLine, shown: mark });
  const showRuler = createRuler(root, toCard);
  /** @type {Trace | null} */
  let trace = null;
  /** @type {Scene | null} */
  let scene = null;
  let seen = false;
  /** @type {Plan} */
  let played = NO_PLAN;
  let hop = 0;
  let announcedHop = 0;
  /** How many packets that were sent again have been told. */
  let told = 0;
  /** Where the packet stands and nothing moves: that need not be painted again. */
  let rested = "";
  /** A new request plays by itself, but not before the picture is seen. */
  let held = false;

  const ticker = {
    now: () => performance.now(),
    next: (/** @type {() => void} */ then) => void requestAnimationFrame(then),
  };
  const player = createPlayer(ticker, () => played.beats, moved);

  /** @param {Playback} playback */
  function moved(playback) {
    const now = standing(playback, played.beats);
    const resting = now.phase === "rest" || now.phase === "dwell" ? `${now.hop} ${now.phase}` : "";
    if (trace !== null && scene !== null && (resting === "" || resting !== rested)) paint(drawing(played, playback));
    rested = resting;
    if (now.hop !== hop) turnTo(now.hop);
    const entries = trace?.hops[hop - 1]?.entries ?? [];
    telling.look(now.phase === "look" ? entryAt(now, entries) : null);
    if (!playback.playing && store.model.ui.card === "hop") telling.rest();
    tellWait(now);
    if (place.dataset["phase"] !== now.phase) place.dataset["phase"] = now.phase;
    showControls(playback);
  }

  /** While the client waits, each packet that it sends again is told. @param {ReturnType<typeof standing>} now */
  function tellWait(now) {
    const beat = played.beats[hop - 1];
    const sends = now.phase === "wait" ? (beat?.wait?.sends.filter((send) => send <= now.ms).length ?? 0) : 0;
    if (sends > told && trace !== null) announce(WORDS.sentAgain(sends + 1));
    told = sends;
  }

  /** @param {number} now */
  function turnTo(now) {
    hop = now;
    telling.turnTo(hop);
    showRuler(trace, hop);
    tellHop();
    if (player.playback.playing && played.beats[hop - 1]?.died && !isRead(store.model.ui)) store.setUi({ card: "hop" });
  }

  /** Each hop is said once; while playing fast only changes and the end. */
  function tellHop() {
    const beat = played.beats[hop - 1];
    if (beat === undefined || trace === null || hop === announcedHop) return;
    announcedHop = hop;
    const fast = player.playback.playing && player.playback.speed > 1;
    if (!fast || beat.hop.changed.length > 0 || beat.died || hop === played.beats.length)
      announce(announced(beat.hop, played.beats.length));
  }

  /** @param {Playback} playback */
  function showControls({ playing, until }) {
    const [none, ends] = [played.beats.length === 0, hop === played.beats.length];
    const runs = playing && until === null;
    const label = runs ? WORDS.pause : WORDS.play;
    if (buttons.play.getAttribute("aria-label") !== label || buttons.play.childElementCount === 0) {
      buttons.play.setAttribute("aria-label", label);
      buttons.play.title = label;
      buttons.play.replaceChildren(icon(runs ? "pause" : "play", 16));
    }
    buttons.play.disabled = none;
    buttons.first.disabled = buttons.back.disabled = buttons.back_change.disabled = none || hop === 0;
    buttons.next.disabled = buttons.last.disabled = buttons.next_change.disabled = none || ends;
    const died = trace !== null && diedAt(trace) !== -1 && hop > diedAt(trace);
    const told = trace === null ? "" : trace.veiled ? WORDS.waitsForYou : hopTold(trace);
    if (count.textContent !== told) count.replaceChildren(...inLines(told));
    count.parentElement?.classList.toggle("died", died);
  }

  /** Where the packet stands in its request. @param {Trace} trace */
  function hopTold(trace) {
    const [died, count] = [diedAt(trace) + 1, played.beats.length];
    if (died === 0 || hop < died) return WORDS.hopOf(hop, count);
    if (hop === died) return WORDS.diedAt(died);
    return WORDS.hopAfter(hop, count, trace.disposition === "refused" ? WORDS.refusedAt(died) : WORDS.diedAt(died));
  }

  /** @param {number} n */
  function to(n) {
    player.change((playback, beats) => seek(playback, beats, n));
  }

  /** Somebody points at a hop: its card is what they want to read, instead of the list of requests. @param {number} n */
  function toCard(n) {
    to(n);
    if (store.model.ui.card === "requests") store.setUi({ card: "hop" });
  }

  const acts = {
    first: () => to(0),
    back: () => player.change(backward),
    play: () => player.change(toggle),
    next: () =>
      player.change((playback, beats) => (still() ? seek(playback, beats, hop + 1) : forward(playback, beats))),
    last: () => to(played.beats.length),
    back_change: () => to(changeAt(-1)),
    next_change: () => to(changeAt(1)),
  };

  /** The next hop in a direction that changed the header, or where the request ends there. @param {1 | -1} by */
  function changeAt(by) {
    const turns = played.beats.flatMap((beat, index) => (rewrites(beat.hop) || wraps(beat.hop) ? [index + 1] : []));
    return by === 1 ? (turns.find((n) => n > hop) ?? played.beats.length) : (turns.findLast((n) => n < hop) ?? 0);
  }
  loop.append(icon("loop", 16));
  loop.addEventListener("click", () => {
    player.change((playback) => ({ ...playback, loops: !playback.loops }));
    loop.setAttribute("aria-pressed", String(player.playback.loops));
  });
  for (const [name, act] of Object.entries(acts)) {
    const found = buttons[/** @type {keyof typeof buttons} */ (name)];
    found.addEventListener("click", act);
    if (name !== "play") found.append(icon(name, 15));
  }
  nameButtons();

  /** The buttons' names are what the server wrote as their titles. */
  function nameButtons() {
    for (const found of Object.values(buttons)) found.setAttribute("aria-label", found.title);
  }

  speed.append(...SPEEDS.map((times) => make("option", { value: times, selected: times === 1 }, WORDS.speed(times))));
  speed.addEventListener("change", () => player.change((playback) => ({ ...playback, speed: Number(speed.value) })));
  speed.addEventListener("keydown", (event) => {
    const by = { "<": -1, ">": 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    speed.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, speed.selectedIndex + by));
    speed.dispatchEvent(new Event("change"));
  });
  root.addEventListener("keydown", (event) => {
    const act = { ArrowLeft: acts.back, ArrowRight: acts.next, Home: acts.first, End: acts.last }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });

  /** @param {string} id */
  function choose(id) {
    store.setUi({ trace: id, card: "hop", stream: null });
  }

  /** Follow a trace from its beginning. @param {Trace | null} next @param {boolean} play */
  function follow(next, play) {
    trace = next;
    rested = "";
    announcedHop = 0;
    replan();
    held = play && !seen;
    player.change((playback) => ({
      ...REWOUND,
      speed: playback.speed,
      loops: playback.loops,
      playing: play && seen && played.beats.length > 0,
    }));
    if (trace === null) paint(NOTHING);
    beside.hidden = !store.model.ui.asText;
    telling.follow(trace);
    turnTo(standing(player.playback, played.beats).hop);
    showControls(player.playback);
  }

  /** The same request has come again, as after a reconnect: all of it anew, at the hop where it stood. @param {Trace | null} next */
  function renew(next) {
    const at = hop;
    follow(next, false);
    to(at);
  }

  /** The language has changed: everything is said anew where it stands. */
  function retell() {
    replan();
    telling.retell();
    showRuler(trace, hop, true);
    nameButtons();
    if (trace !== null && scene !== null) paint(drawing(played, player.playback));
    showControls(player.playback);
  }

  function replan() {
    if (trace === null || scene === null) {
      played = NO_PLAN;
      return;
    }
    const made = plan(trace, scene, store.model.state.elements);
    played = still() ? stepwise(made) : made;
  }

  const veils = createVeils(() => trace !== null && renew(seenOf(trace.id)));

  /** What may be seen of a request, if it is here. @param {string | null} id */
  function seenOf(id) {
    const whole = store.model.state.whole[id ?? ""];
    return whole === undefined ? null : veils.of(whole);
  }

  store.addView(({ ui }, before) => {
    const wanted = seenOf(ui.trace);
    if (ui.trace !== null && wanted === null && before?.ui.trace !== ui.trace) ask(ui.trace);
    if (before === null || wanted?.id !== trace?.id) follow(wanted, before !== null && before.state.rev !== null && ui.stream === null);
    else if (wanted !== trace) renew(wanted);
    if (before !== null && before.ui.asText !== ui.asText) {
      beside.hidden = !ui.asText;
      telling.list();
    }
    if (before !== null && before.ui.language !== ui.language) retell();
  });

  return {
    acts,
    to,
    choose,
    /** From a hop on a request is not seen until the veil is lifted: for questions about what will happen. */
    veil: veils.veil,
    veilNext: veils.veilNext,
    isVeiled: veils.has,
    hear: telling.hear,
    /** Lift the veil, and play on. @param {string} id */
    unveil(id) {
      veils.lift(id);
      if (trace?.id === id && !player.playback.playing && hop < played.beats.length) player.change(toggle);
    },
    /** Whether a packet is on its way from one hop to the next. */
    moving: () => player.playback.playing && standing(player.playback, played.beats).phase === "travel",
    /** The hop at which the player stands. */
    hop: () => trace?.hops[hop - 1],
    /**
     * The picture was placed anew: the same way over new boxes.
     * @param {Scene} next
     * @param {boolean} visible
     */
    place(next, visible) {
      scene = next;
      seen = visible;
      if (trace === null) return;
      const { beats } = played;
      replan();
      player.change((playback) => rebased(playback, beats, played.beats));
      if (held && seen) {
        held = false;
        player.change(toggle);
      }
      paint(drawing(played, player.playback));
      showControls(player.playback);
    },
  };
}

/** A text of several lines; what ends a line can be left out where they stand beside each other. @param {string} text */
function inLines(text) {
  return text.split("\n").flatMap((line, index) => (index === 0 ? [line] : [make("span", { class: "joint" }, "\n"), line]));
}
