"""Exchange rates of the packaged facts, looked up only when a text gives a sum in two currencies."""

from collections.abc import Iterator, Mapping
from functools import cached_property


class PackagedRates(Mapping[tuple[str, str], Mapping[str, float]]):
    """Units of the first currency for one of the second, by year and month; the facts are opened at the first look."""

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], Mapping[str, float]]:
        from lodestone.atlas.rates import QUANTITY, rates_of
        from lodestone.store.facts import load

        return rates_of(load(quantities=(QUANTITY,)))

    def __getitem__(self, pair: tuple[str, str]) -> Mapping[str, float]:
        return self._known[pair]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
