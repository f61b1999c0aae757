"""Errors of the shell. Each becomes words on standard error and an exit code, never a traceback."""


class ShellError(Exception):
    """A command can't go on: `bash`-like words without the command's name (`label` replaces that), and the
    exit code."""

    code = "shell"

    def __init__(self, text: str, exit_code: int = 2, label: str = "") -> None:
        super().__init__(text)
        self.exit_code, self.label = exit_code, label


class LineFault(ShellError):
    """An error that ends the whole line, as `${x:?words}` does."""

    code = "line"


class UsageError(ShellError):
    """The command line is wrong or asks for something that is not supported here."""

    code = "usage"


class SyntaxFault(ShellError):
    """The line can't be parsed; the text has bash's own words."""

    code = "syntax"
