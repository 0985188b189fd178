# %% [markdown]
# # 18. 트랜스포머를 스칼라 하나하나까지 들여다보면?
#
# 글을 쓰는 신경망은 다음에 올 글 조각을 하나씩 차례로 맞힙니다. 이런 신경망에서 새로운 것은 *어텐션*입니다. 한
# 자리가 묻고, 모든 자리가 답하며, 소프트맥스가 답마다 비중을 정합니다. 이 과정을 한 번, 노드 하나하나로 그려
# 봅니다. 그리고 어텐션을 쓰는 아주 작은 신경망을 만들고 사람 이름으로 훈련하여, 새 이름을 지어내게 합니다.
#
# **이 노트북을 마치면**
#
# - 쿼리, 키, 값으로 어텐션을 손으로 계산할 수 있습니다.
# - 기울기가 소프트맥스의 비중을 거쳐 어떻게 되돌아가는지 말할 수 있습니다.
# - 트랜스포머가 무엇으로 이루어져 있는지, 옆으로 돌아가는 길이 왜 필요한지 말할 수 있습니다.
# - 글자를 맞히는 모델을 훈련하고, 공정한 기준과 비교할 수 있습니다.
# - 그 모델에서 이름을 뽑을 수 있습니다.
#
# 9번, 10번 노트북의 소프트맥스, 교차 엔트로피, Adam을 알아야 하고, 17번 노트북에서 본 것처럼 그래프가 배열
# 프로그램이 될 수 있다는 것도 알아야 합니다. 읽는 데 20분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

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
# “chri” 다음에는 흔히 “s”를 떠올릴 것입니다. 신경망이 할 일도 이것뿐입니다. 마지막 글자 여섯<!--=
# len(cases(["eva"])[0][0]) --> 개를 보고, 다음에 올 수 있는 글자마다 확률을 말합니다. 이름 하나에서 이런 샘플이
# 여러 개 나옵니다. 이름 앞의 빈자리는 점으로 채우고, 이름 뒤에는 점을 하나 붙입니다.

# %%
# 점은 이름의 앞을 채우고 끝을 알린다: ".....e", "....ev"
for letters, after in zip(*cases(["eva"]), strict=True):
    print("".join(LETTERS[i] for i in letters), "->", LETTERS[after])

# %% [markdown]
# 글자는 목록의 몇 번째인지를 나타내는 번호일 뿐입니다. 그래서 글자마다 학습할 수를 한 줄씩 둡니다. 이것이
# *임베딩*(embedding)입니다. 자리에도 한 줄씩 두고, 둘을 더합니다. 그래서 “끝의 a”와 “앞의 a”가 달라집니다.
#
# ## 어텐션
#
# 앞의 글자 가운데 어느 것이 중요할까요? 그것은 어떤 글자인지에 달려 있습니다. “q” 뒤라면 아마 “q”만 중요하고, 모음
# 뒤라면 그 모음 앞의 글자가 중요할 것입니다. 그래서 신경망은 *묻습니다*. 자리마다 다음 세 가지를 계산합니다. 세
# 가지를 계산하는 데 층이 하나씩 쓰입니다.
#
# - **쿼리**(query): 나는 무엇을 찾는가?
# - **키**(key): 나는 무엇을 내놓을 수 있는가?
# - **값**(value): 내가 뽑히면 무엇을 말할 것인가?
#
# 마지막 자리의 쿼리와 모든 자리의 키를 내적합니다. 내적이 크면 잘 맞는다는 뜻입니다. 소프트맥스는 이 내적들을
# 비중으로 바꿉니다. 비중은 양수이고, 모두 더하면 1입니다. 값들을 비중에 따라 평균한 것을 꺼냅니다. 자리가 세<!--=>
# len(keys) --> 개 있고, 키는 수 두 개, 값은 수 하나로 되어 있는 경우를 봅시다.

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
# 첫째 키가 $s_1 = 1.5$<!--= fits[0].data -->로 가장 잘 맞고, 비중도 가장 큽니다. $q_1$을 0보다 작게 끌면 신경망은
# 다른 곳을 봅니다. 무엇을 고를지가 기울기를 구할 수 있는 수가 되었습니다. 이것이 비결입니다. 가장 좋은 것 하나만
# 고르게 했다면 최댓값 노드가 되었을 것이고, 나머지에는 기울기가 가지 않았을 것입니다.
#
# 기울기는 어떻게 $s_2$까지 갈까요? 길은 네<!--= autograd_core.paths(taken, fits[1]).count --> 개입니다.

