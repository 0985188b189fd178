"""Wrong answers to the exercises of notebook 12."""

SETTLED = "def settled(pull, d):\n    return {}\n\n"
CHECK = "decay.check(stage=1, after_three={}, settled_1=settled(pull, d), settled_2=settled(1, 0.5))"

WRONG = [
    (
        1,
        'diagnosis.check(stage=1, a="fine", b="underfitting", c="overfitting", d="overfitting")',
        "(b) 'underfitting' is not it",
    ),
    (
        1,
        'diagnosis.check(stage=1, a="fine", b="overfitting", c="underfitting", d="fine")',
        "(d) 'fine' is not it",
    ),
    (2, "patience.check(stage=1, kept_2=6, last_2=8, kept_3=6, last_3=9)", "(last_2) 8 is not it"),
    (2, "patience.check(stage=1, kept_2=2, last_2=4, kept_3=5, last_3=8)", "one too many, or too few"),
    (2, "patience.check(stage=1, kept_2=5, last_2=5, kept_3=9, last_3=9)", "(kept_2) 5 is not it"),
    (3, SETTLED.format("pull / d") + CHECK.format(2 * 0.9**3), "(settled_1) 5 is not it"),
    (3, SETTLED.format("(1 - d) * pull / d") + CHECK.format(1.4), "(after_three) 1.4 is not it"),
    (3, SETTLED.format("(1 - d) * pull / d") + CHECK.format(2 * 0.9**2), "(after_three) 1.62 is not it"),
]
