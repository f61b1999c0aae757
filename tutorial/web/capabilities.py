"""Capabilities: secrets that open an attempt. Only their keyed hash is stored, and each can be revoked by itself."""

import secrets
from dataclasses import dataclass

from django.utils import timezone
from django.utils.crypto import salted_hmac

from tutorial.web import models

WRITE, VIEW, CLUSTER = "write", "view", "cluster"
KINDS = (WRITE, VIEW, CLUSTER)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Grant:
    """Which attempt a capability opens, and for what."""

    attempt: str
    kind: str


def new_secret() -> str:
    """192 bits of chance, fit for a URL."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What is stored of a capability."""
    return salted_hmac("tutorial.web.capability", secret, algorithm="sha256").hexdigest()


def mint(attempt: models.Attempt) -> dict[str, str]:
    """One new capability of each kind: kind → secret. This is the only moment at which they can be read."""
    made = {kind: new_secret() for kind in KINDS}
    models.Capability.objects.bulk_create(
        models.Capability(attempt=attempt, kind=kind, digest=digest(secret)) for kind, secret in made.items()
    )
    return made


def find(secret: str) -> Grant | None:
    """What a capability opens; None for one that never was or was revoked."""
    if not secret or len(secret) > LONGEST:
        return None
    found = models.Capability.objects.filter(digest=digest(secret), revoked=None).values_list("attempt_id", "kind")
    row = found.first()
    return None if row is None else Grant(*row)


def revoke(attempt: str, kind: str) -> int:
    """Revoke every capability of that kind of an attempt; how many there were."""
    standing = models.Capability.objects.filter(attempt_id=attempt, kind=kind, revoked=None)
    return standing.update(revoked=timezone.now())


def bearer(header: str) -> str:
    """The capability of an `Authorization: Bearer …` header; empty when it has another form."""
    scheme, _, secret = header.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
