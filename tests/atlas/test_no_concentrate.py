"""Cheap rock declared as tungsten concentrate does not enter the network of its year."""

from lodestone import workspace


def test_mauritanian_rock_of_2010_is_no_tungsten() -> None:
    net = workspace.network("tungsten", year=2010, draws=0)
    assert "MRT" not in {net.places[p] for p in net.arc_origin[net.arc_form == 0]}
    concentrate = net.forms.index("concentrate")
    shipped = sum(net.flow_t[i] for i in range(len(net.flow_t)) if net.arc_form[i] == concentrate)
    assert 3_000 < shipped < 10_000  # 15,100 t gross were shipped in 2009, before the mistaken row
