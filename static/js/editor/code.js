// @ts-check
/**
 * The text of a file, in CodeMirror. It lives in a shadow root, whose style sheets are constructed by script: the page's
 * policy allows no styles written into it (`style-src 'self'`), and none are.
 */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { forceLinting, lintKeymap, linter } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { writtenOut } from "../text.js";
import { WORDS } from "../words.js";
import { EDITOR } from "./words.js";
import { check } from "./check.js";
import { read } from "./document.js";
import { suggest } from "./suggest.js";

/** @import {CompletionContext} from "@codemirror/autocomplete" */
/** @import {Problem, Schema} from "./check.js" */

const LOOK = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "var(--t-code)" },
  "&.cm-focused": { outline: "none" }, // the frame around shows the focus
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", scrollbarWidth: "thin" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--ink-3)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--sunken)" },
  ".cm-content ::selection": { backgroundColor: "var(--accent-soft)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--r2)",
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    boxShadow: "var(--shadow)",
  },
  ".cm-tooltip-autocomplete ul": { fontFamily: "var(--mono)", maxHeight: "14em", maxWidth: "min(90vw, 560px)" },
  ".cm-tooltip-autocomplete ul li": { padding: "3px 8px", minHeight: "24px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontFamily: "var(--sans)", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-diagnostic": { padding: "4px 8px", fontFamily: "var(--sans)", borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--warn)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted var(--warn)" },
});
const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--k-task-line)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-2)" },
]);

/**
 * @typedef {object} Wishes
 * @property {HTMLElement} place
 * @property {string} text
 * @property {string} label
 * @property {boolean} isJson
 * @property {boolean} readOnly
 * @property {() => Schema | null} schema The schema of apps, once it is there.
 * @property {(text: string) => void} onChange
 * @property {() => void} onSave
 * @property {(problems: readonly Problem[]) => void} onProblems
 */

/** @param {Wishes} wishes */
export function createCode({ place, text, label, isJson, readOnly, schema, onChange, onSave, onProblems }) {
  const words = new Compartment();
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });

  /** What is wrong with the text. @param {string} source @returns {Problem[]} */
  function problemsOf(source) {
    const { root: value, faults } = read(source);
    const [fault] = faults;
    if (fault !== undefined) return [{ ...marked(fault, source), severity: "error", message: EDITOR.badJson }];
    const known = schema();
    return known === null || value === null || !isApp(value, known) ? [] : check(value, known);
  }

  /** @param {CompletionContext} context */
  function completions(context) {
    const known = schema();
    const source = context.state.doc.toString();
    const { root: value } = read(source);
    if (known === null || (value !== null && !isApp(value, known))) return null;
    const found = suggest(source, value, known, context.pos);
    if (found === null || found.options.length === 0) return null;
    if (!context.explicit && found.from === context.pos) return null;
    const options = found.options.map(({ label, text: written, cursor, about, kind }) => ({
      label,
      detail: about,
      type: kind,
      apply: (/** @type {EditorView} */ to) => write(to, found.from, found.to, written, cursor),
    }));
    const typed = source.slice(found.from, context.pos).replace(/^"/, "");
    return { from: found.from, to: found.to, options: options.filter(fits(typed)), filter: false };
  }

  /** @type {EditorView} */
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        highlightSpecialChars({ render: (code) => special(code) }),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        indentUnit.of("  "),
        EditorState.lineSeparator.of("\n"),
        EditorState.readOnly.of(readOnly),
        EditorView.lineWrapping,
        ...(isJson ? [json(), syntaxHighlighting(COLOURS)] : []),
        ...(isJson ? [linter(({ state }) => told(state.doc.toString()), { delay: 250 })] : []),
        ...(isJson ? [autocompletion({ override: [completions], icons: false, defaultKeymap: false })] : []),
        words.of(phrases(label)),
        keymap.of([
          { key: "Mod-s", preventDefault: true, run: () => (onSave(), true) },
          // before the keys of completion, which take Escape also for a list that is only being asked for
          { key: "Escape", run: (found) => (found.setTabFocusMode(true), false) },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          view.setTabFocusMode(false);
          onChange(update.state.doc.toString());
        }),
        EditorView.domEventHandlers({ beforeinput: typeOver, blur: (_, found) => found.setTabFocusMode(false) }),
        LOOK,
      ],
    }),
  });
  if (!isJson) onProblems([]);

  /** @param {string} source */
  function told(source) {
    const found = problemsOf(source);
    onProblems(found);
    return found;
  }

  return {
    get text() {
      return view.state.doc.toString();
    },
    /** @param {string} next */
    replace(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    /** @param {number} at */
    lineOf: (at) => view.state.doc.lineAt(Math.min(at, view.state.doc.length)).number,
    /** @param {number} at */
    goTo(at) {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    /** Look again: the schema has come, or the language has changed. @param {string} next */
    again(next) {
      view.dispatch({ effects: words.reconfigure(phrases(next)) });
      forceLinting(view);
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** @param {string} label */
function phrases(label) {
  return [
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    EditorState.phrases.of({ Completions: WORDS.waysToGoOn, Diagnostics: EDITOR.problemList, close: WORDS.close }),
  ];
}

/** Whether an object is meant as an app: it has a field of one, or none yet. @param {import("./document.js").Item} value @param {Schema} schema */
function isApp({ kind, fields }, schema) {
  const known = fields.some(({ name }) => Object.hasOwn(schema["properties"], name));
  return kind === "object" && (known || fields.every(({ item }) => item === null));
}

/**
 * Typing over a selection. Left to itself the browser styles what it writes then, which the page's policy forbids.
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function typeOver(event, view) {
  const { from, to, empty } = view.state.selection.main;
  const text = event.data;
  if (event.inputType !== "insertText" || text === null || empty || event.isComposing || view.state.readOnly) return false;
  event.preventDefault();
  const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type" });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
  return true;
}

/** A fault has some width, so that it is seen. @param {{from: number, to: number}} fault @param {string} source */
function marked({ from, to }, source) {
  if (to > from) return { from, to };
  return from < source.length ? { from, to: from + 1 } : { from: Math.max(0, from - 1), to: from };
}

/** @param {string} typed */
function fits(typed) {
  const wanted = typed.toLowerCase();
  return (/** @type {{label: string}} */ { label }) => label.replace(/^"/, "").toLowerCase().includes(wanted);
}

/**
 * @param {EditorView} view
 * @param {number} from
 * @param {number} to
 * @param {string} text
 * @param {number} cursor
 */
function write(view, from, to, text, cursor) {
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + cursor }, userEvent: "input.complete" });
}

/** A sign that is not seen, written out. @param {number} code */
function special(code) {
  const span = document.createElement("span");
  span.className = "cm-specialChar";
  span.textContent = writtenOut(String.fromCodePoint(code));
  span.setAttribute("aria-label", span.textContent);
  return span;
}

/** @typedef {ReturnType<typeof createCode>} Code */
