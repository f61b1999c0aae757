"""Edge-LB: pools of HAProxies, each by a definition of its own, that send requests to tasks of any framework.

Sources: mesosphere/dcos-docs-site, pages/mesosphere/dcos/services/edge-lb/1.4 (pool reference, architecture, usage, CLI
reference with a whole `haproxy.cfg`), services/api/edge-lb-v2.yaml (fields and defaults). What none of them says is
marked (unverified).
"""
