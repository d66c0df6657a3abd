"""When to try again: at a steady pace, and ever more seldom while it fails."""

import time


class GrowingPause:
    """`seconds` between two tries; after failures twice as long each time, up to `at_most`."""

    def __init__(self, seconds: float, *, at_most: float = 900) -> None:
        self._seconds = seconds
        self._at_most = max(at_most, seconds)
        self._failures = 0
        self._next = 0.0

    def is_over(self) -> bool:
        return time.monotonic() >= self._next

    def remaining(self) -> float:
        return max(0.0, self._next - time.monotonic())

    def succeeded(self) -> None:
        self._failures = 0
        self._next = time.monotonic() + self._seconds

    def failed(self) -> None:
        self._failures += 1
        # The exponent is held down so that a failure of weeks does not overflow.
        self._next = time.monotonic() + min(self._seconds * 2 ** min(self._failures, 20), self._at_most)
