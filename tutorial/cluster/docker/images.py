"""The images that the simulated registry serves.

Sources: dcos-labs/httpi and mesosphere/marathon-lb, Dockerfile. Edge-LB's are not public: their names are ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Image:
    """An image: its size, the command that it starts when told nothing else, the paths of the programs in it.

    `entrypoint` stands before arguments and the image's own command; `built` is an instant (the registry's are ours).
    """

    name: str
    size_mb: int
    command: tuple[str, ...]
    programs: tuple[str, ...]
    built: str
    entrypoint: tuple[str, ...] = ()
    path: str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    def program(self, word: str) -> str | None:
        """The program that a word starts: by its path, or by its name where it lies on the image's PATH."""
        candidates = (word,) if "/" in word else tuple(f"{folder}/{word}" for folder in self.path.split(":"))
        found = next((candidate for candidate in candidates if candidate in self.programs), None)
        return None if found is None else found.rpartition("/")[2]


BUSYBOX = ("/bin/sh", "/bin/sleep", "/bin/true", "/bin/false")
MARATHON_LB = "/marathon-lb/run"
"""What its image starts: Marathon-LB and HAProxy."""
EDGELB_API = "/dcosfiles/apiserver"
"""What its image starts: Edge-LB's API server."""
EDGELB_POOL = "/dcosfiles/lbmgr"
"""What its image starts: the program that looks after HAProxy in a load balancer of Edge-LB's."""
REGISTRY = {
    "dcoslabs/httpi:latest": Image(
        name="dcoslabs/httpi:latest",
        size_mb=11,
        command=("/bin/sh", "-c", "/httpi -port $PORT_HTTP"),
        programs=("/httpi", *BUSYBOX),
        built="2019-07-16T09:12:40Z",
    ),
    "mesosphere/marathon-lb:v1.13.1": Image(
        name="mesosphere/marathon-lb:v1.13.1",
        size_mb=93,
        command=("sse", "--health-check", "--group", "external"),
        programs=(MARATHON_LB, *BUSYBOX),
        built="2019-06-27T13:40:02Z",
        entrypoint=(MARATHON_LB,),
    ),
    "mesosphere/edge-lb:v1.4.0": Image(
        name="mesosphere/edge-lb:v1.4.0",
        size_mb=58,
        command=(),
        programs=(EDGELB_API, *BUSYBOX),
        built="2019-07-23T21:04:18Z",
        entrypoint=(EDGELB_API,),
    ),
    "mesosphere/edge-lb-pool:v1.4.0": Image(
        name="mesosphere/edge-lb-pool:v1.4.0",
        size_mb=97,
        command=(),
        programs=(EDGELB_POOL, *BUSYBOX),
        built="2019-07-23T21:06:51Z",
        entrypoint=(EDGELB_POOL,),
    ),
}
"""Key: image name with its tag."""


def tagged(name: str) -> str:
    """The name of an image with its tag: `latest` where it has none."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def find(name: str) -> Image | None:
    """The image of a name as an app definition writes it."""
    return REGISTRY.get(tagged(name))
