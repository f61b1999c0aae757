"""Messages as `dig` and `host -v` lay them out.

Source: bind9 9.18 lib/dns/masterdump.c (indent; the columns of dns_master_style_debug), bin/dig/dig.c (printmessage).
"""

from tutorial.cluster.network.dns.messages import Query, Record, Reply

TTL, CLASS, TYPE, DATA, TAB = 24, 32, 40, 48, 8
SECTIONS = ("question", "answer", "authority", "additional")


def record(found: Record) -> str:
    """A record in its columns."""
    line, at = _put("", 0, found.name, 0)
    for column, text in ((TTL, str(found.ttl)), (CLASS, "IN"), (TYPE, found.type), (DATA, found.data)):
        line, at = _put(line, at, text, column)
    return line


def question(query: Query) -> str:
    """A question in its columns; the sign before it stands in none."""
    line, at = _put("", 0, f"{query.name.removesuffix('.')}.", 0)
    for column, text in ((CLASS, "IN"), (TYPE, query.type)):
        line, at = _put(line, at, text, column)
    return f";{line}"


def _put(line: str, at: int, text: str, column: int) -> tuple[str, int]:
    """A text at a column, or one place behind what stands there: with tabs as far as they reach, then with blanks."""
    if line:
        column = max(column, at + 1)
        tabs = column // TAB - at // TAB
        line += "\t" * tabs + " " * (column % TAB if tabs else column - at)
        at = column
    return line + text, at + len(text)


def head(reply: Reply, number: int) -> str:
    """The lines about a message as a whole."""
    counts = (1, len(reply.answers), len(reply.authority), len(reply.additional))
    flags = " ".join(("qr", *(("aa",) if reply.authoritative else ()), "rd", *(("ra",) if reply.recursive else ())))
    numbers = ", ".join(
        f"{name}: {count}" for name, count in zip(("QUERY", "ANSWER", "AUTHORITY", "ADDITIONAL"), counts, strict=True)
    )
    status = f";; ->>HEADER<<- opcode: QUERY, status: {reply.code}, id: {number}\n"
    return f"{status};; flags: {flags}; {numbers}\n"


def section(name: str, query: Query, reply: Reply, *, titled: bool = True) -> str:
    """A section of a message, with its title and a blank line behind it; empty when nothing stands in it."""
    records = {"answer": reply.answers, "authority": reply.authority, "additional": reply.additional}
    lines = [question(query)] if name == "question" else [record(found) for found in records[name]]
    if not lines:
        return ""
    text = "".join(f"{line}\n" for line in lines)
    return f";; {name.upper()} SECTION:\n{text}\n" if titled else text
