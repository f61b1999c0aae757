"""The network of the simulated cluster: tables of network namespaces, and packets that walk through them."""
