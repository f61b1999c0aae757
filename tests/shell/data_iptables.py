"""A session with iptables-legacy 1.8.9 in an empty network namespace: each command line, what it said, its exit code.

The version's name is left out of what it said.
"""

HINT = "Try `iptables -h' or 'iptables --help' for more information."
NO_CHAIN = "iptables: No chain/target/match by that name."
BAD_RULE = "iptables: Bad rule (does a matching rule exist in that chain?)."
LONG = "a" * 36

SESSION: tuple[tuple[str, str, int], ...] = (
    ("-N A", "", 0),
    ("-N A", "iptables: Chain already exists.", 1),
    ("-A A -j ACCEPT", "", 0),
    ("-X A", "iptables: Directory not empty.", 1),
    ("-A INPUT -j A", "", 0),
    ("-F A", "", 0),
    ("-X A", "iptables: Too many links.", 1),
    ("-X INPUT", "iptables: Invalid argument. Run `dmesg' for more information.", 1),
    ("-D INPUT 9", "iptables: Index of deletion too big.", 1),
    ("-I INPUT 9 -j ACCEPT", "iptables: Index of insertion too big.", 1),
    ("-R INPUT 9 -j ACCEPT", "iptables: Index of replacement too big.", 1),
    ("-D INPUT -p tcp -j DROP", BAD_RULE, 1),
    ("-A NOPE -j DROP", NO_CHAIN, 1),
    ("-A INPUT -j NOPE", f"VERSION: Couldn't load target `NOPE':No such file or directory\n\n{HINT}", 2),
    ("-P INPUT FOO", "iptables: Bad policy name. Run `dmesg' for more information.", 1),
    ("-P A DROP", "iptables: Bad built-in chain name.", 1),
    ("-P NOPE DROP", "iptables: Bad built-in chain name.", 1),
    ("-F NOPE", NO_CHAIN, 1),
    ("-Z NOPE", NO_CHAIN, 1),
    ("-E A B", "", 0),
    ("-E NOPE C", NO_CHAIN, 1),
    ("-C INPUT -j DROP", BAD_RULE, 1),
    ("-A INPUT -p foo -j DROP", f'VERSION: unknown protocol "foo" specified\n{HINT}', 2),
    ("-A INPUT -s 1.2.3.4.5 -j DROP", f"VERSION: host/network `1.2.3.4.5' not found\n{HINT}", 2),
    ("-A INPUT --dport 80 -j DROP", f'VERSION: unknown option "--dport"\n{HINT}', 2),
    ("-A INPUT -p tcp --dport 99999 -j DROP", f"VERSION: invalid port/service `99999' specified\n{HINT}", 2),
    ("-A INPUT -m nope -j DROP", f"VERSION: Couldn't load match `nope':No such file or directory\n\n{HINT}", 2),
    ("-A", f'VERSION: option "-A" requires an argument\n{HINT}', 2),
    ("-A INPUT -j", f'VERSION: option "-j" requires an argument\n{HINT}', 2),
    ("-D INPUT 0", f"VERSION: Invalid rule number `0'\n{HINT}", 2),
    ("-A B -j B", "iptables: Too many levels of symbolic links.", 1),
    ("-N INPUT", "iptables: Chain already exists.", 1),
    ("-N ACCEPT", f"VERSION: chain name may not clash with target name\n{HINT}", 2),
    (f"-N {LONG}", f"VERSION: chain name `{LONG}' too long (must be under 29 chars)\n{HINT}", 2),
    ("-A INPUT -j DNAT --to-destination 1.2.3.4", "iptables: Invalid argument. Run `dmesg' for more information.", 1),
    ("-t nat -A PREROUTING -j DNAT", f'VERSION: DNAT: option "--to-destination" must be specified\n\n{HINT}', 2),
    ("-A INPUT -j REJECT --reject-with foo", f'VERSION: unknown reject type "foo"\n{HINT}', 2),
    ("-E B INPUT", "iptables: File exists.", 1),
    ("-A INPUT -p tcp -j DROP -x foo", f"Bad argument `foo'\n{HINT}", 2),
    ("-A INPUT -i", f'VERSION: option "-i" requires an argument\n{HINT}', 2),
    ("-I INPUT 0 -j DROP", f"VERSION: Invalid rule number `0'\n{HINT}", 2),
    ("-A INPUT -L", f"VERSION: Cannot use -L with -A\n{HINT}", 2),
    ("-P INPUT", f"VERSION: -P requires a chain and a policy\n{HINT}", 2),
    ("-N", f'VERSION: option "-N" requires an argument\n{HINT}', 2),
    ("-A INPUT foo", f"Bad argument `foo'\n{HINT}", 2),
)
LEFT = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N B\n-A INPUT -j B\n"
"""What `iptables -S` printed at its end."""
