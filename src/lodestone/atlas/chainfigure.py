"""The figures of a chain file: which facts are selected, and what is typed with its source or reason."""

from typing import Literal

from msgspec import field

from lodestone.atlas.chainvalue import CellStatus, Kind, Range, Reasoned, Row


class Pick(Row, frozen=True, kw_only=True):
    """Selects facts.

    Publisher's card, quantity, commodity, form and stage; the latest period up to the year, at most ``carry`` years old. For
    outputs, where there is none, the first period after the year, at most ``back`` years later, at the pace of primary output.

    As ``price_index`` of a chain it scales every unit value and price of the file from the chain's year to another.
    """

    card: str
    quantity: str = "production"
    commodity: str = ""
    form: str = ""
    stage: str = ""
    carry: int = 1
    back: int = 0


class Typed(Row, frozen=True, kw_only=True):
    """A figure that may be typed as a ``value`` for a year of its own.

    ``period`` is its year (the chain's where it says nothing). In other years it ``moves`` with the chain's primary output, or
    stays as it is, and is doubted more the further they are. The entry holds in the years ``first`` to ``last`` only.
    """

    value: float | None = None
    period: int | None = None
    moves: bool = True
    first: int = 0
    last: int = 9999


class Production(Typed, frozen=True, kw_only=True):
    """Prior of a process's output.

    From publishers (``facts``), as a share of another process, as a publisher's world ``shares`` of what the process ``of`` makes
    (times this process's yield; shares under ``least`` are left out), or one typed figure for a ``place``.
    ``except_places`` are places of which the facts print something else.
    """

    process: str
    facts: list[Pick] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    same_as: str = ""
    shares: Pick | None = None
    of: str = ""
    least: float = 0.0
    except_places: list[str] = field(default_factory=list)
    sd: float | None = None
    place: str = ""
    status: CellStatus | None = None
    kind: Kind = "publisher"
    source: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """Exactly one of the four ways, and a reason where no publisher gives the figure."""
        typed = self.value is not None
        if sum((bool(self.facts), bool(self.same_as), self.shares is not None, typed)) != 1:
            raise ValueError("give exactly one of facts, same_as, shares, value")
        if bool(self.of) != (self.shares is not None):
            raise ValueError("shares need of, the process whose world output they share out")
        if typed and not self.place:
            raise ValueError("value needs a place")
        if not self.facts and self.sd is None:
            raise ValueError("a figure without facts needs sd, its relative error")
        if (self.sd is not None or self.status is not None) and not (self.source or self.reason):
            raise ValueError("sd, value and status need a source or reason")


class Secondary(Typed, frozen=True, kw_only=True):
    """Recovery from scrap at a place, t contained a year, with a relative sd: typed, or taken from ``facts``.

    ``new_share`` is set where the source tells new scrap from old.
    """

    form: str
    place: str
    sd: float
    facts: Pick | None = None
    new_share: float | None = None
    status: CellStatus | None = None
    kind: Kind = "publisher"
    source: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """A return is typed with its source or reason, or taken from facts."""
        if (self.value is None) == (self.facts is None):
            raise ValueError("give value or facts")
        if self.value is not None and not (self.reason if self.kind == "assumption" else self.source):
            raise ValueError('a typed return needs a source, or kind = "assumption" with a reason')
        if self.new_share is not None and not 0 <= self.new_share <= 1:
            raise ValueError("new_share must lie in [0, 1]")


class Term(Row, frozen=True, kw_only=True):
    """One addend of a soft total. ``of`` is a process (production, input) or a form; ``form`` the input of a process."""

    item: Literal["production", "input", "use", "secondary", "export", "import"]
    of: str
    form: str = ""
    sign: float = 1.0


class Anchor(Typed, frozen=True, kw_only=True):
    """A total known from elsewhere.

    The sum of ``terms`` over ``place`` (``*`` all, ``each`` one total per place of the facts).
    """

    id: str
    terms: list[Term]
    place: str
    sd: float
    facts: Pick | None = None
    times: list[str] = field(default_factory=list)
    kind: Kind = "publisher"
    source: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """A total is typed with its source, or taken from facts."""
        if (self.value is None) == (self.facts is None):
            raise ValueError("give value or facts")
        if self.times and self.facts is None:
            raise ValueError("times multiplies facts; a typed value is already contained tonnes")
        if self.value is not None and not (self.source or self.reason):
            raise ValueError("a typed total needs a source or reason")


class Arc(Reasoned, frozen=True, kw_only=True):
    """A shipment that no code shows.

    ``value`` t (times ``content`` and factors of its origin), or a ``share`` of a process's output there; its year is as
    in ``Typed``.
    """

    form: str
    origin: str
    destination: str
    sd: float
    value: float | None = None
    share: float | None = None
    of_process: str = ""
    content: Range | None = None
    times: list[str] = field(default_factory=list)
    status: CellStatus = "imputed"
    replaces: bool = False
    period: int | None = None
    moves: bool = True
    first: int = 0
    last: int = 9999

    def __post_init__(self) -> None:
        """One way to size it."""
        Reasoned.__post_init__(self)
        if (self.value is None) == (self.share is None) or (self.share is not None and not self.of_process):
            raise ValueError("give value, or share with of_process")


class Split(Row, frozen=True, kw_only=True):
    """An importer's published total shared out by its published import shares (quantity ``import_share``) of the years around.

    ``forms`` names the form for origins that ship another one than ``form``.
    """

    form: str
    importer: str
    total: Pick
    shares: Pick
    sd: float
    reason: str
    forms: dict[str, str] = field(default_factory=dict)
