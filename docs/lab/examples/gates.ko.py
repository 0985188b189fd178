# %% [markdown]
# # 역전파에서 게이트가 하는 일
# 덧셈 노드는 기울기를 그대로 나누어 주고, 곱셈 노드는 입력을 서로 바꾸어 곱하고, 최댓값 노드는 큰 쪽으로 모두 보냅니다.
# %%
import viz
from autograd_core import Value, maximum

x, y, z = Value(3.0, "x"), Value(-1.0, "y"), Value(2.0, "z")
out = maximum(x * y, z) + x
out.label = "out"
out.backward()
viz.draw_both(out)
# %% [markdown]
# `x`는 두 번 쓰였으므로 돌아온 기울기를 더합니다.
# %%
for value in (x, y, z):
    print(value.label, value.grad)
# %% [markdown]
# 기울기를 직접 채워 보세요.
# %%
sheet = viz.worksheet(out)
sheet
