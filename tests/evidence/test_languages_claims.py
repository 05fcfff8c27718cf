"""Official texts in Japanese, French, Italian and German yield claims; all four texts are invented."""

import pytest

from lodestone.evidence.intake import document
from lodestone.evidence.read import read

TEXTS = {
    "ja": """日本とチリの重要鉱物に関する共同発表

令和8年5月12日

鈴木経済産業大臣とロハス鉱業大臣は、サンティアゴにおいて会談を行い、リチウムの供給網の強化について意見交換を行いました。
両大臣は、重要鉱物の安定供給に向けて協力を深化させることで一致しました。
日本側は、今後5年間で官民合わせて3兆円規模の投資を目指すと表明しました。
両政府は、鉱山開発に関する作業部会を設置し、2027年3月までに報告書を取りまとめる。
・銅鉱山における探鉱技術の共同研究を進めること
・地質データを毎年交換すること
また、双方は、輸出規制がグローバルなサプライチェーンに与える影響に懸念を表明した。
経済産業省は、年内に備蓄制度を見直し、ガリウムの備蓄を60日分に引き上げる。
両首脳は、防衛装備品の移転に関する協議を開始することを歓迎しました。
この協力覚書は、署名の日から効力を生じる。
会談後、両大臣は協力覚書に署名しました。
""",
    "fr": """Déclaration conjointe sur les minerais critiques

Lima, le 12 mai 2026

Les deux ministres se sont réunis à Lima mardi pour examiner la coopération minière.
La France et le Pérou s’engagent à renforcer leur coopération dans la chaîne de valeur du cuivre.
Les deux pays ont signé un mémorandum d’entente sur le lithium.
La France accordera un prêt de 120 millions d’euros à la fonderie d’Ilo.
Un groupe de travail conjoint sera créé avant la fin de l’année 2026.
Ils partageront des données géologiques et formeront quarante ingénieurs.
Les ministres soulignent l’importance de chaînes d’approvisionnement diversifiées.
Les exportations de minerai brut seront soumises à licence à partir du 1er janvier 2027.
Le gouvernement a adopté une stratégie nationale pour les métaux rares.
Les parties condamnent toute agression et réaffirment leur attachement au droit international.
""",
    "it": """Dichiarazione congiunta sulle materie prime critiche

Roma, 12 maggio 2026

I due ministri si sono incontrati a Roma martedì per discutere della cooperazione mineraria.
L’Italia e il Cile si impegnano a rafforzare la cooperazione nella catena del valore del rame.
I due Paesi hanno firmato un memorandum d’intesa sul litio.
L’Italia concederà un prestito di 120 milioni di euro alla fonderia.
Un gruppo di lavoro congiunto sarà istituito entro la fine del 2026.
Condivideranno dati geologici e formeranno quaranta ingegneri.
I ministri sottolineano l’importanza di catene di approvvigionamento diversificate.
Il governo ha adottato una strategia nazionale per i metalli rari.
Le esportazioni di minerale grezzo saranno soggette a licenza dal 1° gennaio 2027.
""",
    "de": """Gemeinsame Erklärung zu kritischen Rohstoffen

Berlin, 12. Mai 2026

Die beiden Minister trafen sich am Dienstag in Berlin zu Gesprächen über den Bergbau.
Deutschland und Chile verpflichten sich, ihre Zusammenarbeit in der Wertschöpfungskette für Kupfer zu vertiefen.
Beide Seiten unterzeichneten eine Absichtserklärung zu Lithium.
Deutschland gewährt der Hütte ein Darlehen von 120 Mio. Euro.
Eine gemeinsame Arbeitsgruppe wird bis Ende 2026 eingerichtet.
Sie werden geologische Daten austauschen und vierzig Ingenieure ausbilden.
Die Minister betonen die Bedeutung vielfältiger Lieferketten.
Die Bundesregierung hat eine Rohstoffstrategie beschlossen.
Die Ausfuhr von Roherz bedarf ab dem 1. Januar 2027 einer Genehmigung.
""",
}
FIRST_FAMILIES = {
    "ja": ["consult", None, "finance", "body", "knowledge", "knowledge", None, "secure", "security", "sign", "sign"],
    "fr": ["consult", "cooperate", "sign", "finance", "body", "knowledge", None, "restrict", "policy", "cooperate"],
    "it": ["consult", "cooperate", "sign", "finance", "body", "knowledge", None, "policy", "restrict"],
    "de": ["consult", "cooperate", "sign", "finance", "body", "knowledge", "assess", "policy", "restrict"],
}
"""The first label of each sentence; None where two are defensible and only the first three are asked for."""


@pytest.fixture(scope="module", params=sorted(TEXTS))
def reading(request):
    return read(document(TEXTS[request.param].encode(), f"{request.param}.txt"))


def test_every_sentence_is_a_claim_of_its_family(reading):
    wanted = FIRST_FAMILIES[reading.document.source.language]
    got = [c.family for c in reading.claims]
    assert len(got) == len(wanted)
    assert [g for g, w in zip(got, wanted, strict=True) if w] == [w for w in wanted if w]


def test_headings_and_date_lines_are_none(reading):
    text = reading.document.text
    assert min(c.span.start for c in reading.claims) > text.index("2026" if "2026" in text[:120] else "令和")
    assert reading.document.source.published == "2026-05-12"


def test_quotes_are_verbatim(reading):
    for claim in reading.claims:
        for span in (claim.span, *(s.span for said in claim.slots.values() for s in said), *(a.span for a in claim.amounts)):
            assert reading.document.text[span.start : span.end] == span.quote


def test_the_loan_and_who_gives_it(reading):
    amounts = [(a.value, a.currency, c) for c in reading.claims for a in c.amounts if a.currency]
    [(value, currency, claim)] = amounts
    wanted = (3e12, "JPY") if reading.document.source.language == "ja" else (1.2e8, "EUR")
    assert (value, currency) == wanted
    assert claim.family == "finance"
    assert [s.value for s in claim.slots["actors"]] == [
        {"ja": "JPN", "fr": "FRA", "it": "ITA", "de": "DEU"}[reading.document.source.language]
    ]


def test_statuses_of_signing_and_meeting(reading):
    found = {c.family: c.status for c in reading.claims if c.family in ("consult", "sign")}
    assert found == {"consult": "held", "sign": "signed"}


def test_a_german_day_ends_no_sentence():
    text = "Die Ausfuhr von Roherz bedarf ab dem 1. Januar 2027 einer Genehmigung. Die Minister trafen sich am 3. Mai in Berlin."
    assert [len(c.dates) for c in read(document(text.encode(), "de.txt")).claims] == [1, 1]


def test_both_ministers_are_those_of_the_headline():
    found = read(document(TEXTS["ja"].encode(), "ja.txt"))
    agreed = next(c for c in found.claims if "一致" in c.span.quote)
    assert [s.value for s in agreed.slots["actors"] + agreed.slots["counterparts"]] == ["JPN", "CHL"]
    assert all(s.inferred for s in agreed.slots["actors"] + agreed.slots["counterparts"])
