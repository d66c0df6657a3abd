"""`pantau`: every command, its exit code, and the one place where errors become a sentence.

Exit codes: 0 done, 1 something was returned or failed its check, 2 usage, 3 refused for privacy, 4 our fault.
"""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Callable, Sequence

from data_contracts.errors import PantauError, PrivacyError, UsageError
from pantau.arguments import build_parser
from pantau.settings import Settings, read_settings

Command = Callable[[argparse.Namespace, Settings], int]

COMMANDS = {
    "demo": ("services", "demo"),
    "serve": ("services", "serve"),
    "worker": ("services", "work"),
    "doctor": ("services", "doctor"),
    "ingest": ("intake", "ingest"),
    "submissions": ("intake", "submissions"),
    "retry": ("intake", "retry"),
    "withdraw": ("intake", "withdraw"),
    "mapping": ("mapping", "mapping"),
    "template": ("documents", "template"),
    "rules": ("rules", "rules"),
    "metrics": ("reading", "metrics"),
    "flags": ("flags", "flags"),
    "lineage": ("reading", "lineage"),
    "status": ("reading", "status"),
    "revisions": ("reading", "revisions"),
}

DONE, RETURNED, USAGE, PRIVACY, OUR_FAULT = range(5)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs one command and exits with its code."""
    arguments = build_parser().parse_args(argv)
    sys.exit(_run(arguments))


def _run(arguments: argparse.Namespace) -> int:
    try:
        return _command(arguments.command)(arguments, read_settings())
    except UsageError as error:
        return _complain(error, code=USAGE)
    except PrivacyError as error:
        return _complain(error, code=PRIVACY)
    except PantauError as error:
        return _complain(error, code=OUR_FAULT)
    except BrokenPipeError:
        # The reader of our output (head, less) left: nothing is wrong, and nothing more may be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        logging.getLogger("pantau").debug("unexpected", exc_info=True)
        sentence = f"Pantau gagal karena kesalahan kami ({type(error).__name__}: {error})."
        return _complain(
            f"{sentence} Jalankan `pantau doctor` dan laporkan kepada pengelola.", code=OUR_FAULT
        )


def _complain(message: object, *, code: int) -> int:
    print(" ".join(str(message).split()), file=sys.stderr)  # noqa: T201 - errors go to stderr in one sentence
    return code


def _command(name: str) -> Command:
    """Imported late: a command pays only for what it uses."""
    module, function = COMMANDS[name]
    command: Command = getattr(importlib.import_module(f"pantau.commands.{module}"), function)
    return command
