# %% [markdown]
# # 2. 노드는 역전파에서 무슨 일을 할까?
#
# 노드마다 기울기를 다루는 방식이 다릅니다. 덧셈은 그대로 흘려보내고, 곱셈은 입력을 서로 바꾸어 곱하고, 최댓값은
# 한쪽을 고릅니다. 그리고 값을 여러 번 쓴 곳에서는 기울기를 더합니다. 이 규칙들만 알면 계산을 거의 하지 않고도
# 역전파를 읽을 수 있습니다. 노드를 어떤 순서로 처리해야 하는지도 살펴봅니다.
#
# **이 노트북을 마치면**
#
# - 덧셈, 곱셈, 최댓값, 복사 노드가 기울기를 어떻게 다루는지 말할 수 있습니다.
# - 두 번 쓴 값의 기울기를 왜 더하는지 설명할 수 있습니다.
# - 노드를 어떤 순서로 처리해야 하는지 말하고, 순서가 틀리면 답도 틀리는 그래프를 보여 줄 수 있습니다.
#
# 1번 노트북에서 배운 순전파, 역전파, 국소적 미분을 알아야 합니다. 끝에 나오는 엔진을 읽으려면 파이썬의 함수, 반복문,
# 딕셔너리도 알아야 합니다. 읽는 데 30분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
import viz
from autograd_core import Value, explain, maximum, topological_order
from autograd_core import sum as sum_of  # 입력이 몇 개든 노드는 하나

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 노드 하나
#
# 노드는 입력으로 `out`을 계산합니다. 역전파에서는 `out` 쪽에서 기울기가 흘러옵니다. `out`이 변할 때 최종 결과 $E$가
# 얼마나 변하는지를 나타내는 값입니다. 노드는 여기에 자기의 국소적 미분을 곱합니다. 그것이 전부입니다.
#
# $$\frac{\partial E}{\partial\,\text{in}} = \frac{\partial E}{\partial\,\text{out}} \cdot
# \frac{\partial\,\text{out}}{\partial\,\text{in}}$$
#
# 노드 하나만 따로 보기 위해, 흘러오는 값을 직접 정하겠습니다. `backward(2)`는 2<!--=> out.grad -->로 출발합니다.
# 오른쪽에 노드가 더 있는 것과 같습니다. 시그모이드 $\sigma(s) = 1/(1 + e^{-s})$의 국소적 미분은 $\sigma(s)\,(1 -
# \sigma(s))$입니다. 0<!--=> s.data -->에서는 $0.5 \times 0.5 = 0.25$<!--=> out.local_gradients()[0] -->입니다.
#
# <!--@ B01; B04 -->

# %%
s = Value(0, "s")
out = s.sigmoid()
out.label = "out"
out.backward(2)
viz.draw(out, local_gradients=True)

# %% [markdown]
# $2 \times 0.25 = 0.5$<!--= s.grad -->가 돌아갑니다. 이런 노드는 기울기를 키우거나 줄이는 **배율기**(scaler)입니다.
#
# ## 덧셈: 분배기
#
# 어느 입력이든 커진 만큼 합도 커집니다. 국소적 미분이 모두 1이기 때문입니다. 그래서 덧셈 노드는 입력이 얼마이든
# 모든 입력에 기울기를 그대로 줍니다.
#
# <!--@ B03; B07 -->

# %%
a, b, c = Value(1, "a"), Value(2, "b"), Value(3, "c")
out = sum_of([a, b, c])
out.label = "out"
out.backward(4)
viz.draw(out)

# %% [markdown]
# 4<!--= out.grad -->를 세<!--= len(out.parents) --> 몫으로 나누지 않습니다. 입력은 저마다 그 값을 통째로
# 받습니다<!--! a.grad == b.grad == c.grad == out.grad -->. 어느 입력이든 합을 같은 만큼 움직이기 때문입니다.
#
# `draw_backward`는 역전파를 따로 하나의 그래프로 그립니다. 오른쪽에서 왼쪽으로 읽으십시오. 덧셈 노드는
# 분배기(distributor)입니다.

# %%
viz.draw_backward(out)

# %% [markdown]
# ## 곱셈: 교환 곱셈기
#
# $x \cdot y$에서 $x$가 1 커지면 곱은 $y$만큼 커집니다. 그래서 기울기에 *다른 쪽* 입력을 곱합니다. 입력이 서로 자리를
# 바꾸는 셈입니다.
#
# <!--@ B02 -->

