"""Where a cell stands, the way a spreadsheet names it."""

_LETTERS = 26


def column_letter(column: int) -> str:
    """The letter of a 0-based column: 0 is `A`, 26 is `AA`."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """The 0-based column of a letter: the inverse of `column_letter`."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def address(*, row: int, column: int) -> str:
    """The A1 address of a 0-based row and column: row 0, column 2 is `C1`."""
    return f"{column_letter(column)}{row + 1}"


def part_name(sheet: str, number: int) -> str:
    """How a further table of a sheet (a second one, a later message) is told from the first.

    No spreadsheet program allows a slash in the name of a sheet, so that `sheet_of` can undo it.
    """
    return sheet if number == 1 else f"{sheet}/{number}"


def sheet_of(part: str) -> str:
    """The name of the sheet, as its sender knows it, that a part belongs to."""
    return part.partition("/")[0]


def cell_of(column: str, *, row: int) -> str:
    """The address of a figure: its column in its row, or the one cell it stands in (`B7`) whatever the row.

    The latter where labels stand below one another, each with its value beside it.
    """
    return column if column[-1].isdigit() else f"{column}{row}"
