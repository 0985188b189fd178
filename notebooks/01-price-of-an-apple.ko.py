# %% [markdown]
# # 1. 사과 가격이 오르면 지불 금액은 얼마나 달라질까?
#
# 계산서는 작은 계산입니다. 이 계산을 그래프로 그리고, 순방향으로 따라가며 지불 금액을 구하고, 역방향으로 되짚으며 각
# 숫자가 지불 금액에 주는 영향을 구합니다. 신경망은 바로 이 역방향 계산으로 학습합니다.
#
# **이 노트북을 마치면**
#
# - 계산을 작은 국소적 계산으로 나누어 *계산 그래프*로 그릴 수 있습니다.
# - 순전파로 값을, 역전파로 기울기를 구할 수 있습니다.
# - 기울기가 국소적 미분의 곱이라는 것, 곧 *연쇄법칙*을 설명할 수 있습니다.
#
# 고등학교에서 배우는 미분과, 파이썬에서 이름을 붙여 계산하는 법을 알면 됩니다. 읽는 데 20분쯤, 연습 문제를 푸는 데
# 25분쯤 걸립니다.
#
# <!--@ C01; S1 Fig 5-2 -->

# %%
import viz
from autograd_core import Value, explain, gradients, recompute

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 계산서
#
# 하나에 100<!--=> apple_price.data -->원인 사과를 2<!--=> apples.data -->개 삽니다. 소비세는
# 10%<!--=> 100 * (tax.data - 1) -->입니다. `Value`는 자기가 어떻게 계산되었는지를 기억하는 숫자입니다. 각 숫자에 이름을
# 붙입니다.

# %%
apple_price = Value(100, "사과 가격")
apples = Value(2, "사과 개수")
tax = Value(1.1, "소비세")

total = apple_price * apples * tax
total.label = "지불 금액"
viz.draw(total)

# %% [markdown]
# 동그라미는 *노드*입니다. 회로에 빗대어 *게이트*라고도 합니다. 노드는 저마다 작은 일을 하나씩 합니다. 첫째 노드는
# 가격에 개수를 곱하고, 둘째 노드는 거기에 소비세를 곱합니다. 노드는 자기 입력만 알면 되고, 다른 것은 몰라도 됩니다.
# 이것을 *국소적 계산*이라고 합니다. 노드가 수백만 개인 신경망에서도 같은 방법이 통하는 까닭이 여기에 있습니다.
#
# 숫자는 왼쪽에서 오른쪽으로 흐릅니다. 이것이 **순전파**(forward propagation)입니다.
#
# ## 계산서에 던지는 질문
#
# 사과 가격이 1원 오르면 얼마를 더 내야 할까요? 계산을 다시 해 볼 수 있습니다.
#
# <!--@ C02; S1 Fig 5-6 -->

# %%
(101 * 2 * 1.1) - (100 * 2 * 1.1)

# %% [markdown]
# 가격이 1원 오를 때마다 지불 금액은 2.2<!--= 101 * 2 * 1.1 - total.data -->원씩 오릅니다. (컴퓨터가 다루는 숫자는
# 약 16<!--= -math.log10(sys.float_info.epsilon) -->자리이므로, 끝자리는 반올림 오차입니다.) 지불 금액은 사과 가격의
# 일차함수이므로, 가격이 얼마이든 이만큼씩 오릅니다. 이 값을 사과 가격에 대한 지불 금액의 **미분**이라고 합니다.
#
# $$\frac{\partial\,\text{지불 금액}}{\partial\,\text{사과 가격}} = 2.2$$
#
# <!--= 101 * 2 * 1.1 - total.data -->
#
# 학교에서는 $d$를 씁니다. 둥근 $\partial$('라운드'라고 읽습니다)는 지불 금액이 여러 숫자로 정해지지만 그 가운데 선
# 아래에 적힌 것만 움직인다는 뜻입니다. 사과 개수와 소비세는 그대로 둡니다.
#
# 입력이 하나라면 다시 계산해도 됩니다. 그러나 신경망은 학습하면서 숫자를 백만 개나 조정하기도 합니다. 숫자
# 하나하나에 대해, 조금 키우면 결과가 좋아지는지 나빠지는지, 그리고 얼마나 그런지를 알아야 합니다. 그러려면 계산을
# 백만 번 다시 해야 합니다. 계산 그래프를 쓰면 모든 미분을 한 번에 구할 수 있습니다.
#
# ## 거꾸로 가기
#
# 출력을 어떤 값으로 미분한 것을 그 값의 **기울기**(gradient)라고 합니다. `backward()`는 지불 금액에서
# 1<!--=> total.grad -->로 출발합니다. 지불 금액이 1원 오르면 지불 금액은 1원 오르기 때문입니다. 그리고 그래프를
# 오른쪽에서 왼쪽으로 갑니다. 노드마다 흘러온 값에 그 노드의 *국소적 미분*을 곱합니다. 국소적 미분은 노드에서 나오는
# 값을 노드에 들어가는 값으로 미분한 것입니다.

