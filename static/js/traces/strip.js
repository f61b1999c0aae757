// @ts-check
/** One mark for each request of a stream: its height is the time that it took, a failed one is crossed. */

import { make } from "../dom.js";
import { streamWords } from "./words.js";

/** @import {TraceSummary} from "../types.js" */

const SVG = "http://www.w3.org/2000/svg";
const [PITCH, HEIGHT, LEAST] = [6, 28, 10];

export function createStrip() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  const paths = Object.fromEntries(["ahead", "home", "failed"].map((kind) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", kind);
    path.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(path);
    return [kind, path];
  }));
  const [title, ends] = [make("p", { class: "strip-title" }), make("p", { class: "strip-ends mono" })];

  return {
    root: make("div", { class: "strip" }, title, svg, ends),
    /** @param {readonly TraceSummary[]} requests @param {ReadonlySet<string>} home Those that have come home. */
    show(requests, home) {
      const words = streamWords();
      const longest = Math.max(1, ...requests.map(({ elapsed_ms }) => elapsed_ms));
      const marks = { ahead: "", home: "", failed: "" };
      requests.forEach(({ id, success, elapsed_ms }, index) => {
        const x = index * PITCH + PITCH / 2;
        const h = LEAST + (HEIGHT - LEAST) * (elapsed_ms / longest);
        if (!home.has(id)) marks.ahead += `M${x} ${HEIGHT - 2}v2`;
        else marks[success ? "home" : "failed"] += `M${x} ${HEIGHT}v${-h}`;
      });
      svg.setAttribute("viewBox", `0 0 ${Math.max(1, requests.length) * PITCH} ${HEIGHT}`);
      for (const [kind, d] of Object.entries(marks)) paths[kind]?.setAttribute("d", d);
      title.textContent = words.strip;
      svg.setAttribute("aria-label", words.at(home.size, requests.length));
      const now = make("b", {}, String(home.size));
      now.style.left = `${(100 * home.size) / Math.max(1, requests.length)}%`;
      ends.classList.toggle("begins", home.size * 20 < requests.length);
      ends.classList.toggle("ends", home.size * 20 > requests.length * 18);
      ends.replaceChildren(make("span", {}, "1"), now, make("span", {}, String(requests.length)));
    },
  };
}
