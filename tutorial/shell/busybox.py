"""What a container has of this shell's commands: the images that can be had here bring BusyBox and nothing else.

Source: busybox 1.31, include/applets.src.h and the built-in commands of its `ash`.
"""

PROGRAMS = frozenset(
    {"[", "cat", "dmesg", "echo", "env", "false", "grep", "head", "hostname", "id", "ip", "ls", "ping", "printf", "pwd"}
    | {
        "awk",
        "base64",
        "basename",
        "cut",
        "date",
        "dirname",
        "nl",
        "rev",
        "sed",
        "sort",
        "tee",
        "tr",
        "uniq",
        "which",
        "xargs",
    }
    | {"seq", "sleep", "sysctl", "tail", "test", "traceroute", "true", "wc", "whoami"}
)
"""Those that are programs of their own, which `docker exec` can start."""
BUILT_IN = frozenset({"break", "cd", "continue", "exit", "export", "help", "read", "set", "unset"})
NAMES = PROGRAMS | BUILT_IN
SHELLS = frozenset({"sh", "ash", "/bin/sh", "/bin/ash"})