# %%
viz.why(taken, fits[1])

# %% [markdown]
# 한 길은 자기의 비중을 곧바로 지납니다. $s_2$가 커지면 $a_2$가 커집니다. 다른 길들은 합을 지납니다. 합은 모든
# 비중의 분모에 들어 있어서, 한 비중이 커지면 다른 비중은 작아집니다. 모든 길로 온 것을 더하면 $a_2\,(v_2 -
# \text{꺼낸 값})$이 됩니다.<!--! abs(autograd_core.gradients(taken, fits)[1].data - shares[1].data *
# (values[1].data - taken.data)) < 1e-12 --> 꺼낸 값이 $v_2$보다 크므로 이것은 음수입니다. 둘째 자리를 덜 보면
# 출력이 커진다는 뜻입니다.<!--! taken.data > values[1].data -->
#
# 키와 쿼리가 크면 비중 하나가 거의 1이 되고, 이렇게 포화한 소프트맥스는 기울기를 거의 통과시키지 않습니다. 그래서
# 내적을 $\sqrt{d}$로 나눕니다. $d$는 키의 길이입니다. 왜 제곱근인지는 11번 노트북에서 배운 대로입니다.
#
# ## 나머지
#
# 트랜스포머에는 두 가지가 더 있습니다. 어텐션 뒤에 ReLU를 쓰는 보통의 층이 하나 있습니다. 그리고 어텐션과 이 층
# 옆에는 저마다 돌아가는 길이 있어서, 들어간 것을 나온 것에 *더합니다*. 덧셈 노드는 기울기를 그대로 흘려보내므로,
# 이런 블록이 아무리 많이 이어져도 이 길로 가는 기울기는 줄지 않습니다. 아주 작은 것을 봅시다. 글자 세 개가
# 들어오고, 글자마다 수가 두 개이며, 글자는 모두 네 가지입니다.<!--!> len(small.places.table) == 3 and
# len(small.letters.table) == 4 -->

# %%
small = TinyTransformer(block=3, width=2, hidden=3, letters=4, generator=random.Random(0))
loss = softmax_cross_entropy(small([0, 1, 2]), 3)
loss.label = "손실"
loss.backward()
viz.draw(loss, fold="groups")

# %% [markdown]
# 어텐션으로 들어가는 편향 $b$를 보십시오. 상자 하나로 그려져 있고 기울기의 범위가 쓰여 있는데, 가장 작은 것은
# 반올림 오차라고 할 만큼 작습니다. 어느 편향이 그런지는 그림에 나오지 않습니다. 키의 편향은 기울기가 모두
# 0이고,<!--! all(abs(unit.b.grad) < 1e-12 for unit in small.key.neurons) --> 쿼리와 값의 편향은 그렇지
# 않습니다.<!--! all(abs(unit.b.grad) > 0.01 for unit in [*small.query.neurons, *small.value.neurons]) --> 왜
# 그런지는 연습 문제 2에서 묻습니다.
#
# 실제로 훈련할 신경망은 글자를 여섯<!--=> len(net.places.table) --> 개 보고, 글자마다 수를 12<!--=>
# len(net.letters.table[0]) -->개씩 둡니다.

# %%
net = TinyTransformer(generator=random.Random(0))
one_case = softmax_cross_entropy(net([0, 0, 3, 8, 18, 9]), 19)
nodes = len(topological_order(one_case))
print(f"매개변수 {len(net.parameters())}개, 글자 하나에 노드 {nodes}개")

# %% [markdown]
# ## 훈련
#
# 이름 1,073<!--= len(NAMES) -->개 가운데 10분의 1은 남겨 둡니다. 나머지는 잘라서 샘플로 만듭니다. `trained`는
# `compiled=True`로 `fit`을 부릅니다. 샘플 하나의 그래프를 한 번 기록하면, 그것이 미니배치를 한꺼번에 받는 배열
# 프로그램이 됩니다. 모든 이름을 12<!--=> len(history.losses) -->번 훑고, 학습률을 0까지 줄여 가며 Adam을 씁니다.

# %%
known, held_out = split_names()
print(f"이름 {len(known)}개, 샘플 {len(cases(known)[0])}개; 남겨 둔 이름 {len(held_out)}개")
net, history = trained(seed=0)
ax = plots.loss_curves(history)
plots.described(ax, "손실은 빨리, 그다음에는 천천히 내려갑니다. 남겨 둔 이름에서는 조금 더 높습니다.")

