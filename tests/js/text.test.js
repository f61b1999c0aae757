import assert from "node:assert/strict";
import { test } from "node:test";

import { countTo, indexOf, pieces, printed, visible } from "../../static/js/text.js";
import { chance } from "./build.js";

test("signs that are not seen, or that turn what stands around them, are written out", () => {
  assert.equal(visible("a\u001b[31mred\u0007"), "a\\x1b[31mred\\x07");
  assert.equal(visible("exe.\u202egnp"), "exe.\\u202egnp");
  assert.equal(visible("\u2066x\u2069\u200b\u00ad\ufeff"), "\\u2066x\\u2069\\u200b\\xad\\ufeff");
  assert.equal(visible("tag\u{e0041}"), "tag\\U000e0041");
  assert.equal(visible("\u0085\u2028\u2029"), "\\x85\\u2028\\u2029");
});

test("what can be seen stays as it is", () => {
  for (const text of ["a\tb\nc", "Grüße, 你好, שלום", "<b>&amp;</b>", "e\u0301", "👍🏽", ""]) assert.equal(visible(text), text);
});

test("accents are not piled up into the lines around", () => {
  const piled = "x" + "\u0301".repeat(50);
  assert.equal(visible(piled).match(/\u0301/g)?.length, 3);
});

test("the pieces of a text together are its visible form, and only the unseen ones are marked", () => {
  const random = chance(3);
  const signs = ["a", "\n", "\u001b", "\u202e", "é", "𝒽", " ", "\u{e0001}"];
  for (let round = 0; round < 200; round += 1) {
    const text = Array.from({ length: 12 }, () => signs[Math.floor(random.next() * signs.length)]).join("");
    const found = pieces(text);
    assert.equal(found.map((piece) => piece.text).join(""), visible(text));
    for (const piece of found) assert.equal(piece.unseen, piece.text.startsWith("\\"));
  }
});

test("a carriage return goes back to the beginning of its line", () => {
  assert.equal(printed("one\r\ntwo\r\n"), "one\ntwo\n");
  assert.equal(printed("  1 %\r 50 %\r100 %\ndone"), "100 %\ndone");
  assert.equal(printed("kept\n10\r20"), "kept\n20");
  assert.equal(printed("waits\r"), "waits\r");
});

test("characters are counted as the server counts them", () => {
  assert.equal(countTo("a𝒽b", 3), 2);
  assert.equal(indexOf("a𝒽b", 2), 3);
  for (const text of ["abc", "𝒽𝒽", "é\u0301"]) for (let at = 0; at <= text.length; at += 2) assert.equal(indexOf(text, countTo(text, at)), at);
});
