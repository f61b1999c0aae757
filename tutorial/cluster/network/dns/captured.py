"""DNS messages in the words of a capture. Source: tcpdump 4.99 print-domain.c (domain_print, ns_rprint)."""

from tutorial.cluster.network.dns.messages import Query, Record, Reply, size

CODES = {"NXDOMAIN": " NXDomain", "SERVFAIL": " ServFail", "REFUSED": " Refused"}


def asks(query: Query) -> str:
    """A question: `47642+ [1au] A? httpi.marathon.mesos. (61)`."""
    extra = " [1au]" if query.extra else ""
    return f"{query.id}+{extra} {query.type}? {query.name.removesuffix('.')}. ({query.size})"


def says(query: Query, reply: Reply) -> str:
    """A reply: `47642*- 1/0/0 A 172.16.15.168 (54)`."""
    flags = ("*" if reply.authoritative else "") + ("" if reply.recursive else "-")
    counts = "/".join(str(len(part)) for part in (reply.answers, reply.authority, reply.additional))
    records = ",".join(map(_record, reply.answers))
    return f"{query.id}{CODES.get(reply.code, '')}{flags} {counts}{records} ({size(query, reply)})"


def _record(record: Record) -> str:
    words = record.data.split()
    if record.type == "SRV":
        priority, weight, port, target = words
        return f" SRV {target}:{port} {priority} {weight}"
    return f" {record.type} {record.data}" if record.type in {"A", "PTR", "CNAME", "NS"} else f" {record.type}"
