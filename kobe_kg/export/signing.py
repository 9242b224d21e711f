"""Signatures on nanopublications: the one place that needs the nanopub package. Nothing is sent anywhere."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from nanopub.nanopub import Nanopub
from nanopub.nanopub_conf import NanopubConf
from nanopub.profile import Profile
from pyoxigraph import Quad, RdfFormat, parse, serialize

from kobe_kg.errors import DataError, ParameterError

_FRAME = re.compile(r"-----(?:BEGIN|END) (?:RSA )?PRIVATE KEY-----")


def signer(key: Path) -> Callable[[Sequence[Quad]], list[Quad]]:
    """Give what signs a nanopublication: it then has a trusty IRI, which changes with every change of its content.

    :param key: file of an RSA private key without a password, in PEM or as nanopub keeps it.
    :raises DataError: when the file cannot be read.
    :raises ParameterError: when it holds no such key.
    """
    try:
        text = key.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {key}: {getattr(error, 'strerror', None) or 'it is no key'}") from error
    try:
        profile = Profile("", "", private_key="".join(_FRAME.sub("", text).split()))
    except (ValueError, IndexError, TypeError) as error:
        raise ParameterError(f"{key} is no RSA private key", hint="an unencrypted key in PEM is wanted") from error
    conf = NanopubConf(profile=profile)

    def sign(quads: Sequence[Quad]) -> list[Quad]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "unsigned.nq"
            serialize(quads, path, RdfFormat.N_QUADS)
            pub = Nanopub(rdf=path, conf=conf)
        pub.sign()
        # In order of graph: Head, assertion, provenance, pubinfo.
        return sorted(parse(pub.rdf.serialize(format="nquads"), RdfFormat.N_QUADS), key=_place)

    return sign


def _place(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)