# %%
x, y = Value(2, "x"), Value(3, "y")
out = x * y
out.label = "out"
out.backward(5)
viz.draw_backward(out)

# %% [markdown]
# $x$에는 $5 \times 3 = 15$<!--= x.grad -->가, $y$에는 $5 \times 2 = 10$<!--= y.grad -->이 갑니다. 점선으로 그린 것은
# 순전파가 보관해 둔 다른 쪽 입력입니다. 순전파가 중간 결과를 보관해야 하는 까닭입니다.
#
# ## 최댓값: 라우터
#
# 최댓값 노드는 큰 입력만 통과시킵니다. 출력을 움직이는 것은 그 입력뿐입니다. 그래서 그 입력이 기울기를 다 받고, 다른
# 입력은 0<!--=> x.grad -->을 받습니다. 그림에서는 스위치로 그립니다.
#
# <!--@ B05 -->

# %%
x, y = Value(4, "x"), Value(5, "y")
out = maximum(x, y)
out.label = "out"
out.backward(9)
viz.draw_backward(out)

# %% [markdown]
# 두 입력이 같으면 어떻게 될까요? 그때 함수는 *꺾이고* 미분이 존재하지 않으므로, 약속을 정해야 합니다. 이 엔진은
# 기울기를 똑같이 나눕니다. 한쪽에 다 주는 라이브러리도 있습니다. 둘 다 괜찮습니다. 입력으로 돌려보낸 기울기를 모두
# 더했을 때 흘러온 기울기와 같기만 하면 됩니다.

# %%
x, y = Value(5, "x"), Value(5, "y")
maximum(x, y).backward(9)
x.grad, y.grad

# %% [markdown]
# ## 복사: 덧셈기
#
# 한 값을 여러 노드가 쓸 수 있습니다. $t$를 두 번 썼다고 합시다. $x$를 계산하는 데 한 번, $y$를 계산하는 데 한 번
# 쓰고, $x$와 $y$로 $z$를 계산합니다. $t$를 조금 키우면 $x$가 $z$를 움직이고 $y$도 $z$를 움직입니다. 두 영향은
# 더해집니다.
#
# $$\frac{\partial z}{\partial t} = \frac{\partial z}{\partial x}\,\frac{\partial x}{\partial t} +
# \frac{\partial z}{\partial y}\,\frac{\partial y}{\partial t}$$
#
# 길이 여럿일 때의 연쇄법칙입니다. 길을 따라가며 곱하고, 길끼리는 더합니다. $x \cdot x + x$에서는 $x$를
# 세<!--=> len(out.parents[0].parents) + 1 --> 번이나 씁니다.
#
# <!--@ B06; A27 -->

# %%
x = Value(3, "x")
out = x * x + x
out.label = "out"
out.backward()
viz.draw(out)

# %%
print(explain(out, x))

# %% [markdown]
# $3 + 3 + 1 = 7$<!--= x.grad -->입니다. 미분 공식으로도 $x = 3$<!--= x.data -->에서
# $2x + 1 = 7$<!--= 2 * x.data + 1 -->입니다.
#
# 순전파와 역전파는 서로 거울에 비친 모습 같습니다. 덧셈은 순전파에서 더하고 역전파에서 복사합니다. 복사는
# 순전파에서 복사하고 역전파에서 더합니다.
#
# ## 모두 모아서
#
# 이번에는 $((x \cdot y) + \max(z, w)) \cdot 2$입니다. 순전파가 막 끝난 상태입니다. 규칙만으로 $x$, $y$, $z$, $w$의
# 기울기를 예측하십시오. 그다음 **재생** 오른쪽의 단추를 누르십시오. 누를 때마다 그래프를 한 걸음씩 되돌아갑니다.

# %%
x, y, z, w = Value(3, "x"), Value(-4, "y"), Value(2, "z"), Value(-1, "w")
out = (x * y + maximum(z, w)) * 2
out.label = "out"
viz.stepper(out, show="forward")

# %% [markdown]
# <details><summary>기울기</summary>
#
# 마지막 곱셈 노드는 덧셈 노드에 2<!--= out.parents[1].data -->를 보내고, 덧셈 노드는 그것을 양쪽에 그대로 줍니다. 첫째
# 곱셈 노드는 바꾸어 곱해서 $x$에 $-8$을, $y$에 $6$<!--= [*autograd_core.gradients(out, [x, y])] -->을 보냅니다. 최댓값
# 노드는 $z$에 2를, $w$에 0<!--= [*autograd_core.gradients(out, [z, w])] -->을 보냅니다.
#
# </details>
#
# ## 뉴런
#
# 뉴런은 입력에 *가중치*를 곱하고, 더하고, 그 합을 활성 함수에 넣습니다. 여기서는 시그모이드입니다. 마지막
# 가중치에는 입력이 없습니다. 이것을 *편향*(bias)이라고 합니다. 새로운 것은 없습니다. 모두 앞에서 본 노드입니다.

