"""Elements of a drawing, their texts and attributes escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def tag(name: str, *inside: object, **attributes: object) -> Markup:
    """Write an element.

    :param inside: texts, which are escaped, and elements.
    :param attributes: underscores stand for hyphens, one at the end is dropped; None leaves one out; lengths are
        written to a tenth.

    >>> tag("text", "a < b", x=1.25, text_anchor="end", class_=None)
    Markup('<text x="1.2" text-anchor="end">a &lt; b</text>')
    >>> tag("path", d="M0,0")
    Markup('<path d="M0,0"/>')
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(figure(value) if isinstance(value, float) else value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    within = "".join(str(escape(item)) for item in inside)
    return Markup(f"<{name}{said}>{within}</{name}>" if inside else f"<{name}{said}/>")  # noqa: S704 - escaped above


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Write points as the data of a path, to a tenth.

    >>> path([(0, 0), (1.04, 2)], closed=True)
    'M0,0L1,2Z'
    """
    text = "L".join(f"{figure(x)},{figure(y)}" for x, y in points)
    return f"M{text}{'Z' if closed else ''}" if text else ""


def figure(value: float) -> str:
    """Write a length to a tenth, without a zero that says nothing.

    >>> figure(12.0), figure(-0.04), figure(3.14)
    ('12', '0', '3.1')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def group(*inside: object, **attributes: object) -> Markup:
    """Write a group of elements; nothing where there are none."""
    kept = [item for item in inside if item]
    return tag("g", *kept, **attributes) if kept else Markup()


def join(parts: Iterable[object]) -> Markup:
    """Write elements one after another."""
    return Markup().join(parts)  # type: ignore[arg-type] # texts among them are escaped
