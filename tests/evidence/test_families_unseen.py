"""What families rest on where nothing was tuned: the act and its object, the place of cues, the language of the words."""

import pytest

from lodestone.evidence.acts import act_of
from lodestone.evidence.cues import cues, words
from lodestone.evidence.distractions import distracted
from lodestone.evidence.families import FAMILIES, rank
from lodestone.evidence.language import spoken
from lodestone.evidence.lexicon import table
from lodestone.evidence.predicates import head_of
from lodestone.evidence.word_list import SIGNALS, told_and_signals


def _head(text: str) -> str | None:
    head = head_of(text, words(text))
    return None if head is None else text[head.start : head.end]


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("The United States and Ghana signed a pact on manganese", "signed"),
        ("The announcement came as traders waited for the new quota", "came"),
        ("Five states negotiated the charter to establish a common reserve", "negotiated"),
        ("Metals produced in the north will need a certificate of origin", "will"),
        ("Most smelters depend on two suppliers of power", "depend"),
        ("The board set up a panel with an emphasis on magnets", "set"),
        ("Closely coordinate in all bodies that write standards", "coordinate"),
    ],
)
def test_the_predicate_is_a_verb_that_stands_as_one(text, predicate):
    assert _head(text) == predicate


@pytest.mark.parametrize(
    ("text", "verb", "thing"),
    [
        ("The two sides have agreed to jointly establish a working group", "establish", "working"),
        ("They will work together to train young geologists", "train", "young"),
        ("The ministry is building a plant at the port", "build", "plant"),
    ],
)
def test_the_act_lies_behind_the_words_that_lead_to_it(text, verb, thing):
    found = words(text)
    act = act_of(found, head_of(text, found))
    assert act.verb == verb
    assert thing in act.object


def test_a_cue_of_one_language_is_silent_in_another():
    """For every cue of one word in each language: among words of another language it is not heard."""
    frames = {
        "French": "dans le cadre de la visite qui est pour les deux {} et avec des aux une",
        "Italian": "nel quadro della visita che è per gli due {} e con delle una dei",
        "German": "im Rahmen der Reise die für das Werk und {} mit dem nicht ist sich",
        "": "in the course of the visit that is for the {} with their and which are on",
    }
    checked = 0
    for name in ("families", "claims_heads"):
        for row in table(name):
            cue = row["cue"].rstrip("*")
            if row["note"] == "Japanese" or not cue.isalpha():
                continue
            for language, frame in frames.items():
                text = frame.format(cue)
                heard = any(hit.row is row for hit in cues(name).find(text, words(text)))
                assert heard == (language == row["note"]), (name, cue, language)
                checked += 1
    assert checked > 500


def test_half_a_document_in_another_language_is_heard_in_it():
    text = (
        "The parties will meet in the spring and they are to report on it. "
        "Die Parteien werden sich und das Werk mit der Hütte im Mai sehen."
    )
    assert spoken(text, (w.text for w in words(text[:60]))) == "en"
    assert spoken(text, (w.text for w in words(text[66:]))) == "de"


def test_names_and_titles_weigh_less_than_words_of_their_own():
    named = "The Raw Materials Security Investment Partnership met in Oslo"
    assert rank(named, words(named)).first == "consult"
    office = "Finance ministers of four states will take part in the talks"
    assert rank(office, words(office)).first == "consult"


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("She voiced deep concern over the licence system for gallium that was brought in last month", "assess"),
        ("The envoys talked for an hour about export bans, mine finance and a common stockpile", "consult"),
        ("The council set up two teams that will deal with chips and with batteries", "body"),
        ("The pact on tin will enter into force in March, the ministry announced", "sign"),
        ("The two ministries deepened co-operation in fields such as health, culture and sport", "cooperate"),
        ("両外相は輸出規制を念頭に意見を交わした。", "consult"),
    ],
)
def test_the_main_clause_outweighs_its_topics(text, family):
    assert rank(text, words(text)).first == family


def test_every_signal_is_known_by_name():
    text = "In view of export bans, Chile and Japan will build a smelter, including through loans and training"
    found = words(text)
    assert set(told_and_signals(text, found, head_of(text, found))[1]) <= set(SIGNALS)


def test_a_distracted_example_keeps_its_beginning_and_its_family():
    pairs = [("sign", "The parties signed a pact."), ("finance", "The bank lends money to a mine."), ("secure", "備蓄を増やす。")]
    copies = distracted(pairs)
    assert [f for f, _ in copies] == [f for f, _ in pairs]
    assert copies[0][1].startswith("The parties signed a pact")
    assert len(copies[0][1]) > len(pairs[0][1])
    assert copies[2][1] == pairs[2][1]
    assert distracted(pairs) == copies


def test_a_long_list_of_cues_is_no_certainty():
    text = "The plan names loans, grants, equity, guarantees, insurance, subsidies, tax credits and billions in aid"
    assert max(s.score for s in rank(text, words(text)).labels) < 0.999
    assert {s.family for s in rank(text, words(text)).labels} <= set(FAMILIES)