# %%
w0, x0, w1, x1 = Value(2, "w0"), Value(-1, "x0"), Value(-3, "w1"), Value(-2, "x1")
w2 = Value(-3, "w2")
y = (w0 * x0 + w1 * x1 + w2).sigmoid()
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# 시그모이드는 $0.731 \times 0.269 = 0.197$<!--= [y.data, 1 - y.data, y.local_gradients()[0]] -->을 돌려보냅니다. 덧셈
# 노드들이 그것을 그대로 흘려보내고, 곱셈 노드들이 바꾸어 곱합니다. $w_0$에는
# $0.197 \times (-1)$<!--= [y.local_gradients()[0], x0.data] -->이 갑니다. 그래서 입력이 크면 가중치의 기울기도 크고, 그
# 가중치는 빨리 학습됩니다.
#
# 노드 하나는 얼마나 커야 할까요? 정하기 나름입니다. 시그모이드는 노드 하나로도, 계산 단계마다 노드 하나씩으로도
# 만들 수 있습니다. 역전파에서는 마지막 노드인 역수가 $-y^2$을 보내고, 덧셈은 그대로 흘려보내고, 지수 함수는 자기
# 결과인 $e^{-s}$를 곱하고, 부호를 바꾸는 노드는 기울기의 부호를 뒤집습니다.
#
# <!--@ B09; C11; S1 Fig 5-19; S1 Fig 5-20; S1 Fig 5-21; A26 -->

# %%
s = Value(1, "s")
y = 1 / (1 + (-s).exp())
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# 모두 곱하면 $y^2 e^{-s}$이고, 값은 앞에서와 같은 0.197<!--= s.grad -->입니다. $e^{-s}$는 $1/y - 1$이므로 곱은
# $y\,(1 - y)$가 됩니다.<!--! math.isclose(s.grad, y.data * (1 - y.data)) --> 큰 노드 하나로 만들면 계산이 줄고 읽기도
# 쉽습니다.
#
# ## 틀린 엔진: `+=` 대신 `=`
#
# 역전파는 몇 줄이면 됩니다. 출력에서 입력 쪽으로 노드를 차례로 지나며, 노드의 기울기에 국소적 미분을 하나씩 곱해서
# 부모에게 줍니다. *부모*는 그 노드를 계산하는 데 쓴 입력입니다. `topological_order`는 노드를 차례로 늘어놓으며,
# 출력이 맨 뒤에 옵니다. 아래 코드에는 유명한 실수가 하나 있습니다. 부모에게 온 기울기 가운데 마지막 것만 남깁니다.


# %%
def overwriting(output):
    gradient = {output: 1}
    for node in reversed(topological_order(output)):
        for parent, local in zip(node.parents, node.local_gradients(), strict=True):
            gradient[parent] = gradient[node] * local  # 틀림: += 이어야 합니다
    return gradient


x, y = Value(3, "x"), Value(4, "y")
overwriting(x * y)[x], overwriting(x + x)[x]

# %% [markdown]
# $x \cdot y$에서 4<!--= overwriting(x * y)[x] -->는 맞습니다. $x + x$에서는 1<!--= overwriting(x + x)[x] -->이라고
# 하는데, 2<!--= autograd_core.gradients(x + x, [x])[0] -->가 맞습니다. $x$가 커지면 합은 그 두 배로 커집니다. 그러므로
# 이 엔진의 잘못을 드러내는 가장 작은 그래프는 값을 두 번 쓰는 `x + x`입니다.
#
# ## 순서는 왜 중요할까?
#
# 이제 `+=`로 고칩니다. 노드를 어떤 순서로 처리할지도 정해 주겠습니다.


# %%
def gradients_in(order):
    gradient = dict.fromkeys(order, 0)
    gradient[order[0]] = 1
    for node in order:
        for parent, local in zip(node.parents, node.local_gradients(), strict=True):
            gradient[parent] += gradient[node] * local
    return gradient


# %% [markdown]
# 먼저 떠오르는 생각은 이렇습니다. 처음에 출력, 다음에 출력의 부모, 그다음에 부모의 부모. 곧 *가까운 것부터* 처리합니다.


