"""What passes between the two sides of the server: a request without its connection, and the reply to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kobe_kg.errors import ParameterError
from kobe_kg.serve import encoded
from kobe_kg.serve.media import EXTENSIONS, choose


class NotAcceptable(ParameterError):
    """A request for a media type that there is not."""

    def __init__(self, offers: Sequence[str]) -> None:
        #: What there is.
        self.offers = tuple(offers)
        super().__init__("there is no such media type here", hint=f"there is {', '.join(offers)}")


class Request(NamedTuple):
    """What a client asks, as far as the reply may depend on it; equal requests have equal replies."""

    #: Name of the route, see :mod:`kobe_kg.serve.routes`.
    route: str
    #: ``GET`` or ``POST``; a HEAD is a GET whose reply is sent without its body.
    method: str = "GET"
    #: What the route's pattern found in the address: ``{"slug": "kobe-attack"}``.
    found: Mapping[str, str] = {}
    #: Extension of the address, such as ``csv``; empty where there is none.
    extension: str = ""
    #: The query string, decoded, in order, repeated names kept.
    args: tuple[tuple[str, str], ...] = ()
    #: The header Accept.
    accept: str = ""
    #: Language of what people read: ``en`` or ``fr``.
    lang: str = "en"
    #: Where the server is reached from outside, without a slash at the end: ``http://127.0.0.1:8000``.
    base: str = ""
    #: Path below `base`, as sent: ``/event/kobe-attack``.
    path: str = "/"
    #: Header Content-Type and body, of a POST.
    content_type: str = ""
    body: bytes = b""

    def arg(self, name: str) -> str | None:
        """Give a value of the query string.

        :raises ParameterError: when it stands there more than once.
        """
        values = self.many(name)
        if len(values) > 1:
            raise ParameterError(f"{name!r} is given {len(values)} times")
        return values[0] if values else None

    def many(self, name: str) -> list[str]:
        """Give all values a name has in the query string."""
        return [value for key, value in self.args if key == name]

    def choose(self, offers: Sequence[str]) -> str:
        """Give the media type to reply in: the one of the extension, or else the one the client would rather have.

        :param offers: what there is, best first.
        :raises NotAcceptable: when there is nothing the client takes.
        """
        if self.extension:
            wanted = [EXTENSIONS[self.extension], f"application/{self.extension}"]  # .json is either
            found = next((media for media in wanted if media in offers), None)
            if found is None:
                raise NotAcceptable(offers)
            return found
        chosen = choose(self.accept, offers)
        if chosen is None:
            raise NotAcceptable(offers)
        return chosen

    def form(self) -> tuple[tuple[str, str], ...]:
        """Read the body as what a web form sends.

        :raises ParameterError: when it is not that, or no UTF-8.
        """
        try:
            return encoded.pairs(self.body)
        except ValueError as error:
            raise ParameterError("the body is no form in UTF-8") from error


class Reply(NamedTuple):
    """What is sent back, but for what the connection adds."""

    body: bytes
    #: Header Content-Type, in full.
    content_type: str
    status: int = 200
    #: Further headers, such as Link and Location.
    headers: tuple[tuple[str, str], ...] = ()
    #: Whether an equal request would get the same reply while the graph stays as it is.
    lasting: bool = True


def text(body: str, media: str, **more: object) -> Reply:
    """Make a reply of a text in UTF-8."""
    return Reply(body.encode(), f"{media}; charset=utf-8", **more)  # type: ignore[arg-type]
