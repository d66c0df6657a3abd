"""The section "Di antara sebaya" of a profile: one indicator beside a group, and what the gaps are worth."""

from collections.abc import Sequence

from dashboard import links, phrases
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import FLAG, badge
from data_contracts.catalogue import load_residencies
from data_contracts.tulisan import KOSONG, format_bilangan, format_persen, listed
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Direction, Indicator, Way
from metrics.di_antara import Beside, Companion, RankInterval
from metrics.metodologi import load_methods
from metrics.sebaya import Group

COLUMNS = (
    Column("Kabupaten/Kota", "nama"),
    Column("Nilai", "nilai", is_number=True),
    Column("Terhadap daerah ini", "ubah", "Selisih nilainya dengan daerah di halaman ini", is_number=True),
    Column(
        "Jarak", "a", "Jarak Euclides menurut ciri-ciri di sebelah; makin kecil makin mirip", is_number=True
    ),
    Column("Yang paling membedakan", "b", "Ciri dengan bagian terbesar dari jaraknya"),
)
METHODS = ("sebaya", "corong", "peringkat")
MOST_FEATURES = 2
LEAST_PART = 0.1


def peer_section(found: Beside) -> list[Html]:
    """Where the regency stands, what its gaps are worth, whether the verdict holds, and beside whom."""
    group = _name(found.group, found.wilayah)
    caption = f"{found.indicator.nama}: {found.wilayah.nama} dan {group}"
    return [
        section_heading(f"Di antara {group}", _say_standing(found)),
        _groups(found),
        element("ul", *(element("li", text) for text in _told(found)), _verdict(found), class_="pt-list"),
        table(COLUMNS, _rows(found), caption=caption, layout="sebaya"),
        _methods(),
    ]


def not_compared(indicator: Indicator) -> list[Html]:
    """Counts grow with the place: beside others they say nothing; rates are no parts of a whole."""
    reason = (
        "bukan bagian dari satu keseluruhan, padahal cara membandingkan di sini berlaku untuk itu"
        if indicator.formula.way is Way.RATE
        else "adalah jumlah, yang mengikuti besar daerahnya dan tidak sebanding antardaerah"
    )
    text = f"{indicator.nama} {reason}. Pilih indikator persentase untuk membandingkan."
    return [section_heading("Di antara sebaya", text)]


def _name(group: Group, place: Wilayah) -> str:
    """What the group is for one place: `kota lain`, `eks-Karesidenan Pekalongan`."""
    match group:
        case Group.SEJENIS:
            return f"{place.jenis.lower()} lain"
        case Group.KARESIDENAN:
            return f"eks-Karesidenan {load_residencies()[place.kode]}"
        case _:
            return group.value


def _methods() -> Html:
    methods = [load_methods()[name] for name in METHODS]
    named = (part for method in methods for part in (" · ", link(method.nama, href=links.method(method.id))))
    return element("p", "Metode", *named, class_="pt-muted")


def _say_standing(found: Beside) -> str:
    unit = found.indicator.unit
    if found.value is None or found.median is None:
        return "Belum dapat dibandingkan: nilainya, atau nilai kelompoknya, belum dilaporkan."
    own, median = (phrases.with_unit(value, unit=unit) for value in (found.value, found.median))
    start = f"{found.wilayah.nama_pendek} {own}, median {found.n} daerah lain {median}"
    place = f": urutan ke-{found.place} dari {found.n + 1}, 1 yang terbaik" if found.place else ""
    return f"{start}{place}."


def _groups(found: Beside) -> Html:
    chips = (
        link(
            _name(group, found.wilayah),
            href=links.profile(
                found.wilayah.kode,
                periode=str(found.periode),
                indikator=found.indicator.id,
                kelompok=group.name.lower(),
            ),
            data_stay="1",
            aria_current="true" if group is found.group else None,
        )
        for group in Group
    )
    return element("div", *chips, class_="pt-chips", role="group", aria_label="Kelompok pembanding")


