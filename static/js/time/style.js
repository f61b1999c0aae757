// @ts-check
/** What time looks like: loaded with it. */

import { make, need } from "../dom.js";

/** Load the style sheet, once. */
export function loadStyle() {
  if (document.getElementById("past-style") !== null) return;
  const { pastCss = "" } = need("app", HTMLElement).dataset;
  document.head.append(make("link", { id: "past-style", rel: "stylesheet", href: pastCss }));
}
