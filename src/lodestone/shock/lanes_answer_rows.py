"""The arrays of compiled runs for how users and makers answer: duties, substitution, surges of use, cut hosts, new scrap."""

from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]


class Answers(NamedTuple):
    """Rows of lanes, none where a case does not use them. ``on (3,)`` says whether it has duties, limits on lines, new scrap.

    Final use: ``slope``, ``most``, ``speed``, ``for_good (lane,)`` of substitution, its state ``substituted`` and ``given_up
    (node, lane)``; ``surged (node,)`` is the row of ``surge (step, row, lane)`` or -1. Of the step: ``planned`` and ``kept
    (node, lane)``, tonnes; of the month: ``gone (node, lane)``, tonnes substituted, kept whole in ``months (month, node, lane)``.

    Lines: ``cut (line,)`` is the row of ``left (step, row, lane)`` or -1, ``scrap (line,)`` that of ``new_share (row, lane)``;
    ``line_share (line, lane)`` and ``node_share (node, lane)`` are what both leave of capacity. New scrap ``returned (row,
    lane)`` follows, at ``scrap_speed (lane,)``, ``weight`` times what the nodes ``works`` used and ``consumed (node, lane)``,
    from ``works_start[row]`` on.

    Duties: user ``user[u]`` has the arcs ``arc`` from ``user_rows[u]`` on, all of them; a form has the users from
    ``form_users`` on. ``markup (step, duty, lane)`` are those of each set of duties; ``shunned (row, lane)`` is state, moved at
    ``sourcing (lane,)``; ``borne (node, lane)`` is what users' prices carry.
    """

    on: Array
    slope: Array
    most: Array
    speed: Array
    for_good: Array
    substituted: Array
    given_up: Array
    surged: Array
    surge: Array
    planned: Array
    kept: Array
    gone: Array
    months: Array
    cut: Array
    left: Array
    scrap: Array
    new_share: Array
    line_share: Array
    node_share: Array
    returned: Array
    scrap_speed: Array
    works_start: Array
    works: Array
    weight: Array
    consumed: Array
    form_users: Array
    user: Array
    user_rows: Array
    arc: Array
    markup: Array
    shunned: Array
    sourcing: Array
    borne: Array


DUTIES, LINES, SCRAP = range(3)  # of ``on``
