# %% [markdown]
# # 16. 보관할까, 다시 계산할까?
#
# 역전파에는 순전파의 수가 필요합니다. 모두 보관하면 메모리가 들고, 다시 계산하면 시간이 듭니다. 그 사이에는 여러 길이
# 있습니다. 또 미분은 뒤로만이 아니라 앞으로도 나를 수 있습니다. 어느 쪽이 싼지는 세어 보면 압니다.
#
# **이 노트북을 마치면**
#
# - 역전파가 왜 *동적 계획법*인지 말할 수 있습니다.
# - 노드가 어떤 수를 보관해야 하는지 말하고, *체크포인트*로 메모리와 시간을 바꿀 수 있습니다.
# - 순방향 모드와 역방향 모드를, 저마다 무엇을 나르는지로 구별할 수 있습니다.
# - 입력, 출력, 연산, 보관한 수를 세어 둘 가운데 하나를 고를 수 있습니다.
#
# 노트북 1, 2의 연쇄법칙과 복사, 15번 노트북의 야코비 행렬을 알아야 합니다. 읽는 데 20분쯤, 연습 문제를 푸는 데 25분쯤
# 걸립니다.

# %%
import math
import random

import viz
from autograd_core import (
    Value,
    cos,
    exp,
    gradients,
    hvp,
    jvp,
    operation_counts,
    paths,
    sin,
    tangents,
    tanh,
    vjp,
)
from nn import MLP
from nn.experiments.cost import jacobian_bytes
from nn.experiments.memory import (
    chain_multiplications,
    checkpointed,
    four_factors,
    from_the_start,
    halved,
    wandering,
)
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# <!--@ A28 -->
# ## 함수 안의 함수
#
# 다층 퍼셉트론 강의 노트는 이어진 함수들의 미분을 곱으로 씁니다. 함수마다 인수가 하나씩 있습니다.
#
# $$(f \circ g \circ h \circ i)'(x) = f'(g(h(i(x)))) \cdot g'(h(i(x))) \cdot h'(i(x)) \cdot i'(x)$$
#
# 여기에서 $i = \tanh$, $h$는 제곱, $g = \exp$, $f = \sin$입니다. 화살표마다 무엇이 되돌아갈지 예측하고, 한 걸음씩
# 가십시오.

# %%
x = Value(0.7, "x")
u = tanh(x)
v = u**2
w = exp(v)
y = sin(w)
u.label, v.label, w.label, y.label = "u", "v", "w", "y"
viz.stepper(y)

# %% [markdown]
# 이 식을 계산하는 순서로 읽으면 낭비가 많습니다. $i(x)$를 세 번, $h(i(x))$를 두 번, $g(h(i(x)))$를 한 번, 안쪽 결과를
# 모두 $3 + 2 + 1 = 6$<!--=> computed_anew -->번 묻습니다.<!--!> kept == 3 --> 그런데 서로 다른 것은 3<!--=>
# kept -->개뿐입니다. 둘 다 세어 봅니다.

# %%
slope, kept = four_factors(0.7, cached=True)
same_slope, computed_anew = four_factors(0.7, cached=False)
print(f"보관하면: 안쪽 함수 {kept}번 계산, 기울기 {slope:.6f}")
print(f"보관하지 않으면: {computed_anew}번 계산, 기울기 {same_slope:.6f}")

# %% [markdown]
# 함수가 $n$개이면 $n - 1$번과 $n (n - 1) / 2$번입니다. 함수가 백 개이면 99<!--= 100 - 1 -->번과 4,950<!--= 100 *
# (100 - 1) // 2 -->번입니다.
#
# 되돌아가는 길의 곱에서도 같은 일이 일어납니다. 자기 자신을 더하여 두 배로 만드는 일을 10번 되풀이한 값입니다.<!--!>
# doubled.data == 2**10 -->

# %%
s = Value(1.0, "s")
doubled = s
for _ in range(10):
    doubled = doubled + doubled
ways = paths(doubled, s).count
sums = operation_counts(doubled).additions
print(f"s에서 출력까지의 길: {ways}; 노드: {sums}")