# %%
total.backward()
viz.draw(total)

# %% [markdown]
# 화살표 위는 순방향으로 흐르는 값이고, 아래는 역방향으로 흐르는 기울기입니다. 마지막 노드를 보겠습니다. 200에 1.1을
# 곱합니다.<!--! [factor.data for factor in total.parents] == [200, 1.1] --> 200이 1 커지면 지불 금액은 1.1 커지므로 200
# 쪽으로 가는 기울기는 *다른 쪽* 입력인
# 1.1<!--= [total.parents[0].data, tax.data, total.parents[0].data, total.parents[0].grad] -->입니다. 그리고 소비세
# 쪽으로 가는 기울기는 200<!--= tax.grad -->입니다.
#
# 첫째 노드에는 오른쪽에서 1.1<!--= total.parents[0].grad -->이 옵니다. 이 노드의 사과 가격에 대한 국소적 미분은 사과
# 개수인 2<!--= total.parents[0].local_gradients()[0] -->입니다. 그러므로
#
# $$1.1 \times 2 = 2.2$$
#
# <!--= apple_price.grad -->
#
# <!--@ C05; C06; C07; S1 Fig 5-12; S1 Fig 5-13 -->
#
# 입니다. 이것이 **연쇄법칙**(chain rule)입니다. 길을 따라가며 국소적 미분을 곱합니다.
#
# `explain`은 같은 내용을 한 줄로 적어 줍니다.

# %%
print(explain(total, apple_price))

# %% [markdown]
# 사과 가격처럼 계산해서 얻은 것이 아닌 값을 그래프의 *잎*(leaf)이라고 합니다. 이제 모든 잎의 `.grad`에 기울기가 들어
# 있습니다.

# %%
{leaf.label: leaf.grad for leaf in (apple_price, apples, tax)}

# %% [markdown]
# 사과를 한 개 더 사면 110<!--= apples.grad -->원을 더 냅니다. 소비세는 어떨까요? `tax.grad`는 200<!--=
# tax.grad -->입니다. *소비세 배율*이 1만큼 커지면 소비세를 뺀 가격인 200<!--= apple_price.data * apples.data -->원을
# 한 번 더 내기 때문입니다. 기울기에는 단위가 있습니다. 출력의 단위를 입력의 단위로 나눈 것입니다. 그러니
# 110<!--= apples.grad -->과 200<!--= tax.grad -->을 단위도 보지 않고 비교해서는 안 됩니다.
#
# ## 사과와 귤
#
# 이번에는 하나에 150<!--=> orange_price.data -->원인 귤도 3<!--=> oranges.data -->개 삽니다. 이 그래프는 움직여 볼
# 수 있습니다. 지금은 순전파가 막 끝난 상태입니다. 덧셈 노드는 처음 나옵니다. 무슨 일을 할까요? 기울기를 오른쪽에서
# 왼쪽으로 하나씩 예측하고, **재생** 오른쪽의 단추를 눌러 확인하십시오. 누를 때마다 한 걸음씩 되돌아갑니다. 그다음
# 입력을 끌어서 바꾸어 보십시오. 곱하는 다른 쪽 입력이 바뀌므로 기울기도 함께 바뀝니다.
#
# <!--@ C09 -->

