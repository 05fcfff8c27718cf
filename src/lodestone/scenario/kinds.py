"""Which words of a shock each kind of event takes, and which it cannot do without."""

from collections.abc import Mapping

from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.scenario.scenario import Shock
from lodestone.terms.errors import BadInput
from lodestone.terms.tables import unknown

# mechanism: words of a shock that say nothing there
_FOREIGN: Mapping[str, tuple[str, ...]] = {
    "flow": ("duty", "use_factor"),
    "capacity": ("duty", "use_factor"),
    "price": ("openness", "path", "path_after", "delay_months", "ramp_months", "severity", "use_factor"),
    "use": ("openness", "path", "path_after", "delay_months", "severity", "duty", "destinations"),
}
# mechanism: the word it cannot do without, and how to write it
_NEEDED: Mapping[str, tuple[str, str]] = {
    "price": ("duty", 'how high the duty is; give duty as a share of the price, such as { value = 0.25, note = "..." }'),
    "use": ("use_factor", 'how much is used; give use_factor as a multiple of normal, such as { value = 1.3, note = "..." }'),
}
HOST_CUT = "host_cut"
WORLD = "WORLD"  # as origin of a duty: goods of every origin


def fits(shock: Shock, mechanism: str, where: str) -> None:
    """Refuse a shock that says what its kind cannot mean, or not what it must; ``BadInput`` in one sentence."""
    for name in _FOREIGN.get(mechanism, ()):
        if getattr(shock, name) not in (None, ()):
            raise BadInput(f"{where}: {name} means nothing in a {shock.kind}; leave it out")
    if mechanism in _NEEDED and getattr(shock, _NEEDED[mechanism][0]) is None:
        raise BadInput(f"{where}: nothing says {_NEEDED[mechanism][1]}")
    if shock.kind == HOST_CUT:
        _host(shock, where)
    elif shock.host is not None:
        raise BadInput(f"{where}: host belongs to kind = {HOST_CUT!r}, not {shock.kind}; leave it out or change the kind")
    if WORLD in (shock.origin, *shock.destinations) and not (mechanism == "price" and WORLD not in shock.destinations):
        raise BadInput(
            f"{where}: WORLD stands for every origin of a duty only; name the economy, or leave destinations out for all"
        )
    if shock.origin == WORLD and not shock.destinations:
        raise BadInput(f"{where}: a duty on goods of every origin needs the economy that levies it; give destinations")


def _host(shock: Shock, where: str) -> None:
    if shock.host is None:
        raise BadInput(f"{where}: nothing says which metal is cut; give host, one of {', '.join(hosts(shock.commodity))}")
    able = host_forms(shock.commodity, shock.host, where)
    for form in shock.forms:
        if form not in able:
            raise BadInput(f"{where}: {form} of {shock.commodity} does not come with {shock.host}; {', '.join(able)} does")
    if shock.exposed is None:
        raise BadInput(
            f"{where}: nothing says how much of the {shock.commodity} of {shock.origin} comes with {shock.host}; give exposed, "
            'such as { prior = "host.share" }'
        )


def hosts(chain_id: str) -> tuple[str, ...]:
    """Metals and goods whose making yields some form of a chain beside them, as its file states."""
    return tuple(dict.fromkeys(h.host for h in load_chain(chain_id).host)) if chain_id in chain_ids() else ()


def host_forms(chain_id: str, host: str, where: str) -> tuple[str, ...]:
    """Forms of a chain that come with a host; ``BadInput`` for a host its file does not know."""
    known = hosts(chain_id)
    if host not in known:
        if not known:
            raise BadInput(f"{where}: the chain {chain_id} states no host; simulate an outage instead")
        raise BadInput(f"{where}: {unknown(host, f'host of {chain_id}', known)}")
    return tuple(dict.fromkeys(h.of for h in load_chain(chain_id).host if h.host == host))
