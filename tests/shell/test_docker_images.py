"""Images pulled by hand and by tasks, and what containers said."""

import pytest

from tests.build import app, article_attempt, typed
from tests.shell.build import Typist, world
from tutorial.attempt import Attempt, Line
from tutorial.cluster.docker import images, pulling
from tutorial.cluster.docker.tables import EXECUTORS, IMAGES

HTTPI = images.REGISTRY["dcoslabs/httpi:latest"]
DENIED = (
    "Error response from daemon: pull access denied for {}, repository does not exist or may require 'docker login'\n"
)


@pytest.fixture
def attempt() -> Attempt:
    """The article's cluster before anything runs on it."""
    return article_attempt({"bad.json": app(id="/bad", cmd="/httpi -port x")})


def told(line: Line) -> tuple[str, str, int | None]:
    return line.text("stdout"), line.text("stderr"), line.exit_code


def test_an_image_that_is_missing_comes_layer_by_layer(attempt: Attempt) -> None:
    line = typed(attempt, "docker pull dcoslabs/httpi", "S1")
    base, added = (layer.id for layer in pulling.layers(attempt.world, HTTPI))
    digest = pulling.digest(attempt.world, HTTPI)
    assert line.text("stdout").splitlines() == [
        "Using default tag: latest",
        "latest: Pulling from dcoslabs/httpi",
        f"{base}: Pull complete",
        f"{added}: Pull complete",
        f"Digest: sha256:{digest}",
        "Status: Downloaded newer image for dcoslabs/httpi:latest",
    ]
    manifest_ms = pulling.manifest_ms(attempt.world, "S1")
    assert attempt.world.now_ms - line.entry.at_ms == manifest_ms + HTTPI.size_mb * pulling.MS_PER_MB
    assert attempt.world[IMAGES, HTTPI.name, "S1"].causes[0].line == 1
    assert attempt.world.get(IMAGES, HTTPI.name, "S2") is None
    again = typed(attempt, "docker pull dcoslabs/httpi:latest", "S1")
    assert again.text("stdout").splitlines()[1:] == [
        f"Digest: sha256:{digest}",
        "Status: Image is up to date for dcoslabs/httpi:latest",
    ]
    assert attempt.world.now_ms - again.entry.at_ms == manifest_ms


def test_a_pull_that_nobody_watches_tells_each_step(attempt: Attempt) -> None:
    told_steps = typed(attempt, "docker pull dcoslabs/httpi | grep -o ': [VDP].*'", "S1").text("stdout").splitlines()
    layer = [": Verifying Checksum", ": Download complete", ": Pull complete"]
    fetching = [": Pulling from dcoslabs/httpi", ": Pulling fs layer", ": Pulling fs layer"]
    assert told_steps == [*fetching, *layer, *layer, ": Downloaded newer image for dcoslabs/httpi:latest"]


@pytest.mark.parametrize(
    ("name", "output", "error"),
    [
        ("nginx", "Using default tag: latest\n", DENIED.format("nginx")),
        ("a/b:c", "", DENIED.format("a/b")),
        ("dcoslabs/httpi:2", "", "Error response from daemon: manifest for dcoslabs/httpi:2 not found\n"),
        ("Nginx", "", "invalid reference format: repository name must be lowercase\n"),
        ("a::b", "", "invalid reference format\n"),
        ("''", "", "invalid reference format\n"),
    ],
)
def test_what_the_registry_does_not_have_is_refused(attempt: Attempt, name: str, output: str, error: str) -> None:
    assert told(typed(attempt, f"docker pull {name}", "S1")) == (output, error, 1)
    assert attempt.world.values(IMAGES, "S1") == ()


def test_a_pull_that_is_given_up_leaves_nothing() -> None:
    typist = Typist(world(), "S1", "root")
    shown = typist.type("docker pull dcoslabs/httpi", interrupt_at=2)
    assert (shown.stdout.count("Pull complete"), shown.exit_code) == (1, 130)
    assert typist.world.values(IMAGES, "S1") == ()


def test_an_image_that_is_there_spares_a_task_its_time(attempt: Attempt) -> None:
    took_ms = []
    for made in (attempt, article_attempt()):
        if made is attempt:
            typed(made, "docker pull dcoslabs/httpi", "S1")
        line = typed(made, "dcos marathon app add httpi_host.json; sleep 30")
        took_ms.append(made.world[IMAGES, HTTPI.name, "S1"].pulled_ms - line.entry.at_ms)
    assert took_ms[1] - took_ms[0] == HTTPI.size_mb * pulling.MS_PER_MB


