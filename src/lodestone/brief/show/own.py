"""The section on the user's own figures: each marked as theirs, what others say of it, and what it changes."""

from lodestone.atlas.own_changes import WORDS
from lodestone.brief.compose import Brief
from lodestone.brief.names import mineral_label, place_label
from lodestone.report.note import Block, Heading, Para, Section, Table


def sections(found: Brief, values: dict[str, object]) -> tuple[Section, ...]:
    """One section where the user gave figures of a chain on the page, none where not."""
    if not found.own:
        return ()
    told = "Figures of your own overrule publishers in the networks and simulations on this page. Nobody has published them: "
    blocks: list[Block] = [Para((told, "check what you may pass on before you share it."))]
    for chain, one in found.told.items():
        rows = [
            (
                (f"{WORDS.get(f.fact.quantity, f.fact.quantity)}, {place_label(f.fact.place)}, {f.fact.form}, {f.fact.period}",),
                (f"{f.fact.value:,.10g} {f.fact.unit}",),
                (f.publishers or "\u2013",),
                (f"not used: {f.why_not}" if f.why_not else f.note or "used",),
            )
            for f in one.figures
        ]
        blocks += [
            Heading(mineral_label(chain)),
            Table(columns=("yours", "figure", "others say", ""), rows=tuple(rows), numeric=(1,)),
        ]
        blocks += [Para((f"With your figures, {c.sentence(' becomes ')}.",)) for c in one.changes]
        values[f"own-{chain}"] = one.document()
    return (Section(anchor="own", title="Your own figures", short="Your figures", blocks=tuple(blocks)),)
