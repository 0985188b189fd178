# %% [markdown]
# # 뉴런 하나
# 입력 둘, 가중치 둘, 편향 하나, 그리고 `tanh`. 출력을 키우려면 각 가중치를 어느 쪽으로 움직여야 할까요?
# %%
import viz
from autograd_core import Value, tanh

x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
b = Value(6.88, "b")
o = tanh(x1 * w1 + x2 * w2 + b)
o.label = "o"
o.backward()
viz.draw(o, weight="gradient")
# %% [markdown]
# 기울기의 반대 방향으로 한 걸음 가면 출력이 작아집니다.
# %%
for parameter in (w1, w2, b):
    parameter.data -= 0.1 * parameter.grad
print(o.data, "->", tanh(x1 * w1 + x2 * w2 + b).data)
# %%
viz.stepper(o)
