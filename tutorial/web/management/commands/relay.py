"""`manage.py relay URL`: an attempt's cluster as a Mesos master on a port, for clients that know no paths."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.web.relay import Cluster, Relay, Unfit, listening_place


class Command(BaseCommand):
    """Exit status 1 when the address, the cluster behind it or the port won't do; 0 after Ctrl-C."""

    help = "Answers as the cluster's Mesos master on a port of its own, for Mesos-DNS. Ctrl-C ends it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="URL", help="the cluster's address, http://…/c/<capability>/")
        place = "where to listen; 127.0.0.1:5050 unless given, port 0 takes a free one"
        parser.add_argument("--listen", default="127.0.0.1:5050", metavar="HOST:PORT", help=place)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cluster = Cluster.at(options["url"])
            relay = Relay(cluster, listening_place(options["listen"]), self.stderr.write)
        except Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        with relay:
            self._serve(relay, cluster)

    def _serve(self, relay: Relay, cluster: Cluster) -> None:
        try:
            if (status := cluster.get("/mesos/master/state-summary").status) != 200:
                raise CommandError(
                    f"{cluster} answers {status}: is this the whole address, and the attempt still there?"
                )
            self.stdout.write(f"http://{relay.place}/ answers as the Mesos master of {cluster}; Ctrl-C ends it.")
            self.stdout.flush()
            relay.serve_forever()
        except Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        except KeyboardInterrupt:
            self.stdout.write("Ended.")
