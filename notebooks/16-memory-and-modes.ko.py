# %% [markdown]
# # 16. 보관할까, 다시 계산할까?
#
# 역전파에는 순전파에서 구한 수가 필요합니다. 모두 보관하면 메모리가 많이 들고, 다시 계산하면 시간이 많이 듭니다. 그
# 중간의 방법도 여러 가지 있습니다. 또 미분은 출력에서 입력 쪽으로만이 아니라 입력에서 출력 쪽으로도 구해 나갈 수
# 있습니다. 어느 쪽이 더 적게 드는지는 세어 보면 압니다.
#
# **이 노트북을 마치면**
#
# - 역전파가 왜 *동적 계획법*인지 말할 수 있습니다.
# - 노드가 어떤 수를 보관해야 하는지 말하고, *체크포인트*를 써서 시간을 더 들이는 대신 메모리를 아낄 수 있습니다.
# - 순방향 모드와 역방향 모드가 저마다 무엇을 전달하는지 말하고, 둘을 구별할 수 있습니다.
# - 입력과 출력, 연산, 보관하는 수가 몇 개인지 세어 두 모드 가운데 하나를 고를 수 있습니다.
#
# 1번, 2번 노트북의 연쇄법칙과 복사, 15번 노트북의 야코비 행렬을 알아야 합니다. 읽는 데 20분쯤, 연습 문제를 푸는 데
# 25분쯤 걸립니다.

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
# 오일석의 다층 퍼셉트론 강의는 합성함수의 미분을 곱으로 씁니다. 함수마다 인수가 하나씩 있습니다.
#
# $$(f \circ g \circ h \circ i)'(x) = f'(g(h(i(x)))) \cdot g'(h(i(x))) \cdot h'(i(x)) \cdot i'(x)$$
#
# 여기에서 $i = \tanh$, $h$는 제곱, $g = \exp$, $f = \sin$입니다. 화살표마다 무엇이 되돌아갈지 예측하고, 한 걸음씩
# 가며 확인하십시오.

# %%
x = Value(0.7, "x")
u = tanh(x)
v = u**2
w = exp(v)
y = sin(w)
u.label, v.label, w.label, y.label = "u", "v", "w", "y"
viz.stepper(y)

# %% [markdown]
# 이 식을 쓰인 대로 계산하면 낭비가 많습니다. $i(x)$를 세 번, $h(i(x))$를 두 번, $g(h(i(x)))$를 한 번, 안쪽 함수를
# 모두 $3 + 2 + 1 = 6$<!--=> computed_anew -->번 계산합니다.<!--!> kept == 3 --> 그런데 서로 다른 것은 3<!--=> kept
# -->개뿐입니다. 두 경우를 모두 세어 봅니다.

# %%
slope, kept = four_factors(0.7, cached=True)
same_slope, computed_anew = four_factors(0.7, cached=False)
print(f"보관하면: 안쪽 함수 {kept}번 계산, 기울기 {slope:.6f}")
print(f"보관하지 않으면: {computed_anew}번 계산, 기울기 {same_slope:.6f}")

