"""The programme view invents no owner, no deadline, no status."""

from lodestone.evidence import intake
from lodestone.evidence.forums import forums
from lodestone.evidence.ledger import Entry
from lodestone.evidence.programme import owner, programme
from lodestone.evidence.read import read

POLICY = """Minerals outreach policy

10 April 2024

The policy has six areas: 1) stocks; 2) recycling; 3) training.
The Ministry of Mines and Energy will open a gallium recycling plant in Osaka by March 2027.
JOGMEC will lend up to 5 billion yen for exploration of cobalt in Zambia.
Japan will train forty engineers every year.
The second ministerial meeting will be held in Nairobi in November 2024.
"""
LATER = """Progress note, 2 June 2025

The Ministry of Mines and Energy opened a gallium recycling plant in Osaka on 30 May 2025.
"""


def held_of(reading, lineage: str = "0"):
    return {
        c.id: Entry(
            claim=c, source=reading.document.source, version=1, body=1, state="accepted", anchor="exact", rule=c.family,
            tier="official", lineage=lineage, by="Ann", at="2026-01-01",
        )
        for c in reading.claims
    }  # fmt: skip


def held(*texts: str):
    readings = [read(intake.document(text.encode(), f"t{i}.txt")) for i, text in enumerate(texts)]
    return [(reading, held_of(reading, str(i))) for i, reading in enumerate(readings)]


def test_owner_deadline_and_money_are_those_of_the_sentence():
    found = programme(held(POLICY))
    plant = next(a for a in found.actions if "recycling plant" in a.action)
    assert plant.owner == "Ministry of Mines and Energy"
    assert plant.owner in (plant.owner_basis or "")
    assert plant.deadline == "2027-03"
    loan = next(a for a in found.actions if "JOGMEC" in a.action)
    assert loan.owner == "JOGMEC"
    assert [(m.value, m.currency) for m in loan.money] == [(5e9, "JPY")]


def test_a_silent_sentence_has_no_owner_and_no_deadline():
    train = next(a for a in programme(held(POLICY)).actions if "train" in a.action and "JOGMEC" not in a.action)
    assert (train.owner, train.owner_basis, train.deadline) == (None, None, None)


def test_an_agency_that_is_only_mentioned_owns_nothing():
    text = (
        "Statement, 5 March 2024\n\n"
        "Japan welcomes the decision of the International Energy Agency to host a workshop on cobalt.\n"
        "Japan and Peru will work through the Department of State and JOGMEC on a copper mine by 2030.\n"
        "A response group for cobalt will be established under the leadership of the Ministry of Mines by 2026.\n"
    )
    found = {a.action[:12]: a.owner for a in programme(held(text)).actions}
    assert found["Japan and Pe"] is None
    assert found["A response g"] == "Ministry of Mines"
    assert set(found.values()) == {None, "Ministry of Mines"}


def test_every_owner_stands_in_its_sentence_or_is_an_office_held_that_day():
    text = "Statement, 5 March 2024\n\nMinister Ken Saito announced that Japan will build a magnet plant by 2028.\n"
    [(reading, _)] = held(text)
    for claim in reading.claims:
        who, basis = owner(claim, reading.document.source.published)
        if who is not None and basis is not None:
            assert who in claim.span.quote or "Ken Saito on 2024-03-05" in basis
    assert owner(reading.claims[0], None) == (None, None)


def test_counts_announced_and_not_kept_are_shown():
    [listed] = programme(held(POLICY)).stated
    said = listed.message
    assert "3 are listed" in said


def test_meetings_ahead_are_listed_and_past_ones_cut():
    calendar = programme(held(POLICY)).calendar
    assert [o.date for o in calendar] == ["2024-11"]
    assert programme(held(POLICY), since="2025-01-01").calendar == ()


def test_a_commitment_is_followed_from_text_to_text():
    courses = programme(held(LATER, POLICY)).courses
    [course] = [c for c in courses if "recycling plant" in c.words]
    assert [published for published, _, _ in course.steps] == ["2024-04-10", "2025-06-02"]


def test_nothing_held_nothing_shown():
    found = programme([])
    assert (found.actions, found.calendar, found.courses, found.stated) == ((), (), (), ())


NAMED = """Partner policy

10 April 2024

The policy has five areas: 1) stocks of cobalt abroad; 2) recycling plants for magnets; and 3) training of engineers.
Japan will build two recycling plants for magnets by 2027.
Japan will lend money to a port.
The subject will be taken up at the TICAD meeting and at the G20 summit.
"""


def test_an_action_has_the_category_that_its_policy_names():
    found = programme(held(NAMED))
    [listed] = found.stated
    assert listed.named == ("stocks of cobalt abroad", "recycling plants for magnets", "training of engineers")
    assert "2 not named" in listed.message
    assert next(a for a in found.actions if "two recycling" in a.action).category == "recycling plants for magnets"
    assert next(a for a in found.actions if "port" in a.action).category not in listed.named


def test_forums_are_those_the_text_names_that_come_after_it():
    found = programme(held(NAMED))
    ids = [f.id for f in found.forums]
    assert "ticad9" in ids
    assert "palm11" not in ids
    assert ids == sorted(ids, key=lambda i: next(f.start for f in found.forums if f.id == i))
    assert all(f.policies == ("t0.txt",) or f.policies == ("Partner policy",) for f in found.forums)
    later = programme(held(NAMED), since="2026-11-22").forums
    assert {f.id for f in later} == {"g20-2026", "ticad10"}


def test_every_forum_on_record_has_a_date_a_publisher_and_an_address():
    assert len(forums()) >= 15
    for one in forums():
        assert one.publisher
        assert one.source.startswith("http")
        assert one.start[:2] == "20"
        assert one.status in ("held", "scheduled", "expected", "postponed")


MONEY = """Leaders' statement, 4 March 2025

Japan and Chile set a target of 900 billion yen for lithium refining projects by 2030.
Japan pledged 200 billion yen to Chile for lithium refining projects.
Japan signed loans of 50 billion yen with Chile for lithium refining projects.
Japan pledged 70 billion yen to Chile for schools in rural towns.
Japan pledged 80 billion yen to Peru for lithium refining projects.
"""


def test_a_target_stands_against_what_was_pledged_and_signed_for_it():
    [ladder] = programme(held(MONEY)).money
    assert (ladder.target.value, ladder.by) == (9e11, "2030")
    assert {r.role: r.value for r in ladder.rungs} == {"pledged": 2e11, "signed": 5e10}  # no schools, no Peru, nothing disbursed


def test_the_policy_for_the_global_south_names_four_of_eight_categories(shared):
    [file] = sorted((shared / "texts" / "seeds").glob("000_*.txt"))
    reading = read(intake.document(file.read_bytes(), file.name))
    entries = held_of(reading)
    [listed] = programme([(reading, entries)]).stated
    assert len(listed.named) == 4
    assert "'eight categories'" in listed.message
