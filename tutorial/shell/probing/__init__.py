"""What `ping` and `traceroute` share: a target by name or address, names of those who answer, words for errors."""
