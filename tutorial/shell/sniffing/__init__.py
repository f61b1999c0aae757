"""What `tcpdump` is made of: filters of packets, and the words for those that pass."""
