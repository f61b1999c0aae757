"""The fixed first part of every `haproxy.cfg`: global, defaults, stats. A fact of Marathon-LB 1.13.1."""

from tutorial.cluster.servers.haproxy_head import DEFAULTS, SECURITY, SIGNALS, STATE, STATS

HEAD = f"""\
global
  log /dev/log local0
  log /dev/log local1 notice
  spread-checks 5
  max-spread-checks 15000
  maxconn 50000
{SECURITY}{STATE}  lua-load /marathon-lb/getpids.lua
  lua-load /marathon-lb/getconfig.lua
  lua-load /marathon-lb/getmaps.lua
  lua-load /marathon-lb/signalmlb.lua
{DEFAULTS}listen stats
  bind 0.0.0.0:9090
{STATS}
{SIGNALS}"""
