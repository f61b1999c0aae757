"""Definitions of apps in networks of their own."""

from typing import Any

from tests.cluster.build import IMAGE

MAPPING: dict[str, Any] = {"name": "http", "protocol": "tcp", "labels": {"VIP_0": "/httpi:3141"}}


def bridged(name: str = "/httpi", **fields: Any) -> dict[str, Any]:
    """A definition of httpi in bridge mode."""
    container = {**IMAGE, "portMappings": [{**MAPPING, **fields.pop("mapping", {})}]}
    small = {"cpus": 0.1, "mem": 32, "instances": 1, "networks": [{"mode": "container/bridge"}]}
    return {"id": name, "container": container, **small, **fields}


def overlaid(**fields: Any) -> dict[str, Any]:
    """A definition of httpi on the overlay."""
    network = [{"mode": "container", "name": "dcos"}]
    return bridged(**{"networks": network, "mapping": {"containerPort": 3141}, **fields})
