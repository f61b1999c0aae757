// @ts-check
/**
 * The requests of the attempt: their list with its filters, some of them side by side, many of them as a stream. What does
 * that is loaded when it is first used; until then this file is all there is of it.
 */

import { make, need } from "./dom.js";
import { style } from "./later.js";
import { NOTHING } from "./trace/drawing.js";
import { WORDS } from "./words.js";

/** @import {Frame, Scene, State} from "./types.js" */
/** @import {Store} from "./store.js" */
/** @import {Drawing} from "./trace/drawing.js" */
/** @typedef {"first" | "back" | "play" | "next" | "last"} Act */

/** A line with so many requests is looked at as a stream. */
const LEAST = 6;
/** What asks for nothing is followed packet by packet. */
const PROBES = ["PING", "TRACEROUTE", "DNS", "CONNECT"];

/**
 * The line whose requests are to be looked at as a stream: that of the last request, or the one that is named.
 * @param {Pick<State, "traces">} state
 * @param {number} [line]
 * @returns {number | null}
 */
export function streamOf({ traces }, line = traces.at(-1)?.line) {
  const own = traces.filter((trace) => trace.line === line && !PROBES.includes(trace.method));
  return line === undefined || own.length < LEAST ? null : line;
}

/**
 * @typedef {object} Wires
 * @property {Store} store
 * @property {(frame: object) => boolean} send
 * @property {(id: string) => void} choose
 * @property {(drawing: Drawing) => void} paint
 * @property {(text: string) => void} announce
 * @property {() => boolean} still
 * @property {(id: string) => boolean} veiled Whether a learner is still to say what became of a request.
 */

/** @param {Wires} wires */
export function createTraces({ store, send, choose, paint, announce, still, veiled }) {
  const card = need("card-requests", HTMLElement);
  const place = need("player", HTMLElement);
  const count = document.querySelector("#tab-requests .count");
  /** @type {Promise<void> | null} */
  let loading = null;
  /** @type {ReturnType<typeof import("./traces/panel.js").createPanel> | null} */
  let panel = null;
  /** @type {ReturnType<typeof import("./traces/stream.js").createStream> | null} */
  let stream = null;
  /** @type {Scene | null} */
  let scene = null;
  /** What the player wants painted. */
  let below = NOTHING;
  /** Whether a stream that waits to be loaded is new. */
  let plays = false;

  async function load() {
    try {
      const [{ createPanel }, { createStream }] = await Promise.all([
        import("./traces/panel.js"),
        import("./traces/stream.js"),
        style("traces-css"),
      ]);
      const made = (panel = createPanel({ store, root: card, send, choose, announce, veiled }));
      stream = createStream({
        store,
        place,
        speed: need("speed", HTMLSelectElement),
        ask: (id) => send({ type: "trace", id }),
        paint,
        announce,
        tell: (progress) => made.streams(progress),
        leave: () => store.setUi({ stream: null }),
        still,
      });
      stream.renew(scene);
      panel.show();
      look(store.model.ui.stream);
    } catch (error) {
      console.warn("the requests could not be loaded", error);
      loading = null;
      card.replaceChildren(make("p", { class: "lead" }, WORDS.requestsFailed));
    }
  }

  /** @param {number | null} line */
  function look(line) {
    stream?.look(line, plays);
    if (line === null) paint(below);
  }

  store.addView(({ state, ui }, before) => {
    if (count !== null) count.textContent = String(state.traces.at(-1)?.nth ?? "");
    if (ui.card === "requests" || ui.stream !== null) loading ??= load();
    const came = before?.state.traces !== state.traces;
    if (came) plays = before !== null && before.state.rev !== null;
    else if (before?.ui.stream !== ui.stream) plays = false;
    if (came || before?.ui.stream !== ui.stream) look(ui.stream);
    if (panel === null || stream === null || before === null) return;
    if (before.state.whole !== state.whole) stream.renew(null);
    if (before.ui.language !== ui.language) stream.retell();
    const same = !came && before.ui.trace === ui.trace && before.ui.stream === ui.stream && before.ui.card === ui.card;
    if (ui.card === "requests" && (!same || before.ui.language !== ui.language)) panel.show();
  });

  return {
    /** What the player paints, unless a stream is looked at. @param {Drawing} drawing */
    under(drawing) {
      below = drawing;
      if (store.model.ui.stream === null) paint(drawing);
    },
    /** The picture was placed anew. @param {Scene} next */
    place(next) {
      scene = next;
      stream?.renew(next);
    },
    /** The player's acts, or the stream's while one is looked at. @param {Readonly<Record<Act, () => void>>} own @param {Act} name */
    act: (own, name) => () => (store.model.ui.stream === null || stream === null ? own : stream.acts)[name](),
    /** @param {Frame} frame */
    hear: (frame) => panel?.hear(frame),
  };
}
