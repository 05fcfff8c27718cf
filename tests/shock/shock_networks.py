"""Tiny networks with names, and a generator of random ones, for the shock tests."""

import numpy as np

from lodestone.atlas.network import Network, Traced


def chain_network(forms, places, shares, use, coef=None, lead=1.0, primary=None, mineral="gallium", stages=None):
    """A balanced chain from supplier shares and final use, one process between neighbouring forms.

    ``shares`` (form, maker, user) with columns that sum to 1 (or 0), ``use`` (form, place) in t/year, ``coef`` tonnes of input a
    tonne of output between forms, ``primary`` (form, place) the share of output that needs no input (1 in the first form).
    ``lead`` months abroad, a number or (form, maker, user). Returns the network and its trace.
    """
    shares, use = np.asarray(shares, float), np.asarray(use, float)
    f, p = use.shape
    coef = np.ones(f - 1) if coef is None else np.asarray(coef, float)
    primary = np.zeros((f, p)) if primary is None else np.asarray(primary, float).copy()
    primary[0] = 1.0
    need, made = use.copy(), np.zeros((f, p))
    for k in range(f - 1, -1, -1):
        made[k] = shares[k] @ need[k]
        if k:
            need[k - 1] += coef[k - 1] * (1 - primary[k]) * made[k]
    tonnes = shares * need[:, None, :]
    node = np.arange(f * p).reshape(f, p)
    form, maker, user = np.nonzero(tonnes * (1 - np.eye(p)))
    link = [(k, q) for k in range(1, f) for q in range(p) if made[k, q] * (1 - primary[k, q]) > 0]
    out = np.array([made[k, q] * (1 - primary[k, q]) for k, q in link])
    leads = np.broadcast_to(lead, tonnes.shape)
    network = Network(
        mineral=mineral, element="Ga", year=2024, kind="baseline", forms=tuple(forms),
        stages=tuple(stages or ("mine", "refine", "metal", "intermediate")[:f]), places=tuple(places),
        node_form=np.repeat(np.arange(f), p), node_place=np.tile(np.arange(p), f),
        primary_t=(made * primary).ravel(), secondary_t=np.zeros(f * p), use_t=use.ravel(), stock_draw_t=np.zeros(f * p),
        node_status=np.full(f * p, "imputed"), arc_form=form, arc_origin=maker, arc_destination=user,
        flow_t=tonnes[form, maker, user], low_t=tonnes[form, maker, user], high_t=tonnes[form, maker, user],
        lead_months=leads[form, maker, user].astype(float), arc_status=np.full(len(form), "imputed"),
        arc_sources=((),) * len(form),
        link_process=tuple(f"make {forms[k]}" for k, _ in link),
        link_input=np.array([node[k - 1, q] for k, q in link], dtype=np.int64),
        link_output=np.array([node[k, q] for k, q in link], dtype=np.int64),
        link_input_t=np.array([coef[k - 1] for k, _ in link]) * out, link_output_t=out,
    )  # fmt: skip
    return network, Traced(forms=tuple(forms), places=tuple(places), tonnes=tonnes)


def one_mine_two_buyers():
    """CHN mines 120 t a year and sends 60 each to JPN and DEU, one month away."""
    shares = np.zeros((1, 3, 3))
    shares[0, 0, 1] = shares[0, 0, 2] = 1
    return chain_network(["crude"], ["CHN", "JPN", "DEU"], shares, [[0, 60, 60]])


def two_stage_chain():
    """CHN and AUS mine; CHN and JPN make magnets from oxide; JPN and DEU use magnets."""
    shares = np.zeros((2, 4, 4))
    shares[0, 0, 0] = 1  # CHN feeds its own makers
    shares[0, 0, 2], shares[0, 1, 2] = 0.8, 0.2  # JPN's makers: 80 % CHN, 20 % AUS
    shares[1, 2, 2] = 1  # JPN uses its own magnets
    shares[1, 0, 3], shares[1, 2, 3] = 0.7, 0.3  # DEU: 70 % CHN, 30 % JPN
    return chain_network(["oxide", "magnet"], ["CHN", "AUS", "JPN", "DEU"], shares, [[0] * 4, [0, 0, 120, 60]], coef=[1.25])


def transit_hub():
    """CHN's goods reach DEU through NLD, which uses some itself; two legs of half a month and one month."""
    places = ["CHN", "NLD", "DEU"]
    shares = np.zeros((1, 3, 3))
    shares[0, 0, 1] = shares[0, 0, 2] = 1
    network, traced = chain_network(["crude"], places, shares, [[0, 24, 36]])
    legs = dict(
        arc_form=np.array([0, 0]), arc_origin=np.array([0, 1]), arc_destination=np.array([1, 2]), flow_t=np.array([60.0, 36.0]),
        low_t=np.array([60.0, 36.0]), high_t=np.array([60.0, 36.0]), lead_months=np.array([1.0, 0.5]),
    )  # fmt: skip
    from dataclasses import replace

    return replace(network, **legs), traced


def random_network(seed, forms=3, places=6, lead=None):
    """A random balanced chain: a few suppliers per user, losses, some primary supply downstream."""
    rng = np.random.default_rng(seed)
    shares = np.zeros((forms, places, places))
    for f in range(forms):
        for user in range(places):
            makers = rng.choice(places, size=rng.integers(1, 4), replace=False)
            shares[f, makers, user] = rng.dirichlet(np.ones(len(makers)))
    use = rng.gamma(1.0, 50.0, (forms, places)) * (rng.random((forms, places)) < 0.7)
    use[-1] = rng.gamma(2.0, 50.0, places)
    primary = np.where(rng.random((forms, places)) < 0.3, rng.random((forms, places)), 0.0)
    lead = rng.choice([0.0, 0.3, 0.5, 1.0, 1.5, 2.0], (forms, places, places)) if lead is None else lead
    names = ["CHN", "JPN", "DEU", "USA", "KOR", "AUS", "FRA", "IND"][:places]
    return chain_network(
        ["ore", "oxide", "metal", "magnet"][:forms],
        names,
        shares,
        use,
        coef=rng.uniform(1.0, 1.6, forms - 1),
        lead=lead,
        primary=primary,
    )
