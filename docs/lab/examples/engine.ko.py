# %% [markdown]
# # 40줄로 만드는 나만의 엔진
# 노드는 자기 값과 부모, 그리고 기울기를 부모에게 넘기는 방법을 압니다. 그것이 전부입니다.
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
# 맞을까요? 이 페이지의 엔진은 이렇게 답합니다.
# %%
from autograd_core import Value

x, y = Value(3.0, "a"), Value(-2.0, "b")
z = x * y + x * x
z.label = "f"
z.backward()
z
# %% [markdown]
# 해 보기: `grad +=`를 `grad =`로 바꾸고 두 셀을 다시 실행해 보세요. 이제 어느 기울기가 틀리고, 왜 그럴까요?
