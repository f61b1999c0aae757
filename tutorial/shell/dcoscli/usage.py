"""Usage texts of the DC/OS CLI 1.13, as the real one prints them."""

CORE = """\
Usage:
    dcos [command]

Commands:
    auth
        Authenticate to DC/OS cluster
    cluster
        Manage your DC/OS clusters
    config
        Manage the DC/OS configuration file
    help
        Help about any command
    job
        Deploy and manage jobs in DC/OS
    marathon
        Deploy and manage applications to DC/OS
    node
        View DC/OS node information
    package
        Install and manage DC/OS software packages
    plugin
        Manage CLI plugins
    service
        Manage DC/OS services
    task
        Manage DC/OS tasks

Options:
    --version
        Print version information
    -v, -vv
        Output verbosity (verbose or very verbose)
    -h, --help
        Show usage help

Use "dcos [command] --help" for more information about a command.
"""

MARATHON_DESCRIPTION = """\
Description:
    Deploy and manage applications to DC/OS.

"""

MARATHON_USAGE = """\
Usage:
    dcos marathon --config-schema
    dcos marathon --help
    dcos marathon --info
    dcos marathon --version
    dcos marathon about
    dcos marathon app add [<app-resource>]
    dcos marathon app list [--json|--quiet]
    dcos marathon app remove [--force] <app-id>
    dcos marathon app restart [--force] <app-id>
    dcos marathon app show [--app-version=<app-version>] <app-id>
    dcos marathon app start [--force] <app-id> [<instances>]
    dcos marathon app stop [--force] <app-id>
    dcos marathon app kill [--scale] [--host=<host>] <app-id>
    dcos marathon app update [--force] <app-id> [<properties>...]
    dcos marathon app version list [--max-count=<max-count>] <app-id>
    dcos marathon delay reset <app-id>|<pod-id>
    dcos marathon deployment list [--json|--quiet] [<app-id>]
    dcos marathon deployment rollback <deployment-id>
    dcos marathon deployment stop <deployment-id>
    dcos marathon deployment watch [--max-count=<max-count>]
                                   [--interval=<interval>] <deployment-id>
    dcos marathon group add [<group-resource>]
    dcos marathon group list [--json]
    dcos marathon group scale [--force] <group-id> <scale-factor>
    dcos marathon group show [--group-version=<group-version>] <group-id>
    dcos marathon group remove [--force] <group-id>
    dcos marathon group update [--force] <group-id> [<properties>...]
    dcos marathon leader delete
    dcos marathon leader show [--json]
    dcos marathon ping [--once]
    dcos marathon plugin list [--json]
    dcos marathon pod add [<pod-resource>]
    dcos marathon pod kill <pod-id> [<instance-ids>...]
    dcos marathon pod list [--json|--quiet]
    dcos marathon pod remove [--force] <pod-id>
    dcos marathon pod show <pod-id>
    dcos marathon pod update [--force] <pod-id>
    dcos marathon debug list [--json]
    dcos marathon debug summary <app-id> [--json]
    dcos marathon debug details <app-id> [--json]
    dcos marathon task list [--json|--quiet] [<app-id>]
    dcos marathon task stop [--wipe] <task-id>
    dcos marathon task kill [--scale] [--wipe] [--json] [<task-ids>...]
    dcos marathon task show <task-id>

"""

MARATHON_DETAILS = """\
Commands:
    about
        Print info.json for DC/OS Marathon.
    app add
        Add an application.
    app list
        List the installed applications.
    app remove
        Remove an application.
    app restart
        Restart an application.
    app show
        Show the `marathon.json` for an  application.
    app start
        Start an application.
    app stop
        Stop an application.
    app kill
        Kill a running application instance.
    app update
        Update an application.
    app version list
        List the version history of an application.
    delay reset
        Reset the current delay (if any) of the application.
    deployment list
        Print a list of currently deployed applications.
    deployment rollback
        Remove a deployed application.
    deployment stop
        Cancel the in-progress deployment of an application.
    deployment watch
        Monitor deployments.
    group add
        Add a group.
    group list
        Print the list of groups.
    group scale
        Scale a group.
    group show
        Print a detailed list of groups.
    group remove
        Remove a group.
    group update
        Update a group.
    pod add
        Add a pod.
    pod kill
        Kill one or more running pod instances.
    pod list
        List the deployed pods.
    pod remove
        Remove a pod.
    pod show
        Display detailed information for a specific pod.
    pod update
        Update a pod.
    debug list
        Print a list of currently queued instance launches for
        debugging purpose.
    debug summary
        Display summarized information for a queued instance launch
        for debugging purpose.
    debug details
        Display detailed information for a queued instance launch
        for debugging purpose.
    task list
        List all tasks.
    task stop
        Stop a task.
    task kill
        Kill one or more tasks.
    task show
        List a specific task.

Options:
    --app-version=<app-version>
        The version of the application to use. It can be specified as an
        absolute or relative value. Absolute values must be in ISO8601 date
        format. Relative values must be specified as a negative integer and they
        represent the version from the currently deployed application definition.
    --config-schema
        Show the configuration schema for the Marathon subcommand.
    --force
        Disable checks in Marathon during updates.
    --group-version=<group-version>
        The group version to use for the command. It can be specified as an
        absolute or relative value. Absolute values must be in ISO8601 date
        format. Relative values must be specified as a negative integer and they
        represent the version from the currently deployed group definition.
    -h, --help
        Print usage.
    --host=<host>
        The hostname that is running app.
    --info
        Print a short description of this subcommand.
    --interval=<interval>
        Number of seconds to wait between actions.
    --json
        Print JSON-formatted data.
    --max-count=<max-count>
        Maximum number of entries to fetch and return.
    -q, --quiet
        Display IDs only for list.
    --scale
        Scale the app down after performing the the operation.
    --version
        Print version information.
    --wipe
        Wipe persistent data.

Positional Arguments:
    <app-id>
        The application ID.
    <app-resource>
        Path to a file or HTTP(S) URL that contains the app's JSON definition.
        If omitted, the definition is read from stdin. For a detailed
        description, see
        https://mesosphere.github.io/marathon/docs/rest-api.html#post-v2apps.
    <deployment-id>
        The deployment ID.
    <group-id>
        The group ID.
    <group-resource>
        Path to a file or HTTP(S) URL that contains the group's JSON definition.
        If omitted, the definition is read from stdin. For a detailed
        description, see
        https://mesosphere.github.io/marathon/docs/rest-api.html#post-v2groups.
    <instance-ids>
        List of one or more space-separated pod instance IDs.
    <instances>
        The number of instances.
    <pod-id>
        The pod ID.
    <pod-resource>
        Path to a file or HTTP(S) URL that contains the pod's JSON definition.
        If omitted, the definition is read from stdin.
    <properties>
        List of one or more JSON object properties which are separated by a space.
        The list must be formatted as <key>=<value>. For example, `cpus=2.0 mem=308`.
        If omitted, properties are read from a JSON object provided on stdin.
    <task-id>
        The task ID.
    <task_ids>
        List of task IDs.
    <scale-factor>
        The factor to scale an application group by.
"""
