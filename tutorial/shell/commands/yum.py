"""yum: installs what a node has not. Source: yum 3.4.3 output.py, as CentOS 7 prints it without a terminal's width."""

from dataclasses import dataclass, replace

from tutorial.cluster.host import HOSTS
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call

WAIT_MS = 4_000
"""How long the mirrors, the download and the transaction take together."""
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the repository `base`, with what it weighs on the wire and on the disk."""

    name: str
    version: str
    size: str
    installed: str

    @property
    def full(self) -> str:
        """`ipvsadm-1.27-7.el7.x86_64`."""
        return f"{self.name}-{self.version}.x86_64"


PACKAGES = {package.name: package for package in (Package("ipvsadm", "1.27-7.el7", "45 k", "75 k"),)}
"""What can be installed: packages with a tool that is simulated."""


def run(call: Call) -> Running:
    """`yum install -y PACKAGE…`: exit 0 when everything is there afterwards, else 1."""
    options = parse_call(call, COMMAND)
    verb, *names = options.operands or [""]
    if verb != "install" or not names:
        raise UsageError("supported here: yum install -y PACKAGE…", exit_code=1)
    if call.session.user != "root":
        call.out("You need to be root to perform this command.\n")
        return 1
    if not options.has("-y"):
        raise UsageError("yum's question is not asked here: say yes beforehand, with -y", exit_code=1)
    yield Until(call.world.now_ms + WAIT_MS, gettext("It fetches packages and installs them."))
    call.out("Loaded plugins: fastestmirror\nLoading mirror speeds from cached hostfile\n")
    return _install(call, names)


def _install(call: Call, names: list[str]) -> int:
    host = call.session.host
    assert host is not None, "a tool of a node runs on a node"
    wanted = []
    for name in dict.fromkeys(names):
        package = PACKAGES.get(name)
        if package is None:
            call.out(f"No package {name} available.\n")
        elif name in host.packages:
            call.out(f"Package {package.full} already installed and latest version\n")
        else:
            wanted.append(package)
    if not wanted:
        known = any(name in PACKAGES for name in names)
        (call.out if known else call.err)("Nothing to do\n" if known else "Error: Nothing to do\n")
        return 0 if known else 1
    for package in wanted:
        _print(call, package)
    installed = tuple(sorted({*host.packages, *(package.name for package in wanted)}))
    call.world.put(HOSTS, host.id, replace(call.world[HOSTS, host.id], packages=installed))
    return 0


def _print(call: Call, package: Package) -> None:
    rule = "=" * WIDTH
    row = f" {package.name:<16} {'x86_64':<15} {package.version:<22} {'base':<15} {package.size:>6}"
    call.out(
        "Resolving Dependencies\n--> Running transaction check\n"
        f"---> Package {package.name}.x86_64 0:{package.version} will be installed\n"
        f"--> Finished Dependency Resolution\n\nDependencies Resolved\n\n{rule}\n"
        f" {'Package':<16} {'Arch':<15} {'Version':<22} {'Repository':<15} {'Size':>6}\n{rule}\n"
        f"Installing:\n{row}\n\nTransaction Summary\n{rule}\nInstall  1 Package\n\n"
        f"Total download size: {package.size}\nInstalled size: {package.installed}\nDownloading packages:\n"
        "Running transaction check\nRunning transaction test\nTransaction test succeeded\nRunning transaction\n"
        f"  Installing : {package.full:<58} 1/1 \n  Verifying  : {package.full:<58} 1/1 \n\n"
        f"Installed:\n  {f'{package.name}.x86_64 0:{package.version}':<{WIDTH - 2}}\n\nComplete!\n"
    )


COMMAND = Command(
    "yum",
    "Install packages.",
    "yum install -y PACKAGE…",
    run,
    (Option(("-y", "--assumeyes"), "answer yes to the question"),),
    words=lambda _, before: ("install",) if len(before) < 2 else tuple(sorted(PACKAGES)),
    roles=NODES,
)
