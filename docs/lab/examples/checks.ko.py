# %% [markdown]
# # 이 기울기는 맞을까요?
# 검사는 입력을 조금 움직였을 때 실제로 일어나는 일과 기울기를 비교합니다.
# %%
from autograd_core import check_gradients, exp, maximum


def f(x, y):
    return maximum(x * y, exp(x) - y)


check_gradients(f, [0.5, 2.0])
# %% [markdown]
# 같은 함수에 손으로 잘못 구한 기울기를 넣어 봅니다. 둘째 2는 0.5여야 합니다.
# %%
check_gradients(f, [0.5, 2.0], gradient=[2.0, 2.0])
# %% [markdown]
# `maximum`의 두 입력이 같은 꺾인 점에서는 두 쪽 사이의 어떤 기울기도 똑같이 옳고, 검사는 그렇게 말합니다.
# %%
check_gradients(lambda x: maximum(x, -x), 0.0)
