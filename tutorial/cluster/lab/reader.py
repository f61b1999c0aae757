"""Reading documents field by field, so that every fault says which field it is and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tutorial.cluster.errors import ClusterError, ScenarioError
from tutorial.cluster.network import ipv4

Value = TypeVar("Value", str, int, bool)
WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Reader:
    """An object of a document and where it stands."""

    path: str
    given: Mapping[str, Any]

    def fault(self, name: str, why: str) -> ScenarioError:
        """The error that says what is wrong with a field."""
        return ScenarioError(f"{self.at(name)} {why}")

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path and name else self.path or name

    def _of_kind(self, name: str, kind: type[Value], default: Value | None) -> Value:
        value = self.given.get(name)
        if value is None:
            if default is None:
                raise self.fault(name, f"is missing; it must be {WORDS[kind]}")
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(name, f"must be {WORDS[kind]}, not {shown(value)}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A text; it must be there when there is no default."""
        return self._of_kind(name, str, default)

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        return self._of_kind(name, int, default)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        return self._of_kind(name, bool, default)

    def word(self, name: str, default: str | None = None) -> str:
        """A text, or a number that is written as one (a routing table)."""
        value = self.given.get(name)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return str(value) if is_number else self.text(name, default)

    def address(self, name: str, default: str | None = None) -> str:
        """An IPv4 address, or the default."""
        value = self.text(name, default)
        if value != default and not ipv4.is_address(value):
            raise self.fault(name, f"must be an IPv4 address, not {shown(value)}")
        return value

    def port(self, name: str) -> int:
        """The number of a port."""
        port = self.number(name)
        if not 0 < port < 65536:
            raise self.fault(name, f"must be from 1 to 65535, not {port}")
        return port

    def endpoint(self, name: str) -> tuple[str, int]:
        """An address and a port, as `0.0.0.0:9896`."""
        return parsed_endpoint(self, name, self.text(name))

    def prefix(self, name: str, default: str | None = None) -> str:
        """An IPv4 prefix or address; `default` is everything."""
        return parsed_prefix(self, name, self.text(name, default))

    def object(self, name: str) -> "Reader":
        """An object; an empty one when it is not there."""
        value = self.given.get(name)
        return reader(self.at(name), {} if value is None else value)

    def objects(self, name: str) -> Iterator["Reader"]:
        """The objects of a list; none when it is not there."""
        for path, value in self._listed(name):
            yield reader(path, value)

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; none when it is not there."""
        found = []
        for path, value in self._listed(name):
            if not isinstance(value, str):
                raise ScenarioError(f"{path} must be a text, not {shown(value)}")
            found.append(value)
        return tuple(found)

    def _listed(self, name: str) -> Iterator[tuple[str, Any]]:
        values = self.given.get(name)
        if values is not None and not isinstance(values, list):
            raise self.fault(name, f"must be a list, not {shown(values)}")
        for index, value in enumerate(values or ()):
            yield f"{self.at(name)}[{index}]", value

    def empty(self, name: str, why: str) -> None:
        """A field that must have nothing in it, for a reason."""
        if self.given.get(name):
            raise self.fault(name, why)


def reader(path: str, value: object) -> Reader:
    """A reader of an object at a path; ScenarioError when it is none."""
    if not isinstance(value, Mapping):
        raise ScenarioError(f"{path or 'the document'} must be an object, not {shown(value)}")
    return Reader(path, value)


def parsed_prefix(given: Reader, name: str, text: str) -> str:
    """A prefix in its plain form: `default` is `0.0.0.0/0`, one address has `/32`."""
    try:
        network, _, bits = ipv4.parse_prefix("0.0.0.0/0" if text == "default" else text)
    except ValueError as error:
        raise given.fault(name, f"must be an IPv4 prefix, not {shown(text)}") from error
    return f"{ipv4.address(network)}/{bits}"


def parsed_endpoint(given: Reader, name: str, text: str) -> tuple[str, int]:
    """Address and port of a text."""
    address, _, port = text.rpartition(":")
    if not ipv4.is_address(address) or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise given.fault(name, f"must be an address and a port, as 0.0.0.0:9896, not {text!r}")
    return address, int(port)


def within(given: Reader, name: str, error: ClusterError) -> ScenarioError:
    """The error that says in which field a refusal of the cluster's came up."""
    return given.fault(name, f"is refused: {error}")


def shown(value: object) -> str:
    """A value as an error shows it, short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
