"""What is seen of a look-up: a leg for each server that was asked, there and back, with those that it asked itself.

Law of this file: values only; who asks and when is `stub`'s and the servers' to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tutorial.cluster.network.trace import Document, Step

Way = tuple[str, Step]
"""A direction (`lookup` there, `answer` back) and a step."""


@dataclass(frozen=True, slots=True)
class LookupLeg:
    """One question to one server: how often it was sent, the steps of the first one's way, what that server asked of
    others, what it then made of it, and the steps of its answer's way.

    `outcome` is the answer's status, or why none came.
    """

    namespace: str
    server: str
    name: str
    question: tuple[Step, ...]
    inner: tuple["LookupLeg", ...] = ()
    verdict: tuple[Step, ...] = ()
    answer: tuple[Step, ...] = ()
    attempts: int = 1
    outcome: str = ""

    def ways(self) -> Iterator[Way]:
        """Its steps in the order in which they happened."""
        yield from (("lookup", step) for step in self.question)
        for leg in self.inner:
            yield from leg.ways()
        yield from (("lookup", step) for step in self.verdict)
        yield from (("answer", step) for step in self.answer)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A name that a program of a namespace wanted the addresses of, and what it learned.

    `error` says why there are none: the words of `getaddrinfo`, or that the program's own limit was over.
    """

    namespace: str
    name: str
    type: str
    addresses: tuple[str, ...] = ()
    legs: tuple[LookupLeg, ...] = field(default=(), repr=False)
    error: str = ""

    def export(self) -> Document:
        """The look-up in the form of recordings: its first address, None where nobody knows one."""
        address = self.addresses[0] if self.addresses else None
        return {"node": self.namespace, "name": self.name, "type": self.type, "address": address}
