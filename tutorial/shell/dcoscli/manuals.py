"""Help texts of `dcos package`, `task` and `service` 1.13, as the real one prints them."""

PACKAGE = """\
Description:
    Install and manage DC/OS software packages.

Usage:
    dcos package --config-schema
    dcos package --help
    dcos package --info
    dcos package describe <package-name>
                          [--app [--render] --cli --config --options=<file>]
                          [--package-version=<package-version>]
    dcos package describe <package-name> --package-versions
    dcos package install <package-name>
                         [(--cli [--global]) | --app]
                         [--package-version=<package-version>]
                         [--options=<file>]
                         [--yes]
    dcos package list [<package-name> --json --app-id=<app-id> --cli]
    dcos package repo add <repo-name> <repo-url> [--index=<index>]
    dcos package repo import <repos-file>
    dcos package repo list [--json]
    dcos package repo remove <repo-names>...
    dcos package search [<query> --json]
    dcos package uninstall <package-name>
                           [--cli | [--app [--app-id=<app-id> | --all] --yes]]

Commands:
    describe
        Get specific details for packages.
    install
        Install a package.
    list
        Print a list of the installed DC/OS packages.
    repo add
        Add a package repository to DC/OS.
    repo import
        Import a file containing package repositories.
    repo list
        Print the package repository sources. Possible sources include a local
        file, HTTPS, and Git.
    repo remove
        Remove a package repository from DC/OS.
    search
        Search the package repository.
    uninstall
        Uninstall a package.

Options:
    --all
        All applications.
    --app
        Application only.
    --app-id=<app-id>
        The application ID.
    --cli
        Command line only.
    --config
        Print the configurable properties of the `marathon.json` file.
    --global
        Install a subcommand for all configured clusters
    --index=<index>
        The numerical position in the package repository list. Package
        repositories are searched in descending order. By default, the Universe
        repository first in the list.
    -h, --help
        Print usage.
    --info
        Print a short description of this subcommand.
    --json
        JSON-formatted data.
    --options=<file>
        Path to a JSON file that contains customized package installation options.
    --package-version=<package-version>
        The package version.
    --package-versions
        Print all versions for this package.
    --render
        Collate the `marathon.json` package template with values from the
        `config.json` and `--options`. If not provided, print the raw templates.
    --version
        Print version information.
    --yes
        Disable interactive mode and assume "yes" is the answer to all prompts.

Positional Arguments:
    <package-name>
        Name of the DC/OS package.
    <query>
        Pattern to use for searching the package repository.  You can use
        complete or partial values.
    <repo-name>
        Name of the package repository. For example, `Universe`.
    <repo-url>
        URL of the package repository. For example,
        https://universe.mesosphere.com/repo.
    <repo-file>
        A file containing package repositories, listed in the format
        of `dcos package list --json`.

        Example:
          {"repositories": [{"name": "Universe", "uri": "uri-here"}]}
"""

TASK = """\
Description:
    Manage DC/OS tasks.

Usage:
    dcos task --help
    dcos task --info
    dcos task --version
    dcos task attach [--no-stdin] <task>
    dcos task exec [--interactive --tty] <task> [--] <cmd> [<args>...]
    dcos task log [--all | --completed] [--follow --lines=N] [<task>] [<file>]
    dcos task ls [--all | --completed] [--long] [<task>] [<path>]
    dcos task metrics details <task-id> [--json]
    dcos task metrics summary <task-id> [--json]
    dcos task [--all | --completed] [--json <task>]

Command:
    attach
        Attach the CLI to the stdio of an already running task (<task>).
        To detach type the sequence CTRL-p CTRL-q.
    exec
        Launch a process (<cmd>) inside of a container for a task (<task>).
    log
        Print the task log. By default, the 10 most recent task logs from stdout
        are printed.
    ls
        Print the list of files in the Mesos task sandbox.
    metrics details
        Print a table of all metrics for the task specified by <task-id>
    metrics summary
        Print a table of key metrics for the task specified by <task-id>

Options:
    --all
        Print completed and in-progress tasks.
    --completed
        Print completed tasks.
    -h, --help
        Print usage.
    --info
        Print a short description of this subcommand.
    -i, --interactive
        Attach a STDIN stream to the remote command for an interactive session.
    -t, --tty
        Attach a tty to the remote stream.
    --follow
        Dynamically update the log.
    --json
        Print JSON-formatted list of tasks.
    --lines=N
        Print the last N lines. The default is 10 lines.
    --long
        Print full Mesos sandbox file attributes.
    --no-stdin
        Don't attach the stdin of the CLI to the task.
    --version
        Print version information.

Positional Arguments:
    <cmd>
        The command to run inside the remote task's container.
        For example: `/bin/bash`.
    <args>
        Additional arguments to pass to the command (<cmd>).
    <file>
        Specify the sandbox file to print. The default is stdout.
    <path>
        The Mesos sandbox directory path. The default is '.'.
    <task>
        A full task ID, a partial task ID, or a Unix shell wildcard pattern (eg. 'my-task*').
"""

SERVICE = """\
Description:
    Manage DC/OS services.

Usage:
    dcos service --help
    dcos service --info
    dcos service [--completed --inactive --json]
    dcos service --version
    dcos service log [--follow --lines=N --ssh-config-file=<path>]
                     <service> [<file>]
    dcos service shutdown <service-id>

Commands:
    log
        Print the service logs.

    shutdown
        Shutdown a service.

Options:
    --completed
        Show the completed and active services. Completed services have either
        been disconnected from master and reached their failover timeout, or
        have been explicitly shutdown via the /shutdown endpoint.
    -h, --help
        Print usage.
    --follow
        Print data as the log file grows.
    --inactive
        Show the inactive and active services. Inactive services have been
        disconnected from master, but haven't yet reached their failover timeout.
    --info
        Print a short description of this subcommand.
    --json
        Print JSON-formatted list of DC/OS services.
    --lines=N
        Print the last N lines, where 10 is the default.
    --ssh-config-file=<path>
        The path to the SSH config file. This is used to access the Marathon
        logs.
    --version
        Print version information.

Positional Arguments:
    <file>
        The service log filename for the Mesos sandbox. The default is stdout.
    <service>
        The DC/OS service name.
    <service-id>
        The DC/OS service ID.
"""
