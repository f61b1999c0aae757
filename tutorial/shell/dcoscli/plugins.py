"""The subcommands that packages have brought to the CLI.

Source: dcos-core-cli 1.13-patch.5, python/lib/dcos/dcos/subcommand.py (a folder for each, with what the package says).
"""

from tutorial.cluster.jsontext import Json


class Plugins:
    """What is kept of them, by the package's name: by this one in memory."""

    def __init__(self) -> None:
        self._packages: dict[str, Json] = {}

    def packages(self) -> dict[str, Json]:
        """The packages that have brought a subcommand, by name, as the catalogue describes them."""
        return dict(sorted(self._packages.items()))

    def add(self, package: Json) -> None:
        """A package has brought a subcommand, of the package's name."""
        self._packages[str(package["name"])] = package

    def remove(self, name: str) -> None:
        """A package's subcommand goes; nothing happens where there is none."""
        self._packages.pop(name, None)
