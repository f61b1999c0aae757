"""Backslash escapes of `echo -e` and `printf`."""

import re

_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|(0[0-7]{0,3}|[1-7][0-7]{0,2})|(.))", re.DOTALL
)
_LETTERS = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}


def unescape(text: str, *, octal_zero: bool, stops: bool = True) -> tuple[str, bool]:
    """The text with escapes replaced, and whether `\\c` ended it. With `octal_zero`, octal numbers begin
    with 0; without `stops`, `\\c` is plain.
    """
    out: list[str] = []
    at = 0
    for found in _ESCAPE.finditer(text):
        out.append(text[at : found.start()])
        at = found.end()
        if found[5] == "c" and stops:
            return "".join(out), True
        out.append(_one(found, octal_zero=octal_zero))
    return "".join(out) + text[at:], False


def _one(found: "re.Match[str]", *, octal_zero: bool) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if found[4]:
        if octal_zero and found[4][0] != "0":
            return found[0]
        return chr(int(found[4], 8) & 0xFF)
    return _LETTERS.get(found[5], found[0])
