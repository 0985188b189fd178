# %% [markdown]
# # 계산서
# 100원짜리 사과 두 개와 소비세 10 %. 지불 금액은 얼마이고, 각 값이 조금 변하면 금액은 얼마나 변할까요? 숫자를 바꾸고 셀을 다시 실행해 보세요.
# %%
import viz
from autograd_core import Value

price = Value(100.0, "사과값")
apples = Value(2.0, "개수")
tax = Value(1.1, "소비세")
total = price * apples * tax
total.label = "지불 금액"
total.backward()
total
# %% [markdown]
# 화살표 위는 값, 아래는 기울기입니다. 같은 그래프를 한 단계씩 따라가며 입력을 바꿔 볼 수도 있습니다.
# %%
viz.stepper(total)
# %% [markdown]
# `사과값`의 기울기는 왜 이 값일까요?
# %%
viz.why(total, price)
