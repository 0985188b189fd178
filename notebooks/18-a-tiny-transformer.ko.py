# %% [markdown]
# # 18. 트랜스포머 안에는 무엇이 있을까, 스칼라 하나하나로?
#
# 글을 쓰는 신경망은 글 조각을 하나씩 차례로 맞힙니다. 거기에서 새로운 것은 *어텐션*입니다. 한 자리가 묻고, 모든
# 자리가 답하며, 소프트맥스가 답을 저울질합니다. 그런 걸음 하나를 노드 하나하나로 그리고, 그 둘레에 가장 작은 신경망을
# 짓고, 사람 이름으로 훈련하여, 새 이름을 지어내게 합니다.
#
# **이 노트북을 마치면**
#
# - 쿼리, 키, 값으로 어텐션을 손으로 계산할 수 있습니다.
# - 기울기가 소프트맥스의 몫을 거쳐 어떻게 되돌아가는지 말할 수 있습니다.
# - 트랜스포머의 부분을 말하고, 그 둘레로 난 길이 무엇에 쓰이는지 말할 수 있습니다.
# - 글자를 맞히는 모델을 훈련하고, 정직한 기준과 비교할 수 있습니다.
# - 그 모델에서 이름을 뽑을 수 있습니다.
#
# 노트북 9, 10의 소프트맥스, 교차 엔트로피, Adam을 알아야 하고, 그래프가 배열 프로그램이 될 수 있다는 것(17번
# 노트북)을 알아야 합니다. 읽는 데 20분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
import math
import random

import viz
from autograd_core import Value, dot, exp, topological_order
from autograd_core import sum as total
from nn import softmax, softmax_cross_entropy
from nn.datasets import LETTERS, NAMES
from nn.experiments.names import (
    TinyTransformer,
    cases,
    loss_of_pairs,
    made_up,
    probabilities,
    split_names,
    trained,
)
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 다음 글자 맞히기
#
# “chri” 다음에는 누구나 “s”를 떠올릴 것입니다. 할 일은 그것뿐입니다. 마지막 글자 여섯<!--=
# len(cases(["eva"])[0][0]) --> 개를 보고, 다음에 올 수 있는 글자마다 확률을 말합니다. 이름 하나는 그런 샘플 여러
# 개입니다. 이름 앞에는 점을 채우고, 뒤에는 점을 하나 붙입니다.

# %%
# 점은 이름의 앞을 채우고 끝을 알린다: ".....e", "....ev"
for letters, after in zip(*cases(["eva"]), strict=True):
    print("".join(LETTERS[i] for i in letters), "->", LETTERS[after])

# %% [markdown]
# 글자는 목록의 몇 번째인지를 나타내는 수일 뿐입니다. 그래서 글자마다 학습되는 수를 한 줄씩 줍니다. 이것이
# *임베딩*(embedding)입니다. 자리에도 한 줄씩 주고, 둘을 더합니다. 그래서 “끝의 a”는 “앞의 a”와 다릅니다.
#
# ## 어텐션
#
# 앞의 글자 가운데 어느 것이 중요할까요? 그것은 글자 자신에 달려 있습니다. “q” 뒤라면 아마 그 글자만, 모음 뒤라면 그
# 앞의 글자가 중요할 것입니다. 그래서 신경망은 *묻습니다*. 자리마다 다음 세 가지를 계산하며, 저마다 가중치로 된 층
# 하나를 씁니다.
#
# - **쿼리**(query): 나는 무엇을 찾는가?
# - **키**(key): 나는 무엇을 내놓을 수 있는가?
# - **값**(value): 내가 뽑히면 무엇을 말하는가?
#
# 마지막 자리의 쿼리를 모든 자리의 키와 곱합니다. 곱이 크면 잘 맞는다는 뜻입니다. 소프트맥스는 곱들을 몫으로 바꿉니다.
# 몫은 양수이고, 더하면 일입니다. 꺼내는 것은 값들을 몫만큼씩 평균한 것입니다. 자리가 세<!--=> len(keys) --> 개 있고,
# 키는 수 두 개, 값은 수 하나로 되어 있습니다.

