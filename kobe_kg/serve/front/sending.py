"""From a reply to what goes over the wire: validators, compression, and the headers every answer carries."""

from __future__ import annotations

import gzip
import re
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from kobe_kg.serve.message import Reply

Headers: TypeAlias = list[tuple[bytes, bytes]]

#: What a page may do: nothing but what comes from here.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Headers of every answer.
ALWAYS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Content-Location, ETag, Kobe-Complete, Kobe-Dataset, Kobe-Empty, Kobe-Query, Link, Location, Retry-After",
    ),
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
]
#: What an answer of the graph depends on beside its address.
VARY = b"Accept, Accept-Language, Accept-Encoding"

_COMPRESSED = re.compile(r"text/|image/svg|application/(?!octet-stream|zip|gzip|vnd\.apache\.parquet)", re.IGNORECASE)
_SMALLEST = 600
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: Bytes from which on a body is compressed beside the loop.
LARGE = 256 * 1024
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


class Sent(NamedTuple):
    """A reply with its validator and its headers as bytes, ready to be sent to many."""

    status: int
    headers: Headers
    body: bytes
    #: The strong validator, quoted; empty for what is no 200.
    etag: str
    #: Whether it may be compressed, and is worth it.
    compressible: bool
    #: Whether equal requests may get it too.
    lasting: bool
    #: The same body compressed, with a validator of its own; made when it is first asked for.
    gzipped: bytes = b""


def prepared(reply: Reply) -> Sent:
    """Make a reply ready to be sent."""
    given = [_header(name, value) for name, value in reply.headers]
    names = {name for name, _ in given}
    etag = validator(reply) if reply.status == 200 and reply.lasting else ""
    if b"cache-control" not in names:
        given.append((b"cache-control", b"no-cache" if etag else b"no-store"))
    if b"vary" not in names:
        given.append((b"vary", VARY))
    if reply.body or reply.status == 200:
        given.append((b"content-type", _value(reply.content_type)))
    compressible = len(reply.body) >= _SMALLEST and _COMPRESSED.match(reply.content_type) is not None
    return Sent(reply.status, [*given, *ALWAYS], reply.body, etag, compressible, reply.lasting)


@lru_cache(maxsize=256)
def _header(name: str, value: str) -> tuple[bytes, bytes]:
    return name.lower().encode(), _value(value)


def _value(text: str) -> bytes:
    """Write a header's value; what would end the header is left out."""
    return _CONTROL.sub("", text).encode("utf-8", "replace")


def validator(reply: Reply) -> str:
    """Give the strong ETag of a reply: equal for equal bytes of equal type, and for nothing else."""
    found = sha256(reply.content_type.encode() + b"\0")
    found.update(reply.body)
    return f'"{urlsafe_b64encode(found.digest())[:24].decode()}"'


def compressed(sent: Sent) -> Sent:
    """Add the compressed body."""
    return sent._replace(gzipped=gzip.compress(sent.body, 5, mtime=0))


def of_gzip(etag: str) -> str:
    """Give the validator of the compressed form.

    >>> of_gzip('"abc"')
    '"abc-gz"'
    """
    return etag and f'{etag[:-1]}-gz"'


def takes_gzip(accepted: str) -> bool:
    """Tell whether a client would rather have gzip than the plain bytes (RFC 9110, section 12.5.3).

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("identity, gzip;q=0.5"), takes_gzip("")
    (True, False, False, False)
    """
    if accepted in ("gzip, deflate, br", "gzip, deflate, br, zstd", "gzip, deflate", "gzip"):
        return True
    rated: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, more = part.strip().partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", more)
        rated[name.strip()] = float(found[1]) if found else 1.0
    wish = rated.get("gzip", rated.get("x-gzip", rated.get("*", 0.0)))
    return wish > 0 and wish >= rated.get("identity", 0.0)


def matched(condition: str, etag: str) -> str | None:
    """Give the validator that If-None-Match names, if it names one of a reply's.

    >>> matched('W/"x", "abc-gz"', '"abc"')
    '"abc-gz"'
    """
    if not etag:
        return None
    if condition.strip() == "*":
        return etag
    tags = set(_TAG.findall(condition))
    return next((tag for tag in (etag, of_gzip(etag)) if tag in tags), None)


def answer_of(sent: Sent, *, condition: str = "", gzipped: bool = False) -> tuple[int, Headers, bytes]:
    """Give status, headers and body of what is sent to one client.

    :param condition: its If-None-Match.
    :param gzipped: whether it takes gzip; `sent` is compressed by then.
    """
    if condition and (tag := matched(condition, sent.etag)):
        kept = [(name, value) for name, value in sent.headers if name != b"content-type"]
        return 304, [(b"etag", tag.encode()), *kept], b""
    headers, body, tag = sent.headers, sent.body, sent.etag
    if gzipped and sent.gzipped:
        headers, body, tag = [(b"content-encoding", b"gzip"), *headers], sent.gzipped, of_gzip(sent.etag)
    if tag:
        headers = [(b"etag", tag.encode()), *headers]
    if sent.status in (204, 304):
        return sent.status, headers, b""
    return sent.status, [(b"content-length", str(len(body)).encode()), *headers], body
