"""Mesos' own knowledge: agents, offers, tasks and the documents of the master."""
