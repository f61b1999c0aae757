"""vi and nano: a file's way into the page's editor, for a terminal that shows lines has no full-screen programs."""

from tutorial.shell import files
from tutorial.shell.command import Call, Command
from tutorial.shell.errors import UsageError
from tutorial.shell.quoting import quoted
from tutorial.shell.spans import Span

IN_THE_PAGE = ": this name opens it in the page's editor."


def run(call: Call) -> int:
    """Names the file, which leads into the editor of the page, and says what does the same without one."""
    paths = [word for word in call.args if not word.startswith(("-", "+"))]
    if len(paths) != 1:
        raise UsageError("one file is wanted: the page's editor opens it", exit_code=1)
    session, path = call.session, paths[0]
    place = files.absolute(session.cwd, path)
    files.check_way(call.world, session.place, session.user, path, place)
    found = files.lookup(call.world, session.place, place)
    if found is not None and found.is_dir:
        raise files.FileError(path, "Is a directory")
    here = f"cat > {quoted(path)} <<'EOF'"
    if found is None:
        call.out(f'"{path}" [New File]\nNew file in the list of files opens an editor for it. Without a page: {here}\n')
        return 0
    call.out_spans(
        (Span(path, f"file:{session.place}:{place}", "file"), Span(f"{IN_THE_PAGE} Without a page: {here}\n"))
    )
    return 0


COMMAND = Command(
    "vi",
    "Open a file in the page's editor.",
    "vi FILE",
    run,
    aliases=("nano", "vim"),
)
