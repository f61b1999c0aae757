// @ts-check
/**
 * One sign for each kind of thing, on a grid of 24: what is stroked, and what is filled. The same in picture and text.
 */

/** @typedef {{stroke?: string, fill?: string}} Sign */

const RING = (/** @type {number} */ r) => `M12 ${12 - r}a${r} ${r} 0 1 0 0 ${2 * r}a${r} ${r} 0 1 0 0 ${-2 * r}z`;

const DOT = "a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z";

const TABLE = { stroke: "M4 4.5h16v4H4zM4 15.5h16v4H4z", fill: "M3 10h18v4H3z" };

/** @type {Record<string, Sign>} */
export const SIGNS = {
  client: { stroke: "M4.5 5.5h15v10h-15zM2 19h20" },
  router: {
    stroke: `${RING(9)}M12 5.5v4m-2-1.8 2 2 2-2M12 18.5v-4m-2 1.8 2-2 2 2M9.5 12h-4m1.8-2-2 2 2 2M14.5 12h4m-1.8-2 2 2-2 2`,
  },
  master: { stroke: "M4 4h16v16H4zM8 13.3h8M8 16.7h8", fill: "M4 4h16v5.2H4z" },
  public_agent: { stroke: "M4.5 8.5v-4h15v15h-15v-4M1 12h10m-3-3 3 3-3 3M14.3 9.2h2M14.3 14.8h2" },
  agent: { stroke: "M4 4h16v16H4zM8 9h8M8 12.5h8M8 16h4.5" },
  task: { stroke: "M4 6h16v12H4zM12 10.2h4.6M12 13.8h3", fill: "M4 6h4v12H4z" },
  port: { stroke: `${RING(6)}M1.5 12H6`, fill: RING(2.2) },
  nic: { stroke: "M5 5h14v14H5zM9 19v-4h6v4M9 8.6v2M12 8.6v2M15 8.6v2" },
  wire: { stroke: "M2.5 12h19M7 12v5M17 12v5M12 12V7" },
  process: { fill: RING(5.5) },
  table: TABLE,
  rule: TABLE,
  vtep: { stroke: "M4.5 5h15v14h-15zM4.5 5l7.5 7 7.5-7M9 19v-3.5h6V19" },
  route: { stroke: "M5 19V5M5 12h9a4 4 0 0 0 4-4V5m-3 3 3-3 3 3" },
  proxy: { stroke: "M4.5 4.5h8l7 7.5-7 7.5h-8zM9 9v6" },
  vip: { stroke: "M8 4h8l5 8-5 8H8l-5-8z", fill: RING(1.8) },
  ipvs: { stroke: "M3 12h5l5-6h4M8 12h9M8 12l5 6h4", fill: "M3.5 10.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6zM19 10.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6z" },
  bridge: { stroke: "M7 12V7M12 12V7M17 12V7M9.5 12v5M14.5 12v5", fill: "M3 10.5h18v3H3z" },
  veth: { stroke: "M0 12h24", fill: "M3.6 8.9a3.1 3.1 0 1 0 0 6.2a3.1 3.1 0 1 0 0-6.2zM20.4 8.9a3.1 3.1 0 1 0 0 6.2a3.1 3.1 0 1 0 0-6.2z" },
  packet: { fill: "M4 7h10l6 5-6 5H4z" },
  reply: { stroke: "M20 7H10l-6 5 6 5h10z" },
  died: { stroke: "M7.5 7.5l9 9M16.5 7.5l-9 9" },
  first: { fill: "M6 5h2.4v14H6zM19 5v14L9 12z" },
  back: { fill: "M18 5v14L8 12z" },
  play: { fill: "M7 4.5v15L19.5 12z" },
  pause: { fill: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z" },
  next: { fill: "M6 5v14l10-7z" },
  last: { fill: "M15.6 5H18v14h-2.4zM5 5v14l10-7z" },
  back_change: { stroke: "M8 7l5 5-5 5-5-5z", fill: "M21 6.5v11L14.5 12z" },
  next_change: { stroke: "M16 7l5 5-5 5-5-5z", fill: "M3 6.5v11l6.5-5.5z" },
  loop: { stroke: "M16.5 4.5l3 3-3 3M19.5 7.5h-11a4 4 0 0 0-4 4v.5M7.5 19.5l-3-3 3-3M4.5 16.5h11a4 4 0 0 0 4-4V12" },
  plus: { stroke: "M12 6v12M6 12h12" },
  minus: { stroke: "M6 12h12" },
  fit: { stroke: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" },
  more: { fill: `M6 10.4${DOT}M12 10.4${DOT}M18 10.4${DOT}` },
  met: { stroke: "M7 12.5l3.4 3.4L17 8.6" },
  step: { stroke: "M5 7h14M5 12h14M5 17h9" },
  picture: { stroke: "M4 4h6v6H4zM14 14h6v6h-6zM10 7h7v7" },
  terminal: { stroke: "M3 5h18v14H3zM7 9.5l3 2.5-3 2.5M12.5 15h4" },
  hops: {
    stroke: "M5 12h14",
    fill: `M5 9.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2zM12 9.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2zM19 9.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2z`,
  },
  enter: { stroke: "M19.5 5.5V12a3 3 0 0 1-3 3h-12m4-4-4 4 4 4" },
  copy: { stroke: "M8 8h12v12H8zM16 8V4H4v12h4" },
  copy_line: { stroke: "M8 8h12v12H8zM16 8V4H4v12h4M11 12l2.4 2-2.4 2M15 16.5h2.5" },
  file: { stroke: "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 16.5h7" },
  folder: { stroke: "M3 6h6l2 2.5h10V19H3z" },
  badge_good: { stroke: "M7.5 12.4l3 3L16.5 9" },
};

const SVG = "http://www.w3.org/2000/svg";

/**
 * The sign as an element of the page; decoration, since a word always stands beside it.
 * @param {string} name
 * @param {number} [size]
 * @returns {SVGSVGElement}
 */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    class: "icon",
    viewBox: "0 0 24 24",
    width: size,
    height: size,
    "aria-hidden": "true",
  })) {
    svg.setAttribute(key, String(value));
  }
  const sign = SIGNS[name] ?? {};
  for (const way of /** @type {const} */ (["fill", "stroke"])) {
    const d = sign[way];
    if (d === undefined) continue;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", way);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/**
 * The sign as the address of a picture, in one colour.
 * @param {string} name
 * @param {string} colour
 */
export function signUrl(name, colour) {
  const { stroke = "", fill = "" } = SIGNS[name] ?? {};
  return dataUrl(
    `<g fill="none" stroke="${colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">` +
      `<path fill="${colour}" d="${fill}"/><path d="${stroke}"/></g>`,
  );
}

/**
 * The badge of a state: form first, then colour.
 * @param {string} state
 * @param {{surface: string, good: string, bad: string, warn: string, off: string}} colours
 */
export function badgeUrl(state, colours) {
  const ground = (/** @type {string} */ fill, /** @type {string} */ line) =>
    `<circle cx="12" cy="12" r="11" fill="${fill}" stroke="${line}" stroke-width="2"/>`;
  const mark = (/** @type {string} */ d, /** @type {string} */ colour) =>
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`;
  if (state === "running")
    return dataUrl(ground(colours.good, colours.surface) + mark("M7.5 12.4l3 3 6-6.4", colours.surface));
  if (state === "failed")
    return dataUrl(ground(colours.bad, colours.surface) + mark("M8 8l8 8M16 8l-8 8", colours.surface));
  if (state === "stopping" || state === "closed") return dataUrl(ground(colours.surface, colours.off) + mark("M7.5 12h9", colours.off));
  const quarter = `<path d="M12 12V3a9 9 0 0 1 9 9z" fill="${colours.warn}"/>`;
  return dataUrl(ground(colours.surface, colours.warn) + quarter);
}

/**
 * A strip of ticks, one for each task; form first: hollow while it starts, crossed when it failed, barred when it stops.
 * @param {string} letters The first letter of each state.
 * @param {number} width
 * @param {number} height
 * @param {{task: string, line: string, surface: string, bad: string, warn: string, off: string}} colours
 */
export function stripUrl(letters, width, height, colours) {
  const pitch = (width + 2) / Math.max(1, letters.length);
  const w = Math.max(1, Math.min(4, pitch * 0.66));
  const tick = (/** @type {string} */ state, /** @type {number} */ index) => {
    const x = index * pitch + 0.5;
    const box = (/** @type {string} */ fill, /** @type {string} */ line, dash = "") =>
      `<rect x="${x}" y=".5" width="${w - 0.6}" height="${height - 1}" fill="${fill}" stroke="${line}" ${dash}/>`;
    if (state === "s") return box(colours.surface, colours.warn, 'stroke-dasharray="1.6 1.2"');
    if (state === "f")
      return box(colours.surface, colours.bad) + `<path d="M${x} 1l${w - 0.6} ${height - 2}" stroke="${colours.bad}"/>`;
    return box(state === "-" ? colours.surface : colours.task, colours.line);
  };
  return dataUrl([...letters].map(tick).join(""), width, height);
}

/**
 * Cells, one for each machine, in rows: filled where there are tasks.
 * @param {string} letters
 * @param {number} width
 * @param {number} height
 * @param {{line: string, surface: string}} colours
 */
export function gridUrl(letters, width, height, colours) {
  const across = Math.floor((width + 2) / 10);
  const cell = (/** @type {string} */ state, /** @type {number} */ index) => {
    const [x, y] = [(index % across) * 10 + 0.5, Math.floor(index / across) * 10 + 0.5];
    const fill = state === "-" ? colours.surface : colours.line;
    return `<rect x="${x}" y="${y}" width="7" height="7" rx="1" fill="${fill}" stroke="${colours.line}"/>`;
  };
  return dataUrl([...letters].map(cell).join(""), width, height);
}

/** A tile of the hatching of what is off; it is repeated in its own size. @param {string} colour */
export function hatchUrl(colour) {
  return dataUrl(`<path d="M0 8L8 0M-1 1L1-1M7 9L9 7" stroke="${colour}" stroke-width="1.4"/>`, 8, 8, 1);
}

/**
 * @param {string} inner
 * @param {number} [width]
 * @param {number} [height]
 * @param {number} [finer] Pixels of the image for a unit: as fine as the largest zoom shows it.
 */
function dataUrl(inner, width = 24, height = 24, finer = 4) {
  const size = `width="${width * finer}" height="${height * finer}" viewBox="0 0 ${width} ${height}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${inner}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