# %%
query = [Value(1.0, "q1"), Value(-0.5, "q2")]
numbers = [(2.0, 1.0), (0.5, 1.0), (-1.0, -1.0)]
keys = [[Value(a, f"k{i}1"), Value(b, f"k{i}2")] for i, (a, b) in enumerate(numbers, start=1)]
values = [Value(v, f"v{i}") for i, v in enumerate((3.0, 1.0, -2.0), start=1)]

fits = [dot(query, key) for key in keys]
powers = [exp(fit) for fit in fits]
whole = total(powers)
shares = [power / whole for power in powers]
taken = dot(shares, values)
whole.label, taken.label = "합", "꺼낸 값"
for i, (fit, share) in enumerate(zip(fits, shares, strict=True), start=1):
    fit.label, share.label = f"s{i}", f"a{i}"
viz.stepper(taken)

# %% [markdown]
# 첫째 키가 $s_1 = 1.5$<!--= fits[0].data -->로 가장 잘 맞고, 몫을 가장 많이 받습니다. $q_1$을 영 아래로 끌면 신경망은
# 다른 곳을 봅니다. 선택이 기울기가 있는 수가 되었습니다. 이것이 비결입니다. “가장 좋은 것을 골라라” 하는 딱딱한
# 선택은 최댓값 노드일 것이고, 다른 것에는 기울기를 보내지 않을 것입니다.
#
# 기울기는 어떻게 $s_2$까지 갈까요? 네<!--= autograd_core.paths(taken, fits[1]).count --> 길로 갑니다.

# %%
viz.why(taken, fits[1])

# %% [markdown]
# 한 길은 자기 몫을 곧바로 지납니다. $s_2$가 커지면 $a_2$가 커집니다. 다른 길들은 합을 지납니다. 합은 모든 몫에 들어
# 있어서, 하나가 얻으면 다른 것은 잃습니다. 모든 길을 더하면 $a_2\,(v_2 - \text{꺼낸 값})$이 됩니다.<!--!
# abs(autograd_core.gradients(taken, fits)[1].data - shares[1].data * (values[1].data - taken.data)) < 1e-12 --> 꺼낸
# 값이 $v_2$가 말하는 것보다 크므로 이것은 음수입니다. 둘째 자리를 덜 보면 출력이 커진다는 뜻입니다.<!--! taken.data >
# values[1].data -->
#
# 키와 쿼리가 크면 몫 하나가 거의 전부가 되고, 포화한 소프트맥스는 기울기를 통과시키지 않습니다. 그래서 곱을
# $\sqrt{d}$로 나눕니다. $d$는 키의 길이입니다. 왜 제곱근인지는 11번 노트북에 있습니다.
#
# ## 나머지
#
# 트랜스포머는 두 가지를 더합니다. 어텐션 뒤에는 ReLU를 쓰는 보통 층이 하나 있습니다. 그리고 둘 다 그 둘레로 곧은 길이
# 나 있어서, 들어간 것에 나온 것을 *더합니다*. 덧셈 노드는 기울기를 그대로 흘려보냅니다. 이런 블록이 아무리 많이
# 이어져도 줄지 않습니다. 아주 작은 것을 봅시다. 글자 세 개가 들어오고, 글자마다 수가 두 개이며, 글자는 모두 네
# 가지입니다.<!--!> len(small.places.table) == 3 and len(small.letters.table) == 4 -->

# %%
# 상자의 이름: letters 글자, attention 어텐션, layer 층, scores 점수
small = TinyTransformer(block=3, width=2, hidden=3, letters=4, generator=random.Random(0))
loss = softmax_cross_entropy(small([0, 1, 2]), 3)
loss.label = "손실"
loss.backward()
viz.draw(loss, fold="groups")