# %%
apple_price, apples = Value(100, "사과 가격"), Value(2, "사과 개수")
orange_price, oranges = Value(150, "귤 가격"), Value(3, "귤 개수")
tax = Value(1.1, "소비세")

total = (apple_price * apples + orange_price * oranges) * tax
total.label = "지불 금액"
total.backward()
viz.stepper(total, show="forward")

# %% [markdown]
# 덧셈 노드의 국소적 미분은 1과 1<!--= [*total.parents[0].local_gradients()] -->입니다. 어느 쪽이든 1 커지면 합도 1
# 커집니다. 그래서 덧셈 노드는 흘러온 값을 양쪽에 그대로 흘려보냅니다.
#
# 역전파는 기울기 5개를 한 번에 구했습니다.<!--! len(autograd_core.leaves(total)) == 5 --> 값을 하나씩 조금 바꾸어
# 보는 방법으로는 계산을 다섯<!--= len(autograd_core.leaves(total)) --> 번 더 해야 합니다.
#
# 이름은 어느 나라 말로 붙여도 됩니다. 같은 그래프에 영어 이름을 붙이고, 기울기까지 모두 그려 보겠습니다. 이름이
# 바뀌어도 숫자는 그대로입니다.
#
# <!--@ C04; C08; S1 Fig 5-9; S1 Fig 5-10; S1 Fig 5-11 -->

# %%
translated = {apple_price: "apple price", apples: "apples", orange_price: "orange price"}
translated |= {oranges: "oranges", tax: "tax", total: "total"}
for value, label in translated.items():
    value.label = label
viz.draw(total)

# %% [markdown]
# ## 제곱
#
# 교과서에 흔히 나오는 그래프를 하나 더 보겠습니다. $z = (x + y)^2$입니다. $t = x + y$라고 하면 연쇄법칙에 따라 다음과
# 같습니다.
#
# $$\frac{\partial z}{\partial x} = \frac{\partial z}{\partial t}\,\frac{\partial t}{\partial x} = 2t \cdot 1 = 2(x+y)$$
#
# <!--@ C03; S1 Fig 5-7; S1 Fig 5-8; A27 -->

# %%
x, y = Value(3, "x"), Value(4, "y")
t = x + y
z = t**2
t.label, z.label = "t", "z"
z.backward()
viz.draw(z, local_gradients=True)

# %% [markdown]
# $x = 3$<!--= x.data -->, $y = 4$<!--= y.data -->이면 공식으로 14<!--= 2 * (x.data + y.data) -->이고, 그래프로도
# 같습니다.<!--! x.grad == y.grad == 2 * (x.data + y.data) --> 이 그림에는 국소적 미분도 적혀 있으므로 직접 곱해 볼 수
# 있습니다.
#
# ## 입력을 바꾸고 다시 계산하기
#
# 한번 기록한 그래프는 다시 계산할 수 있습니다. `apple_price.data = 120`으로 바꾼 뒤 `recompute`를 부르면, 같은
# 노드들이 순방향으로 다시 계산합니다.

# %%
apple_price.data = 120
recompute(total)
total.data

# %% [markdown]
# 사과 가격이 20<!--= apple_price.data - 100 -->원 올랐고 기울기는 2.2<!--= apple_price.grad -->였습니다. 그래서 지불
# 금액은 $20 \times 2.2 = 44$<!--= total.data - (100 * 2 + 150 * 3) * 1.1 -->원 올라 715<!--= total.data - 20 *
# apple_price.grad -->원에서 759<!--= total.data -->원이 되었습니다. 여기서는 이 계산이 정확합니다. 지불 금액이 사과
# 가격의 일차함수이기 때문입니다. 휘어진 함수에서는 변화가 작을 때만 거의 맞습니다.
#
# ## 연습 문제
#
# **1. 빈칸 채우기.** 기울기를 오른쪽에서 왼쪽으로 하나씩 예측하십시오. `...` 자리에 숫자를 넣고 셀을 실행하십시오.
# 빈칸마다 맞았는지, 어디가 틀렸는지 알려 줍니다. (코드에서 숫자는 반각으로 쓰고, 소수점은 쉼표가 아니라 점으로
# 씁니다.)

