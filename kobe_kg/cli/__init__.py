"""The command `kobe`: one module a verb, imported only when it is called."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, HelpFormatter, Namespace, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module
from itertools import chain
from typing import NoReturn

from kobe_kg.cli import options
from kobe_kg.errors import (
    DataError,
    KobeError,
    LimitError,
    ParameterError,
    QueryError,
    RemoteError,
    UnknownNameError,
    suggestion,
)

#: Verb to what it does, in the order of the help.
VERBS = {
    "compare": "who says what about an event, side by side",
    "query": "list the saved queries, or run one",
    "sparql": "run any SPARQL query",
    "show": "tell all about one resource",
    "validate": "check Turtle files against the rules",
    "rules": "list the rules, or tell what one asks",
    "format": "put Turtle and query files into canonical form",
    "init": "start a repository of your own",
    "diff": "tell what changed between two versions",
    "export": "write the graph in a form that other tools read",
    "ingest": "read a source of reports into claims",
    "match": "find events of two data sets that may be one",
    "load": "put graphs into a store on disk",
    "store": "look after a store on disk",
    "push": "put graphs into another engine",
    "serve": "put the graph on the web: SPARQL, an API and pages",
    "completion": "print the shell's completion script",
}

#: Exit codes of errors.
EXIT = {ParameterError: 2, UnknownNameError: 2, DataError: 3, QueryError: 4, LimitError: 5, RemoteError: 6}


class _Formatter(HelpFormatter):
    """argparse's own, told the width: to find it out, it would import all of shutil."""

    def __init__(self, prog: str) -> None:
        try:
            width = os.get_terminal_size().columns
        except OSError:
            width = 100
        super().__init__(prog, width=min(width, 110) - 2)


class _Parser(ArgumentParser):
    """argparse, with this project's form of an error."""

    def error(self, message: str) -> NoReturn:
        if message.startswith("argument VERB: invalid choice: "):
            verb = message.split("'")[1]
            raise UnknownNameError("verb", verb, VERBS)
        hint = f"see {self.prog} --help"
        if message.startswith("unrecognized arguments: "):
            unknown = message.partition(": ")[2].split()[0]
            near = suggestion(unknown.partition("=")[0], self._options()) if unknown.startswith("--") else None
            hint = near if near and near.startswith("did") else hint
        raise ParameterError(message, hint=hint)

    def _options(self) -> set[str]:
        """Give the options of this parser and of its verbs: what a verb does not know, the parser above it tells."""
        verbs = [a.choices.values() for a in self._actions if isinstance(a, _SubParsersAction)]
        return {o for p in (self, *chain.from_iterable(verbs)) for o in p._option_string_actions}


def parser(verbs: Sequence[str] = tuple(VERBS)) -> ArgumentParser:
    """Build the command's parser, with the arguments of some verbs only: each verb's module costs an import."""
    top = _Parser(
        prog="kobe",
        description="Who says what about a contested event.",
        allow_abbrev=False,
        formatter_class=_Formatter,
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    options.common(top)
    group = top.add_subparsers(dest="verb", metavar="VERB", title="verbs", parser_class=_Parser)
    for verb, summary in VERBS.items():
        sentence = summary[0].upper() + summary[1:] + "."
        sub = group.add_parser(verb, help=summary, description=sentence, allow_abbrev=False, formatter_class=_Formatter)
        if verb in verbs:
            options.common(sub, inner=True)
            module = import_module(f"kobe_kg.cli.{verb}")
            module.arguments(sub)
            sub.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code; no traceback reaches a user without ``-vv``."""
    given = list(sys.argv[1:] if argv is None else argv)
    verbosity = sum(a.count("v") for a in given if a in ("-v", "-vv")) + given.count("--verbose")
    try:
        if "_ARGCOMPLETE" in os.environ:
            import argcomplete

            argcomplete.autocomplete(parser())
        return _dispatch(given)
    except KobeError as error:
        if verbosity > 1:
            raise
        _say(f"kobe: {error}")
        return next((code for kind, code in EXIT.items() if isinstance(error, kind)), 70)
    except BrokenPipeError:
        options.abandon()  # the reader has what it wanted
        return 0
    except KeyboardInterrupt:
        _say("kobe: interrupted")
        return 130
    except Exception as error:
        if verbosity > 1:
            raise
        _say(
            f"kobe: this is a bug of kobe, not of yours: {type(error).__name__}: {error}\n"
            "  run it again with -vv and report what it prints"
        )
        return 70


def _dispatch(given: list[str]) -> int:
    # More than one where an option's value or a name is also the name of a verb.
    top = parser([verb for verb in VERBS if verb in given])
    found: Namespace = top.parse_args(given)
    if found.version:
        from importlib.metadata import version

        print(f"kobe {version('kobe-kg')}")
        return 0
    if found.verb is None:
        top.print_help()
        return 2
    code: int = found.run(found)
    sys.stdout.flush()
    return code


def _say(text: str) -> None:
    sys.stdout.flush() if not sys.stdout.closed else None
    # What an endpoint or a file brings into a message must not steer the terminal.
    shown = "".join(c if c.isprintable() or c in "\n\t\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}" for c in text)
    print(shown, file=sys.stderr)