# %% [markdown]
# 함수가 $n$개이면 보관할 때 $n - 1$번, 보관하지 않을 때 $n (n - 1) / 2$번입니다. 함수가 백 개이면 99<!--= 100 - 1
# -->번과 4,950<!--= 100 * (100 - 1) // 2 -->번입니다.
#
# 되돌아가며 곱할 때에도 같은 일이 일어납니다. 자기 자신을 더하여 두 배로 만드는 일을 10번 되풀이해 봅시다.<!--!>
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
# 길마다 곱을 구하여 모두 더하면 기울기가 됩니다. 그런데 많은 길이 출력 쪽에서 겹칩니다. 그래서 역전파는 노드마다 한
# 번만 묻습니다. “여기에 도착하는 것은 모두 합하여 얼마인가?” 그 답을 `.grad`에 보관해 두면, 그 노드를 지나는 모든
# 길이 그것을 씁니다. 그러니 노드 10<!--= sums -->개를 들르면 되고, 천 개가 넘는 길을 하나하나 갈 필요가
# 없습니다.<!--! ways == 1024 --> 이렇게 문제를 부분으로 나누어 한 번씩만 풀고, 그 결과를 보관해 두고 필요할 때마다
# 쓰는 것을 **동적 계획법**(dynamic programming)이라고 합니다.
#
# ## 무엇을 보관해야 할까?
#
# 노드는 국소적 미분을 구하는 데 필요한 것을 보관해야 합니다. 덧셈 노드는 아무것도 필요 없습니다. 곱셈 노드는 두
# 입력이, tanh는 자기 출력이 필요합니다. 우리 엔진은 모든 수를 보관합니다. 들여다볼 수 있어야 하기 때문입니다.
# 신경망에서는 모든 샘플, 모든 유닛의 활성값을 보관하고, 역전파가 지나간 다음에야 버릴 수 있습니다.
#
# 가중치는 한 벌뿐이지만 활성값은 샘플마다, 층마다 있습니다. 그래서 깊은 신경망을 큰 배치로 훈련할 때 메모리를
# 채우는 것은 활성값입니다.
#
# <!--@ B16 -->
# 절대로 보관하면 안 되는 것도 있습니다. 이 강의는 층 하나 $Y = XW$의 야코비 행렬을 조심하라고 합니다. 행이
# 64개이고, 입력과 출력이 4,096개씩입니다.<!--!> of_inputs == 4 * (64 * 4096) ** 2 --> 행렬로 쓰면 $\partial Y /
# \partial X$는 256<!--=> of_inputs / 2**30 -->GiB를 차지합니다. 강의 슬라이드에는 “각각”이라고 쓰여 있지만 다른
# 하나는 더 큽니다. $\partial Y / \partial W$는 16<!--=> of_weights / 2**40 -->TiB입니다. 역전파가 실제로 쓰는 것은
# $Y$에 도착하는 기울기, 그리고 $X$와 $W$뿐이고, 모두 66<!--=> of_backprop / 2**20 -->MiB입니다.

# %%
of_inputs, of_weights, of_backprop = jacobian_bytes(64, 4096, 4096)
print(f"{of_inputs / 2**30} GiB, {of_weights / 2**40} TiB, {of_backprop / 2**20} MiB")

# %% [markdown]
# ## 체크포인트
#
# 이번에는 긴 사슬입니다. 같은 걸음을 64번 되풀이합니다.<!--!> bills["모두 보관"].steps == 64 --> 깊은 신경망이라고
# 보아도 좋고, 궤도를 도는 행성이라고 보아도 좋습니다. 한쪽 극단은 모두 보관하는 것이고, 다른 쪽 극단은 아무것도
# 보관하지 않는 것입니다. 아무것도 보관하지 않으면 마지막 걸음부터 첫걸음까지, 걸음마다 그 앞의 것을 처음부터 다시
# 계산해야 합니다.
#
# 두 극단 사이에 **체크포인트**(checkpoint)가 있습니다. 순전파를 할 때는 여덟 걸음마다 수 하나만 보관합니다.
# 되돌아갈 때는 마지막 구간부터 합니다. 그 구간의 체크포인트에서부터 다시 계산하되 이번에는 모두 보관하고, 그 구간을
# 되돌아갑니다. 그다음에는 그 앞 구간에서 같은 일을 합니다. 사슬을 반으로 나누고 또 반으로 나누는 방법도 있습니다.
# 가운데의 수를 보관하고, 뒤쪽 절반을 먼저, 앞쪽 절반을 나중에 합니다.

# %%
bills = {
    "모두 보관": checkpointed(wandering, 0.4, 64, every=64),
    "8걸음마다": checkpointed(wandering, 0.4, 64, every=8),
    "반으로": halved(wandering, 0.4, 64),
    "보관 안 함": from_the_start(wandering, 0.4, 64),
}
for name, bill in bills.items():
    print(f"{name:15} 수 {bill.stored:3}개, {bill.steps:5}걸음, 기울기 {bill.gradient:.6g}")

