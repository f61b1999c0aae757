"""`/c/<capability>/attach.sh`: a script that attaches the learner's own DC/OS CLI to the attempt's cluster.

Law of this file: what a scenario says stands quoted in the script, for whoever wrote it is not whoever runs it.
"""

import json
import shlex
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
  dcos_acs_token = ""
  dcos_url = {url}
  timeout = 180
END
rm -f "$clusters"/*/attached
: > "$dir/attached"
echo "Attached. The plugin belongs in $dir/subcommands/dcos-core-cli; dcos cluster list shows what there is."
"""


async def script(room: Room, url: str) -> str:
    """The script for the cluster of a room, which answers at an address (without a slash at its end)."""
    told: dict[str, Any] = {}
    for path in ("/metadata", "/mesos/state-summary"):
        told |= (await room.cluster(api.Request("GET", path))).json
    cluster_id = shlex.quote(str(told["CLUSTER_ID"]).replace("/", "-"))
    return SCRIPT.format(cluster_id=cluster_id, name=json.dumps(told["cluster"]), url=json.dumps(url))