# %% [markdown]
# 기울기는 모든 길의 합입니다. 길은 저마다 하나의 곱입니다. 그런데 길들은 끝부분을 함께 씁니다. 그래서 역전파는
# 노드마다 한 번만 묻습니다. 여기에 모두 합하여 얼마가 도착하는가? 그 답을 `.grad`에 보관하고, 그 노드를 지나는 모든
# 길이 그것을 씁니다. 그러니 들를 노드는 10<!--= sums -->개이고, 천 개가 넘는 길을 하나하나 갈 필요가 없습니다.<!--!
# ways == 1024 --> 문제의 부분마다 한 번만 풀고, 그 결과를 보관하여 필요한 모두가 쓰게 하는 것을 **동적
# 계획법**(dynamic programming)이라고 합니다.
#
# ## 무엇을 보관해야 할까?
#
# 노드는 자기의 국소적 미분에 필요한 것을 보관해야 합니다. 덧셈 노드는 아무것도 필요 없습니다. 곱셈 노드는 두 입력이,
# tanh는 자기 출력이 필요합니다. 우리 엔진은 모든 수를 보관합니다. 들여다볼 수 있어야 하기 때문입니다. 신경망에서
# 보관하는 것은 샘플마다, 유닛마다 있는 활성값 전부입니다. 역전파가 지나간 다음에야 버릴 수 있습니다.
#
# 가중치는 한 벌뿐입니다. 활성값은 샘플마다, 층마다 있습니다. 그래서 깊은 신경망을 큰 배치로 훈련할 때 메모리를 채우는
# 것은 활성값입니다.
#
# <!--@ B16 -->
# 아무도 보관해서는 안 되는 것도 있습니다. 강의 노트는 층 하나 $Y = XW$의 야코비 행렬을 조심하라고 합니다. 행이 64개,
# 입력이 4,096개이고 출력도 그만큼입니다.<!--!> of_inputs == 4 * (64 * 4096) ** 2 --> 행렬로 쓰면 $\partial Y /
# \partial X$는 256<!--=> of_inputs / 2**30 -->GiB를 차지합니다. 강의 노트에는 “각각”이라고 쓰여 있지만 다른 하나는 더
# 큽니다. $\partial Y / \partial W$는 16<!--=> of_weights / 2**40 -->TiB입니다. 역전파가 그 대신 쓰는 것은 66<!--=>
# of_backprop / 2**20 -->MiB입니다. $Y$에 도착하는 기울기, 그리고 $X$와 $W$뿐입니다.

# %%
of_inputs, of_weights, of_backprop = jacobian_bytes(64, 4096, 4096)
print(f"{of_inputs / 2**30} GiB, {of_weights / 2**40} TiB, {of_backprop / 2**20} MiB")

# %% [markdown]
# ## 체크포인트
#
# 이번에는 긴 사슬입니다. 같은 걸음을 64번 되풀이합니다.<!--!> bills["모두 보관"].steps == 64 --> 깊은 신경망일 수도
# 있고, 궤도를 도는 행성일 수도 있습니다. 한쪽 끝은 모두 보관하는 것이고, 다른 쪽 끝은 아무것도 보관하지 않는
# 것입니다. 그러면 마지막 걸음부터 첫걸음까지, 걸음마다 그 앞의 것을 모두 다시 계산합니다.
#
# 그 사이에 **체크포인트**(checkpoint)가 있습니다. 앞으로 갈 때는 여덟 걸음마다 수 하나만 보관합니다. 되돌아갈 때는
# 마지막 구간을 가져와, 체크포인트에서부터 다시 계산하되 이번에는 모두 보관하고, 그 구간을 되돌아갑니다. 그다음에는 그
# 앞 구간입니다. 사슬을 반으로 나누고 또 나눌 수도 있습니다. 가운데를 보관하고, 뒤쪽 절반을 먼저, 앞쪽 절반을 나중에
# 합니다.

# %%
bills = {
    "모두 보관": checkpointed(wandering, 0.4, 64, every=64),
    "8걸음마다": checkpointed(wandering, 0.4, 64, every=8),
    "반씩": halved(wandering, 0.4, 64),
    "보관 안 함": from_the_start(wandering, 0.4, 64),
}
for name, bill in bills.items():
    print(f"{name:15} 수 {bill.stored:3}개, {bill.steps:5}걸음, 기울기 {bill.gradient:.6g}")

