"""What can keep a request from its reply, whatever its handler does."""

from __future__ import annotations

from kobe_kg.errors import LimitError


class BusyError(LimitError):
    """More requests than there are workers for.

    :param retry_after: seconds after which it is worth another try.
    """

    def __init__(self, what: str, *, retry_after: int) -> None:
        #: Seconds after which it is worth another try.
        self.retry_after = retry_after
        super().__init__(what, hint=f"try again in {retry_after} s")


class ExceededError(LimitError):
    """A request that was stopped because it took too much.

    :param limit: ``time`` or ``memory``.
    """

    def __init__(self, limit: str, what: str) -> None:
        #: Which limit: ``time`` or ``memory``.
        self.limit = limit
        super().__init__(what, hint="ask for less at a time, or take the data and ask on a machine of your own")


class BugError(RuntimeError):
    """A request that a defect of ours has kept from its reply; the log tells what happened."""


class DiedError(BugError):
    """A request whose worker broke down."""
