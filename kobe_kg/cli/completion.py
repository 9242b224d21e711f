"""`kobe completion`: the script that teaches a shell to complete verbs, queries, parameters and their values."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from kobe_kg.cli.options import output


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    parser.epilog = 'bash: eval "$(kobe completion bash)" in ~/.bashrc; zsh alike; fish: kobe completion fish | source'


def run(found: Namespace) -> int:
    """Run the verb."""
    from argcomplete.shell_integration import shellcode

    with output(found) as stream:
        stream.write((shellcode(["kobe"], shell=found.shell) + "\n").encode())
    return 0