# %% [markdown]
# 기울기는 마지막 자리까지 같습니다. 다른 것은 계산서입니다. 체크포인트를 쓰면 메모리는 수 64<!--= bills["모두
# 보관"].stored -->개에서 15<!--= bills["8걸음마다"].stored -->개로 줄고, 걸음은 두 배도 되지 않습니다.<!--!
# bills["8걸음마다"].steps < 2 * bills["모두 보관"].steps --> 반으로 나누기는 수 7<!--= bills["반씩"].stored -->개로
# 되지만, 걸음은 네 배입니다.<!--! bills["반씩"].steps == 4 * 64 --> 아무것도 보관하지 않으면 2,080<!--= bills["보관
# 안 함"].steps -->걸음이 듭니다.
#
# 체크포인트 사이에는 몇 걸음을 두어야 할까요? 걸음이 모두 $n$번이고 사이가 $k$번이면, 체크포인트가 $n/k$개 있고 지금
# 다루는 구간의 수가 $k$개 있습니다.
#
# $$\text{보관하는 수} \approx \frac{n}{k} + k$$

# %%
kept_by_k = [checkpointed(wandering, 0.4, 64, every=k).stored for k in range(1, 65)]
ax = plots.loss_curves(kept_by_k, xlabel="체크포인트 사이의 걸음", ylabel="보관하는 수")
plots.described(ax, "곡선은 64에서 가파르게 내려가 8 언저리에서 평평하고, 다시 64까지 올라갑니다.")

# %% [markdown]
# 그 미분 $1 - n/k^2$은 $k = \sqrt n$에서 영입니다. 여기에서는 8<!--= math.sqrt(64) -->입니다. 그러므로 순전파를 한 번
# 더 하는 대신, 수는 $2\sqrt n$개면 됩니다. 큰 신경망은 이렇게 훈련합니다. PyTorch에서는 `torch.utils.checkpoint`라는
# 이름입니다.
#
# ## 다른 방향
#
# 인수들의 곱은 어느 쪽 끝에서부터든 곱할 수 있습니다.
#
# - **역방향 모드**(reverse mode)는 왼쪽부터 곱합니다. 출력에서 기울기 일로 출발하여, 노드마다 출력이 그것에 따라
#   얼마나 변하는지 묻습니다. 한 번 훑으면 *출력 하나*의 기울기를 모든 입력에 대하여 얻습니다.
# - **순방향 모드**(forward mode)는 오른쪽부터 곱합니다. 입력에서 속도 일로 출발하여, 노드마다 그것이 얼마나 빨리
#   움직이는지 묻습니다. 한 번 훑으면 입력의 *한 방향*을 따라 모든 출력의 기울기를 얻습니다.
#
# 순방향 모드는 순전파와 함께 갑니다. 수는 쓰이고 나면 곧 그 속도와 함께 버려집니다. 되돌아오지 않으므로 아무것도
# 보관하지 않습니다.
#
# `jvp`가 순방향 모드입니다. 입력과 입력의 속도를 받습니다. `vjp`는 역방향 모드입니다. 출력에 곱할 수들을 받아 뒤로
# 끌어오는 함수를 줍니다. 점 하나가 원을 따라 돕니다.<!--@ A27 -->


# %%
def on_circle(angle):
    return [2 * cos(angle), 2 * sin(angle)]


place, velocity = jvp(on_circle, (1.0,), (1.0,))
place, pull = vjp(on_circle, 1.0)
print(f"위치 ({place[0]:.3f}, {place[1]:.3f}), 속도 ({velocity[0]:.3f}, {velocity[1]:.3f})")
print("역방향, 출력 하나씩:", *pull([1.0, 0.0]), *pull([0.0, 1.0]))

# %% [markdown]
# 입력은 하나, 출력은 둘입니다. 앞으로는 한 번 훑으면 속도를 모두 얻습니다. 뒤로는 출력마다 한 번씩, 두 번 훑어야
# 합니다.
#
# 손실은 그 반대입니다. 출력은 하나이고, 가중치도 입력이므로 입력이 수천 개입니다. 입력 $x$가 16개, 은닉 유닛이 8개,
# 출력이 하나인 작은 신경망에서 세어 봅니다.<!--!> len(inputs) == 16 and len(net.layers[0].neurons) == 8 --> $x$에
# 대한 기울기만 구합니다. 가중치에 대해서도 수가 더 많을 뿐 마찬가지입니다. 순전파까지 합하여 곱셈이 몇 번
# 필요할까요?

