"""Every method as a table: what `pantau metrics --analysis` prints.

ANALYSES is the registry. A method is a function from `Asked` (marts, settings, half-month, indicator or None,
place or None) to a DataFrame whose columns are printed as they are; what it cannot answer is a UsageError in
one Indonesian sentence. Another method is one line here and its word in `pantau.arguments.ANALYSES` (kept
apart, for the command line must not import every method to know their names; a test holds the two together).
"""

from collections.abc import Mapping
from typing import Final

from metrics.analisis import daerah, kartu, perubahan, waktu
from metrics.analisis.tabel import Analysis

ANALYSES: Final[Mapping[str, Analysis]] = {
    "xmr": waktu.xmr,
    "laney": waktu.laney_chart,
    "cusum": waktu.cusum_chart,
    "tren": waktu.trend,
    "laju": waktu.pace,
    "corong": daerah.funnel_limits,
    "sebaya": daerah.peers,
    "peringkat": daerah.rank,
    "jarak": daerah.gap,
    "sebab": perubahan.causes,
    "penyebut": perubahan.denominators,
    "rentang": perubahan.province_range,
    "blangko": kartu.cards,
    "pemerataan": kartu.transfers,
    "surat-pemerataan": kartu.letter,
}
"""By the word of the command line."""
