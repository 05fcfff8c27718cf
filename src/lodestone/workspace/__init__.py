"""One folder = facts, texts and runs: opens, lists, saves. No algorithm lives here.

The functions are the public Python interface; the command line calls the same ones.
"""

from lodestone.workspace.briefs import brief, brief_answer, brief_files, brief_of_ledger, repeat_brief, write_brief
from lodestone.workspace.figures import add_facts, assess, governance, imports, network, one_chain, supply
from lodestone.workspace.history import backtest, backtest_chart, calibrate, read_episode
from lodestone.workspace.ledgers import (
    add_texts,
    bridged,
    export_ledger,
    labeller_of,
    ledger_conflicts,
    list_claims,
    open_ledger,
    review_claim,
    review_queue,
    train_labeller,
)
from lodestone.workspace.own import network_told, scores_told, shock_told, supply_told, trade_told
from lodestone.workspace.runs import (
    measures_on_record,
    monte_carlo,
    packaged_scenarios,
    read_scenario,
    read_scenarios,
    simulate,
    sweep,
)
from lodestone.workspace.texts import document, read

__all__ = [
    "add_facts",
    "add_texts",
    "assess",
    "backtest",
    "backtest_chart",
    "bridged",
    "brief",
    "brief_answer",
    "brief_files",
    "brief_of_ledger",
    "calibrate",
    "document",
    "export_ledger",
    "governance",
    "imports",
    "labeller_of",
    "ledger_conflicts",
    "list_claims",
    "measures_on_record",
    "monte_carlo",
    "network",
    "network_told",
    "one_chain",
    "open_ledger",
    "packaged_scenarios",
    "read",
    "read_episode",
    "read_scenario",
    "read_scenarios",
    "repeat_brief",
    "review_claim",
    "review_queue",
    "scores_told",
    "shock_told",
    "simulate",
    "supply",
    "supply_told",
    "sweep",
    "trade_told",
    "train_labeller",
    "write_brief",
]
