"""Wrong answers to the exercises of notebook 16."""

WRONG = [
    (1, "costs.check(stage=1, numbers=25, steps=180, best=10)", "(numbers) 25 is not it: it is one too many"),
    (1, "costs.check(stage=1, numbers=24, steps=200, best=10)", "(steps) 200 is not it"),
    (1, "costs.check(stage=1, numbers=20, steps=100, best=20)", "(best) 20 is not it: a factor"),
    (2, "ends.check(stage=1, reverse=1010000, forward=101000)", "(reverse) 1010000 is not it"),
    (2, "ends.check(stage=1, reverse=100000, forward=1000000)", "(forward) 1000000 is not it"),
    (3, "speed.check(stage=1, sine=1, product=3, y=4)", "(sine) 1 is not it: a factor"),
    (3, "speed.check(stage=1, sine=2, product=2, y=4)", "(product) 2 is not it"),
    (3, "speed.check(stage=1, sine=2, product=6, y=6)", "(y) 6 is not it"),
]
