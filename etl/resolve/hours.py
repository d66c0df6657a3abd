"""Opening hours as officials write them: "08.00", "8:00 WIB", Excel's own times."""

import re
from datetime import datetime

from etl.read import CellValue
from etl.resolve.words import visible_text

_TIME = re.compile(
    r"(?:pukul|jam)?\s*(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2})(?:[.:]00)?)?\s*(?:WIB)?", re.IGNORECASE
)
_LAST_HOUR, _LAST_MINUTE = 24, 59
_MINUTES_A_DAY = 24 * 60


def parse_hour(cell: CellValue) -> str | None:
    """The time of day a cell says, as "08.00"; None when it says none. "24.00" is the end of the day.

    A number below 1 is Excel's part of a day, and 8 or 8.3 are what a spreadsheet makes of "8" and "8.30".
    """
    if isinstance(cell, datetime):
        return f"{cell:%H.%M}"
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * _MINUTES_A_DAY)
        return _written(minutes // 60, minutes % 60)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read(f"{cell:.2f}")
    return _read(visible_text(cell)) if isinstance(cell, str) else None


def _read(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    return None if match is None else _written(int(match["hour"]), int(match["minute"] or 0))


def _written(hour: int, minute: int) -> str | None:
    is_time = hour <= _LAST_HOUR and minute <= _LAST_MINUTE and (hour < _LAST_HOUR or minute == 0)
    return f"{hour:02d}.{minute:02d}" if is_time else None