# %% [markdown]
# 어텐션으로 들어가는 편향 $b$를 보십시오. 상자 하나로 그려져 있고 기울기의 범위가 쓰여 있는데, 그 범위는 반올림 오차일
# 뿐인 값에서 시작합니다. 어느 것이 그런지는 그림에 나오지 않습니다. 키의 편향은 모두
# 영이고,<!--! all(abs(unit.b.grad) < 1e-12 for unit in small.key.neurons) --> 쿼리와 값의 편향은 그렇지
# 않습니다.<!--! all(abs(unit.b.grad) > 0.01 for unit in [*small.query.neurons, *small.value.neurons]) --> 왜 그런지는
# 연습 문제 2에서 묻습니다.
#
# 진짜 신경망은 글자 여섯<!--=> len(net.places.table) --> 개를 보고, 글자마다 수를 12<!--=>
# len(net.letters.table[0]) -->개 둡니다.

# %%
net = TinyTransformer(generator=random.Random(0))
one_case = softmax_cross_entropy(net([0, 0, 3, 8, 18, 9]), 19)
nodes = len(topological_order(one_case))
print(f"매개변수 {len(net.parameters())}개, 글자 하나에 노드 {nodes}개")

# %% [markdown]
# ## 훈련
#
# 이름 1,073<!--= len(NAMES) -->개의 10분의 1은 남겨 둡니다. 나머지는 샘플로 자릅니다. `trained`는 `compiled=True`로
# `fit`을 부릅니다. 샘플 하나의 그래프를 한 번 기록하면, 그것이 미니배치를 한꺼번에 받는 배열 프로그램이 됩니다. 모든
# 이름을 12<!--=> len(history.losses) -->번 훑으며, 학습률이 영까지 줄어드는 Adam을 씁니다.

# %%
known, held_out = split_names()
print(f"이름 {len(known)}개, 샘플 {len(cases(known)[0])}개; 남겨 둔 이름 {len(held_out)}개")
net, history = trained(seed=0)
ax = plots.loss_curves(history)
plots.described(ax, "손실은 빨리, 그다음에는 천천히 내려갑니다. 남겨 둔 이름에서는 조금 더 높습니다.")

# %% [markdown]
# 얼마나 잘한 것일까요? 기준을 둘 둡니다. 글자 27<!--= len(LETTERS) -->개를 모두 똑같이 찍으면 손실은 $\ln
# 27$입니다. 다른 하나는 아는 이름에서 어떤 글자 뒤에 어떤 글자가 오는지 셉니다. 본 적이 없다고 불가능한 쌍이 되지
# 않도록, 센 수마다 하나씩 더합니다.

# %%
guessing, pairs, ours = math.log(len(LETTERS)), loss_of_pairs(), history.validation_losses[-1]
print(f"찍기 {guessing:.3f}, 센 쌍 {pairs:.3f}, 작은 트랜스포머 {ours:.3f}")
letters_left = [round(math.exp(loss), 1) for loss in (guessing, pairs, ours)]
print(f"글자 {letters_left}개에서 찍는 것과 같음")

# %% [markdown]
# 모두 남겨 둔 이름에서 잰 것입니다. $e^{\text{손실}}$은 그것을 글자의 수로 말해 줍니다. 똑같이 그럴듯한 글자가 그만큼
# 있을 때와 같은 만큼 모른다는 뜻입니다. 27<!--= math.exp(guessing) -->에서 10보다 작은 수로 내려옵니다.<!--!
# math.exp(ours) < 10 --> 쌍은 글자 하나를 보고, 트랜스포머는 여섯<!--= len(net.places.table) --> 개를 봅니다. 이름
# 965<!--= len(known) -->개로는 더 배울 것이 많지 않습니다. 훈련 손실은 더 낮고, 계속 내려갑니다.<!--!
# history.losses[-1] < ours and history.losses[-1] == min(history.losses) -->
#
# “chri” 다음에는 무엇을 기대하고, 무엇을 보고 있을까요?

