"""What the server has done, counted, in the text form Prometheus reads."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

#: Upper bounds of the histogram's buckets, in seconds.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_HELP = {
    "kobe_requests_total": ("counter", "Requests answered, by route, method and status."),
    "kobe_request_seconds": ("histogram", "Time from a request's head to its answer, in seconds."),
    "kobe_sent_bytes_total": ("counter", "Bytes of bodies sent."),
    "kobe_kept_hits_total": ("counter", "Answers that took no worker: kept ones."),
    "kobe_not_modified_total": ("counter", "Answers that the client had already (304)."),
    "kobe_kept_bytes": ("gauge", "Bytes of answers kept."),
    "kobe_kept_answers": ("gauge", "Answers kept."),
    "kobe_running": ("gauge", "Requests being answered."),
    "kobe_workers_running": ("gauge", "Requests at a worker."),
    "kobe_workers_waiting": ("gauge", "Requests that wait for a worker."),
    "kobe_workers_ended_total": ("counter", "Workers ended before their time, by reason."),
    "kobe_generation": ("gauge", "How often the graph has been read."),
}


class Metrics:
    """Counts of one front process."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._answered: Counter[str] = Counter()
        #: Further counts and levels by name.
        self.values: Counter[str] = Counter()

    def count(self, route: str, method: str, status: int, seconds: float, sent: int) -> None:
        """Count one answer.

        :param route: name of the route; nothing a client has written.
        """
        self._requests[route, method, status] += 1
        self._answered[route] += 1
        self._seconds[route] += seconds
        place = bisect_left(BOUNDS, seconds)
        if place < len(BOUNDS):
            self._buckets[route, BOUNDS[place]] += 1
        self.values["kobe_sent_bytes_total"] += sent
        if status == 304:
            self.values["kobe_not_modified_total"] += 1

    def text(self, more: Mapping[str, int] = {}, *, ended: Mapping[str, int] = {}) -> str:
        """Write all of them.

        :param more: levels of others by name.
        :param ended: workers ended before their time, by reason.
        """
        return "".join(line + "\n" for line in self._lines(more, ended))

    def _lines(self, more: Mapping[str, int], ended: Mapping[str, int]) -> Iterator[str]:
        yield from _head("kobe_requests_total")
        for (route, method, status), n in sorted(self._requests.items()):
            yield f'kobe_requests_total{{route="{route}",method="{method}",status="{status}"}} {n}'
        yield from _head("kobe_request_seconds")
        for route, answered in sorted(self._answered.items()):
            upto = 0
            for bound in BOUNDS:
                upto += self._buckets[route, bound]
                yield f'kobe_request_seconds_bucket{{route="{route}",le="{bound:g}"}} {upto}'
            yield f'kobe_request_seconds_bucket{{route="{route}",le="+Inf"}} {answered}'
            yield f'kobe_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'kobe_request_seconds_count{{route="{route}"}} {answered}'
        for name, n in sorted({**self.values, **more}.items()):
            yield from _head(name)
            yield f"{name} {n}"
        yield from _head("kobe_workers_ended_total")
        yield from (f'kobe_workers_ended_total{{reason="{reason}"}} {n}' for reason, n in sorted(ended.items()))


def _head(name: str) -> Iterator[str]:
    kind, told = _HELP.get(name, ("counter" if name.endswith("_total") else "gauge", ""))
    if told:
        yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
