"""What the nodes of a lab's short form have otherwise than the cluster's: settings of Docker, and what no setting of a
program makes so. The latter stands there as if somebody had changed it by hand when all had started."""

from dataclasses import dataclass, replace

from tutorial.cluster.docker.firewall import STAGE_2
from tutorial.cluster.docker.networks import ENDPOINTS, Daemon
from tutorial.cluster.lab.reader import Reader
from tutorial.cluster.network import chains, setup, sysctls
from tutorial.cluster.network.tables import LINKS
from tutorial.cluster.overlay.kernel import DEVICE
from tutorial.cluster.world import World

BACKENDS = ("host_port", "container")
RP_FILTER = "net.ipv4.conf.{}.rp_filter"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a lab by the names that recordings give them.

    `hairpin` is None where it is as Docker sets it. `local_backends`: where a node leads a request to a virtual address
    whose backend is a container of its own: `host_port`, as for Docker's containers, or `container`, as for Mesos' own.
    """

    userland_proxy: bool
    bridge_nf: int
    hairpin: bool | None
    local_backends: str
    vtep_learning: bool
    dcos_forward_accept: bool
    dcos_isolation_return: bool
    rp_filter: int

    @property
    def daemon(self) -> Daemon:
        """How Docker is set."""
        return Daemon(userland_proxy=self.userland_proxy)


def read(given: Reader) -> Options:
    """The options that a lab states, the others as recordings have them; ScenarioError names one that is not known."""
    for name in given.given:
        if name not in Options.__dataclass_fields__:
            raise given.fault(name, f"is not simulated; known are {', '.join(Options.__dataclass_fields__)}")
    backends = given.text("local_backends", BACKENDS[0])
    if backends not in BACKENDS:
        raise given.fault("local_backends", f"must be one of {', '.join(BACKENDS)}, not {backends}")
    return Options(
        userland_proxy=given.flag("userland_proxy", default=True),
        bridge_nf=given.number("bridge_nf", 0),
        hairpin=given.flag("hairpin", default=False) if "hairpin" in given.given else None,
        local_backends=backends,
        vtep_learning=given.flag("vtep_learning", default=True),
        dcos_forward_accept=given.flag("dcos_forward_accept", default=True),
        dcos_isolation_return=given.flag("dcos_isolation_return", default=True),
        rp_filter=given.number("rp_filter", 1),
    )


def adjust(world: World, node: str, options: Options, *, agent: bool) -> None:
    """Change by hand on a node what no setting of a program would make so."""
    strictness = {RP_FILTER.format(where): str(options.rp_filter) for where in ("all", "default")}
    setup.set_sysctls(world, node, {**strictness, sysctls.BRIDGE_NF: str(options.bridge_nf)})
    tunnel = world[LINKS, DEVICE, node]
    world.put(LINKS, DEVICE, replace(tunnel, learning=options.vtep_learning), node)
    if not options.dcos_forward_accept:
        chains.delete(world, node, "filter", "-A FORWARD -j ACCEPT")
    if agent and not options.dcos_isolation_return:
        chains.delete(world, node, "filter", f"-A {STAGE_2} -j RETURN")
    if options.hairpin is not None:
        for endpoint in world.values(ENDPOINTS, node):
            port = world[LINKS, endpoint.device, node]
            world.put(LINKS, port.name, replace(port, hairpin=options.hairpin), node)
