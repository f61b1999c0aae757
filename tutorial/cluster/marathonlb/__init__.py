"""What Marathon-LB 1.13.1 makes of Marathon's apps: `haproxy.cfg` and its two maps."""
