import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { check } from "../../static/js/editor/check.js";
import { placeOf, read } from "../../static/js/editor/document.js";
import { delimiter, quoted, saveLine, typedPath } from "../../static/js/editor/saveline.js";
import { schemaAt, suggest } from "../../static/js/editor/suggest.js";
import { chance } from "./build.js";

const SCHEMA = JSON.parse(readFileSync(new URL("../../docs/marathon-app.schema.json", import.meta.url), "utf8"));

/** What is suggested at the bar in a text. */
function at(marked) {
  const index = marked.indexOf("|");
  const text = marked.replace("|", "");
  const found = suggest(text, read(text).root, SCHEMA, index);
  return found === null ? null : { ...found, text, labels: found.options.map(({ label }) => label) };
}

/** A text after a suggestion is taken; the bar is the cursor. */
function taken(marked, label) {
  const { from, to, options, text } = at(marked);
  const option = options.find((found) => found.label === label);
  const written = `${option.text.slice(0, option.cursor)}|${option.text.slice(option.cursor)}`;
  return text.slice(0, from) + written + text.slice(to);
}

test("a text becomes a tree that knows where everything stands", () => {
  const text = '{"a": [1, "b"], "c": {"d": null}}';
  const { root, faults } = read(text);
  assert.deepEqual(faults, []);
  const [a, c] = root.fields;
  assert.equal(text.slice(a.key.from, a.key.to), '"a"');
  assert.deepEqual(
    a.item.items.map(({ value }) => value),
    [1, "b"],
  );
  assert.equal(c.item.fields[0].item.kind, "null");
});

test("a text that is no JSON is marked where it is not", () => {
  for (const text of ['{"a": }', "[1, ]", '{"a" 1}', "{", '{"a": 1} x', '"open']) {
    assert.notEqual(read(text).faults.length, 0, text);
    assert.throws(() => JSON.parse(text));
  }
  for (const text of ["{}", "[]", '"x"', "3", ' {"a": [null, true]} ']) assert.deepEqual(read(text).faults, [], text);
});

test("the place in the value is found also while it is being written", () => {
  const place = (marked) => {
    const { path, field, container } = placeOf(read(marked.replace("|", "")).root, marked.indexOf("|"));
    return [path.join("/"), field?.name ?? null, container?.kind ?? null];
  };
  assert.deepEqual(place('{"networks": [{"mode": "|"}]}'), ["networks/0", "mode", "object"]);
  assert.deepEqual(place('{"networks": [{|}]}'), ["networks/0", null, "object"]);
  assert.deepEqual(place('{"networks": [|]}'), ["networks", null, "array"]);
  assert.deepEqual(place('{"id": |}'), ["", "id", "object"]);
  assert.deepEqual(place('{"id": "/a", |}'), ["", null, "object"]);
  assert.deepEqual(place("|{}"), ["", null, null]);
});

test("names of fields are suggested that are not there yet", () => {
  const { labels } = at('{"id": "/a", "|"}');
  assert.ok(labels.includes("container") && labels.includes("networks"));
  assert.ok(!labels.includes("id"));
  assert.deepEqual(at('{"networks": [{"|"}]}').labels, ["name", "mode", "labels"]);
  assert.deepEqual(at('{"env": {"|"}}'), null);
});

test("a name comes with the beginning of its value, and the cursor stands where one goes on", () => {
  assert.equal(taken('{"|"}', "networks"), '{"networks": [|]}');
  assert.equal(taken("{|}", "id"), '{"id": "|"}');
  assert.equal(taken("{ins|}", "instances"), '{"instances": 1|}');
  assert.equal(taken('{"i|": 3}', "instances"), '{"instances"|: 3}');
  assert.equal(taken("|", "{ }"), '{\n  "id": "/|"\n}');
});

test("values are suggested where the model knows them", () => {
  assert.deepEqual(at('{"networks": [{"mode": |}]}').labels, ['"container"', '"container/bridge"', '"host"']);
  assert.equal(taken('{"networks": [{"mode": "ho|"}]}', '"host"'), '{"networks": [{"mode": "host"|}]}');
  assert.deepEqual(at('{"requirePorts": |}').labels, ["true", "false"]);
  assert.deepEqual(at('{"container": {"docker": {"image": |}}}').labels, ['""']);
});

test("what is suggested is accepted in its place", () => {
  for (const [name, schema] of Object.entries(SCHEMA.properties)) {
    for (const { text } of at(`{"${name}": |}`)?.options ?? []) {
      const { root } = read(text);
      const wrong = check(root, schema).filter(({ severity }) => severity === "error");
      if (text !== '""' && text !== "0") assert.deepEqual(wrong, [], `${name}: ${text}`);
    }
  }
});

test("problems are shown where they are, and fields that Marathon ignores are pointed out", () => {
  const text = '{"id": "/a", "cmd": "sleep 9", "instances": "3", "nets": [], "networks": [{"mode": "mesh", "name": "dcos"}]}';
  const shown = check(read(text).root, SCHEMA).map(({ from, to, severity }) => [text.slice(from, to), severity]);
  assert.deepEqual(shown, [
    ['"3"', "error"],
    ['"nets"', "info"],
    ['"mesh"', "error"],
  ]);
});

test("a missing field is shown at the object that lacks it", () => {
  const [problem] = check(read('{"cmd": "sleep 9"}').root, SCHEMA);
  assert.deepEqual([problem.from, problem.to], [0, 1]);
  assert.ok(problem.message.includes("id"));
});

test("the schema of a path is found in lists and maps", () => {
  assert.equal(schemaAt(SCHEMA, ["container", "portMappings", 0, "hostPort"])["maximum"], 65535);
  assert.deepEqual(schemaAt(SCHEMA, ["env", "A"])["type"], ["string", "null"]);
  assert.equal(schemaAt(SCHEMA, ["nothing", 3]), null);
});

// Saving

test("the delimiter is no line of the text", () => {
  assert.equal(delimiter("a\nb"), "EOF");
  assert.equal(delimiter("EOF\nEOF1\n"), "EOF2");
});

test("a path is typed as short as its folder allows", () => {
  assert.equal(typedPath("/home/you/a.json", "/home/you"), "a.json");
  assert.equal(typedPath("/home/you/a.json", "/home"), "you/a.json");
  assert.equal(typedPath("/etc/hosts", "/home/you"), "/etc/hosts");
  assert.equal(typedPath("/etc/hosts", "/"), "etc/hosts");
  assert.equal(typedPath("/home/you/-x", "/home/you"), "./-x");
});

test("bash writes with that line what was in the editor", () => {
  const random = chance(11);
  const folder = mkdtempSync(join(tmpdir(), "hopscope-"));
  const signs = ["a", "$HOME", "`x`", "\\", "'", '"', "\n", "EOF\n", "é", "  ", "\t", "!"];
  for (let round = 0; round < 25; round += 1) {
    const text = Array.from({ length: 10 }, () => signs[Math.floor(random.next() * signs.length)]).join("");
    const name = `a'b ${round}`;
    execFileSync("bash", ["-c", saveLine(join(folder, name), folder, text)], { cwd: folder });
    assert.equal(readFileSync(join(folder, name), "utf8"), text === "" || text.endsWith("\n") ? text : `${text}\n`);
  }
});

test("a word is quoted only where it must be", () => {
  assert.equal(quoted("a-b_1.json"), "a-b_1.json");
  assert.equal(quoted("it's"), "'it'\\''s'");
});
