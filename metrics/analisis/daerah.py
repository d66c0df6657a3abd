"""Methods that look at one place beside others."""

import numpy as np
import pandas as pd

from metrics.analisis.tabel import Asked, Column, across, judged_panel, named, places_asked, table
from metrics.bendera.kata import is_share
from metrics.bendera.scene import is_above_hundred, is_higher_better
from metrics.bendera.tanda_sebaya import peers_of
from metrics.bendera.tanda_target import people_to_go, targets_of
from metrics.corong import funnel
from metrics.jarak import people_to_reach
from metrics.peringkat import ranks
from metrics.sebaya import Feature, median_of


def funnel_limits(asked: Asked) -> pd.DataFrame:
    """The funnel with overdispersion, shares in percent."""
    scene, panel = judged_panel(asked, shares_only=True)
    found = funnel(panel.numerator, panel.denominator, winsor_percent=scene.rules.corong_winsor_persen)
    worse = found.is_worse(is_higher_better=is_higher_better(panel))
    return table(
        asked,
        scene,
        {
            "nilai": panel.value,
            "tengah": found.centre,
            "bawah_95": found.lower95,
            "atas_95": found.upper95,
            "bawah_998": found.lower998,
            "atas_998": found.upper998,
            "z": found.z,
            "di_luar": named(["tidak", "ya"], np.where(found.is_assessable, worse, -1)),
            "phi": across(found.phi.tolist(), scene),
            "tau2": across(found.tau2.tolist(), scene),
        },
    )


def rank(asked: Asked) -> pd.DataFrame:
    """The rank with the best and the worst it could be; 1 is the best."""
    scene, panel = judged_panel(asked, shares_only=True)
    around = funnel(panel.numerator, panel.denominator, winsor_percent=scene.rules.corong_winsor_persen)
    found = ranks(around, is_higher_better=is_higher_better(panel))
    columns = {"peringkat": found.rank, "terbaik": found.best, "terburuk": found.worst, "dari": found.n}
    return table(asked, scene, {"nilai": panel.value, **columns})


def gap(asked: Asked) -> pd.DataFrame:
    """What reaching the target and the peers' median is worth in people; zero or less is reached."""
    scene, panel = judged_panel(asked)
    target = targets_of(scene, panel)
    columns: dict[str, Column] = {
        "nilai": panel.value,
        "target": across(target.tolist(), scene),
        "orang_ke_target": people_to_go(panel, target=target),
    }
    if is_share(asked.item):
        # To two decimals, as it is read: the people are counted from that.
        median = np.round(
            median_of(
                np.where(is_above_hundred(panel), np.nan, panel.value), members=peers_of(scene).members()
            ),
            2,
        )
        columns["median_sebaya"] = median
        columns["orang_ke_median"] = people_to_reach(
            panel.numerator,
            panel.denominator,
            target=median,
            is_share=True,
            is_higher_better=is_higher_better(panel),
        )
    return table(asked, scene, columns)


def peers(asked: Asked) -> pd.DataFrame:
    """The peers of each kab/kota, nearest first, and what part of the distance each feature makes."""
    found = peers_of(asked.scene())
    rows = [
        {
            "wilayah": place.kode,
            "nama": place.nama,
            "urutan": number,
            "sebaya": peer.wilayah.kode,
            "nama_sebaya": peer.wilayah.nama,
            "jarak": round(peer.distance, 6),
            **{feature.name.lower(): round(peer.parts.get(feature, np.nan), 6) for feature in Feature},
        }
        for place in places_asked(asked, found.places)
        for number, peer in enumerate(found.of(place.kode), start=1)
    ]
    return pd.DataFrame(rows)
