// @ts-check
/**
 * Light or dark: as the system has it, or as the switch was set; and the tokens' colours for what is drawn on a canvas.
 */

import { recall, remember } from "./memory.js";

const KEY = "theme";
const DARK = "(prefers-color-scheme: dark)";

/** @typedef {"light" | "dark"} Theme */

/** @returns {Theme} */
export function currentTheme() {
  const set = recall(KEY);
  if (set === "light" || set === "dark") return set;
  return matchMedia(DARK).matches ? "dark" : "light";
}

/**
 * Show the theme now and whenever the system's changes; `onChange` hears of each change.
 * @param {HTMLButtonElement | null} button
 * @param {(theme: Theme) => string} label What the button says in a theme.
 * @param {() => void} [onChange]
 * @returns {() => void} Shows it again, as after a change of the language.
 */
export function followTheme(button, label, onChange = () => {}) {
  const show = () => {
    const theme = currentTheme();
    document.documentElement.dataset["theme"] = theme;
    const word = button?.querySelector(".word");
    if (word) word.textContent = label(theme);
    onChange();
  };
  button?.addEventListener("click", () => {
    remember(KEY, currentTheme() === "dark" ? "light" : "dark");
    show();
  });
  matchMedia(DARK).addEventListener("change", show);
  matchMedia("(forced-colors: active)").addEventListener("change", onChange);
  show();
  return show;
}

/**
 * A function from the name of a token to its colour as the browser computes it (system colours included).
 * @param {Element} place Where the tokens are read.
 * @returns {(token: string) => string}
 */
export function colours(place) {
  const probe = document.createElement("span");
  probe.hidden = true;
  place.append(probe);
  /** @type {Map<string, string>} */
  const known = new Map();
  for (const name of TOKENS) {
    probe.style.color = `var(--${name})`;
    known.set(name, getComputedStyle(probe).color);
  }
  probe.remove();
  return (token) => known.get(token) ?? "black";
}

const TOKENS = [
  "paper",
  "surface",
  "sunken",
  "line",
  "line-strong",
  "ink",
  "ink-2",
  "ink-3",
  "ink-on-mark",
  "accent",
  "packet",
  "packet-soft",
  "packet-line",
  "k-host",
  "k-host-line",
  "k-task",
  "k-task-line",
  "k-underlay",
  "k-overlay",
  "k-overlay-line",
  "k-overlay-ink",
  "k-lb",
  "k-lb-line",
  "k-vip",
  "k-vip-line",
  "k-vip-ink",
  "good",
  "warn",
  "bad",
  "bad-soft",
  "off",
  "off-soft",
  "focus",
  "focus-halo",
  "select",
];
