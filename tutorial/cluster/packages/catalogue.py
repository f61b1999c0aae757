"""The packages of the catalogue, and the apps that they come to."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tutorial.cluster.jsontext import Json
from tutorial.cluster.packages.mustache import render

FOLDERS: list[Any] = [resources.files(__package__)]
"""Where packages lie, a folder each (`Traversable`)."""
PARTS = ("package", "config", "resource")
KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
}


class OptionError(ValueError):
    """An option is not of the kind that the package asks for."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package: what is said of it, its options, what it needs, its app's template."""

    about: Json
    config: Json
    resource: Json
    template: str

    @property
    def name(self) -> str:
        """Its name in the catalogue."""
        return str(self.about["name"])

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.about["version"])

    def described(self) -> Json:
        """All that Cosmos tells of it."""
        encoded = base64.b64encode(self.template.encode()).decode()
        marathon = {"v2AppMustacheTemplate": encoded}
        return {**self.about, "marathon": marathon, "resource": self.resource, "config": self.config}

    def app(self, options: Json) -> Json:
        """The definition of its app with these options; OptionError says which one is of the wrong kind."""
        values = {**_chosen(self.config, options, "options"), "resource": self.resource}
        return json.loads(render(self.template, values))


def _chosen(schema: Json, given: Json, where: str) -> Json:
    """The options that were given, laid over their defaults."""
    if not isinstance(given, dict):
        raise OptionError(f"{where} must be an object, not {given!r}")
    chosen = dict(given)
    for name, wanted in schema["properties"].items():
        place = f"{where}.{name}"
        if wanted["type"] == "object":
            chosen[name] = _chosen(wanted, given.get(name, {}), place)
            continue
        value = chosen.setdefault(name, wanted["default"])
        if not isinstance(value, KINDS[wanted["type"]]) or isinstance(value, bool) != (wanted["type"] == "boolean"):
            raise OptionError(f"{place} must be of type {wanted['type']}, not {value!r}")
    return chosen


def packages() -> list[Package]:
    """All packages, by name."""
    return sorted((found for folder in FOLDERS for found in _packages(folder)), key=lambda package: package.name)


def find(name: str) -> Package | None:
    """The package of that name."""
    return next((package for package in packages() if package.name == name), None)


@cache
def _packages(folder: Any) -> tuple[Package, ...]:
    return tuple(_read(folder))


def _read(folder: Any) -> Iterator[Package]:
    for inner in folder.iterdir():
        if inner.joinpath("package.json").is_file():
            about, config, resource = (json.loads(inner.joinpath(f"{part}.json").read_text()) for part in PARTS)
            yield Package(about, config, resource, inner.joinpath("marathon.json.mustache").read_text())
