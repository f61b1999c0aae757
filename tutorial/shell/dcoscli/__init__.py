"""The DC/OS CLI 1.13 as a client of the cluster's HTTP APIs.

Sources: dcos/dcos-core-cli 1.13-patch.5 (python/lib/dcoscli, pkg/cmd/node), recordings of its command lines.
"""