# %% [markdown]
# 기울기는 마지막 자리까지 같고, 드는 메모리와 시간만 다릅니다. 체크포인트를 쓰면 보관하는 수는 64<!--= bills["모두
# 보관"].stored -->개에서 15<!--= bills["8걸음마다"].stored -->개로 줄고, 걸음은 두 배도 되지 않습니다.<!--!
# bills["8걸음마다"].steps < 2 * bills["모두 보관"].steps --> 반으로 나누어 가면 수 7<!--= bills["반으로"].stored
# -->개로 충분하지만, 걸음이 네 배입니다.<!--! bills["반으로"].steps == 4 * 64 --> 아무것도 보관하지 않으면 2,080<!--=
# bills["보관 안 함"].steps -->걸음이 듭니다.
#
# 체크포인트 사이에는 몇 걸음을 두어야 할까요? 모두 $n$걸음이고 $k$걸음마다 체크포인트를 두면, 체크포인트가 $n/k$개
# 있고 지금 다루는 구간의 수가 $k$개 있습니다.
#
# $$\text{보관하는 수} \approx \frac{n}{k} + k$$

# %%
kept_by_k = [checkpointed(wandering, 0.4, 64, every=k).stored for k in range(1, 65)]
ax = plots.loss_curves(kept_by_k, xlabel="체크포인트 사이의 걸음", ylabel="보관하는 수")
plots.described(ax, "곡선은 64에서 가파르게 내려가 8 언저리에서 평평하고, 다시 64까지 올라갑니다.")

# %% [markdown]
# 이 식을 $k$로 미분한 $1 - n/k^2$은 $k = \sqrt n$에서 0입니다. 여기에서는 8<!--= math.sqrt(64) -->입니다. 그러므로
# 순전파를 한 번 더 하면 수를 $2\sqrt n$개만 보관해도 됩니다. 큰 신경망은 실제로 이렇게 훈련합니다. PyTorch에서는
# `torch.utils.checkpoint`를 씁니다.
#
# ## 다른 방향
#
# 미분의 곱은 어느 쪽 끝에서부터 곱해도 됩니다.
#
# - **역방향 모드**(reverse mode)는 왼쪽부터 곱합니다. 출력에서 기울기 1로 출발하여, 그 노드가 변할 때 출력이 얼마나
#   변하는지를 노드마다 구합니다. 한 번 훑으면 모든 입력에 대한 *출력 하나*의 기울기를 얻습니다.
# - **순방향 모드**(forward mode)는 오른쪽부터 곱합니다. 입력에서 속도 1로 출발하여, 그 노드가 얼마나 빨리
#   변하는지를 노드마다 구합니다. 한 번 훑으면 입력이 *한 방향*으로 변할 때 모든 출력의 변화율을 얻습니다.
#
# 순방향 모드는 순전파와 함께 갑니다. 수를 쓰고 나면 곧바로 그 속도와 함께 버려도 됩니다. 되돌아오지 않으므로
# 아무것도 보관하지 않습니다.
#
# `jvp`가 순방향 모드이고, 입력과 입력의 속도를 받습니다. `vjp`는 역방향 모드이고, 출력마다 곱할 수를 받아 입력
# 쪽으로 되돌려 주는 함수를 내놓습니다. 원을 따라 도는 점으로 해 봅시다.<!--@ A27 -->


# %%
def on_circle(angle):
    return [2 * cos(angle), 2 * sin(angle)]


place, velocity = jvp(on_circle, (1.0,), (1.0,))
place, pull = vjp(on_circle, 1.0)
print(f"위치 ({place[0]:.3f}, {place[1]:.3f}), 속도 ({velocity[0]:.3f}, {velocity[1]:.3f})")
print("역방향, 출력 하나씩:", *pull([1.0, 0.0]), *pull([0.0, 1.0]))

