"""What keeps a part from being made, in a form that passes from one process to another."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import NamedTuple

from kobe_kg.bulk.part import make
from kobe_kg.errors import DataError, KobeError


class Trouble(NamedTuple):
    """An error that making the part again would not mend."""

    #: What is wrong.
    what: str
    #: What would help, or None.
    hint: str | None = None
    #: Whether it is our fault.
    bug: bool = False

    def error(self) -> Exception:
        """Give it as an error."""
        return RuntimeError(self.what) if self.bug else DataError(self.what, hint=self.hint)


def attempt(folder: Path, part: int) -> Trouble | None:
    """Make a part, or tell what keeps it from being made.

    :param folder: the desk's folder.
    """
    try:
        make(folder, part)
    except KobeError as error:
        return Trouble(str(error).removesuffix(f"\n  {error.hint}"), error.hint)
    except OSError as error:
        return Trouble(f"cannot write below {folder}: {error.strerror or error}")
    except Exception as error:
        return Trouble(f"part {part}: {error!r}\n{traceback.format_exc()}", bug=True)
    return None
