"""What the fields of an app definition are for, in a sentence each, by their path without indices."""

from tutorial.cluster.texts import gettext_noop

ABOUT: dict[str, str] = {
    "id": gettext_noop("The app's path, e.g. /httpi; its tasks are named after it."),
    "acceptedResourceRoles": gettext_noop(
        'Roles whose resources may be used; ["slave_public"] puts the app on public agents.'
    ),
    "args": gettext_noop("Arguments for the image's entry point; instead of cmd."),
    "backoffFactor": gettext_noop("By how much the wait grows before a failed task is started again."),
    "backoffSeconds": gettext_noop("How long it is waited before a failed task is started again, at first."),
    "cmd": gettext_noop("The shell line that a task runs; without it the image's own command runs."),
    "constraints": gettext_noop('Where tasks may run: a field, an operator, a value, e.g. ["hostname", "UNIQUE"].'),
    "container": gettext_noop("The container that a task runs in; without it, it runs on the host."),
    "container.type": gettext_noop("Who runs the container: DOCKER (the Docker daemon) or MESOS."),
    "container.docker": gettext_noop("The image and how Docker runs it."),
    "container.docker.forcePullImage": gettext_noop("Pull the image before each start, though it is there."),
    "container.docker.image": gettext_noop("The image's name, e.g. dcoslabs/httpi:latest."),
    "container.docker.network": gettext_noop("The old way to say the network; today: networks."),
    "container.docker.parameters": gettext_noop("Options for docker run: a key and a value each."),
    "container.docker.portMappings": gettext_noop("The old place of the port mappings; today: container.portMappings."),
    "container.docker.privileged": gettext_noop("Run with all rights on the host."),
    "container.portMappings": gettext_noop("Ports of a container on a network of its own, in order: $PORT0, $PORT1 …"),
    "container.portMappings.containerPort": gettext_noop(
        "The port inside of the container; 0: the same number as the host port."
    ),
    "container.portMappings.hostPort": gettext_noop(
        "The port on the agent that leads into the container; 0: Marathon draws one."
    ),
    "container.portMappings.labels": gettext_noop(
        'Labels of the port, e.g. {"VIP_0": "/httpi:3141"} for a virtual address.'
    ),
    "container.portMappings.name": gettext_noop("The port's name, as in $PORT_HTTP and SRV records."),
    "container.portMappings.networkNames": gettext_noop(
        "The networks that the mapping belongs to, where there are several."
    ),
    "container.portMappings.protocol": gettext_noop("tcp, udp, or both."),
    "container.portMappings.servicePort": gettext_noop(
        "The number that load balancers offer the port by; 0: Marathon gives one."
    ),
    "container.volumes": gettext_noop("Volumes that are mounted."),
    "cpus": gettext_noop("How much of a processor each task gets."),
    "dependencies": gettext_noop("Ids of apps that are started before this one."),
    "disk": gettext_noop("Disk space for each task, in MB."),
    "env": gettext_noop("Environment variables."),
    "fetch": gettext_noop("Files that are put into the sandbox before the start."),
    "fetch.uri": gettext_noop("Where the file comes from."),
    "healthChecks": gettext_noop("How it is found out whether a task does its work."),
    "healthChecks.gracePeriodSeconds": gettext_noop("For so long after the start failures are not counted."),
    "healthChecks.intervalSeconds": gettext_noop("How often it is checked."),
    "healthChecks.maxConsecutiveFailures": gettext_noop("After so many failures in a row the task is killed."),
    "healthChecks.path": gettext_noop("The path that is asked for."),
    "healthChecks.port": gettext_noop("The port, by its number."),
    "healthChecks.portIndex": gettext_noop("The port, by its place in the list of ports."),
    "healthChecks.protocol": gettext_noop(
        "HTTP, HTTPS and TCP are checked by Marathon, MESOS_… and COMMAND by the agent."
    ),
    "healthChecks.timeoutSeconds": gettext_noop("How long an answer may take."),
    "instances": gettext_noop("How many tasks run."),
    "ipAddress": gettext_noop("The old way to say a network of one's own; today: networks."),
    "killSelection": gettext_noop("Which tasks go first when there are too many."),
    "labels": gettext_noop("Labels of the app; Marathon-LB reads HAPROXY_…"),
    "maxLaunchDelaySeconds": gettext_noop("The longest wait before a failed task is started again."),
    "mem": gettext_noop("Memory for each task, in MB."),
    "networks": gettext_noop("The network of the tasks: the host's own, Docker's bridge, or a named one."),
    "networks.mode": gettext_noop(
        "host: the agent's own network; container/bridge: behind docker0; container: a named network."
    ),
    "networks.name": gettext_noop("The network's name, e.g. dcos; for mode container."),
    "portDefinitions": gettext_noop("Ports on the agent's own network, in order: $PORT0, $PORT1 …"),
    "portDefinitions.labels": gettext_noop('Labels of the port, e.g. {"VIP_0": "/httpi:3141"} for a virtual address.'),
    "portDefinitions.name": gettext_noop("The port's name, as in $PORT_HTTP and SRV records."),
    "portDefinitions.port": gettext_noop(
        "The service port; the host port too where requirePorts is true. 0: Marathon gives one."
    ),
    "portDefinitions.protocol": gettext_noop("tcp, udp, or both."),
    "ports": gettext_noop("The old way to say port definitions."),
    "readinessChecks": gettext_noop("How a deployment finds out that a task is ready, before it goes on."),
    "readinessChecks.httpStatusCodesForReady": gettext_noop("The statuses with which a task says that it is ready."),
    "readinessChecks.intervalSeconds": gettext_noop("How long after an answer it is asked again."),
    "readinessChecks.name": gettext_noop("The check's name in what deployments tell."),
    "readinessChecks.path": gettext_noop("The path that is asked for."),
    "readinessChecks.portName": gettext_noop("The port that is asked, by its name."),
    "readinessChecks.preserveLastResponse": gettext_noop("Whether deployments tell the last answer, too."),
    "readinessChecks.protocol": gettext_noop("HTTP or HTTPS, asked by Marathon."),
    "readinessChecks.timeoutSeconds": gettext_noop("How long an answer may take; less than the interval."),
    "requirePorts": gettext_noop(
        "The numbers in portDefinitions must be free on the agent; else host ports are drawn."
    ),
    "taskKillGracePeriodSeconds": gettext_noop("How long a task may take to end before it is killed."),
    "unreachableStrategy": gettext_noop("What happens to tasks on an agent that cannot be reached."),
    "upgradeStrategy": gettext_noop("How many tasks run meanwhile when the app is changed."),
    "upgradeStrategy.maximumOverCapacity": gettext_noop("So large a share more may run."),
    "upgradeStrategy.minimumHealthCapacity": gettext_noop("So large a share at least keeps running."),
    "uris": gettext_noop("The old way to say fetch."),
    "user": gettext_noop("Who a task runs as."),
}
