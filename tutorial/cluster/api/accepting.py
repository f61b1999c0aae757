"""Which of several forms of an answer a client would rather have: RFC 9110, section 12.5.1."""

from collections.abc import Sequence


def preferred(accept: str, kinds: Sequence[str]) -> str:
    """The media type of an answer, by an `Accept` header; empty where the client accepts none of them.

    Of equally liked ranges the more exact one counts first, as JAX-RS has it; a range that fits several types takes the
    first of them, and so does a client that says nothing.
    """
    ranges = [_range(part) for part in (accept or "*/*").split(",")]
    for _, _, wanted in sorted(ranges, key=lambda found: found[:2]):
        for kind in kinds:
            if _fits(kind, wanted):
                return kind
    return ""


def _range(part: str) -> tuple[float, int, str]:
    """How a part of the header sorts, most liked first, and its media range; empty where it is refused."""
    wanted, *parameters = (word.strip().lower() for word in part.split(";"))
    quality = next((_number(word[2:]) for word in parameters if word.startswith("q=")), 1.0)
    return -quality, wanted.count("*"), wanted if quality > 0 else ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _fits(kind: str, wanted: str) -> bool:
    return wanted in {kind, f"{kind.partition('/')[0]}/*", "*/*"}
