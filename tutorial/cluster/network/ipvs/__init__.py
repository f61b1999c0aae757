"""IPVS: virtual services on every node, the kernel's own load balancer for TCP and UDP."""