# %% [markdown]
# 얼마나 잘한 것일까요? 두 가지 기준과 비교합니다. 하나는 그냥 찍는 것입니다. 점을 포함한 글자 27<!--= len(LETTERS)
# -->개의 확률이 모두 같다고 하면 손실은 $\ln 27$입니다. 다른 하나는 훈련에 쓴 이름에서 어떤 글자 뒤에 어떤 글자가
# 오는지 세는 것입니다. 본 적이 없는 쌍의 확률이 0이 되지 않도록, 센 수마다 하나씩 더합니다.

# %%
guessing, pairs, ours = math.log(len(LETTERS)), loss_of_pairs(), history.validation_losses[-1]
print(f"찍기 {guessing:.3f}, 센 쌍 {pairs:.3f}, 작은 트랜스포머 {ours:.3f}")
letters_left = [round(math.exp(loss), 1) for loss in (guessing, pairs, ours)]
print(f"글자 {letters_left}개에서 찍는 것과 같음")

# %% [markdown]
# 모두 남겨 둔 이름에서 잰 것입니다. $e^{\text{손실}}$은 손실을 글자의 개수로 나타낸 것입니다. 똑같이 그럴듯한
# 글자가 그만큼 있을 때 하나를 찍는 것과 같다는 뜻입니다. 27<!--= math.exp(guessing) -->에서 10보다 작은 수로
# 내려옵니다.<!--! math.exp(ours) < 10 --> 쌍을 셀 때는 글자를 하나만 보고, 트랜스포머는 여섯<!--=
# len(net.places.table) --> 개를 봅니다. 이름 965<!--= len(known) -->개로는 더 배울 것이 많지 않습니다. 훈련 손실은
# 더 낮고, 계속 내려갑니다.<!--! history.losses[-1] < ours and history.losses[-1] == min(history.losses) -->
#
# “chri” 다음에는 무엇이 온다고 예상하고, 어느 글자를 보고 있을까요?

# %%
expected = probabilities(net, "chri")
best = sorted(range(len(LETTERS)), key=expected.__getitem__, reverse=True)[:4]
print({LETTERS[i]: round(expected[i], 2) for i in best})

seen = [0, 0, *(LETTERS.index(letter) for letter in "chri")]
for letter, share in zip("..chri", net.shares(net.tokens(seen)), strict=True):
    print(f"{letter} {share.data:.2f} {'#' * round(40 * share.data)}")

# %% [markdown]
# 바라던 대로 “s”가 확률이 높은 글자 가운데 있지만, 다른 글자도 있습니다.<!--! "s" in [LETTERS[i] for i in best] -->
# 가장 많이 보는 것은 “r”입니다.<!--! "..chri"[max(range(6), key=lambda i: net.shares(net.tokens(seen))[i].data)] ==
# "r" -->
#
# ## 새 이름
#
# 이 확률에 따라 글자를 하나 뽑아 뒤에 붙이고 다시 묻습니다. 점이 나올 때까지 되풀이합니다.

# %%
generator = random.Random(1)
names = [made_up(net, generator) for _ in range(20)]
print(" ".join(names[:10]))
print(" ".join(names[10:]))
print(f"{sum(name in NAMES for name in names)}개가 목록에 있음, 모두 {len(names)}개")

# %% [markdown]
# 이름 같은 것도 있고, 그렇지 않은 것도 있습니다. 여기에서 지어낸 20<!--= len(names) -->개 가운데 목록에 있는 것은
# 0<!--= sum(name in NAMES for name in names) -->개입니다. 외운 것을 떠올린 것이 아니라, 어떤 글자끼리 어울리는지
# 배운 대로 지어낸 것입니다.
#
# 큰 트랜스포머에 견주면 무엇이 빠져 있을까요? 큰 트랜스포머는 *모든 자리*를 한꺼번에 계산하고, 자리마다 앞쪽만
# 봅니다. *헤드* 여러 개가 서로 다른 것을 묻습니다. 이런 블록이 수십 개 이어지고, 그 사이사이에 정규화를 합니다.
# 글자 대신 낱말의 조각을 씁니다. 그리고 데이터와 가중치가 수백만 배, 수천만 배 많습니다. 그러나 노드는 지금까지 본 것과
# 같고, 역전파도 같습니다.
#
# 이 어텐션은 Vaswani 외의 논문 *Attention Is All You Need*(2017)에 나온 것입니다. 이 신경망은 PyTorch로 쓴 같은
# 신경망과 비교하여 시험하고 있습니다. 점수와 모든 기울기가 반올림 오차를 빼면 같습니다.
#
# ## 연습 문제
#
# **1. 손으로 하는 어텐션.** 자리가 두 개 있습니다. 쿼리와 키의 내적은 0과 $\ln 3$이고, 값은 10과 2입니다.<!--!>
# said == [10, 2] --> 비중은 얼마이고, 꺼낸 값은 얼마입니까?

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
# 지수 함수의 값을 더하면 $1 + 3 = 4$<!--= math.exp(0) + math.exp(math.log(3)) -->입니다. 비중은 $1 / 4 = 0.25$<!--=
# by_hand[0] -->와 $3 / 4 = 0.75$<!--= by_hand[1] -->입니다. 꺼낸 값은 $0.25 \cdot 10 + 0.75 \cdot 2 = 4$<!--=
# dot(by_hand, said) -->입니다.
#
# ```python
# weighed.check(shares=[0.25, 0.75], taken=4)
# ```
#
# </details>
#
# **2. 끝내 배우지 않는 편향.** 위의 어텐션에서 내적 $s_1$, $s_2$, $s_3$에 모두 같은 수 $b$를 더합니다. $b$가 0에서
# 1로 커지면 꺼낸 값은 얼마나 변합니까? $b$의 기울기는 얼마입니까?

