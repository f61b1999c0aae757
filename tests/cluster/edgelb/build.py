"""Pool definitions for tests."""

from typing import Any

Document = dict[str, Any]


def backend(name: str = "pi", protocol: str = "HTTP", service_id: str = "/httpi", **endpoint: Any) -> Document:
    """A backend with the tasks of one app, by the name of their port unless the endpoint says otherwise."""
    chosen = endpoint or {"portName": "http"}
    return {
        "name": name,
        "protocol": protocol,
        "services": [{"marathon": {"serviceID": service_id}, "endpoint": chosen}],
    }


def frontend(port: int = 8080, protocol: str = "HTTP", *entries: Document, to: str = "pi") -> Document:
    """A frontend that leads to a backend, or by these entries of its map to others."""
    return {"bindPort": port, "protocol": protocol, "linkBackend": {"defaultBackend": to, "map": list(entries)}}


def pool(*parts: Document, name: str = "pi-lb", stats: int = 9090, **fields: Any) -> Document:
    """A pool of frontends and backends; of one frontend and one backend where none are given."""
    frontends = [part for part in parts if "bindPort" in part] or [frontend()]
    backends = [part for part in parts if "services" in part] or [backend()]
    haproxy = {"stats": {"bindPort": stats}, "frontends": frontends, "backends": backends}
    return {"apiVersion": "V2", "name": name, **fields, "haproxy": haproxy}