# %%
expected = probabilities(net, "chri")
best = sorted(range(len(LETTERS)), key=expected.__getitem__, reverse=True)[:4]
print({LETTERS[i]: round(expected[i], 2) for i in best})

seen = [0, 0, *(LETTERS.index(letter) for letter in "chri")]
for letter, share in zip("..chri", net.shares(net.tokens(seen)), strict=True):
    print(f"{letter} {share.data:.2f} {'#' * round(40 * share.data)}")

# %% [markdown]
# 마땅히 그래야 하듯 “s”가 가장 좋은 것들 가운데 있지만, 다른 글자도 있습니다.<!--! "s" in [LETTERS[i] for i in
# best] --> 가장 많이 보는 것은 “r”입니다.<!--! "..chri"[max(range(6), key=lambda i:
# net.shares(net.tokens(seen))[i].data)] == "r" -->
#
# ## 새 이름
#
# 이 확률로 글자 하나를 뽑아 뒤에 붙이고 다시 묻습니다. 점이 나올 때까지 되풀이합니다.

# %%
generator = random.Random(1)
names = [made_up(net, generator) for _ in range(20)]
print(" ".join(names))
print(f"{sum(name in NAMES for name in names)}개가 목록에 있음, 모두 {len(names)}개")

# %% [markdown]
# 이름 같은 것도 있고, 그렇지 않은 것도 있습니다. 여기서 지어낸 20<!--= len(names) -->개 가운데 목록에 있는 것은
# 0<!--= sum(name in NAMES for name in names) -->개입니다. 기억해 낸 것이 아니라, 어떤 글자들이 함께 다니는지 배운
# 대로 지어낸 것입니다.
#
# 큰 트랜스포머에 견주면 무엇이 빠져 있을까요? 큰 것은 *모든 자리*를 한꺼번에 계산하며, 자리마다 앞쪽만 봅니다. *헤드*
# 여러 개가 서로 다른 것을 묻습니다. 이런 블록이 수십 개 이어지고, 그 사이에서 정규화를 합니다. 글자 대신 낱말의
# 조각을 씁니다. 그리고 데이터와 가중치가 십억 배쯤 많습니다. 그러나 노드는 지금까지 본 것이고, 역전파도 같습니다.
#
# 이 어텐션은 Vaswani 외, *Attention Is All You Need*(2017)의 것입니다. 이 신경망은 PyTorch로 쓴 같은 신경망과
# 비교하여 시험합니다. 점수와 모든 기울기가 반올림을 빼면 같습니다.
#
# ## 연습 문제
#
# **1. 손으로 하는 어텐션.** 자리가 두 개 있습니다. 쿼리와 키의 곱은 `0`과 $\ln 3$이고, 값은 10과 2입니다.<!--!>
# said == [10, 2] --> 몫은 얼마이고, 꺼낸 값은 얼마입니까?

