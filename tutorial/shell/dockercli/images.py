"""`docker images` and `docker pull`.

Sources: docker/cli 18.09, cli/command/image/{list,pull}.go, formatter/image.go; moby/moby 18.09,
distribution/pull_v2.go and errors.go; docker/distribution reference/reference.go.
"""

import re

from tutorial.cluster.clock import moment, parse_instant
from tutorial.cluster.docker import images, pulling
from tutorial.cluster.docker.images import Image
from tutorial.cluster.docker.tables import IMAGES
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World
from tutorial.shell import byhand
from tutorial.shell.command import Call, Option, Running
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.listing import ago
from tutorial.shell.dockercli.templates import Columns, listed
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.options import Parsed

HEADINGS = {
    "Repository": "REPOSITORY",
    "Tag": "TAG",
    "Digest": "DIGEST",
    "ID": "IMAGE ID",
    "CreatedSince": "CREATED",
    "CreatedAt": "CREATED AT",
    "Size": "SIZE",
}
COLUMNS = Columns("image", HEADINGS, ("Repository", "Tag", "ID", "CreatedSince", "Size"))
PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
REFERENCE = re.compile(rf"{PART}(?:/{PART})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?", re.ASCII)
DENIED = "pull access denied for {}, repository does not exist or may require 'docker login'"


def _images(call: Call, given: Parsed) -> int:
    wanted = given.operands[0] if given.operands else ""
    found = (images.find(image.name) for image in call.world.values(IMAGES, daemon.host(call)))
    shown = [image for image in found if image and wanted in {"", image.name, image.name.rpartition(":")[0]}]
    shown.sort(key=lambda image: (-parse_instant(image.built), image.name))
    rows = [_row(call.world, image, whole=given.has("--no-trunc")) for image in shown]
    return listed(call, given, rows, COLUMNS)


def _row(world: World, image: Image, *, whole: bool) -> dict[str, str]:
    repository, _, tag = image.name.rpartition(":")
    built_ms, image_id = parse_instant(image.built), pulling.id_of(world, image)
    return {
        "Repository": repository,
        "Tag": tag,
        "Digest": f"sha256:{pulling.digest(world, image)}",
        "ID": f"sha256:{image_id}" if whole else image_id[:12],
        "CreatedSince": f"{ago(max(0, world.state.epoch_ms + world.now_ms - built_ms))} ago",
        "CreatedAt": f"{moment(built_ms):%Y-%m-%d %H:%M:%S} +0000 UTC",
        "Size": f"{image.size_mb}MB",
    }


def _pull(call: Call, given: Parsed) -> Running:
    name = given.operands[0]
    if REFERENCE.fullmatch(name) is None:
        lower = REFERENCE.fullmatch(name.lower()) is not None
        call.err(f"invalid reference format{': repository name must be lowercase' if lower else ''}\n")
        return 1
    whole = images.tagged(name)
    if whole != name:
        call.out("Using default tag: latest\n")
    yield Until(call.world.now_ms + pulling.manifest_ms(call.world, daemon.host(call)), _waits())
    image = images.find(name)
    if image is None:
        call.err(f"Error response from daemon: {_not_there(whole)}\n")
        return 1
    return (yield from _fetched(call, image))


def _waits() -> tuple[str, tuple[tuple[str, str], ...]]:
    return gettext("It waits for the registry of images.")


def _not_there(name: str) -> str:
    """What the registry says of a name that it does not have: no such tag, or nothing that may be seen."""
    repository = name.rpartition(":")[0]
    known = {found.rpartition(":")[0] for found in images.REGISTRY}
    return f"manifest for {name} not found" if repository in known else DENIED.format(repository)


def _fetched(call: Call, image: Image) -> Running:
    """Let the layers that are missing come, and say so; then the host knows the image."""
    world, host = call.world, daemon.host(call)
    known = pulling.is_known(world, host, image)
    repository, _, tag = image.name.rpartition(":")
    call.out(f"{tag}: Pulling from {repository}\n")
    layers = () if known else pulling.layers(world, image)
    if not call.stdout.is_terminal:
        call.out("".join(f"{layer.id}: Pulling fs layer\n" for layer in layers))
    for layer in layers:
        yield Until(world.now_ms + layer.ms, _waits())
        call.out("" if call.stdout.is_terminal else f"{layer.id}: Verifying Checksum\n{layer.id}: Download complete\n")
        call.out(f"{layer.id}: Pull complete\n")
    pulling.keep(world, host, image, byhand.causes(call))
    status = "Image is up to date" if known else "Downloaded newer image"
    call.out(f"Digest: sha256:{pulling.digest(world, image)}\nStatus: {status} for {image.name}\n")
    return 0


LIST = Tool(
    ("images",),
    "List images",
    "[OPTIONS] [REPOSITORY[:TAG]]",
    _images,
    (
        Option(("-q", "--quiet"), "Only show numeric IDs"),
        Option(("--no-trunc",), "Don't truncate output"),
        Option(("--format",), "Pretty-print images using a Go template", "TEMPLATE"),
        Option(("-a", "--all"), "Show all images (there are no hidden ones)"),
    ),
    most=1,
    asks="Get images/json",
    operands="[IMAGE]",
    aliases=(("image", "ls"),),
    unlisted=(("image", "list"),),
)
PULL = Tool(
    ("pull",),
    "Pull an image or a repository from a registry",
    "[OPTIONS] NAME[:TAG|@DIGEST]",
    _pull,
    least=1,
    most=1,
    asks="Post images/create?fromImage={}",
    operands="IMAGE-OF-REGISTRY",
    aliases=(("image", "pull"),),
)
