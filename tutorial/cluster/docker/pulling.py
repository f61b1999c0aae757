"""Pulling images: what a registry says of one, how long its layers take, what a host knows afterwards.

Whoever pulls, Mesos or a line, takes the same time for it. Source: moby/moby 18.09, distribution/pull_v2.go.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import Causes
from tutorial.cluster.docker.images import BUSYBOX, Image
from tutorial.cluster.docker.tables import IMAGES, PulledImage
from tutorial.cluster.world import World

MS_PER_MB = 90
"""An image layer comes at about 11 MB a second."""
MANIFEST_MS = range(600, 1400)
"""The registry is asked for the manifest even when every layer is there."""
BASE_MB = 1


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of an image: its id, of 12 digits, and how long it takes to come."""

    id: str
    ms: int


def manifest_ms(world: World, subject: str) -> int:
    """How long the registry takes to answer who asks for a manifest: a task, or a host."""
    return world.choose("docker.manifest", (subject,), MANIFEST_MS)


def layers(world: World, image: Image) -> tuple[Layer, ...]:
    """The base, and one for each program that was put on it."""
    added = sum(program not in BUSYBOX for program in image.programs)
    sizes = [BASE_MB, *((image.size_mb - BASE_MB) // added for _ in range(added))] if added else [image.size_mb]
    sizes[-1] += image.size_mb - sum(sizes)
    ids = (world.hex_digits("docker.layer", (image.name, number), 12) for number in range(len(sizes)))
    return tuple(Layer(found, size * MS_PER_MB) for found, size in zip(ids, sizes, strict=True))


def missing_ms(world: World, host: str, image: Image) -> int:
    """How long the layers take that a host does not have: all or none."""
    return 0 if is_known(world, host, image) else sum(layer.ms for layer in layers(world, image))


def is_known(world: World, host: str, image: Image) -> bool:
    """Whether a host has pulled an image."""
    return world.get(IMAGES, image.name, host) is not None


def id_of(world: World, image: Image) -> str:
    """An image's id, of 64 digits."""
    return world.hex_digits("docker.image", (image.name,), 64)


def digest(world: World, image: Image) -> str:
    """The digest of an image's manifest, of 64 digits."""
    return world.hex_digits("docker.digest", (image.name,), 64)


def keep(world: World, host: str, image: Image, causes: Causes) -> None:
    """The image is on the host now."""
    world.put(IMAGES, image.name, PulledImage(image.name, id_of(world, image), world.now_ms, causes), host)
