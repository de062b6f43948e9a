"""What the gap benchmark tells of a case is what the judge found."""

from bench.gaps import solve_case


def test_a_small_case_is_solved_judged_and_told() -> None:
    found = solve_case("al_shifa_infants", 2.0)
    assert found["breaches"] == []
    assert 0.0 < found["out"] <= found["bound"]
    assert found["vehicles"] == 6
    assert found["people"] == 47
