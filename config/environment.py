"""Switches from the environment, or from files: `NAME_FILE` names a file that holds the value of `NAME`."""

from typing import Any, ClassVar

import environ
from environ.fileaware_mapping import FileAwareMapping


class _Stripped(FileAwareMapping):  # type: ignore[misc]
    """Editors end a file with a new line, which belongs to no password."""

    def __getitem__(self, key: str) -> Any:
        """KeyError when neither is set."""
        value = super().__getitem__(key)
        # Only of a file: a value that stands in the environment itself is meant as it is.
        return value.strip() if f"{key}_FILE" in self.env else value


class Environment(environ.FileAwareEnv):  # type: ignore[misc]
    """django-environ's reader."""

    ENVIRON: ClassVar[Any] = _Stripped()
