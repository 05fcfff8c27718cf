"""A tiny chain to prove things on: ore is mined, metal is refined, metal is used. Figures are ours."""

from pathlib import Path

from lodestone.atlas.fact import Fact

CHAIN = (Path(__file__).parent / "tiny.toml").read_text("utf-8")


def made(form: str, stage: str, place: str, value: float, period: int = 2024) -> Fact:
    return Fact(
        quantity="production",
        commodity="tiny",
        form=form,
        stage=stage,
        place=place,
        period=period,
        value=value,
        unit="t/year",
        card="survey",
    )


def shipped(code: str, origin: str, destination: str, tonnes: float | None, kusd: float, period: int = 2024) -> list[Fact]:
    common = {
        "commodity": "tiny",
        "form": "x",
        "stage": "mine",
        "place": origin,
        "partner": destination,
        "period": period,
        "card": "customs",
        "code": code,
        "code_edition": "HS92",
    }
    return [
        Fact(quantity="trade", value=tonnes, unit="t/year", basis="gross", **common),
        Fact(quantity="trade_value", value=kusd, unit="kUSD/year", basis="none", **common),
    ]


def facts(period: int = 2024) -> list[Fact]:
    """Chile mines 1,000 t and ships 2,000 t of ore (half metal) to China, which refines 900 t.

    It ships 300 t to the Netherlands, which ships 200 t on to Japan.
    """
    return [
        made("ore", "mine", "CHL", 1000, period),
        made("metal", "refine", "CHN", 900, period),
        *shipped("260100", "CHL", "CHN", 2000, 4000, period),
        *shipped("800100", "CHN", "NLD", 300, 3000, period),
        *shipped("800100", "NLD", "JPN", 200, 2000, period),
        *shipped("800100", "CHN", "KOR", 50, 10, period),
    ]
