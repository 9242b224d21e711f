"""A table on its way to claims in parts: what stands in its folder of work, and what it leaves when it is done."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from kobe_kg import files
from kobe_kg.bulk import cutting, lists, merging, pool, spark
from kobe_kg.bulk.found import COLUMNS as FOUND
from kobe_kg.bulk.found import Found
from kobe_kg.bulk.order import Desk, Order
from kobe_kg.bulk.report import Report, Spell
from kobe_kg.errors import DataError, KobeError, LimitError, Position
from kobe_kg.ingest import Refusal
from kobe_kg.ingest.account import COLUMNS, Account, written
from kobe_kg.ingest.base import begins, is_read
from kobe_kg.ingest.recipe import Release, stem
from kobe_kg.ingest.work import Source, general
from kobe_kg.tabular import guard
from kobe_kg.validate import statements

#: How the statements may be written.
SYNTAXES = ("nt", "nq")
#: What says that a folder of parts is whole.
MANIFEST = "manifest.json"
#: So many refused rows are told one by one.
_TOLD = 20

#: Told what is being done, how much of it is done, and of how much.
Tell = Callable[[str, int, int], None]


class Undertaking:
    """One table on its way.

    :param folder: the folder for what is made; absolute.
    :param tell: is told how far it is.
    """

    def __init__(self, order: Order, recipe: Release, rows: Source, folder: Path, tell: Tell) -> None:
        self._order, self._recipe, self._rows, self._folder, self._tell = order, recipe, rows, folder, tell
        self._name = stem(Path(order.source))
        self._desk = Desk(folder / f".{self._name}.work")

    @property
    def made(self) -> set[int]:
        """The parts that are made."""
        return {part for part in range(self._order.parts) if self._desk.made(part).exists()}

    def clear_the_way(self) -> None:
        """Make sure that nothing is lost that was not read from this source.

        :raises DataError: when something would be.
        """
        target = self._folder / self._name
        if target.exists():
            try:
                told = lists.read_value(target / MANIFEST)
                own = (told["reader"], told["source"]) == (self._order.reader, self._order.source)
            except (OSError, ValueError, LookupError, TypeError):
                own = False
            if not own:
                raise _in_the_way(target, self._order.source)
        for path, mark in ((self._beside(kind), written(columns)) for kind, columns in _BESIDE.items()):
            if path.exists() and not begins(path, mark):
                raise _in_the_way(path, self._order.source)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from the same work."""
        import fcntl  # not on Windows

        try:
            self._desk.folder.mkdir(parents=True, exist_ok=True)
            with (self._desk.folder / "lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise LimitError(f"another process is reading {self._order.source} into {self._folder}") from error
                yield
        except (BrokenPipeError, KobeError):
            raise
        except OSError as error:
            raise DataError(f"cannot write below {self._folder}: {error.strerror or error}") from error

    @contextmanager
    def following(self) -> Iterator[None]:
        """Have the index of earlier releases at hand, if any are followed."""
        link, order = self._desk.earlier, self._order
        link.unlink(missing_ok=True)
        if "earlier" not in order.asked:
            yield
            return
        from kobe_kg.ingest.earlier import indexed

        paths = [Path(name) for name in order.asked["earlier"].split(os.pathsep)]
        own = partial(is_read, reader=order.reader, source=order.source)
        with indexed(paths, publisher=self._recipe.publisher, release=self._recipe.release, own=own) as folder:
            link.symlink_to(folder)
            yield

    def begin(self) -> None:
        """Cut the source, unless an earlier run has."""
        desk, order = self._desk, self._order
        if desk.order() == order:
            return
        for left in desk.folder.iterdir():
            if left.name != "lock":
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        for name in ("gathered", "rows", "firsts", "rules", "tries", "parts"):
            (desk.folder / name).mkdir()
        if order.rules:
            statements.write(desk.shapes, desk.context, self._recipe.known)
        self._recipe.gather(self._rows, desk.gathered, lambda number: self._tell("rows looked at", number, 0))
        counts = cutting.write(
            desk, self._rows, self._recipe, order.parts, lambda number: self._tell("rows cut", number, 0)
        )
        lists.write_value(desk.counts, counts)
        desk.place(order)

    def make(self, engine: str, master: str | None, jobs: int) -> None:
        """Make the parts that are not made, and those again that have rows which another part has first."""
        self._make(engine, master, jobs)
        for part, firsts in merging.doubles(self._desk, range(self._order.parts)).items():
            lists.write_value(self._desk.firsts(part), firsts)
            self._desk.unmake(part)
        self._make(engine, master, jobs)

    def _make(self, engine: str, master: str | None, jobs: int) -> None:
        counts: list[int] = lists.read_value(self._desk.counts)
        made = self.made
        done, whole = sum(counts[part] for part in made), sum(counts)
        self._tell("rows", done, whole)

        def tell(part: int) -> None:
            nonlocal done
            done += counts[part]
            self._tell("rows", done, whole)

        missing = [part for part in range(self._order.parts) if part not in made]
        if engine == "spark":
            spark.run(self._desk.folder, missing, tell, master=master, jobs=jobs)
        else:
            pool.run(self._desk.folder, missing, tell, jobs=jobs)

    def finish(self, engine: str, began: float, resumed: set[int]) -> Report:
        """Put the parts together, and say what was done."""
        desk, order = self._desk, self._order
        about = merging.common(desk, order)
        folder = desk.folder / "graph"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        wanted = {found.terms[0] for found in about}
        shared = merging.shared(
            desk,
            order,
            self._recipe,
            wanted,
            folder / f"shared.{order.syntax}",
            lambda number: self._tell("things described", number, 0),
        )
        tally, listed = merging.tally(desk, order)
        for part, file in enumerate(listed):
            _link(desk.made(part) / "statements", folder / file.name)
        listed.append(shared.file)
        named = {"reader": order.reader, "source": order.source, "sha256": order.sha256, "version": order.version}
        lists.write_value(folder / MANIFEST, {**named, "files": [file._asdict() for file in listed]})
        self._publish(folder)
        refused = self._list_rows()
        severities, rules = self._list_findings(merging.findings(desk, order, shared, about))
        report = Report(
            order=order,
            engine=engine,
            tally=tally._replace(
                statements=tally.statements + shared.file.statements, bytes=tally.bytes + shared.file.bytes
            ),
            heading=self._recipe.heading,
            became=shared.became,
            notes=[*shared.notes, *_remarks(tally.remarks), *self._general(shared.renamed)],
            refused=refused,
            severities=severities,
            rules=rules,
            resumed=len(resumed),
            retries=sum(desk.lost(part) for part in range(order.parts)),
            spell=Spell.since(began, tally.read - sum(lists.read_value(desk.counts)[part] for part in resumed)),
            files=[*(f"{self._name}/{file.name}" for file in listed), *self._written()],
        )
        with files.replacing(self._folder / f"{self._name}.report.json") as out:
            out.write(lists.pretty(report.facts()).encode())
        shutil.rmtree(desk.folder)
        self._tell("", 0, 0)
        return report

    def _publish(self, made: Path) -> None:
        """Put a folder into its place at once."""
        target, before = self._folder / self._name, self._desk.folder / "before"
        shutil.rmtree(before, ignore_errors=True)
        if target.exists():
            target.rename(before)
        made.rename(target)

    def _list_rows(self) -> list[Refusal]:
        """Write what was refused and remarked on, row by row; give the first rows that were refused."""
        refused: dict[tuple[int, int], list[str]] = {}
        account = Account(Path(self._order.source))
        for kind in ("quarantine", "remarks"):
            with files.replacing(self._beside(kind)) as out:
                out.write(written(COLUMNS).encode())
                for one in merging.listed(self._desk, self._order, _HELD[kind]):
                    out.writelines(text.encode() for text in account.listed([one]))
                    row, line, flaw = one
                    if kind == "quarantine" and (len(refused) < _TOLD or (row, line) in refused):
                        why = f"{flaw.column}: {flaw.why}" if flaw.column else flaw.why
                        refused.setdefault((row, line), []).append(why)
        return [
            Refusal(f"row {row}", "; ".join(why), Position(line, 1, path=account.path))
            for (row, line), why in refused.items()
        ]

    def _list_findings(self, found: Iterable[tuple[str, Found]]) -> tuple[dict[str, int], dict[str, int]]:
        """Write what was found, and count it by severity and by rule."""
        path = self._beside("findings")
        if not self._order.rules:
            path.unlink(missing_ok=True)  # of an earlier reading
            return {}, {}
        severities, rules = Counter[str](), Counter[str]()
        with files.replacing(path) as out:
            out.write(written(FOUND).encode())
            for name, one in found:
                severities[one.severity] += 1
                rules[one.rule] += 1
                said = (guard(text) for text in one[1:7])
                out.write(written((f"{self._name}/{name}", one.line or "", *said)).encode())
        return dict(sorted(severities.items())), dict(sorted(rules.items()))

    def _written(self) -> list[str]:
        kinds = [kind for kind in _BESIDE if kind != "findings" or self._order.rules]
        return [*(self._beside(kind).name for kind in kinds), f"{self._name}.report.json"]

    def _general(self, renamed: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """Say what holds for the file as a whole, and name what an earlier reading left as one file."""
        yield from general(renamed, self._recipe, self._rows)
        for path in (self._folder / f"{self._name}.{syntax}" for syntax in SYNTAXES):
            if path.is_file() and is_read(path, self._order.reader, self._order.source):
                yield f"{path.name} is of an earlier reading, and was not made this time"

    def _beside(self, kind: str) -> Path:
        return self._folder / f"{self._name}.{kind}.csv"


#: What stands beside the folder of parts, and its columns; and what parts call the first two.
_BESIDE = {"quarantine": COLUMNS, "remarks": COLUMNS, "findings": FOUND}
_HELD = {"quarantine": "refused", "remarks": "noted"}


def _in_the_way(path: Path, source: str) -> DataError:
    return DataError(f"{path} was not read from {source}, and would be lost", hint="choose another folder")


def _remarks(found: Mapping[str, list[int]]) -> Iterator[str]:
    for why, (number, first) in found.items():
        yield f"{'1 row' if number == 1 else f'{number:,} rows'}: {why}; the first is row {first}"


def _link(path: Path, target: Path) -> None:
    """Give a file a second name, or where that cannot be, copy it: the first stays until all is done."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
