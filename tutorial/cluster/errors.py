"""Errors of the simulated cluster. A lost packet is an answer, never one of these."""


class ClusterError(Exception):
    """Something was asked of the cluster that it refuses; `code` is stable, the text is for people."""

    code = "cluster"


class ScenarioError(ClusterError):
    """A scenario or lab description that cannot become a world: says which field and why."""

    code = "scenario"


class BudgetExceeded(ClusterError):
    """A line has used up its counted steps and must end."""

    code = "budget"
