"""The images that the simulated registry serves, and what starting one does.

Source: dcos-labs/httpi Dockerfile, main.go.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Image:
    """An image: the shell line it starts, the program that line runs, the variable that names its port."""

    name: str
    size_mb: int
    command: tuple[str, ...]
    program: str
    port_variable: str
    path: str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Start:
    """What starting an image's command comes to: a listening process, or an exit with a code and a message."""

    argv: tuple[str, ...] = ()
    port: int = 0
    exit_code: int = 0
    message: str = ""


REGISTRY = {
    "dcoslabs/httpi:latest": Image(
        name="dcoslabs/httpi:latest",
        size_mb=11,
        command=("/bin/sh", "-c", "/httpi -port $PORT_HTTP"),
        program="httpi",
        port_variable="PORT_HTTP",
    )
}
"""Key: image name with its tag."""


def find(name: str) -> Image | None:
    """The image of a name as an app definition writes it; `latest` where it has no tag."""
    return REGISTRY.get(name if ":" in name.rpartition("/")[2] else f"{name}:latest")


def start(image: Image, environment: dict[str, str], taken: frozenset[int]) -> Start:
    """Start the image's shell line: the shell expands the port, the program parses its flag and listens.

    `taken` are the ports on which something already listens in the network namespace.
    """
    text = environment.get(image.port_variable, "")
    argv = (f"/{image.program}", "-port", *text.split())
    if len(argv) == 2:
        return Start(argv, exit_code=2, message="flag needs an argument: -port")
    if not text.isdigit() or not 0 < int(text) < 65536:
        return Start(argv, exit_code=1, message=f"listen tcp: address {text}: invalid port")
    if int(text) in taken:
        return Start(argv, exit_code=1, message=f"listen tcp 0.0.0.0:{text}: bind: address already in use")
    return Start(argv, port=int(text))