# %% [markdown]
# 입력은 하나, 출력은 둘입니다. 순방향으로는 한 번만 훑으면 속도를 모두 얻습니다. 역방향으로는 출력마다 한 번씩, 두
# 번 훑어야 합니다.
#
# 손실에서는 그 반대입니다. 출력은 하나이고, 가중치도 입력으로 치면 입력이 수천 개입니다. 입력 $x$가 16개, 은닉
# 유닛이 8개, 출력이 하나인 작은 신경망에서 세어 봅니다.<!--!> len(inputs) == 16 and len(net.layers[0].neurons) == 8 -->
# $x$에 대한 기울기만 구합니다. 가중치에 대한 기울기도 개수가 더 많을 뿐 마찬가지입니다. 순전파까지 합하여 곱셈을 몇
# 번 해야 할까요?

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
# 역방향으로는 *입력이 몇 개이든* 출력을 구하는 데 드는 계산의 두 배쯤이면 됩니다. 곱셈이 288<!--=
# backward.multiplications -->번입니다. 순방향으로는 입력 *하나마다* 출력을 구하는 계산보다 조금 더 들어서, 모두
# 2,816<!--= 16 * along_one -->번입니다. 신경망을 역전파로 훈련하는 까닭이 이것입니다.
#
# | | 순방향 모드 | 역방향 모드 |
# |---|---|---|
# | 전달하는 것 | 값의 속도 | 출력의 기울기 |
# | 한 번 훑어 얻는 것 | 한 방향에 대한 모든 출력의 변화율 | 모든 입력에 대한 출력 하나의 기울기 |
# | 야코비 행렬을 얻으려면 훑는 횟수 | 입력의 개수 | 출력의 개수 |
# | 순전파에서 보관하는 것 | 없음 | 국소적 미분에 필요한 것 |
# | 이름 | `jvp`, `tangents` | `vjp`, `gradients`, `backward` |
#
# 둘을 함께 쓸 수도 있습니다. 15번 노트북의 헤세 행렬과 벡터의 곱은 역전파의 그래프를 순방향 모드로 지나는 것입니다.
# 기울기를 내는 함수는 출력이 입력만큼 많지만, 필요한 방향은 하나뿐이기 때문입니다.


# %%
def bowl(p):
    return p[0] ** 2 * p[1] + exp(p[1])


hvp(bowl, [1.0, 2.0], [1.0, 0.0])

# %% [markdown]
# 헤세 행렬의 첫째 열인 $(2 x_2, 2 x_1)$을, 헤세 행렬을 만들지 않고 얻었습니다. (1, 2)에서는 4와 2입니다.<!--!
# hvp(bowl, [1, 2], [1, 0]) == [4, 2] --> 가중치가 백만 개인 신경망이라면 헤세 행렬에는 수가 백만 곱하기 백만 개
# 들어 있지만, 이렇게 하면 백만 개만 있으면 됩니다.
#
# ## 연습 문제
#
# **1. 얼마나 들까?** 100<!--=> length -->걸음짜리 사슬에 `every=20`을 씁니다. 마지막 구간을 다루는 동안 보관하는
# 수는 가장 많을 때 몇 개입니까? 앞에서처럼 마지막 구간보다 앞에 있는 체크포인트들과 마지막 구간의 수를 세십시오.
# 계산하는 걸음은 모두 몇 번입니까? (마지막 구간은 순전파를 하면서 모두 보관하므로 한 번만 계산합니다.) 그리고
# $\sqrt n$에 따르면 간격은 얼마가 가장 좋습니까?

