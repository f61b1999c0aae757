"""The web: pages, capabilities, stored journals, rooms and their sockets, the jq box."""