# %%
net = MLP(16, [8, 1], activation="tanh", generator=random.Random(0))
inputs = [Value(i / 10, f"x{i}") for i in range(16)]
output = net(inputs)
alone = operation_counts(output).multiplications
backward = operation_counts(output, *gradients(output, inputs))

speeds = [1.0] + [0.0] * 15
[moved] = tangents([output], inputs, speeds)
along_one = operation_counts(output, moved).multiplications
print(f"출력만 {alone}번, 역방향으로 기울기 16개까지 {backward.multiplications}번")
print(f"순방향으로 기울기 하나까지 {along_one}번, 이것을 16번 하면 {16 * along_one}번")

# %% [markdown]
# 역방향은 *입력이 몇 개이든* 출력을 구하는 값의 두 배쯤이면 됩니다. 곱셈이 288<!--=
# backward.multiplications -->번입니다. 순방향은 입력 *하나마다* 출력을 구하는 값보다 조금 더 들어서, 모두 2,816<!--=
# 16 * along_one -->번입니다. 신경망을 역전파로 훈련하는 까닭입니다.
#
# | | 순방향 모드 | 역방향 모드 |
# |---|---|---|
# | 나르는 것 | 수의 속도 | 출력의 기울기 |
# | 한 번 훑어 얻는 것 | 한 방향을 따라 모든 출력 | 출력 하나의 모든 입력 |
# | 야코비 행렬까지 훑는 횟수 | 입력의 개수 | 출력의 개수 |
# | 순전파에서 보관하는 것 | 없음 | 국소적 미분에 필요한 것 |
# | 이름 | `jvp`, `tangents` | `vjp`, `gradients`, `backward` |
#
# 둘을 이을 수도 있습니다. 15번 노트북의 헤세 행렬과 벡터의 곱은, 역전파를 순방향 모드로 지나는 것입니다. 기울기는
# 출력이 입력만큼 많지만, 필요한 방향은 하나뿐입니다.


# %%
def bowl(p):
    return p[0] ** 2 * p[1] + exp(p[1])


hvp(bowl, [1.0, 2.0], [1.0, 0.0])

# %% [markdown]
# 헤세 행렬의 첫째 열인 $(2 x_2, 2 x_1)$을 헤세 행렬 없이 얻었습니다. (1, 2)에서 이것은 4와 2입니다.<!--! hvp(bowl,
# [1, 2], [1, 0]) == [4, 2] --> 가중치가 백만 개인 신경망이라면 헤세 행렬에는 수가 백만 곱하기 백만 개 있고, 여기에는
# 백만 개가 있습니다.
#
# ## 연습 문제
#
# **1. 계산서.** 100<!--=> length -->걸음짜리 사슬에 `every=20`을 씁니다. 마지막 구간을 다루는 동안, 보관하는 수는
# 가장 많을 때 몇 개입니까? 앞에서처럼, 마지막 구간 앞의 체크포인트들과 그 구간의 수를 세십시오. 계산하는 걸음은 몇
# 번입니까? (마지막 구간은 앞으로 갈 때 바로 이어서 한 번만 합니다.) 그리고 $\sqrt n$에 따르면 가장 좋은 간격은
# 얼마입니까?

