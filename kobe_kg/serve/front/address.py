"""What stands in a request's line and head, read strictly: the path, the query string, the server's own address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from kobe_kg.errors import ParameterError
from kobe_kg.serve import encoded
from kobe_kg.serve.problem import Refusal
from kobe_kg.serve.settings import Settings

#: Languages of what people read.
LANGUAGES = ("en", "fr")
#: Bytes of a path, and of a query string, at most; a longer query is sent by POST.
LONGEST_PATH, LONGEST_QUERY = 2_000, 64_000

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TAG = re.compile(r"\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")


class Target(NamedTuple):
    """A path and what stands behind its question mark, decoded."""

    path: str
    args: tuple[tuple[str, str], ...]


def target(raw_path: bytes, query: bytes) -> Target:
    """Read the target of a request; those that are short are remembered.

    :raises Refusal: when it is longer than any of ours, or no UTF-8.
    """
    return (_short if len(raw_path) + len(query) < 8000 else _target)(raw_path, query)


def _target(raw_path: bytes, query: bytes) -> Target:
    if len(raw_path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        raise Refusal(414, "too-long", "the address is too long", hint="a long query is sent by POST")
    try:
        path = encoded.decoded(raw_path)
        query.decode("ascii")
        args = encoded.pairs(query)
    except ValueError as error:
        raise Refusal(400, "address", "the address is no percent-encoded UTF-8") from error
    if _CONTROL.search(path):
        raise Refusal(400, "address", "the path holds a control character")
    if any(_CONTROL.search(name) or "\0" in value for name, value in args):
        raise Refusal(400, "address", "the query string holds a control character")
    return Target(path, args)


_short = lru_cache(maxsize=512)(_target)


def below(path: str, root: str) -> str:
    """Give a path as seen from the root the server stands under, whether or not a proxy has taken that away."""
    return path.removeprefix(root) or "/" if root and (path == root or path.startswith(f"{root}/")) else path


def odd(path: str, raw_path: bytes) -> bool:
    """Tell whether a path can be none of ours: it goes up, has an empty segment, or hides a slash.

    >>> odd("/event/../etc", b""), odd("//x", b""), odd("/event/x", b"/event/x")
    (True, True, False)
    """
    return (
        "//" in path
        or "\\" in path
        or not path.startswith("/")
        or b"%2f" in raw_path.lower()
        or any(part in (".", "..") for part in path.split("/"))
    )


def language(args: Iterable[tuple[str, str]], accepted: str) -> str:
    """Give the language to answer in: the one asked for by ``lang``, or else the one the client would rather have.

    :raises ParameterError: when ``lang`` names none of ours.

    >>> language([], "de, fr-CA;q=0.8, en;q=0.5"), language([("lang", "en")], "fr")
    ('fr', 'en')
    """
    asked = [value for name, value in args if name == "lang"]
    for value in asked:
        if value not in LANGUAGES:
            raise ParameterError(f"'lang' is one of {', '.join(LANGUAGES)}, not {value!r}")
    return asked[0] if asked else _preferred(accepted[:500])


@lru_cache(maxsize=256)
def _preferred(accepted: str) -> str:
    rated: dict[str, float] = {}
    for part in accepted.split(","):
        found = _TAG.fullmatch(part)
        if found:
            rated[found[1].lower()] = max(float(found[2] or 1), rated.get(found[1].lower(), 0))
    others = rated.get("*", 0.0)
    return max(LANGUAGES, key=lambda lang: rated.get(lang, others))


class Origin(NamedTuple):
    """Where a request says that it was sent to, and who sent it."""

    #: The server's address from outside, without a slash at the end.
    base: str
    #: The path in it that the server stands under.
    root: str
    #: The client's address.
    client: str


class Origins:
    """Reads where requests were sent to; what a proxy says counts if the proxy is trusted.

    :raises ParameterError: when what is to be trusted is no address.
    """

    def __init__(self, settings: Settings) -> None:
        self._public = settings.public and settings.public.rstrip("/")
        self._root = settings.root_path.rstrip("/")
        try:
            self._trusted = [ip_network(address) for address in settings.trusted]
        except ValueError as error:
            raise ParameterError(f"no address of a proxy: {error}") from error
        if not _PREFIX.fullmatch(self._root):
            raise ParameterError(f"no path to stand under: {settings.root_path!r}", hint="such as /kobe")
        if self._public and not re.fullmatch(rf"https?://{_HOST.pattern}{_PREFIX.pattern}", self._public):
            raise ParameterError(
                f"no address of a server: {settings.public!r}", hint="such as https://example.org/kobe"
            )

    def read(self, headers: dict[bytes, bytes], scheme: str, peer: str, mounted: str) -> Origin:
        """Read where a request was sent to.

        :param peer: address of who is connected.
        :param mounted: path under which another application has put this one.
        :raises Refusal: when its Host header is none.
        """
        host, root, client = headers.get(b"host", b"").decode("latin-1"), mounted.rstrip("/") or self._root, peer
        if self._trusted and self.trusts(peer):
            scheme, host, root, client = self._forwarded(headers, scheme, host, root, peer)
        if self._public is not None:
            return Origin(self._public, root, client)
        if not _HOST.fullmatch(host):
            raise Refusal(400, "host", "the Host header names no host")
        return Origin(f"{scheme}://{host}{root}", root, client)

    def trusts(self, peer: str) -> bool:
        """Tell whether an address is one of the trusted proxies."""
        try:
            found = ip_address(peer)
        except ValueError:
            return False
        return any(found in network for network in self._trusted)

    def _forwarded(
        self, headers: dict[bytes, bytes], scheme: str, host: str, root: str, peer: str
    ) -> tuple[str, str, str, str]:
        def said(name: bytes) -> str:
            return headers.get(name, b"").decode("latin-1").rpartition(",")[2].strip()

        if said(b"x-forwarded-proto") in ("http", "https"):
            scheme = said(b"x-forwarded-proto")
        host = said(b"x-forwarded-host") or host
        prefix = said(b"x-forwarded-prefix").rstrip("/")
        if prefix and _PREFIX.fullmatch(prefix):
            root = prefix
        passed = [part.strip() for part in headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")]
        clients = [part for part in passed if re.fullmatch(r"[0-9A-Fa-f.:]{2,45}", part)]
        outside = next((part for part in reversed(clients) if not self.trusts(part)), peer)
        return scheme, host, root, outside
