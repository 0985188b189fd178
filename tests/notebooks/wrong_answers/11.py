"""Wrong answers to the exercises of notebook 11."""

WRONG = [
    (1, "sheet.check(stage=1, a=1, b=1, c=0, d=0, e=1, f=0, g=0)", "(e) 1 is wrong: that is the local gradient"),
    (1, "sheet.check(stage=1, a=1, b=1, c=1, d=0, e=0, f=0, g=0)", "(c) 1 is wrong: that is the gradient that arrived"),
    (1, "sheet.check(stage=1, a=1, b=1, c=0, d=0.8, e=0, f=0, g=0)", "(d) 0.8 is wrong"),
    (2, "by_hand.check(stage=1, sums=40, keeps=0.05, after_relu=0.07071, six_layers=64)", "(sums) 40 is not it"),
    (
        2,
        "by_hand.check(stage=1, sums=4, keeps=0.05, after_relu=0.07071, six_layers=64)",
        "(sums) 4 is not it: a factor",
    ),
    (2, "by_hand.check(stage=1, sums=2, keeps=20, after_relu=0.07071, six_layers=64)", "upside down"),
    (2, "by_hand.check(stage=1, sums=2, keeps=0.05, after_relu=0.1, six_layers=12)", "(six_layers) 12 is not it"),
    (
        3,
        "def reach(n_in):\n    return (2 / n_in) ** 0.5\n\nreaches.check(stage=1, of_24=reach(24), of_600=reach(600))",
        "(of_24) 0.288675 is not it",
    ),
    (
        3,
        "def reach(n_in):\n    return 6 / n_in\n\nreaches.check(stage=1, of_24=reach(24), of_600=reach(600))",
        "(of_600) 0.01 is not it",
    ),
]
