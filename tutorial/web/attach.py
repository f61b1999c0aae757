"""`/c/<capability>/attach.sh`: a script that attaches the learner's own DC/OS CLI to the attempt's cluster.

Law of this file: what a scenario says stands quoted in the script, for whoever wrote it is not whoever runs it.
"""

import json
import re
from typing import Any

from tutorial.cluster import api
from tutorial.web.room import Room

PATH = "/attach.sh"
SCRIPT = """\
#!/bin/sh
# Attaches your DC/OS CLI to this attempt's cluster. Bring the CLI and its plugin dcos-core-cli.
set -e
clusters="${{DCOS_DIR:-$HOME/.dcos}}/clusters"
dir="$clusters"/{cluster_id}
umask 077
mkdir -p "$dir"
cat > "$dir/dcos.toml" <<'END'
[cluster]
  name = {name}

[core]
  dcos_acs_token = {token}
  dcos_url = {url}
  mesos_master_url = {mesos}
  timeout = 180

[marathon]
  url = {marathon}

[package]
  cosmos_url = {cosmos}
END
rm -f "$clusters"/*/attached
: > "$dir/attached"
echo "Attached. The plugin belongs in $dir/subcommands/dcos-core-cli; dcos cluster list shows what there is."
"""


async def script(room: Room, site: str, secret: str) -> str:
    """The script for the cluster of a room, which answers below `/c/` on a site.

    The CLI's plugin joins paths to `dcos_url` as a browser follows links, which drops the last part of its path; so
    each service is given by an address of its own. For names it has none, and drops all of the path: there the token
    says which cluster is meant. (dcos/dcos-core-cli, python/lib/dcos/dcos/{mesos,marathon,cosmos}.py)
    """
    url = f"{site}/c/{secret}"
    told: dict[str, Any] = {}
    for path in ("/metadata", "/mesos/state-summary"):
        told |= (await room.cluster(api.Request("GET", path))).json
    # The name of a folder: no way out of it, nothing that a shell reads, not longer than a file system takes.
    cluster_id = re.sub("[^0-9A-Za-z_-]", "-", str(told["CLUSTER_ID"]))[:64] or "-"
    addresses = {"url": url, "mesos": f"{url}/mesos/", "marathon": f"{url}/service/marathon/", "cosmos": f"{url}/"}
    texts = {"name": told["cluster"], "token": secret, **addresses}
    return SCRIPT.format(cluster_id=cluster_id, **{name: _toml(text) for name, text in texts.items()})


def _toml(text: str) -> str:
    """A text as TOML's basic string: JSON's, but no pairs of surrogates, and DEL escaped. A lone surrogate is `?`."""
    plain = text.encode(errors="replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
