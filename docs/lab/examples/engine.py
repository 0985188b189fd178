# %% [markdown]
# # Your own engine in 40 lines
# A node knows its number, its parents, and how to hand a gradient on to them. That is all.
# %%


class Node:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
        self.hand_on = lambda: None

    def __add__(self, other):
        out = Node(self.data + other.data, (self, other))

        def hand_on():
            self.grad += out.grad
            other.grad += out.grad

        out.hand_on = hand_on
        return out

    def __mul__(self, other):
        out = Node(self.data * other.data, (self, other))

        def hand_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.hand_on = hand_on
        return out

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node.hand_on()


a, b = Node(3.0), Node(-2.0)
f = a * b + a * a
f.backward()
print("f =", f.data, "  df/da =", a.grad, "  df/db =", b.grad)
# %% [markdown]
# Is it right? The engine of this page says:
# %%
from autograd_core import Value

x, y = Value(3.0, "a"), Value(-2.0, "b")
z = x * y + x * x
z.label = "f"
z.backward()
z
# %% [markdown]
# Try it: write `grad =` where `grad +=` stands, and run both cells again. Which gradient is wrong now, and why?
