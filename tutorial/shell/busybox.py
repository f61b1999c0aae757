"""What a container has of this shell's commands: the images that can be had here bring BusyBox and nothing else.

Source: busybox 1.31, include/applets.src.h and the built-in commands of its `ash`.
"""

PROGRAMS = frozenset(
    {"[", "cat", "dmesg", "echo", "env", "false", "grep", "head", "hostname", "id", "ip", "ls", "ping", "printf", "pwd"}
    | {"awk", "base64", "basename", "cp", "cut", "date", "dirname", "man", "mkdir", "mv", "nl", "rev", "rm", "sed"}
    | {"sort", "tee", "touch", "tr", "uniq", "vi", "which", "xargs"}
    | {"seq", "sleep", "sysctl", "tail", "test", "traceroute", "true", "wc", "whoami"}
)
"""Those that are programs of their own, which `docker exec` can start."""
BUILT_IN = frozenset(
    {".", ":", "bg", "break", "cd", "command", "continue", "eval", "exec", "exit", "export", "fg", "getopts", "help"}
    | {"jobs", "kill", "let", "local", "read", "readonly", "return", "set", "sh", "shift", "source", "trap", "type"}
    | {"unset", "wait", "watch"}
)
NAMES = PROGRAMS | BUILT_IN
SHELLS = frozenset({"sh", "ash", "/bin/sh", "/bin/ash"})
