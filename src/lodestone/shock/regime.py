"""What could be said on the day a measure was announced: its permission drawn from the other episodes of its kind."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from lodestone.scenario.scenario import Shock
from lodestone.shock import protocol
from lodestone.terms.estimate import Estimate
from lodestone.terms.prior import prior

Z = 1.6449  # 95 % point of a normal
# number of a licence office: prior that gives its shape and stands in where no episode is left, least sd, whether in logs
OFFICE = {
    "delay_months": ("licence.delay", 0.35, False),
    "ramp_months": ("licence.ramp", 0.40, True),
    "openness": ("licence.plateau", 0.35, True),
}


def licence_office(without: Collection[str] = ()) -> dict[str, Estimate]:
    """Waiting time, time constant and plateau of a licence office nobody has seen work, from goods of the other episodes.

    Goods are pooled by episode, so that an episode with three goods counts once; their spread is the spread of goods, not
    below a floor, widened by sqrt(1 + 1/n) for n episodes (methods/shock).
    """
    by_episode: dict[str, list[tuple[float, float, float]]] = {}
    for case in protocol.cases().values():
        if case.licence is not None and case.episode not in without:
            by_episode.setdefault(case.episode, []).extend((case.licence, *case.more_licences))
    found = {}
    for i, (name, (id_, least, logs)) in enumerate(OFFICE.items()):
        if not by_episode:
            found[name] = prior(id_).estimate()
            continue
        goods = {e: np.log([g[i] for g in rows]) if logs else np.array([g[i] for g in rows]) for e, rows in by_episode.items()}
        each = np.concatenate(list(goods.values()))
        spread = float(np.std(each, ddof=1)) if len(each) > 1 else least
        middle, sd = float(np.mean([v.mean() for v in goods.values()])), max(spread, least) * np.sqrt(1 + 1 / len(goods))
        low, mode, high = ((np.exp if logs else float)(middle + z * sd) for z in (-Z, 0.0, Z))
        note = f"goods of {', '.join(goods)}"
        found[name] = Estimate(prior(id_).quantity, float(max(low, 0)), float(mode), float(high), note=note, prior=id_)
    return found


def unseen(shock: Shock, without: Collection[str] = ()) -> Shock:
    """A shock as it stood on the day of its announcement: kind, dates and size announced known, how it went not.

    A licence follows a drawn office; a ban leaks and ends as drawn; an outage keeps its announced size for a drawn time.
    """
    blind = replace(shock, path=(), path_after=None, lifted=None)
    if shock.kind == "export_licence":
        office = licence_office(without)
        return replace(blind, openness=office["openness"], delay_months=office["delay_months"], ramp_months=office["ramp_months"])
    if shock.kind == "outage":
        left = min(value for _, value in shock.path)
        known = Estimate("openness", left, left, left, note="capacity left as announced")
        return replace(blind, openness=known, duration_months=prior("outage.duration").estimate())
    leak, duration = prior("ban.leak").estimate(), prior("ban.duration").estimate()
    return replace(blind, openness=leak, duration_months=duration)
