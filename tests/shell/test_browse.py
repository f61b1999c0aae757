"""Files as they are looked at from outside of the shell, and the words that name them in what is typed and printed."""

import pytest

from tests.shell.build import Typist, world
from tutorial.cluster.host import FILES, File
from tutorial.cluster.world import World
from tutorial.shell import FileError, look, typed_spans


def built() -> World:
    made = world({"app.json": "{}\n", "b": ""})
    made.put(FILES, "/etc/secret", File("x", mode=0o600), "laptop")
    made.put(FILES, "/etc/hosts", File("127.0.0.1 localhost\n"), "laptop")
    made.put(FILES, "/closed", File(is_dir=True, mode=0o700), "laptop")
    return made


def test_a_file_is_seen_with_its_text_and_whether_it_may_be_written() -> None:
    seen = look(built(), "laptop", "app.json")
    assert (seen.place, seen.user, seen.path, seen.text) == ("laptop", "you", "/home/you/app.json", "{}\n")
    assert seen.writable
    assert not look(built(), "laptop", "/etc/hosts").writable


def test_a_folder_is_seen_with_what_is_in_it() -> None:
    seen = look(built(), "laptop", "")
    assert (seen.path, seen.text) == ("/home/you", None)
    assert seen.entries == (("app.json", False, 3), ("b", False, 0))
    assert ("you", True, 0) in look(built(), "laptop", "/home").entries


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nothing", "nothing: No such file or directory"),
        ("/etc/secret", "/etc/secret: Permission denied"),
        ("/closed", "/closed: Permission denied"),
        ("/etc/hosts/", "/etc/hosts/: Not a directory"),
    ],
)
def test_what_cannot_be_seen_is_told_in_the_systems_words(path: str, words: str) -> None:
    with pytest.raises(FileError) as caught:
        look(built(), "laptop", path)
    assert str(caught.value) == words


def test_a_place_where_nothing_was_typed_can_be_looked_at_and_is_not_opened() -> None:
    made = built()
    before = made.state
    assert look(made, "S1", "").path == "/root"
    assert made.state is before
    with pytest.raises(ValueError, match="no place"):
        look(made, "S9", "")


def test_names_of_files_are_linked_in_what_is_typed_and_printed() -> None:
    typist = Typist(built())
    spans = typed_spans(typist.world, "t", "cat app.json /etc/hosts nothing.json > b")
    assert [(span.text, span.element, span.kind) for span in spans if span.element] == [
        ("app.json", "file:laptop:/home/you/app.json", "file"),
        ("/etc/hosts", "file:laptop:/etc/hosts", "file"),
        ("b", "file:laptop:/home/you/b", "file"),
    ]
    assert "".join(span.text for span in spans) == "cat app.json /etc/hosts nothing.json > b"
    assert [span.text for span in typist.type("ls").spans if span.kind == "file"] == ["app.json", "b"]
    assert [span.text for span in typist.type("cd /etc; ls").spans if span.kind == "file"] == []
    assert [span.text for span in typist.type("ls").spans if span.kind == "file"] == ["hosts", "secret"]


def test_a_very_long_line_is_not_looked_into() -> None:
    typist = Typist(built())
    assert len(typed_spans(typist.world, "t", "app.json " * 2)) == 4
    assert typed_spans(typist.world, "t", "app.json " * 1000) == ()
    assert typed_spans(typist.world, "t", "nothing here") == ()
    assert len(typed_spans(typist.world, "t", "app.json")) == 1