def test_a_task_says_what_it_is_pulling(attempt: Attempt) -> None:
    """As long as it does, and no longer."""
    typed(attempt, "dcos marathon app add httpi_host.json; sleep 1.5")
    (task,) = (element for element in attempt.picture.document() if element["kind"] == "task")
    assert task["facts"]["pulling"] == "dcoslabs/httpi:latest"
    (executor,) = attempt.world.values(EXECUTORS, "S1")
    assert executor.state == "starting"
    typed(attempt, "sleep 10")
    (task,) = (element for element in attempt.picture.document() if element["kind"] == "task")
    assert "pulling" not in task["facts"]


def test_images_are_listed_newest_first(attempt: Attempt) -> None:
    head = "REPOSITORY               TAG                 IMAGE ID            CREATED             SIZE\n"
    assert typed(attempt, "docker images", "S1").text("stdout") == head.replace("REPOSITORY     ", "REPOSITORY")
    typed(attempt, "docker pull mesosphere/marathon-lb:v1.13.1; docker pull dcoslabs/httpi", "S1")
    names = "dcoslabs/httpi:latest", "mesosphere/marathon-lb:v1.13.1"
    ids = [pulling.id_of(attempt.world, images.REGISTRY[name])[:12] for name in names]
    assert typed(attempt, "docker images", "S1").text("stdout") == (
        f"{head}dcoslabs/httpi           latest              {ids[0]}        6 days ago          11MB\n"
        f"mesosphere/marathon-lb   v1.13.1             {ids[1]}        3 weeks ago         93MB\n"
    )
    assert typed(attempt, "docker image ls -q", "S1").text("stdout").split() == ids
    assert typed(attempt, "docker images -q dcoslabs/httpi", "S1").text("stdout").split() == ids[:1]
    assert typed(attempt, "docker images none | wc -l", "S1").text("stdout") == "1\n"
    assert typed(attempt, "docker images --format '{{.Tag}} {{.CreatedAt}}' | head -1", "S1").text("stdout") == (
        "latest 2019-07-16 09:12:40 +0000 UTC\n"
    )


def test_a_container_keeps_what_its_program_said(attempt: Attempt) -> None:
    typed(attempt, "dcos marathon app add bad.json; sleep 60")
    (host, *_) = (name for name in ("S1", "S2", "S3", "S4") if attempt.world.values(IMAGES, name))
    said = "listen tcp: address x: invalid port\n"
    assert told(typed(attempt, "docker logs $(docker ps -lq)", host)) == ("", said, 0)
    typed(attempt, "docker start $(docker ps -lq)", host)
    name = typed(attempt, "docker ps -a --format '{{.Names}} {{.Status}}' | grep -m1 'Less than'", host).text("stdout")
    assert told(typed(attempt, f"docker logs {name.split()[0]}", host)) == ("", said * 2, 0)
    assert told(typed(attempt, f"docker logs --tail 1 {name.split()[0]}", host)) == ("", said, 0)
    assert told(typed(attempt, "docker logs none", host)) == ("", "Error: No such container: none\n", 1)


def test_following_the_log_lasts_as_long_as_the_container(attempt: Attempt) -> None:
    typed(attempt, "dcos marathon app add httpi_host.json; sleep 30")
    line = typed(attempt, "docker kill -s TERM $(docker ps -lq); docker logs -f $(docker ps -lq); docker ps -q", "S1")
    assert line.text("stdout").count("\n") == 1
    assert line.text("stderr") == ""


def test_info_counts_what_is_there(attempt: Attempt) -> None:
    typed(attempt, "dcos marathon app add httpi_host.json; sleep 30")
    shown = typed(attempt, "docker info", "S1").text("stdout")
    assert shown.startswith("Containers: 1\n Running: 1\n Paused: 0\n Stopped: 0\nImages: 1\nServer Version: 18.09.2\n")
    assert shown.endswith("CPUs: 4\nName: ip-172-16-9-84\n")
    assert typed(attempt, "docker version | grep -c 18.09.2", "S1").text("stdout") == "2\n"
