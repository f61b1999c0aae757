"""The DC/OS overlay: a network of containers over the nodes' own, by VXLAN."""
