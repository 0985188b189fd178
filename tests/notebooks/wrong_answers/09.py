"""Wrong answers to the exercises of notebook 9."""

PRODUCT = """def gradient_of_weights(x, dout):
    {}


product.check(stage=1, dW=gradient_of_weights(four, arriving))"""

WRONG = [
    (1, "shapes.check(stage=1, dX=[100, 50], dW=[50, 64], db=[50])", "(dW) [50, 64] is not it: these are the right"),
    (1, "shapes.check(stage=1, dX=[64, 100], dW=[64, 50], db=[100])", "(db) [100] is not it: a factor"),
    (2, "said.check(stage=1, gradients=[-0.3, 0.8, -0.5])", "the sign is turned round"),
    (2, "said.check(stage=1, gradients=[0.3, 0.2, 0.5])", "is not it"),
    (3, PRODUCT.format("return (x.T @ dout).T"), "rows and columns are exchanged"),
    (3, PRODUCT.format("return x.T @ dout / len(x)"), "is not it"),
    (3, PRODUCT.format("x.T @ dout"), "does the function return its result?"),
    (4, "slopes.check(stage=1, own=0.25, other=0.15)", "(other) 0.15 is not it: the sign is turned round"),
    (4, "slopes.check(stage=1, own=0.5, other=-0.15)", "(own) 0.5 is not it: a factor is missing"),
]