# %%
b = Value(1.0, "b")
shifted = dot(softmax([fit.data + b for fit in fits]), [3.0, 1.0, -2.0])
shifted.backward()
shift = viz.quiz(change=round(shifted.data - taken.data, 9), gradient=round(b.grad, 9))
shift.check(change=..., gradient=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# $e^{s + b} = e^s \cdot e^b$입니다. 모든 비중에서 분자와 분모에 함께 들어 있는 인수는 무엇입니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 모든 비중에서 $e^b$이 약분되므로 아무것도 변하지 않고, 기울기는 0입니다.<!--! abs(b.grad) < 1e-12 --> 키의 편향은
# 모든 내적에 똑같은 것, 곧 쿼리와 편향의 내적을 더합니다. 그래서 아무 영향이 없고 끝내 배우지도 않습니다. 이 편향을
# 아예 두지 않는 트랜스포머도 많습니다.
#
# ```python
# shift.check(change=0, gradient=0)
# ```
#
# </details>
#
# **3. 온도.** 이름을 뽑기 전에 점수를 *온도* $t$로 나누는 일이 많습니다. 온도가 1보다 낮으면 그럴듯한 글자의 확률이
# 더 커지고, 1보다 높으면 모든 글자의 확률이 서로 비슷해집니다. 두 글자의 확률이 $p$와 $1 - p$일 때, 온도 $t$에서
# 첫째 글자의 확률을 구하는 함수를 쓰십시오. (점수를 $t$로 나누면 확률은 $1/t$제곱이 됩니다. 그다음에 둘의 합이 다시
# 1이 되도록 맞추어야 합니다.)


# %%
def at_temperature(p, t):
    return ...


scores = [math.log(0.8), math.log(0.2)]
cold, warm, same = (softmax([score / t for score in scores])[0] for t in (0.5, 2, 1))
tempered = viz.quiz(cold=cold, warm=warm, same=same)
tempered.check(
    cold=at_temperature(0.8, 0.5),
    warm=at_temperature(0.8, 2),
    same=at_temperature(0.8, 1),
)

# %% [markdown]
# <details><summary>힌트</summary>
#
# `t = 0.5`이면 둘 다 제곱합니다. 그러면 합이 1이 아니므로, 그 합으로 나누십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# `t = 0.5`이면 `0.8**2 / (0.8**2 + 0.2**2)`, 곧 0.941<!--= 0.8**2 / (0.8**2 + 0.2**2) -->입니다. `t = 2`이면 한
# 제곱근이 다른 제곱근의 두 배이므로, 확률은 3분의 2입니다.
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
# - 어텐션은 쿼리와 키의 내적, 소프트맥스, 값들의 평균으로 되어 있습니다. 기울기를 구할 수 있는 선택입니다.
# - 비중을 거치므로, 한 자리의 기울기는 다른 모든 자리가 무엇을 말하는지에 달려 있습니다.
# - 블록은 어텐션과 층 하나, 그리고 그 옆으로 돌아가는 길로 되어 있습니다. 이 길에서는 기울기가 줄지 않습니다.
# - 손실은 남겨 둔 데이터에서 재고, 기준과 비교하십시오.
#
# 이것이 마지막 노트북입니다. 그래프 위의 연쇄법칙이라는 생각 하나를 따라, 사과의 가격에서 이름을 지어내는
# 신경망까지 왔습니다.