# %%
length = 100
bill = checkpointed(wandering, 0.4, length, every=20)
costs = viz.quiz(numbers=bill.stored, steps=bill.steps, best=math.sqrt(length))
costs.check(numbers=..., steps=..., best=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 구간은 $100 / 20 = 5$<!--= length / 20 -->개입니다. 마지막 것을 빼면 모두 체크포인트에서 시작하고, 그 체크포인트는
# 차례를 기다립니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 마지막 구간을 뺀 나머지가 기다리고, 마지막 구간에는 자기 수가 있습니다. $4 + 20 = 24$<!--= bill.stored -->개입니다.
# 마지막 구간까지 $4 \cdot 20 = 80$<!--= bill.steps - length -->걸음을 가고, 그다음 구간마다 모두 보관하며 한 번씩
# 합니다. $80 + 100 = 180$<!--= bill.steps -->걸음입니다. 가장 좋은 간격은 $\sqrt{100} = 10$<!--=
# math.sqrt(100) -->입니다.
#
# ```python
# costs.check(numbers=24, steps=180, best=10)
# ```
#
# </details>
#
# **2. 어느 쪽 끝부터?** 신경망의 층에 수가 차례로 1,000, 100, 10, 1개 있습니다.<!--!> sizes == [1000, 100, 10, 1] -->
# 야코비 행렬은 `1 x 10`, `10 x 100`, `100 x 1000`인 행렬 셋의 행렬곱입니다. 왼쪽부터(역방향) 곱하면 곱셈이 몇 번이고,
# 오른쪽부터(순방향) 곱하면 몇 번입니까? $a \times b$ 행렬에 $b \times c$ 행렬을 곱하는 데는 곱셈이 $a \cdot b \cdot
# c$번 듭니다.

# %%
sizes = [1000, 100, 10, 1]
from_left = chain_multiplications(sizes, from_output=True)
from_right = chain_multiplications(sizes, from_output=False)
ends = viz.quiz(reverse=from_left, forward=from_right)
ends.check(reverse=..., forward=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 왼쪽부터 곱하면 언제나 행이 하나인 행렬이 있습니다. 오른쪽부터 곱하면 첫 곱부터 큽니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 왼쪽부터는 $1 \cdot 10 \cdot 100 = 1000$<!--= 1 * 10 * 100 -->번과 $1 \cdot 100 \cdot 1000 = 100000$<!--= 1 * 100 *
# 1000 -->번으로, 모두 101,000<!--= from_left -->번입니다. 오른쪽부터는 $10 \cdot 100 \cdot 1000 = 1000000$<!--= 10 *
# 100 * 1000 -->번과 $1 \cdot 10 \cdot 1000 = 10000$<!--= 1 * 10 * 1000 -->번으로, 모두 1,010,000<!--=
# from_right -->번입니다. 10배입니다.<!--! from_right == 10 * from_left --> 입력이 하나이고 출력이 많다면 그 반대일
# 것입니다.
#
# ```python
# ends.check(reverse=101000, forward=1010000)
# ```
#
# </details>
#
# **3. 손으로 하는 순방향.** $x_1 = 3$, $x_2 = 0$에서 $y = x_1 \cdot \sin(x_2) + x_2$를 따라 속도를 나르십시오.<!--!>
# point == (3, 0) --> 점은 $\dot x_1 = 1$, $\dot x_2 = 2$의 속도로 움직입니다.<!--!> speeds == (1, 2) --> 사인, 곱,
# $y$의 속도는 얼마입니까?


# %%
def moving(x1, x2):
    sine = sin(x2)
    product = x1 * sine
    return [sine, product, product + x2]


point, speeds = (3.0, 0.0), (1.0, 2.0)
_, (of_sine, of_product, of_y) = jvp(moving, point, speeds)
speed = viz.quiz(sine=of_sine, product=of_product, y=of_y)
speed.check(sine=..., product=..., y=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 노드의 속도는 입력마다 국소적 미분 곱하기 속도를 구하여 더한 것입니다. 사인의 기울기는 0에서 1입니다.<!--!
# math.cos(0) == 1 --> 곱 $ab$의 속도는 $\dot a b + a \dot b$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 사인은 $\cos(0) \cdot 2 = 2$<!--= of_sine -->입니다. 곱은 $1 \cdot \sin(0) + 3 \cdot 2 = 6$<!--=
# of_product -->입니다. 합은 $6 + 2 = 8$<!--= of_y -->입니다.
#
# ```python
# speed.check(sine=2, product=6, y=8)
# ```
#
# </details>
#
# ## 정리
#
# - 역전파는 노드마다 한 번 들러, 도착한 것을 보관합니다. 동적 계획법입니다.
# - 그 값은 메모리입니다. 국소적 미분에 필요한 것을 역전파가 지나갈 때까지 모두 보관해야 합니다.
# - 간격이 $\sqrt n$인 체크포인트를 쓰면, 순전파를 한 번 더 하는 대신 수는 $2 \sqrt n$개쯤이면 됩니다.
# - 순방향 모드는 입력마다 한 번 훑고 아무것도 보관하지 않습니다. 역방향 모드는 출력마다 한 번 훑습니다.
# - 손실은 출력이 하나입니다. 역전파를 쓰는 까닭이 이것입니다.
#
# 다음: 스칼라에서 행렬로. 컴퓨터는 이 모든 것을 어떻게 빨리 할까요?