# %%
def nearest_first(output):
    order = [output]
    for node in order:  # 지나가는 동안 리스트가 길어집니다
        for parent in node.parents:
            if parent not in order:
                order.append(parent)
    return order


x = Value(1, "x")
s = x + x
s.label = "s"
out = s + (s + s)
out.label = "out"
gradients_in(nearest_first(out))[x]

# %% [markdown]
# `out`은 $6x$이므로 기울기는 6<!--= autograd_core.gradients(out, [x])[0] -->입니다. 그런데 엔진은
# 2<!--= gradients_in(nearest_first(out))[x] -->라고 합니다. 그림을 보면 까닭을 알 수 있습니다.

# %%
out.backward()
viz.draw(out)

# %% [markdown]
# `out`에서 `s`로 돌아가는 길에는 짧은 길이 있고, 다른 덧셈 노드를 거치는 긴 길이 있습니다. *가까운 것부터* 처리하면
# 짧은 길로 온 것만 받은 채 `s`의 차례가 됩니다. 그래서 `s`는 1을 흘려보냅니다. 옳은 값은 3<!--=
# [gradients_in(nearest_first(out))[x] / 2, s.grad] -->입니다. 나중에 온 기울기는 $x$에 닿지 못합니다.
#
# *한 길을 끝까지 간 다음 다른 길*로 가도 틀립니다. 게다가 운에 따라 결과가 달라집니다. 여기서는 2<!--=
# gradients_in([out, s, x, out.parents[1]])[x] -->라고 하지만, $(s + s) + s$라고 써서 긴 길이 먼저 왔다면 6<!--=
# gradients_in([out, out.parents[1], s, x])[x] -->이라고 했을 것입니다. 운이 좋아 맞는 엔진이 가장 나쁩니다.
#
# 규칙은 이렇습니다. **어떤 노드의 차례는 그 노드를 쓰는 모든 노드의 차례가 끝난 뒤에 옵니다.** 이런 순서는 언제나
# 있습니다. 부모가 먼저 오고 그것을 쓰는 노드가 나중에 오는 순서를 *위상 순서*(topological order)라고 합니다.
# 역전파는 이 순서를 거꾸로 갑니다.

# %%
users_first = list(reversed(topological_order(out)))
gradients_in(users_first)[x]

# %% [markdown]
# 한 줄로 이어진 그래프에서는 오른쪽에서 왼쪽으로 가기만 하면 됩니다. 길이 갈라졌다가 다시 만나는 그래프라야 틀린
# 순서를 드러냅니다. 엔진을 시험할 때는 그런 그래프로 시험하십시오.
#
# ## 연습 문제
#
# **1. 빈칸 채우기.** 오른쪽에서 왼쪽으로 푸십시오. $y$는 두 번 쓰였습니다.

# %%
x, y, z = Value(1, "x"), Value(3, "y"), Value(-2, "z")
out = (x + y) * maximum(y, z)
out.label = "out"
sheet = viz.worksheet(out)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=..., g=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 곱셈 노드는 4와 3<!--= [factor.data for factor in out.parents] -->을 서로 바꿉니다. 덧셈 노드는 그대로 흘려보내고,
# 최댓값 노드는 한쪽을 고릅니다. $y$에서는 두 화살표로 돌아온 기울기를 더하십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# 곱셈 노드는 덧셈 노드에 3을, 최댓값 노드에 4<!--= [sheet.key["a"], sheet.key["b"]] -->를 보냅니다. 덧셈 노드는 $x$에
# 3을, $y$에 3<!--= [sheet.key["c"], sheet.key["d"]] -->을 보냅니다. 최댓값 노드는 $y$에 4<!--= sheet.key["e"] -->를,
# $z$에 0<!--= sheet.key["g"] -->을 보냅니다. $3 > -2$<!--= [y.data, z.data] -->이기 때문입니다. 그래서 $y$는 $3 + 4 =
# 7$<!--= sheet.key["f"] -->입니다.
#
# ```python
# sheet.check(a=3, b=4, c=3, d=3, e=4, f=7, g=0)
# ```
#
# </details>
#
# **2. 예측하기.** (i) $\max(5, 5, 1)$에 기울기 6<!--=> a.grad + b.grad -->이 흘러옵니다. 입력마다 얼마가 갈까요? (ii)
# $(2, 5, 4)$<!--=> [x.data, y.data, z.data] -->에서 $x \cdot y \cdot z$의 $y$에 대한 기울기는 얼마일까요? (iii)
# $x = -3$<!--=> r.data -->에서 $x \cdot x$의 $x$에 대한 기울기는 얼마일까요?

