"""Chain files: what is refused, and whether the message names the place and the remedy."""

import pytest
from tiny_chain import CHAIN

from lodestone.atlas.chainfile import chain_ids, load_chain, read_chain
from lodestone.terms.errors import BadInput, NothingToAnswer


def broken(old: str, new: str) -> str:
    assert old in CHAIN
    return CHAIN.replace(old, new, 1)


def test_a_good_file_is_read():
    chain = read_chain(CHAIN, "tiny.toml")
    assert [f.id for f in chain.form] == ["ore", "metal"]
    assert chain.process_of("refine").yield_.mode == 0.9
    assert list(chain.codes()) == [("260100", "HS92"), ("800100", "HS92")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("scope = ", "scop = ", ['unknown key "scop"', "did you mean scope?"]),
        ('{ code = "260100", edition', '{ code = "260100", editon', ["[[trade]] 1 (260100", '"editon"', "did you mean edition?"]),
        ('reason = "invented contract"', 'why = "invented contract"', ["[[process]] 2 (refine)", '"why"', "gap"]),
        (
            "yield = { low = 0.8, mode = 0.9, high = 0.95",
            "yield = { low = 0.8, mode = 1.2, high = 1.3",
            ["[[process]] 2", "high <= 1"],
        ),
        ("low = 0.45, mode = 0.5", "low = 0.0, mode = 0.5", ["[[trade]] 1", "content must lie in (0, 1]"]),
        (', kind = "typical", source = "book" }', ', kind = "typical" }', ["[[trade]] 1", 'kind = "typical" needs a source']),
        (
            'share = 1.0, kind = "assumption", reason = "all metal is used"',
            'share = 1.0, kind = "assumption"',
            ["[[form]] 2", "needs a reason"],
        ),
        ('origins = ["CHL"]', 'origins = ["Chile"]', ["gap", '"CHL" for "Chile"']),
        ('origins = ["CHL"]', 'origins = ["CHX"]', ["gap", "CHX", "did you mean"]),
        ('keep = ["JPN"', 'keep = ["EUU"', ["keep", "is a bloc"]),
        ('output = "metal"', 'output = "metall"', ["[[process]] refine", '"metall"', "did you mean metal?"]),
        (
            '{ process = "refine", facts',
            '{ process = "refining", facts',
            ["[[production]]", '"refining"', "did you mean refine?"],
        ),
        ('form = "ore", content', 'form = "ore", drop = "no", content', ["[[trade]] 1", "either form or drop"]),
        ('note = "metal costs ten times that"', 'note = ""', ["[[trade]] 2", "needs a note"]),
        ("lodestone-chain/1", "lodestone-chain/9", ["schema", "lodestone-chain/9"]),
        ("year = 2024", 'year = "2024"', ["year", "Expected `int`"]),
        ('id = "tiny"', "id = [", ["not valid TOML", "line"]),
    ],
)
def test_a_bad_file_is_named_with_its_remedy(old, new, words):
    with pytest.raises(BadInput) as caught:
        read_chain(broken(old, new), "tiny.toml")
    message = str(caught.value)
    assert message.startswith("tiny.toml: ")
    for word in words:
        assert word in message, message


def test_a_group_stands_for_its_places():
    text = broken("form = [", 'groups = { andes = ["CHL", "BOL"] }\nform = [')
    chain = read_chain(text.replace('{ code = "260100",', '{ code = "260100", exporters = ["@andes"],'), "tiny.toml")
    assert chain.expand(chain.trade[0].exporters) == ("CHL", "BOL")
    with pytest.raises(BadInput, match="not a group of this file"):
        read_chain(text.replace('{ code = "260100",', '{ code = "260100", exporters = ["@ands"],'), "tiny.toml")


def test_an_unknown_chain_names_those_there_are():
    with pytest.raises(NothingToAnswer, match="did you mean cobalt"):
        load_chain("cobolt")


@pytest.mark.parametrize("name", ["cobalt", "gallium", "lithium", "rare_earths_heavy", "rare_earths_light"])
def test_packaged_chains_are_read(name):
    assert name in chain_ids()
    assert load_chain(name).id == name
