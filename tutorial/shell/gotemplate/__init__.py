"""Go's text templates, as far as docker's users write them: actions, pipelines, range, if, with, variables, functions.

Sources: Go 1.10, text/template (parse/lex.go, parse/parse.go, exec.go, funcs.go); docker/cli 18.09,
templates/templates.go.
"""

from tutorial.shell.gotemplate.evaluate import filled
from tutorial.shell.gotemplate.parse import Fault, Template, parse

__all__ = ["Fault", "Template", "filled", "parse"]
