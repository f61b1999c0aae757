"""`derive vip`: the address of a named virtual address."""

from tutorial.cluster.dcosnet.addresses import address_of
from tutorial.cluster.dcosnet.names import vip_name
from tutorial.cluster.errors import ScenarioError


def vip(text: str) -> str:
    """The line `NAME ADDRESS` for a name `<label>.<framework>`: its address as long as no other name has taken it."""
    name = text.strip()
    label, _, framework = name.rpartition(".")
    if not label or not framework:
        raise ScenarioError(f"{name!r} must be <label>.<framework>, such as httpi.marathon")
    made = vip_name(label, framework)
    if not made:
        raise ScenarioError(
            f"{name!r} has no letter or digit that a name in DNS could keep; such as httpi.marathon has"
        )
    return f"{name} {address_of(made)}\n"