# %%
a, b, c = Value(5), Value(5), Value(1)
maximum(a, b, c).backward(6)
x, y, z, r = Value(2), Value(5), Value(4), Value(-3)
(x * y * z + r * r).backward()
predict = viz.quiz(shares=[a.grad, b.grad, c.grad], of_y=y.grad, of_x=r.grad)
predict.check(shares=[..., ..., ...], of_y=..., of_x=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# (i) 두 입력이 함께 가장 큽니다. (ii) 두 번 바꿉니다. $y$에 무엇이 곱해져 있습니까? (iii) 두 입력이 모두 $x$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# (i) 3, 3, 0<!--= [a.grad, b.grad, c.grad] -->입니다. 같은 값끼리 6<!--= a.grad + b.grad + c.grad -->을 나눕니다. (ii)
# $x \cdot z = 8$<!--= y.grad -->입니다. (iii) 바꾸어 곱하면 복사본마다 $-3$<!--= r.data -->이 가고, 복사본의 기울기는
# 더하므로 $-6$<!--= r.grad -->입니다. 곧 $2x$입니다.
#
# ```python
# predict.check(shares=[3, 3, 0], of_y=8, of_x=-6)
# ```
#
# </details>
#
# **3. 성급한 엔진.** 이 엔진은 순서를 정하지 않습니다. 노드에 기울기가 올 때마다, 그때까지 모인 것을 곧바로
# 흘려보냅니다. $s = x + x$일 때 $s + s$에서 이 엔진이 $x$의 기울기를 얼마라고 할지, 그리고 옳은 답은 얼마인지
# 종이에 풀어 보십시오.


# %%
def impatient(node, arriving, gradient):
    gradient[node] = gradient.get(node, 0) + arriving
    for parent, local in zip(node.parents, node.local_gradients(), strict=True):
        impatient(parent, gradient[node] * local, gradient)
    return gradient


x = Value(1, "x")
s = x + x
out = s + s
out.backward()
engines = viz.quiz(impatient=impatient(out, 1, {})[x], right=x.grad)
engines.check(impatient=..., right=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# `out`은 `s`에 하나씩 두 번 보냅니다. `s`는 처음에 얼마를, 다음에 얼마를 흘려보냅니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 옳은 답은 4<!--= x.grad -->입니다. 성급한 엔진은 6<!--= impatient(out, 1, {})[x] -->이라고 합니다. 처음에는
# `s`에 하나가 모여 있어 두 입력에 하나씩 보냅니다. 이때 $x$에는 둘이 모입니다. 다음에는 `s`에 둘이 모여 있어
# 둘씩 보냅니다. 그 가운데 하나는 이미 보냈는데도 또 보내는 것입니다. 그래서 $2 + 4 = 6$<!--= impatient(out, 1,
# {})[x] -->입니다. `arriving * local`을 흘려보내면 답은 맞지만 느립니다. 그래프의 모든 길을 하나하나
# 지나가는데, 노드가 하나 늘 때마다 길이 두 배가 되기도 합니다.
#
# ```python
# engines.check(impatient=6, right=4)
# ```
#
# </details>
#
# ## 정리
#
# | 노드 | 순전파 | 역전파 |
# |---|---|---|
# | 덧셈 | 입력의 합 | *분배기*: 모든 입력에 기울기를 그대로 |
# | 곱셈 | 입력의 곱 | *교환 곱셈기*: 다른 쪽 입력을 곱해서 |
# | 최댓값 | 가장 큰 입력 | *라우터*: 가장 큰 입력에 다 주고 나머지에는 주지 않음 |
# | 복사 | 같은 값을 여러 번 | *덧셈기*: 기울기를 더해서 |
# | 시그모이드, exp 등 | 입력 하나, 출력 하나 | *배율기*: 국소적 미분을 곱해서 |
#
# - 여러 번 쓴 값의 기울기는 더합니다. `=`가 아니라 `+=`입니다.
# - 노드의 차례는 그 노드를 쓰는 모든 노드 다음입니다. 곧 위상 순서의 역순입니다.
# - 엔진의 실수는 한 줄로 이어진 그래프에서는 보이지 않습니다. 값을 여러 번 쓰는 그래프에서 드러납니다.
#
# 다음: 직접 만드는 엔진.
