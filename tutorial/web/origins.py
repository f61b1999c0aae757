"""Whose page may speak to us: our own, or none at all. Another site's page is refused."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def allowed_host(host: str) -> bool:
    """Whether a Host header names this installation."""
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def allowed_origin(origin: str | None, host: str) -> bool:
    """Whether an Origin header is ours, absent or `null`; `host` is the Host header of the same request."""
    if origin is None or origin == "null":
        return True
    if settings.PUBLIC_URL:
        ours = urlsplit(settings.PUBLIC_URL)
        return origin == f"{ours.scheme}://{ours.netloc}"
    return allowed_host(host) and urlsplit(origin).netloc == host


def public_url(scheme: str, host: str) -> str:
    """The address of this installation, without a slash at the end: the setting, else as this request came."""
    return settings.PUBLIC_URL or f"{scheme}://{host}"
