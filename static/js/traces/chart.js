// @ts-check
/** Who answered, as a table whose rows are bars: the numbers stand beside them, and in the same order as addresses do. */

import { make, put } from "../dom.js";
import { visible } from "../text.js";
import { tallyWords } from "./words.js";

/** @import {Share} from "./tally.js" */

/** The even share ends here, in hundredths of the row; a bar may pass it. */
const EVEN = 82;

/** @typedef {{item: HTMLTableRowElement, name: HTMLElement, address: HTMLElement, bar: HTMLElement, count: HTMLElement, tick: HTMLElement}} Row */

export function createChart() {
  const caption = make("caption");
  const [server, count] = [make("th", { scope: "col" }), make("th", { scope: "col" })];
  const body = make("tbody");
  const head = make("thead", { class: "sr-only" }, make("tr", {}, server, count));
  const table = make("table", { class: "shares" }, caption, head, body);
  /** @type {Map<string, Row>} */
  const rows = new Map();

  /** @param {Share} share @returns {Row} */
  function begin({ element }) {
    const [name, address] = [make("b"), make("span", { class: "mono", lang: "en" })];
    const number = make("span");
    const [bar, tick] = [make("span", { class: "length" }, number), make("span", { class: "share" })];
    const item = make("tr", { "data-server": element }, make("th", { scope: "row" }, name, " ", address), make("td", {}, make("div", {}, bar, tick)));
    return { item, name, address, bar, count: number, tick };
  }

  return {
    root: table,
    /** The even share is that of the end, also while a stream is under way. @param {readonly Share[]} shares */
    show(shares) {
      const words = tallyWords();
      const all = shares.reduce((sum, share) => sum + share.count, 0);
      const ends = shares.map(({ of, count: now }) => of ?? now);
      const even = ends.reduce((sum, end) => sum + end, 0) / Math.max(1, shares.length);
      const unit = Math.min(EVEN / Math.max(1, even), 100 / Math.max(1, ...ends));
      table.hidden = shares.length === 0;
      caption.replaceChildren(make("b", {}, words.title), " ", make("span", {}, `${words.of(all)} · ${words.evenShare(String(Math.round(even * 10) / 10))}`));
      server.textContent = words.server;
      count.textContent = words.count;
      put(body, shares.map((share) => {
        const row = rows.get(share.element) ?? begin(share);
        rows.set(share.element, row);
        row.name.textContent = visible(share.name);
        row.address.textContent = visible(share.address);
        row.count.textContent = String(share.count);
        row.bar.style.width = `${share.count * unit}%`;
        row.bar.classList.toggle("short", share.count * unit < 20);
        row.tick.style.left = `${even * unit}%`;
        return row.item;
      }));
    },
  };
}
