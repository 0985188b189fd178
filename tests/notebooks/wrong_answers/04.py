"""Wrong answers to the exercises of notebook 4."""

WRONG = [
    (1, "runs_needed.check(stage=1, central=74, forward=37)", "(forward) 37 is not it: it is one too many, or too few"),
    (1, "runs_needed.check(stage=1, central=37, forward=38)", "(central) 37 is not it: a factor is missing"),
    (1, "runs_needed.check(stage=1, central=60, forward=31)", "(central) 60 is not it"),
    (2, "too_small.check(stage=1, slope=3.756)", "(slope) 3.756 is not it"),
    (2, "too_small.check(stage=1, slope=1)", "(slope) 1 is not it"),
    (3, 'verdicts.check(stage=1, i="agrees", ii="agrees", iii="disagrees", iv="vacuous")', "(i) 'agrees' is not it"),
    (3, 'verdicts.check(stage=1, i="kink", ii="kink", iii="disagrees", iv="agrees")', "(ii) 'kink' is not it"),
    (4, "rung.check(s=2, q=2, c=5, a=2 / 3, b=2)", "from the gate / (q) to b: a contribution is missing"),
    (4, "rung.check(s=2, q=2, c=5, a=2 / 3, b=2 + 4 / 3)", "from the gate / (q) to b: the sign is turned round"),
    (4, "rung.check(s=5, c=2)", "(s) 5 is wrong: that is for the other input: a multiplication swaps"),
    (4, "rung.check(s=5, q=5, c=5, a=5 / 3, b=5 - 10 / 3)", "(q) 5 follows from s, which went wrong before"),
]
