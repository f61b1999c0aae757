"""The insides of iptables: its words, what it shows, what it writes."""
