"""Claims against the hand-made development ledgers: a floor under accuracy, measured by the shared scorer's own functions."""

import importlib.util
import json

from lodestone.evidence import intake
from lodestone.evidence.contract import to_json
from lodestone.evidence.read import read


def _scorer(shared):
    spec = importlib.util.spec_from_file_location("score_claims", shared / "tools" / "score_claims.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_claims_stay_far_above_every_sentence(shared):
    score = _scorer(shared)
    predicted = gold_claims = matched = family = top3 = baseline = sentences = noise = 0
    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        file = next((shared / "texts").rglob(gold["doc"]["file"]))
        text = file.read_text("utf-8")
        claims = to_json(read(intake.document(file.read_bytes(), file.name)))["claims"]
        pairs = score.match(claims, gold["claims"])
        predicted, gold_claims, matched = predicted + len(claims), gold_claims + len(gold["claims"]), matched + len(pairs)
        family += sum(claims[i]["family"] == gold["claims"][j]["family"] for i, j in pairs)
        top3 += sum(gold["claims"][j]["family"] in score.families(claims[i])[:3] for i, j in pairs)
        noise += sum(z["start"] <= c["span"]["start"] < z["end"] for z in gold["noise"] for c in claims)
        every = score.sentences(text)
        sentences, baseline = sentences + len(every), baseline + len(score.match(every, gold["claims"]))
    span_f1 = 2 * matched / (predicted + gold_claims)
    assert noise == 0
    assert span_f1 > 0.85
    assert span_f1 > 2 * baseline / (sentences + gold_claims) + 0.15
    assert 2 * family / (predicted + gold_claims) > 0.70
    assert top3 / gold_claims > 0.80
