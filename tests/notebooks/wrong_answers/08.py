"""Wrong answers to the exercises of notebook 8."""

MEAN = """def mean_gradient(chosen_points, chosen_targets):
    total = 0
    for x, y in zip(chosen_points, chosen_targets):
        total = {}
    {}


batch.check(stage=1, mean=mean_gradient(*some))"""
ONE = "by_hand.gradient_by_matrices(start, x, y).U2"

WRONG = [
    (1, MEAN.format(f"total + {ONE}", "return total"), "a factor is missing"),
    (1, MEAN.format(ONE, "return total / len(chosen_points)"), "is not it"),
    (1, MEAN.format(f"total - {ONE}", "return total / len(chosen_points)"), "the sign is turned round"),
    (1, MEAN.format(f"total + {ONE}", "total / len(chosen_points)"), "does the function return its result?"),
    (2, "work.check(stage=1, forward=2125, update=2125)", "(forward) 2125 is not it"),
    (2, "work.check(stage=1, forward=4200, update=2100)", "a factor is missing, or there is one too many"),
    (3, "pieces.check(stage=1, deep=12, wide=12)", "(wide) 12 is not it: it is one too many, or too few"),
    (3, "pieces.check(stage=1, deep=128, wide=13)", "(deep) 128 is not it: a factor is missing"),
]
