"""Marathon's own knowledge: definitions, ports, environments, ids and documents. The controller acts on it."""