# %%
by_hand = softmax([0.0, math.log(3)])
said = [10, 2]
weighed = viz.quiz(shares=by_hand, taken=dot(by_hand, said))
weighed.check(shares=[..., ...], taken=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# $e^0 = 1$<!--= math.exp(0) -->이고 $e^{\ln 3} = 3$<!--= math.exp(math.log(3)) -->입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 거듭제곱을 더하면 $1 + 3 = 4$<!--= math.exp(0) + math.exp(math.log(3)) -->입니다. 몫은 $1 / 4 = 0.25$<!--=
# by_hand[0] -->와 $3 / 4 = 0.75$<!--= by_hand[1] -->입니다. 꺼낸 값은 $0.25 \cdot 10 + 0.75 \cdot 2 = 4$<!--=
# dot(by_hand, said) -->입니다.
#
# ```python
# weighed.check(shares=[0.25, 0.75], taken=4)
# ```
#
# </details>
#
# **2. 끝내 배우지 않는 편향.** 위의 어텐션에서 곱 $s_1$, $s_2$, $s_3$에 모두 같은 수 $b$를 더합니다. $b$가 영에서
# 일로 커지면 꺼낸 값은 얼마나 변합니까? $b$의 기울기는 얼마입니까?

# %%
b = Value(1.0, "b")
shifted = dot(softmax([fit.data + b for fit in fits]), [3.0, 1.0, -2.0])
shifted.backward()
shift = viz.quiz(change=round(shifted.data - taken.data, 9), gradient=round(b.grad, 9))
shift.check(change=..., gradient=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# $e^{s + b} = e^s \cdot e^b$입니다. 몫마다 분자와 분모에 함께 있는 인수는 무엇입니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 몫마다 $e^b$가 약분되므로 아무것도 변하지 않고, 기울기는 영입니다.<!--! abs(b.grad) < 1e-12 --> 키의 편향은 모든
# 곱에 같은 것, 곧 쿼리 곱하기 편향을 더합니다. 그래서 아무 영향이 없고 끝내 배우지 않습니다. 그것을 빼고 만드는
# 트랜스포머도 많습니다.
#
# ```python
# shift.check(change=0, gradient=0)
# ```
#
# </details>
#
# **3. 온도.** 이름을 뽑기 전에 점수를 *온도* $t$로 나누는 일이 많습니다. 온도가 일보다 낮으면 그럴듯한 글자가 더
# 그럴듯해지고, 일보다 높으면 모든 글자가 서로 비슷해집니다. 글자 두 개의 확률이 $p$와 $1 - p$입니다. 온도 $t$에서
# 첫째 글자의 확률을 쓰십시오. (점수를 $t$로 나누는 것은 확률을 $1/t$제곱하는 것이고, 그다음에는 둘을 더해 일이 되도록
# 다시 맞추어야 합니다.)


# %%
def at_temperature(p, t):
    return ...


tempered = viz.quiz(cold=16 / 17, warm=2 / 3, same=0.8)
tempered.check(
    cold=at_temperature(0.8, 0.5),
    warm=at_temperature(0.8, 2),
    same=at_temperature(0.8, 1),
)

# %% [markdown]
# <details><summary>힌트</summary>
#
# `t = 0.5`이면 둘 다 제곱합니다. 그러면 더해서 일이 되지 않으므로, 그 합으로 나누십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# `t = 0.5`이면 `0.8**2 / (0.8**2 + 0.2**2)`, 곧 0.941<!--= 0.8**2 / (0.8**2 + 0.2**2) -->입니다. `t = 2`이면 두
# 제곱근의 비가 이 대 일이므로 몫은 3분의 2입니다.
#
# ```python
# def at_temperature(p, t):
#     first, second = p ** (1 / t), (1 - p) ** (1 / t)
#     return first / (first + second)
#
# tempered.check(
#     cold=at_temperature(0.8, 0.5),
#     warm=at_temperature(0.8, 2),
#     same=at_temperature(0.8, 1),
# )
# ```
#
# </details>
#
# ## 정리
#
# - 어텐션은 쿼리 곱하기 키, 소프트맥스, 값들의 평균입니다. 기울기가 있는 선택입니다.
# - 몫을 거치므로, 한 자리의 기울기는 다른 모든 자리가 무엇을 말하는지에 달려 있습니다.
# - 블록은 어텐션과 층 하나, 그리고 둘의 둘레로 난 길입니다. 그 길에서는 기울기가 줄지 않습니다.
# - 손실은 남겨 둔 데이터에서, 기준과 비교하십시오.
#
# 이것이 마지막 노트북입니다. 그래프에서의 연쇄법칙이라는 생각 하나를 따라, 사과의 가격에서 이름을 지어내는 신경망까지
# 왔습니다.
