"""Conversations at cells, which newer Excels show in place of a comment: ours is a reply in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from etl.answer.comments import AUTHOR
from etl.answer.markup import Edit, append_into, edited, element_end, escaped, find_tag, find_tags
from etl.answer.package import Package, required
from etl.answer.sheet import Place, place_of
from warehouse.cells import address

_SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_PERSON = f"{{{str(uuid5(NAMESPACE_URL, _SPACE + AUTHOR)).upper()}}}"


def reply(package: Package, *, book: str, sheet: str, texts: Mapping[Place, str], at: datetime) -> None:
    """Answer in the conversations of a sheet that stand at these cells."""
    part, persons = package.related(sheet, "threadedComment"), package.related(book, "person")
    if part is None or persons is None:
        return
    content = package.read(part)
    firsts = {place: thread for place, thread in _threads(content).items() if place in texts}
    if not firsts:
        return
    root = required(find_tag(content, "ThreadedComments"))
    replies = "".join(
        _reply(place, parent=thread, text=texts[place], prefix=root.prefix.decode(), at=at)
        for place, thread in sorted(firsts.items())
    )
    package.put(part, edited(content, [append_into(content, root, replies.encode())]))
    package.put(persons, _with_us(package.read(persons)))


def without_replies(package: Package, *, sheet: str) -> None:
    """Take out what an earlier answer of ours replied."""
    part = package.related(sheet, "threadedComment")
    if part is None:
        return
    content = package.read(part)
    ours = [t for t in find_tags(content, "threadedComment") if t.attribute("personId") == _PERSON]
    package.put(part, edited(content, [Edit(tag.start, element_end(content, tag), b"") for tag in ours]))


def _threads(content: bytes) -> dict[Place, str]:
    """The first comment of each conversation, by its cell."""
    found: dict[Place, str] = {}
    for tag in find_tags(content, "threadedComment"):
        place, number = place_of(tag.attribute("ref") or ""), tag.attribute("id")
        if place is not None and number is not None and tag.attribute("parentId") is None:
            found.setdefault(place, number)
    return found


def _reply(place: Place, *, parent: str, text: str, prefix: str, at: datetime) -> str:
    cell = address(row=place[0] - 1, column=place[1])
    number = f"{{{str(uuid5(NAMESPACE_URL, f'{parent} {at.isoformat()}')).upper()}}}"
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.00"
    told = f'ref="{cell}" dT="{moment}" personId="{_PERSON}" id="{number}" parentId="{escaped(parent)}"'
    body = f"<{prefix}text>{escaped(text)}</{prefix}text>"
    return f"<{prefix}threadedComment {told}>{body}</{prefix}threadedComment>"


def _with_us(persons: bytes) -> bytes:
    root = required(find_tag(persons, "personList"))
    if any(tag.attribute("id") == _PERSON for tag in find_tags(persons, "person")):
        return persons
    prefix = root.prefix.decode()
    person = f'<{prefix}person displayName="{AUTHOR}" id="{_PERSON}" userId="{AUTHOR}" providerId="None"/>'
    return edited(persons, [append_into(persons, root, person.encode())])