def _told(found: Beside) -> list[str]:
    return [*_worth(found), *([_say_rank(found.rank)] if found.rank else [])]


def _say_rank(rank: RankInterval) -> str:
    """Never one rank where several are possible."""
    among = f"Di antara {rank.n} daerah yang punya angkanya"
    if rank.best == rank.worst:
        return f"{among} urutannya {rank.best}, 1 yang terbaik."
    return f"{among} urutannya dapat {rank.best} sampai {rank.worst}, 1 yang terbaik; lebih pasti tidak."


def _worth(found: Beside) -> list[str]:
    goals = (
        ("target", found.target, found.people_to_target),
        ("median kelompok", found.median, found.people_to_median),
    )
    return [
        _goal(found.indicator, f"{name} {phrases.with_unit(goal, unit=found.indicator.unit)}", people)
        for name, goal, people in goals
        if people is not None
    ]


def _goal(indicator: Indicator, goal: str, people: int) -> str:
    if people <= 0:
        return f"Sampai {goal}: sudah tercapai."
    amount = phrases.counted(people, indicator.count_unit)
    work = f"{indicator.tindakan} {amount} lagi" if indicator.tindakan else f"{amount} lagi"
    return f"Sampai {goal}: {work}."


def _verdict(found: Beside) -> Html | None:
    """Whether the swap of the group changes the verdict."""
    if not found.verdicts:
        return None
    outcome = FLAG[found.verdicts[found.group]]
    return element("li", badge(outcome), element("span", _say_verdict(found)))


def _say_verdict(found: Beside) -> str:
    if found.is_robust:
        return "Putusannya sama dengan kelompok mana pun ia dibandingkan."
    words = {
        word: [
            _name(group, found.wilayah)
            for group, colour in found.verdicts.items()
            if FLAG[colour].word == word
        ]
        for word in (FLAG[colour].word for colour in found.verdicts.values())
    }
    parts = (f"{word} bila dibandingkan dengan {listed(names, most=4)}" for word, names in words.items())
    return f"Putusannya bergantung pada kelompoknya: {'; '.join(parts)}."


def _rows(found: Beside) -> Sequence[Sequence[Cell]]:
    own = [
        Cell(element("b", found.wilayah.nama_pendek, " (daerah ini)")),
        Cell(_value(found.value, found)),
        Cell(None),
        Cell(None),
        Cell(None),
    ]
    return [own, *(_row(each, found) for each in found.members)]


def _row(each: Companion, found: Beside) -> list[Cell]:
    address = links.profile(each.wilayah.kode, periode=str(found.periode), indikator=found.indicator.id)
    return [
        Cell(each.wilayah.nama_pendek, href=address),
        Cell(_value(each.value, found)),
        Cell(_difference(each, found)),
        Cell(format_bilangan(each.distance, decimals=2)),
        Cell(_apart(each)),
    ]


def _value(value: float | None, found: Beside) -> str | None:
    return None if value is None else phrases.with_unit(value, unit=found.indicator.unit)


def _difference(each: Companion, found: Beside) -> str | None:
    """How much better or worse the other is, in words where there is a good direction."""
    if each.value is None or found.value is None:
        return None
    points = round(each.value - found.value, 2)
    if points == 0:
        return "sama"
    size = f"{format_bilangan(abs(points), decimals=2)} poin"
    if found.indicator.direction is Direction.NEUTRAL:
        return f"{size} lebih {'tinggi' if points > 0 else 'rendah'}"
    is_better = (points > 0) is (found.indicator.direction is Direction.HIGHER)
    return f"{size} lebih {'baik' if is_better else 'buruk'}"


def _apart(each: Companion) -> str:
    """The features that keep the two apart; alike in all where there is no distance."""
    ordered = sorted(each.parts.items(), key=lambda pair: -pair[1])[:MOST_FEATURES]
    told = [
        f"{feature} ({format_persen(100 * part, decimals=0)})"
        for feature, part in ordered
        if part > LEAST_PART
    ]
    return ", ".join(told) or KOSONG