# %%
length = 100
bill = checkpointed(wandering, 0.4, length, every=20)
costs = viz.quiz(numbers=bill.stored, steps=bill.steps, best=math.sqrt(length))
costs.check(numbers=..., steps=..., best=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 구간은 $100 / 20 = 5$<!--= length / 20 -->개입니다. 마지막 구간을 뺀 나머지 구간마다, 차례를 기다리는 체크포인트가
# 하나씩 있습니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 기다리는 체크포인트와 마지막 구간의 수를 더하면 $4 + 20 = 24$<!--= bill.stored -->개입니다. 마지막 구간 앞까지 $4
# \cdot 20 = 80$<!--= bill.steps - length -->걸음을 가고, 그다음에는 구간마다 모두 보관하면서 한 번씩 계산합니다.
# 그래서 $80 + 100 = 180$<!--= bill.steps -->걸음입니다. 가장 좋은 간격은 $\sqrt{100} = 10$<!--= math.sqrt(100)
# -->입니다.
#
# ```python
# costs.check(numbers=24, steps=180, best=10)
# ```
#
# </details>
#
# **2. 어느 쪽 끝부터?** 신경망의 층마다 수가 차례로 1,000, 100, 10, 1개 있습니다.<!--!> sizes == [1000, 100, 10, 1] -->
# 야코비 행렬은 `1 x 10`, `10 x 100`, `100 x 1000` 행렬을 차례로 곱한 것입니다. 왼쪽부터(역방향) 곱하면 곱셈이 몇
# 번이고, 오른쪽부터(순방향) 곱하면 몇 번입니까? $a \times b$ 행렬에 $b \times c$ 행렬을 곱하는 데는 곱셈이 $a \cdot
# b \cdot c$번 듭니다.

# %%
sizes = [1000, 100, 10, 1]
from_left = chain_multiplications(sizes, from_output=True)
from_right = chain_multiplications(sizes, from_output=False)
ends = viz.quiz(reverse=from_left, forward=from_right)
ends.check(reverse=..., forward=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 왼쪽부터 곱하면 앞에 있는 행렬은 언제나 행이 하나입니다. 오른쪽부터 곱하면 첫 번째 곱부터 큽니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 왼쪽부터는 $1 \cdot 10 \cdot 100 = 1000$<!--= 1 * 10 * 100 -->번과 $1 \cdot 100 \cdot 1000 = 100000$<!--= 1 * 100 *
# 1000 -->번으로, 모두 101,000<!--= from_left -->번입니다. 오른쪽부터는 $10 \cdot 100 \cdot 1000 = 1000000$<!--= 10 *
# 100 * 1000 -->번과 $1 \cdot 10 \cdot 1000 = 10000$<!--= 1 * 10 * 1000 -->번으로, 모두 1,010,000<!--= from_right
# -->번입니다. 10배나 됩니다.<!--! from_right == 10 * from_left --> 입력이 하나이고 출력이 많다면 그 반대일 것입니다.
#
# ```python
# ends.check(reverse=101000, forward=1010000)
# ```
#
# </details>
#
# **3. 손으로 하는 순방향.** $x_1 = 3$, $x_2 = 0$에서 $y = x_1 \cdot \sin(x_2) + x_2$의 속도를 순방향으로
# 구하십시오.<!--!> point == (3, 0) --> 점은 $\dot x_1 = 1$, $\dot x_2 = 2$의 속도로 움직입니다.<!--!> speeds == (1,
# 2) --> 사인, 곱, $y$의 속도는 각각 얼마입니까?


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
# 노드의 속도는 입력마다 국소적 미분과 속도를 곱하여 모두 더한 것입니다. 0에서 사인의 기울기는 1입니다.<!--!
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
# - 역전파는 노드마다 한 번씩 들러 도착한 것을 보관합니다. 곧 동적 계획법입니다.
# - 그 대신 메모리가 듭니다. 국소적 미분에 필요한 것을 역전파가 지나갈 때까지 모두 보관해야 합니다.
# - 체크포인트를 $\sqrt n$걸음마다 두면, 순전파를 한 번 더 하는 대신 수를 $2 \sqrt n$개쯤만 보관해도 됩니다.
# - 순방향 모드는 입력마다 한 번 훑고 아무것도 보관하지 않습니다. 역방향 모드는 출력마다 한 번 훑습니다.
# - 손실은 출력이 하나뿐입니다. 역전파를 쓰는 까닭이 이것입니다.
#
# 다음: 스칼라에서 행렬로 갑니다. 컴퓨터는 이 모든 것을 어떻게 빨리 해낼까요?
