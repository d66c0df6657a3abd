"""The exceptions of Pantau. A person's mistake in a report is a finding, not an exception."""


class PantauError(Exception):
    """Base of every error Pantau raises; `message` is one Indonesian sentence with what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(PantauError):
    """The command or its arguments are not understood (exit code 2)."""


class PrivacyError(PantauError):
    """Personal data where only aggregates may stand (exit code 3); never carries the value itself."""


class DataError(PantauError):
    """A value that was given, such as a period, cannot be read."""


class ContractError(PantauError):
    """A contract or reference file of ours contradicts itself: a defect of ours, not of a sender."""


class UnknownWilayahError(DataError):
    """A code that is in none of the province, its 35 kab/kota and its 576 kecamatan."""
