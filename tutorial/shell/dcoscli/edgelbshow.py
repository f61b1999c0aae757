"""The tables of `dcos edgelb`. Source: Edge-LB 1.4 cli-reference, dcos-edgelb-show (a pool as it is printed there)."""

from collections.abc import Iterator, Sequence

from tutorial.cluster.jsontext import Json

Rows = Sequence[Sequence[str]]


def table(head: Sequence[str], rows: Rows) -> str:
    """Two blanks before each column, all to the left, none at the end of a line."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    lines = ("".join(f"  {cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in [head, *rows])
    return "\n".join(line.rstrip() for line in lines)


def pool(found: Json) -> str:
    """A pool's definition as tables."""
    haproxy = found["haproxy"]
    fronts = [(_name(front), str(front["bindPort"]), front["protocol"]) for front in haproxy["frontends"]]
    parts = {
        "Summary": _summary(found),
        "Frontends": table(("NAME", "PORT", "PROTOCOL"), fronts),
        "Backends": table(("FRONTEND", "NAME", "PROTOCOL", "BALANCE"), list(_backends(haproxy))),
        "Marathon Services": table(
            ("BACKEND", "TYPE", "SERVICE", "CONTAINER", "PORT", "CHECK"), list(_of_marathon(haproxy))
        ),
        "Mesos Services": table(("BACKEND", "TYPE", "FRAMEWORK", "TASK", "PORT", "CHECK"), list(_of_mesos(haproxy))),
    }
    return "\n\n".join(f"{name}:\n{text}" for name, text in parts.items())


def _summary(found: Json) -> str:
    told = {name.upper(): found[name] for name in ("name", "apiVersion", "count", "role", "constraints")}
    told["STATSPORT"] = found["haproxy"]["stats"]["bindPort"]
    return "\n".join(f"  {name:<11}  {value}" for name, value in told.items())


def _name(frontend: Json) -> str:
    return str(frontend.get("name") or f"frontend_{frontend['bindAddress']}_{frontend['bindPort']}")


def _backends(haproxy: Json) -> Iterator[tuple[str, ...]]:
    """Every backend, once for each frontend that leads to it."""
    for backend in haproxy["backends"]:
        leading = [_name(front) for front in haproxy["frontends"] if backend["name"] in _linked(front["linkBackend"])]
        for front in leading or [""]:
            yield front, backend["name"], backend["protocol"], backend["balance"]


def _linked(link: Json) -> list[str]:
    return [link.get("defaultBackend", ""), *(entry["backend"] for entry in link["map"])]


def _services(haproxy: Json) -> Iterator[tuple[str, Json, Json]]:
    for backend in haproxy["backends"]:
        for service in backend["services"]:
            yield backend["name"], service, service["endpoint"]


def _of_marathon(haproxy: Json) -> Iterator[tuple[str, ...]]:
    for name, service, endpoint in _services(haproxy):
        if not service["mesos"]:
            chosen = _either(service["marathon"], "serviceID") or endpoint.get("address", "")
            yield name, endpoint["type"], chosen, "", *_port(endpoint)


def _of_mesos(haproxy: Json) -> Iterator[tuple[str, ...]]:
    for name, service, endpoint in _services(haproxy):
        if mesos := service["mesos"]:
            task = _either(mesos, "taskName") or _either(mesos, "taskID")
            yield name, endpoint["type"], _either(mesos, "frameworkName"), task, *_port(endpoint)


def _either(asked: Json, field: str) -> str:
    return str(asked.get(field) or asked.get(f"{field}Pattern", ""))


def _port(endpoint: Json) -> tuple[str, str]:
    """The port by name or number, and whether servers are checked."""
    port = "all" if endpoint.get("allPorts") else str(endpoint.get("portName") or endpoint.get("port", ""))
    return port, "enabled" if endpoint["check"]["enabled"] else "disabled"
