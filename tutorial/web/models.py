"""What is stored: attempts, their branches and journals, the hashes of their capabilities, the lessons they need.

A world is never stored: its journal is the attempt.
"""

from typing import ClassVar

from django.db import models

KIND = 12
NAME = 100


class Attempt(models.Model):
    """One learner's cluster. Its logical clock stood at 0 at `anchor_wall_ms`, at the article's speed of 1."""

    id = models.CharField(primary_key=True, max_length=32)
    lesson = models.CharField(max_length=NAME, blank=True)
    lesson_hash = models.CharField(max_length=32, blank=True)
    scenario = models.TextField(default='"article"')
    seed = models.CharField(max_length=NAME, blank=True)
    language = models.CharField(max_length=20, default="en")
    engine = models.CharField(max_length=20)
    anchor_wall_ms = models.BigIntegerField()
    created = models.DateTimeField(auto_now_add=True)
    current = models.ForeignKey("Branch", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.id


class Capability(models.Model):
    """What somebody may do with an attempt who knows the secret whose hash this is."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="capabilities")
    kind = models.CharField(max_length=KIND)
    digest = models.CharField(max_length=64, unique=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.attempt_id}"


class Branch(models.Model):
    """A line of history: what its parent held up to `fork_rev`, then entries of its own.

    Its logical clock stood at `at_ms` at `wall_ms`, when it was made; where they are None, at 0 when the attempt was.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="branches")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    fork_rev = models.BigIntegerField(default=0)
    at_ms = models.BigIntegerField(null=True)
    wall_ms = models.BigIntegerField(null=True)
    name = models.CharField(max_length=NAME)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "name"], name="branch_name")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.name}"


class Entry(models.Model):
    """One entry of a journal, with what its replay must give: exit code and state hash, empty while it runs.

    `wall_ms` anchors the logical clock at `at_ms`, with the speed that the last entry of kind clock up to this one
    set; `answers` are those of outside tools, as JSON; `line_id` is what the client that typed a line calls it.
    """

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="entries")
    seq = models.IntegerField()
    at_ms = models.BigIntegerField()
    wall_ms = models.BigIntegerField()
    rev = models.BigIntegerField(default=0)
    terminal = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=KIND)
    text = models.TextField()
    answers = models.TextField(default="{}")
    exit_code = models.IntegerField(null=True)
    state_hash = models.CharField(max_length=32, blank=True)
    steps = models.IntegerField(default=0)
    line_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["branch", "seq"], name="entry_number")
        ]

    def __str__(self) -> str:
        return f"{self.branch_id}:{self.seq}"


class Shared(models.Model):
    """A journal that a link leads to. Only the hash of the secret with which it can be deleted is stored."""

    id = models.CharField(primary_key=True, max_length=32)
    journal = models.TextField()
    digest = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.id


class LessonFiles(models.Model):
    """The files of a lesson as they were when an attempt began: path → text, as JSON."""

    content_hash = models.CharField(primary_key=True, max_length=32)
    lesson = models.CharField(max_length=NAME)
    files = models.TextField()

    def __str__(self) -> str:
        return f"{self.lesson}@{self.content_hash}"
