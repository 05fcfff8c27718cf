"""Limits on exports: who, against whom, on what, and how firmly each word was said."""

from lodestone.evidence.measures import measures


def test_a_later_sentence_adds_a_hedged_mineral(reading):
    (found,) = measures(reading("measure_hedged"))
    assert (found.kind.value, found.kind.hedge) == ("export_control", "asserted")
    assert found.actor.value == "IDN"
    assert [t.value for t in found.targets] == ["KOR"]
    assert [(c.value, c.hedge) for c in found.commodities] == [("nickel", "possible")]
    assert found.effective == "2026-02-02"
    assert found.hedge == "possible"


def test_licence_users_and_two_dates(reading):
    (found,) = measures(reading("measure_military"))
    assert found.kind.value == "export_licence"
    assert (found.announced, found.effective) == ("2027-06-14", "2027-08-01")
    assert [u.value for u in found.end_users] == ["military_users"]
    assert [(c.value, c.hedge) for c in found.commodities] == [("germanium", "asserted")]


def test_a_complaint_and_coordination_are_no_measures(reading):
    assert len(measures(reading("measure_hedged"))) == 1
    assert [m.actor.value for m in measures(reading("measure_military"))] == ["CHN"]


def test_texts_without_measures(reading):
    assert measures(reading("claims_news")) == ()


def test_the_measure_of_the_real_text(shared):
    from lodestone.evidence import intake
    from lodestone.evidence.read import read

    file = next((shared / "texts" / "seeds").glob("003*.txt"))
    (found,) = measures(read(intake.document(file.read_bytes(), file.name)))
    assert (found.kind.value, found.actor.value) == ("export_control", "CHN")
    assert [t.value for t in found.targets] == ["JPN"]
    assert [(c.value, c.hedge) for c in found.commodities] == [("rare_earths", "possible")]
