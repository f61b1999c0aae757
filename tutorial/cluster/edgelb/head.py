"""The fixed first part of a pool's `haproxy.cfg`. Source: Edge-LB 1.4 CLI reference, dcos-edgelb-lb-config."""

from tutorial.cluster.servers.haproxy_head import DEFAULTS, SECURITY, SIGNALS, STATE, STATS

_HOLDS = "".join(f"  hold {kind:<16}2s\n" for kind in ("valid", "other", "refused", "nx", "timeout", "valid"))
HEAD = f"""\
global
  # Do not enable as haproxy works under a supervisor and must not fork into
  # the background:
  # daemon
  log /dev/log local0
  spread-checks 5
  max-spread-checks 15000
  maxconn 50000
{SECURITY}\
  # Required to provide seamless reloads. The supervisor config for haproxy
  # adds '-W' option to enable master-worker model:
{STATE}\
  lua-load "$LBWORKDIR/haproxy/lua/getpids.lua"
  lua-load "$LBWORKDIR/haproxy/lua/getconfig.lua"
  lua-load "$LBWORKDIR/haproxy/lua/getmaps.lua"
  lua-load "$LBWORKDIR/haproxy/lua/signalmlb.lua"
{DEFAULTS}\
  default-server resolve-prefer ipv4
  default-server init-addr last,libc,none
resolvers default_resolvers
  nameserver ns1 198.51.100.1:53
  nameserver ns2 198.51.100.2:53
  nameserver ns3 198.51.100.3:53
{_HOLDS}"""


def stats(address: str, port: int) -> str:
    """The section of HAProxy's own port."""
    return f"listen stats\n  bind {address}:{port}\n{STATS}{SIGNALS}"
