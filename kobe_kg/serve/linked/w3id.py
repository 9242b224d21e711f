"""The redirects that make the project's IRIs lead to a server: an ``.htaccess`` for w3id.org, from the namespaces."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kobe_kg.errors import ParameterError
from kobe_kg.namespaces import ID, KG, RULE, TYPES
from kobe_kg.serve.linked.syntaxes import EXTENSION
from kobe_kg.serve.media import GRAPHS

#: What all IRIs of the project begin with.
ROOT = ID.removesuffix("id/")
# A slug that needs no escapes, as :func:`kobe_kg.namespaces.is_local` has it.
_SLUG = r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)"
_HOST = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?\Z")


def rules(host: str) -> str:
    """Write the rules; all lead on with 303 and leave it to the server which form a client gets.

    :param host: the address of the server, such as ``https://kobe.example.org``.
    :raises ParameterError: when that is no address.

    >>> print(rules("https://kobe.example.org").splitlines()[-1])
    RewriteRule ^(ns|rules)\\.(ttl|jsonld|nt|rdf|html)$ https://kobe.example.org/$1.$2 [R=303,L]
    """
    if not _HOST.match(host) or not urlsplit(host).hostname:
        raise ParameterError(f"{host!r} is no address of a server", hint="such as https://kobe.example.org")
    here = host.rstrip("/")
    named = "|".join(namespace.removeprefix(ROOT).rstrip("#") for namespace in (KG, RULE))
    forms = "|".join([*(EXTENSION[media] for media in GRAPHS), "html"])
    led = (
        ("^$", "/"),
        (f"^id/({'|'.join(TYPES)})/{_SLUG}$", "/id/$1/$2"),
        (rf"^({named})/?$", "/$1"),
        (r"^ns/context\.jsonld$", "/ns/context.jsonld"),
        ("^problem/[a-z-]+$", "/api"),
        (r"^answer/([0-9a-z-]+)$", "/answer/$1"),
        (rf"^({named})\.({forms})$", "/$1.$2"),
    )
    lines = [f"RewriteRule {pattern} {here}{path} [R=303,L]" for pattern, path in led]
    return "\n".join([f"# {ROOT}", "# Made by docs/generate.py.", "", "RewriteEngine on", "", *lines]) + "\n"
