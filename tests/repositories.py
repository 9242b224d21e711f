"""Real git repositories for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


class Repo:
    """A git repository in a folder, with nobody's settings."""

    def __init__(self, folder: Path, *, form: str = "sha1") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", f"--object-format={form}")

    def git(self, *arguments: str) -> str:
        """Run git and give what it prints."""
        program = shutil.which("git")
        assert program is not None
        who = {f"GIT_{role}_{fact}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for fact in ("NAME", "EMAIL")}
        plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **who}
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | plain
        done = subprocess.run([program, *arguments], cwd=self.folder, env=env, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def write(self, **texts: str) -> None:
        """Write files; in a name two underscores stand for a slash."""
        for name, text in texts.items():
            path = self.folder / f"{name.replace('__', '/')}.ttl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, message: str = "change") -> str:
        """Commit everything and give the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")