# %%
pens, pen_price, discount = Value(4, "펜 개수"), Value(3, "펜 가격"), Value(5, "할인")
to_pay = (pens * pen_price - discount) * Value(1.2, "소비세")
to_pay.label = "낼 돈"
sheet = viz.worksheet(to_pay)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 출력에서는 1로 출발합니다. 곱셈 노드는 흘러온 값에 다른 쪽 입력을 곱해서 돌려보냅니다. 뺄셈
# 노드의 국소적 미분은 1과 −1<!--= [*to_pay.parents[0].local_gradients()] -->입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 소비세를 곱하는 노드는 뺄셈 노드에 1.2를, 소비세에 7<!--= [sheet.key["a"], sheet.key["b"]] -->을 보냅니다. 뺄셈 노드는
# 곱셈 노드에 1.2를 그대로 보내고, 할인에는 −1.2<!--= [sheet.key["c"], sheet.key["d"]] -->를 보냅니다. 첫째 곱셈 노드는
# 펜 개수에 1.2 × 3 = 3.6<!--= sheet.key["e"] -->을, 펜 가격에 1.2 × 4 = 4.8<!--= sheet.key["f"] -->을 보냅니다.
#
# ```python
# sheet.check(a=1.2, b=7, c=1.2, d=-1.2, e=3.6, f=4.8)
# ```
#
# </details>
#
# **2. 예측하고 확인하기.** $z = (x + y)^2$에서 $x = -1.5$<!--=> x.data -->, $y = 0.25$<!--=> y.data -->입니다.
# $\partial z / \partial x$는 얼마일까요?

# %%
x, y = Value(-1.5, "x"), Value(0.25, "y")
slope, _ = gradients((x + y) ** 2, [x, y])
predict = viz.quiz(slope=slope)
predict.check(slope=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 위에서 구한 식은 모든 $x$와 $y$에서 성립합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $2(x + y) = 2 \times (-1.25) = -2.5$<!--= slope -->입니다. 기울기가 음수이므로 $x$가 커지면 $z$는 작아집니다.
#
# ```python
# predict.check(slope=-2.5)
# ```
#
# </details>
#
# **3. 어느 쪽이 더 이득일까요?** 귤 가격을 10<!--=> 150 - 140 -->원 내리는 것과 사과를 한 개 덜 사는 것을 비교해
# 봅니다. 사과와 귤의 지불 금액이 각각 얼마나 줄어드는지 위 그래프의 기울기로 예측하십시오(사과 가격은 다시
# 100<!--=> (bill(2, 0) - bill(1, 0)) / 1.1 -->원입니다). 셀에서는 계산서를 새로 계산하므로, 기울기가 맞는지도 함께
# 확인됩니다.


# %%
def bill(apples, orange_price):
    return (100 * apples + orange_price * 3) * 1.1


now = bill(2, 150)
falls = viz.quiz(cheaper_oranges=now - bill(2, 140), one_apple_fewer=now - bill(1, 150))
falls.check(cheaper_oranges=..., one_apple_fewer=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 지불 금액의 변화는 기울기에 입력의 변화를 곱한 값입니다. 귤 가격과 사과 개수의 화살표를 보십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# 귤 쪽은 10 × 3.3 = 33<!--= now - bill(2, 140) -->원, 사과 쪽은 110<!--= now - bill(1, 150) -->원입니다. 사과를 한 개
# 덜 사는 쪽이 더 이득입니다.
#
# ```python
# falls.check(cheaper_oranges=33, one_apple_fewer=110)
# ```
#
# </details>
#
# ## 정리
#
# - 계산 그래프는 계산을 노드로 나눕니다. 노드는 자기 입력만 압니다.
# - 순전파는 값을 계산하고, 중간 결과를 보관합니다.
# - 역전파는 출력에서 1로 출발합니다. 노드마다 흘러온 값에 국소적 미분을 곱합니다.
# - 역전파 한 번으로 *모든* 입력에 대한 출력의 기울기를 얻습니다.
#
# 다음: 노드의 종류마다 역전파에서 하는 일이 다릅니다.
