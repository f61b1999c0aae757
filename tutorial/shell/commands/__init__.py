"""The tools: one file each, found by discovery. They do not know each other; what they share is in `shell/`."""
