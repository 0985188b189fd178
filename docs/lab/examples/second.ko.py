# %% [markdown]
# # 미분의 미분
# 기울기도 덧셈과 곱셈으로 계산하므로 자기 그래프를 가질 수 있고, 다시 미분할 수 있습니다.
# %%
import viz
from autograd_core import Value, gradients

x = Value(2.0, "x")
y = x**3
y.label = "y"
(first,) = gradients(y, [x])
first.label = "dy/dx"
(second,) = gradients(first, [x])
print("y =", y.data, "  dy/dx =", first.data, "  d²y/dx² =", second.data)
viz.draw(first)


# %% [markdown]
# 뉴턴 방법은 둘을 모두 써서 기울기가 0인 곳으로 갑니다.
# %%
def newton(f, start, steps=6):
    at = start
    for _ in range(steps):
        x = Value(at)
        (slope,) = gradients(f(x), [x])
        (curvature,) = gradients(slope, [x])
        at -= slope.data / curvature.data
        print(at)


newton(lambda x: x**4 - 3 * x**2 + x, start=1.5)
