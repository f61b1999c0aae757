// @ts-check
/**
 * What the first page has anyway: whatever is loaded later imports this, so that all of them share the same modules, which
 * then are few files rather than one for each mixture.
 */

import "./attempt.js";
import "./connection.js";
import "./dom.js";
import "./keys.js";
import "./language.js";
import "./memory.js";
import "./progress.js";
import "./stage/rings.js";
import "./state.js";
import "./symbols.js";
import "./terminal/copy.js";
import "./theme.js";
import "./trace/drawing.js";
import "./trace/play.js";
import "./track.js";
import "./words.js";
