"""The system programs that the tests use: lists those that are missing; `--install` gets them with apt.

Runs before anything is installed, so it needs nothing but Python. With CI=true a missing program is a failure, and
`--install` does not ask.
"""

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    "chromium": "chromium",
    "column": "bsdextrautils",
    "curl": "curl",
    "haproxy": "haproxy",
    "jq": "jq",
    "xgettext": "gettext",
}
"""Name of the program → name of its Debian package."""


def missing() -> list[str]:
    """The programs that are not on the PATH."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


def install(programs: list[str]) -> int:
    """Install the packages of some programs; 0 when all went well or nobody wanted it."""
    packages = sorted({PROGRAMS[program] for program in programs})
    apt = ["apt-get"] if os.geteuid() == 0 else ["sudo", "apt-get"]
    if os.environ.get("CI") != "true" and input(f"Install {' '.join(packages)} with apt? [y/N] ").lower() != "y":
        return 0
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        if code := subprocess.run(
            [*apt, *arguments], env=environment, stdout=subprocess.DEVNULL, check=False
        ).returncode:
            return code
    return 0


def main() -> int:
    """The exit status."""
    programs = missing()
    if "--install" in sys.argv:
        return install(programs) if programs else 0
    for program in programs:
        print(f"missing: {program} (Debian: apt install {PROGRAMS[program]}, or make system)", file=sys.stderr)
    return 1 if programs and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
