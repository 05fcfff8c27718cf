"""What a balanced network rests on: the status of every cell and node, and the tonnes the balance had to move."""

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.arrays import Floats
from lodestone.atlas.chainvalue import CellStatus
from lodestone.atlas.classify import standing, worst
from lodestone.atlas.layout import Layout
from lodestone.atlas.network import StageAccount
from lodestone.atlas.weights import weights


def cell_statuses(layout: Layout, prior: Floats, z: Floats) -> NDArray[np.str_]:
    """Status of every trade cell ``(cell,)``.

    That of its content and its row; one moved far to close a balance is not observed.
    """
    before, after = prior[layout.span("cell")], z[layout.span("cell")]
    far = np.abs(after - before) > weights().moved_share * before
    return np.array([worst([s, "estimated"]) if f else s for s, f in zip(layout.cell_status, far, strict=True)], dtype=np.str_)


def node_statuses(layout: Layout) -> NDArray[np.str_]:
    """Status of what is made in every node ``(node,)``.

    The worst among the makes and returns of some size; estimated where nothing is made (what is used there follows from the
    balance).
    """
    return np.array([standing(claims) if claims else "estimated" for claims in _claims(layout)], dtype=np.str_)


def node_sources(layout: Layout) -> tuple[tuple[str, ...], ...]:
    """Sources of what is made in every node; ``balance`` where nothing is made and the rest follows from the balance."""
    found: list[dict[str, None]] = [{} for _ in range(layout.node_form.size)]
    for node, make in zip(layout.make_node, layout.inputs.makes, strict=True):
        found[int(node)] |= dict.fromkeys(make.sources)
    for node, back in zip(layout.return_node, layout.inputs.returns, strict=True):
        found[int(node)] |= dict.fromkeys(back.sources)
    return tuple(tuple(sorted(sources)) or ("balance",) for sources in found)


def made_imputed(layout: Layout) -> Floats:
    """Share of what is made in every node ``(node,)`` that rests on no published figure; 0 where nothing is made."""
    total = np.array([sum(t for t, _ in claims) for claims in _claims(layout)])
    imputed = np.array([sum(t for t, s in claims if s == "imputed") for claims in _claims(layout)])
    return np.asarray(np.divide(imputed, total, out=np.zeros(total.size), where=total > 0))


def _claims(layout: Layout) -> list[list[tuple[float, CellStatus]]]:
    """Prior tonnes and status of everything made in each node."""
    claims: list[list[tuple[float, CellStatus]]] = [[] for _ in range(layout.node_form.size)]
    for node, make in zip(layout.make_node, layout.inputs.makes, strict=True):
        claims[int(node)].append((make.tonnes, make.status))
    for node, back in zip(layout.return_node, layout.inputs.returns, strict=True):
        claims[int(node)].append((back.tonnes, back.status))
    return claims


def stage_accounts(layout: Layout, prior: Floats, z: Floats) -> tuple[StageAccount, ...]:
    """One account per form, in chain order.

    Tonnes moved are half of what makes, shipments and uses changed by; throughput is the larger of what entered and what left
    all its nodes, shipments counted once.
    """
    moved_by = np.abs(z - prior)
    status = cell_statuses(layout, prior, z)
    accounts = []
    for number, form in enumerate(layout.inputs.chain.form):
        cell = layout.cell_form == number
        flow = z[layout.span("cell")][cell]
        hits = {
            "make": layout.node_form[layout.make_node] == number,
            "return": layout.node_form[layout.return_node] == number,
            "cell": cell,
            "input": layout.node_form[layout.input_node] == number,
            "use": layout.node_form[layout.use_node] == number,
        }
        moved = sum(float(moved_by[layout.span(what)][hit].sum()) for what, hit in hits.items()) / 2
        stock = z[layout.span("stock")][layout.node_form == number]
        entered = sum(float(z[layout.span(what)][hits[what]].sum()) for what in ("make", "return")) + float(
            np.maximum(stock, 0).sum()
        )
        traded = float(flow.sum())
        shares = {
            s: float(flow[status[cell] == s].sum()) / traded if traded > 0 else 0.0
            for s in ("observed", "estimated", "carried", "imputed")
        }
        accounts.append(
            StageAccount(form=form.id, stage=form.stage, throughput_t=entered + traded, traded_t=traded, moved_t=moved, **shares)
        )
    return tuple(accounts)
