# %% [markdown]
# # 3. 엔진을 직접 만들려면 무엇이 필요할까?
#
# 이제 노드의 규칙과 순서를 압니다. 엔진을 만드는 데 필요한 것은 그것이 전부입니다. 먼저 노드마다 객체를 하나씩
# 만들고, 다음에는 자기가 어떻게 만들어졌는지 기억하는 그래프로 만들고, 마지막에는 모든 규칙을 표 하나에 모읍니다.
# 그다음 이 엔진으로 학습을 해 보고, 엔진을 autograd_core로 바꾸어 봅니다.
#
# **이 노트북을 마치면**
#
# - 노드의 순전파와 역전파를 직접 쓰고, 빠지기 쉬운 함정 두 가지를 말할 수 있습니다.
# - 그래프를 기록하고 거꾸로 실행하는 엔진을 쓸 수 있습니다.
# - 함수 속에 숨은 규칙보다 표에 모은 규칙이 왜 나은지 말할 수 있습니다.
# - 표에 행을 하나 더해서 새 연산을 만들 수 있습니다.
# - 작은 엔진에 무엇이 빠져 있는지 말하고, 고장 난 엔진을 찾아낼 수 있습니다.
#
# 1번, 2번 노트북과 파이썬의 함수, 반복문, 딕셔너리, *클래스*를 알아야 합니다. `__init__`과 메서드를 알고, `x + y`가
# 메서드 `__add__`를 부른다는 것을 알면 됩니다. 읽는 데 30분쯤, 연습 문제를 푸는 데 40분쯤 걸립니다.
#
# 아래에서 *강의 노트*는 신효필 교수(서울대학교)의 *DL from Scratch*입니다. 이 강의 노트는 사이토 고키의
# 『밑바닥부터 시작하는 딥러닝』 5장을 따릅니다.

# %%
import gc
import math
import weakref

import autograd_core
import viz
from autograd_core import gradients, maximum

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 엔진이 하는 일
#
# 1번 노트북의 계산서입니다. 하나에 100<!--=> apple.data -->원인 사과 두 개와 150<!--=> orange.data -->원인 귤
# 세<!--=> oranges.data --> 개를 사고, 소비세는 10%<!--=> 100 * (tax.data - 1) -->입니다. 파란 숫자는 왼쪽에서
# 오른쪽으로, 빨간 숫자는 오른쪽에서 왼쪽으로 읽으십시오.

# %%
apple, apples = autograd_core.Value(100, "사과 가격"), autograd_core.Value(2, "사과 개수")
orange, oranges = autograd_core.Value(150, "귤 가격"), autograd_core.Value(3, "귤 개수")
tax = autograd_core.Value(1.1, "소비세")
total = (apple * apples + orange * oranges) * tax
total.label = "지불 금액"
total.backward()
viz.draw(total)

# %% [markdown]
# 노드는 두 가지 일을 합니다. 순전파에서는 왼쪽에서 숫자들을 받아 숫자 하나를 만듭니다. 역전파에서는 오른쪽에서 숫자
# 하나를 받아 입력마다 몫을 건넵니다. 그러니 노드마다 메서드가 둘인 객체를 만듭시다.
#
# ## 노드마다 객체 하나
#
# 강의 노트는 이런 객체를 *층*(layer)이라고 합니다. 아래 코드는 강의 노트의 것입니다. `dout`은 오른쪽에서 흘러온 것,
# 곧 최종 결과를 `out`으로 미분한 기울기입니다. `backward`는 `x`와 `y`의 기울기를 돌려줍니다.
#
# <!--@ C06; C08 -->


# %%
class MulLayer:
    def __init__(self):
        self.x = None
        self.y = None

    def forward(self, x, y):
        self.x = x
        self.y = y
        out = x * y
        return out

    def backward(self, dout):
        dx = dout * self.y  # 교환 곱셈기
        dy = dout * self.x
        return dx, dy


class AddLayer:
    def __init__(self):
        pass

    def forward(self, x, y):
        out = x + y
        return out

    def backward(self, dout):
        dx = dout * 1  # 분배기
        dy = dout * 1
        return dx, dy


# %% [markdown]
# `MulLayer`는 입력을 보관합니다. 역전파에서 쓰기 때문입니다. `AddLayer`는 보관할 것이 없습니다. 먼저 사과 두 개와
# 소비세를, 다음에 계산서 전체를 계산합니다. 한 줄씩 나아간 계산은 한 줄씩 되돌아옵니다. 마지막 줄이 가장
# 먼저입니다.
#
# <!--@ C07 -->

# %%
mul_apple_layer, mul_tax_layer = MulLayer(), MulLayer()

apple_price = mul_apple_layer.forward(100, 2)
price = mul_tax_layer.forward(apple_price, 1.1)

dapple_price, dtax = mul_tax_layer.backward(1)
dapple, dapple_num = mul_apple_layer.backward(dapple_price)
price, dapple, dapple_num, dtax

# %% [markdown]
# 220이고, 되돌아오면서 2.2, 110, 200<!--= [price, dapple, dapple_num, dtax] -->입니다. 컴퓨터는 1.1<!--=
# mul_tax_layer.y -->을 반올림해서 다루므로 끝자리는 조금 다를 수 있습니다. 귤까지 넣으면 객체는 네<!--=>
# len((mul_apple_layer, mul_orange_layer, add_layer, mul_tax_layer)) --> 개이고, 그림의 노드마다 하나씩입니다.
#
# <!--@ C09 -->

# %%
mul_apple_layer, mul_orange_layer = MulLayer(), MulLayer()
add_layer, mul_tax_layer = AddLayer(), MulLayer()

apple_price = mul_apple_layer.forward(100, 2)  # (1)
orange_price = mul_orange_layer.forward(150, 3)  # (2)
all_price = add_layer.forward(apple_price, orange_price)  # (3)
price = mul_tax_layer.forward(all_price, 1.1)  # (4)

dall_price, dtax = mul_tax_layer.backward(1)  # (4)
dapple_price, dorange_price = add_layer.backward(dall_price)  # (3)
dorange, dorange_num = mul_orange_layer.backward(dorange_price)  # (2)
dapple, dapple_num = mul_apple_layer.backward(dapple_price)  # (1)
price, dapple_num, dapple, dorange, dorange_num, dtax

# %% [markdown]
# 715, 그리고 110, 2.2, 3.3, 165, 650<!--= [price, dapple_num, dapple, dorange, dorange_num, dtax] -->입니다. 그림에
# 있는 빨간 숫자 그대로입니다.<!--! [round(x, 9) for x in (dapple_num, dapple, dorange, dorange_num, dtax)] ==
# [round(x.grad, 9) for x in (apples, apple, orange, oranges, tax)] -->
#
# ## 함정: 흘러온 기울기를 무시하는 역전파
#
# 신경망의 마지막 노드는 *손실*입니다. 신경망이 얼마나 틀렸는지를 나타냅니다. 그 뒤에는 아무것도 없으므로 흘러오는
# 기울기는 언제나 `1`입니다. 그래서 강의 노트의 손실 층은 이것을 쓰지 않습니다. `backward`가 `dout`을 받기만 하고
# 곱하지 않습니다. 이렇게 된 더 작은 손실을 만들어 봅니다. 제곱 오차의 절반입니다.


# %%
class HalfSquaredError:
    def forward(self, y, t):
        self.y, self.t = y, t
        return 0.5 * (y - t) ** 2

    def backward(self, dout=1):
        return self.y - self.t  # dout이 1일 때만 맞습니다


error_layer, scale_layer = HalfSquaredError(), MulLayer()
loss = scale_layer.forward(error_layer.forward(5, 3), 0.1)
dloss, _ = scale_layer.backward(1)
dloss, error_layer.backward(dloss)

# %% [markdown]
# 손실에 작은 수를 곱해서 쓰면, 손실 층에는 0.1<!--= dloss -->이 흘러옵니다. 옳은 기울기는 $0.1 \times (5 - 3) =
# 0.2$<!--= [scale_layer.y, error_layer.y, error_layer.t, dloss * (error_layer.y - error_layer.t)] -->입니다. 그런데
# 이 층은 여전히 2<!--= error_layer.backward(dloss) -->라고 합니다. 오류는 나지 않습니다. 다만 손실 뒤에 무엇이든
# 있으면 답이 틀립니다. 손실에 곱하는 가중치일 수도, 둘째 손실일 수도, 평균일 수도 있습니다. 그러므로 **모든
# 역전파는 흘러온 기울기를 곱해야 합니다.**
#
# 또 하나의 약점은 바로 눈에 띕니다. 되돌아오는 길을 모두 손으로 썼고, 순서도 틀리지 않게 써야 했습니다. 그런데
# 순서는 순전파가 *알고* 있습니다. 순전파가 그것을 적어 두면 됩니다.
#
# ## 기억하는 그래프
#
# 숫자가 자기 부모를 기억합니다. 부모에게 기울기를 돌려보내는 함수도 기억합니다.


# %%
class Number:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0, parents
        self.send_back = lambda: None  # 잎은 보낼 곳이 없습니다

    def __add__(self, other):
        out = Number(self.data + other.data, (self, other))

        def send_back():
            self.grad += out.grad
            other.grad += out.grad

        out.send_back = send_back
        return out


# %% [markdown]
# `send_back`은 메서드 안에서 만든 함수입니다. 자기가 만들어진 곳의 `self`, `other`, `out`을 기억합니다. 이런 함수를
# *클로저*(closure)라고 합니다. 많은 사람이 보고 배우는 작은 엔진 micrograd도 이렇게 만들어져 있습니다. 되돌아오려면
# 2번 노트북의 순서가 필요합니다. 부모를 먼저 늘어놓고 끝에서부터 읽습니다. 순서는 딕셔너리에 담습니다. 딕셔너리는
# 들어온 순서를 기억하고, 무엇이 들어 있는지도 빨리 찾아 줍니다.


# %%
def visit(node, order):
    """`node`를 계산하는 데 쓴 모든 것을 먼저, 그다음 `node`를 `order`에 넣습니다."""
    if node not in order:
        for parent in node.parents:
            visit(parent, order)
        order[node] = True
    return order


def send_all_back(output):
    output.grad = 1
    for node in reversed(visit(output, {})):
        node.send_back()


x = Number(3)
send_all_back(x + x + x)
x.grad

# %% [markdown]
# 잘 됩니다. $3x$의 기울기는 3입니다.<!--! x.grad == 3 --> 그런데 덧셈의 규칙이 메서드 안의 함수 안에 들어 있습니다.
# 아무도 들여다볼 수 없습니다. 출력할 수도, 그릴 수도, 따로 시험할 수도 없습니다. 그리고 곱셈을 만들려면 새로운 것은
# 하나뿐인데도 이 코드를 모두 되풀이해야 합니다.
#
# ## 모든 규칙을 표에
#
# 연산마다 다른 것은 무엇일까요? 결과를 계산하는 방법과 국소적 미분, 둘뿐입니다. 그 둘만 적읍시다. 국소적 미분의
# 규칙은 출력과 입력을 받습니다.

# %%
TABLE = {
    "+": (lambda x, y: x + y, lambda out, x, y: (1, 1)),
    "-": (lambda x, y: x - y, lambda out, x, y: (1, -1)),
    "*": (lambda x, y: x * y, lambda out, x, y: (y, x)),
    "tanh": (math.tanh, lambda out, x: (1 - out**2,)),
}

# %% [markdown]
# 분배기와 교환 곱셈기가 한 줄씩 보입니다. 규칙은 왜 출력도 받을까요? tanh의 기울기는 $1 - \tanh^2(x)$인데, tanh는
# 순전파가 이미 계산해 두었기 때문입니다.
#
# 나머지는 모든 연산에서 똑같으므로 한 번만 씁니다. **기록하기:** `recorded`는 표에서 행을 찾아 계산하고, 연산의
# 이름과 부모를 적어 둡니다. `MyValue`는 어느 기호가 어느 행인지만 말합니다. 파이썬은 `x + 2`에서 `__add__`를, `2 +
# x`에서 `__radd__`를 부릅니다. 2<!--=> (MyValue(5) + 2).parents[1].data --> 같은 보통 숫자는 따로 잎이 됩니다.


# %%
class MyValue:
    def __init__(self, data, label="", operation=None, parents=()):
        self.data, self.label, self.grad = data, label, 0
        self.operation, self.parents = operation, parents

    def __add__(self, other):
        return recorded("+", self, other)

    def __radd__(self, other):
        return recorded("+", other, self)

    def __sub__(self, other):
        return recorded("-", self, other)

    def __mul__(self, other):
        return recorded("*", self, other)

    def tanh(self):
        return recorded("tanh", self)


def recorded(name, *inputs):
    parents = tuple(x if isinstance(x, MyValue) else MyValue(x) for x in inputs)
    forward, _ = TABLE[name]
    return MyValue(forward(*[x.data for x in parents]), operation=name, parents=parents)


# %% [markdown]
# **역전파:** 값을 쓰는 노드의 차례가 먼저이고, 노드마다 연쇄법칙을 적용합니다. autograd_core에서처럼 잎에는 앞선
# 역전파가 가져온 기울기가 그대로 남아 있고, 중간 노드는 처음부터 다시 모읍니다.


# %%
def backward(output):
    order = visit(output, {})
    for node in order:
        if node.parents:
            node.grad = 0
    output.grad = 1
    for node in reversed(order):
        if node.parents:
            _, rule = TABLE[node.operation]
            slopes = rule(node.data, *[x.data for x in node.parents])
            for parent, slope in zip(node.parents, slopes, strict=True):
                parent.grad += node.grad * slope


MyValue.backward = backward  # 이제 메서드로도 씁니다: total.backward()

# %% [markdown]
# 이것이 엔진의 전부입니다. 코드가 한 화면에 다 들어갑니다. 계산서의 결과는 앞에서와 같습니다.

# %%
Value = MyValue
apple_price, orange_price, tax = Value(100), Value(150), Value(1.1)
total = (apple_price * 2 + orange_price * 3) * tax
total.backward()
total.data, apple_price.grad, orange_price.grad, tax.grad

# %% [markdown]
# 715, 2.2, 3.3, 650입니다.<!--! [round(x, 9) for x in (total.data, apple_price.grad, orange_price.grad, tax.grad)] ==
# [715, 2.2, 3.3, 650] --> 그런데 되돌아오는 코드는 아무도 쓰지 않았습니다.
#
# ## 학습하기
#
# 이제 질문을 뒤집습니다. 계산서가 세<!--=> len(bills) --> 장 있고, 가격을 알고 싶습니다. 가격 0에서
# 시작합니다.<!--!> Value(0.0).data == 0 --> 계산서마다 얼마나 틀렸는지 계산하고 그 제곱을 더합니다. 이것이
# **손실**입니다. 손실의 기울기는 손실이 커지는 방향을 가리키므로, 반대 방향으로 조금 움직입니다. 기울기에 작은 수인
# *학습률*을 곱한 만큼입니다. 이것을 되풀이합니다.
#
# <!--@ C23 -->

# %%
bills = [(2, 3, 715), (1, 1, 275), (4, 1, 605)]  # 사과 개수, 귤 개수, 낸 돈


def learned_prices(rate=0.01):
    apple_price, orange_price = Value(0.0), Value(0.0)
    for _ in range(300):
        errors = [(apple_price * m + orange_price * n) * 1.1 - paid for m, n, paid in bills]
        loss = sum(error * error for error in errors)
        apple_price.grad = orange_price.grad = 0
        loss.backward()
        apple_price.data -= rate * apple_price.grad
        orange_price.data -= rate * orange_price.grad
    return apple_price.data, orange_price.data


mine = learned_prices()
mine

# %% [markdown]
# 100과 150입니다.<!--! [round(price, 6) for price in mine] == [100, 150] --> 방정식을 푼 사람은 없습니다. 기울기가
# 이끌어 주었습니다. 신경망도 이렇게 학습합니다. 숫자가 더 많을 뿐입니다.
#
# ## 엔진 바꾸기
#
# 함수 안에는 `Value`라고 쓰여 있고, 지금까지 이 이름은 우리 엔진을 가리켰습니다. 이제 다른 엔진을 가리키게 합니다.
# 다른 것은 아무것도 바꾸지 않습니다.

# %%
from autograd_core import Value

theirs = learned_prices()
theirs, theirs == mine

# %% [markdown]
# 마지막 자리까지 같습니다.<!--! theirs == mine --> 그러면 바꾸어서 얻는 것은 무엇일까요? 이를테면 한 걸음씩 따라갈
# 수 있는 그림입니다. 첫째 계산서에서 소비세를 뺀 금액은 650입니다.<!--!> apple_price.data * 2 + orange_price.data *
# 3 - error.data == 650 --> 숫자를 하나하나 예측하면서 나아가고, 마지막에는 두 기울기를 예측하십시오. 그다음 오차가
# 없어질 때까지 가격을 끌어 바꾸면서 기울기를 보십시오.

# %%
apple_price, orange_price = Value(60, "사과 가격"), Value(90, "귤 가격")
error = apple_price * 2 + orange_price * 3 - 650
loss = error**2
error.label, loss.label = "오차", "손실"
viz.stepper(loss)

# %% [markdown]
# 이 계산서 한 장에 맞는 가격은 많습니다.<!--! 2 * 100 + 3 * 150 == 2 * 25 + 3 * 200 == 650 --> 그래서 계산서가 여러
# 장 필요했습니다.
#
# ## 새 연산은 새 행
#
# 우리 엔진은 exp를 계산하지 못합니다. 행을 하나 더하면 됩니다. exp의 기울기는 exp 자신, 곧 출력입니다.

# %%
TABLE["exp"] = (math.exp, lambda out, x: (out,))
x = MyValue(1.0)
recorded("exp", x).backward()
x.grad, math.e

# %% [markdown]
# autograd_core도 이렇게 만들어져 있습니다. 그 표의 행에는 그림에서 쓰는 노드의 이름과 역할, 그리고 꺾이는 곳도 적혀
# 있습니다.

# %%
for name in ("add", "multiply", "maximum", "tanh"):
    row = autograd_core.TABLE[name]
    print(f"{row.name:9} {row.symbol:5} {row.role}")
print(len(autograd_core.TABLE), "행")

# %% [markdown]
# ## 우리 엔진에 없는 것
#
# **깊이.** `visit`은 자기 자신을 부릅니다. 노드가 길게 이어지면 파이썬이 포기합니다. autograd_core는 재귀를 쓰지
# 않습니다.


# %%
def slope_of_a_chain(engine, length):
    x = engine(1)
    out = x
    for _ in range(length):
        out = out + x
    out.backward()
    return x.grad


try:
    slope_of_a_chain(MyValue, 10_000)
except RecursionError:
    print("MyValue: 너무 깊습니다")
slope_of_a_chain(Value, 10_000)

# %% [markdown]
# **메모리.** 표를 쓰는 엔진은 괜찮지만, 클로저를 쓰는 엔진은 그렇지 않습니다. 클로저는 자기 노드를 가리키고, 노드는
# 자기 클로저를 가리킵니다. 고리가 생기는 것입니다. 파이썬은 아무도 가리키지 않는 객체를 치우는데, 고리 안의 객체는
# 언제나 다른 객체가 가리키고 있습니다. 그래서 고리를 찾는 느린 탐색(*가비지 컬렉터*, garbage collector)이 찾아낼
# 때까지 남아 있습니다. 탐색을 잠시 끄고, 무엇이 곧바로 사라지는지 봅니다. (`weakref.ref`는 노드를 붙잡지 않고
# 바라보기만 합니다.)


# %%
def is_freed_at_once(engine):
    node = engine(1) + engine(2)
    watch = weakref.ref(node)
    del node
    return watch() is None


gc.disable()
freed = {engine.__name__: is_freed_at_once(engine) for engine in (Number, MyValue, Value)}
gc.enable()
freed

# %% [markdown]
# **이계도함수.** 우리 규칙은 숫자로 계산하므로, 기울기도 숫자일 뿐이고 어떻게 나왔는지는 남지 않습니다.
# autograd_core는 규칙을 Value로도 계산할 수 있습니다. 그러면 기울기도 그래프가 되므로, 기울기의 기울기를 구할 수
# 있습니다.

# %%
x = Value(2.0, "x")
(slope,) = gradients(x * x * x, [x])
(curvature,) = gradients(slope, [x])
slope.data, curvature.data

# %% [markdown]
# $3x^2 = 12$<!--= slope.data -->이고 $6x = 12$<!--= curvature.data -->입니다. 빠진 것은 더 있습니다. 1.1<!--=
# tax.data --> 같은 상수에는 기울기가 필요 없는데 우리 엔진은 계산합니다. max에서 두 입력이 같을 때는 약속이
# 필요합니다. 음수의 로그를 만나면 어느 노드였는지 알려 주어야 합니다. 그렇다고 원리가 달라지지는 않습니다. 손이 더
# 갈 뿐입니다.
#
# ## 연습 문제
#
# **1. 나눗셈의 행.** $x / y$의 규칙을 완성하십시오. `...` 자리마다 `out`, `x`, `y`로 된 식을 쓰십시오. $6 /
# 3$<!--=> [*quotients[0]] -->과 $1 / 2$<!--=> [*quotients[1]] -->에서 확인합니다. (페이지에서는 수를 적어도
# 됩니다. 한 행에 하나씩, $x$에 대한 기울기를 먼저 적습니다.)


# %%
def division_rule(out, x, y):
    return ..., ...


quotients = [(6, 3), (1, 2)]


def tried_on_quotients(rule):
    return [rule(x / y, x, y) for x, y in quotients]


rows = viz.quiz(slopes=[(Value(x) / Value(y)).local_gradients() for x, y in quotients])
rows.check(slopes=tried_on_quotients(division_rule))

# %% [markdown]
# <details><summary>힌트</summary>
#
# $y$의 함수로 보면 $x \cdot y^{-1}$이고, 기울기는 $-x \cdot y^{-2}$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ```python
# def division_rule(out, x, y):
#     return 1 / y, -x / y**2
#
#
# rows.check(slopes=tried_on_quotients(division_rule))
# ```
#
# 둘째 것은 `-out / y`라고 써도 됩니다. `TABLE["/"] = (lambda x, y: x / y, division_rule)`이라고 쓰고, `__mul__`처럼
# 메서드 `__truediv__`도 쓰면 우리 엔진도 나눗셈을 합니다.
#
# </details>
#
# **2. max의 행.** 두 입력이 같으면 기울기를 똑같이 나누십시오. $x$가 더 클 때, $y$가 더 클 때, 둘이 같을 때를
# 확인합니다.


# %%
def max_rule(out, x, y):
    if x == y:
        return ..., ...
    return ..., ...


pairs = [(7, 4), (4, 7), (7, 7)]


def tried_on_pairs(rule):
    return [rule(max(x, y), x, y) for x, y in pairs]


shares = viz.quiz(slopes=[maximum(Value(x), Value(y)).local_gradients() for x, y in pairs])
shares.check(slopes=tried_on_pairs(max_rule))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 라우터입니다. 큰 입력에 다 주고 다른 입력에는 주지 않습니다. 파이썬에서 `int(x > y)`는 `1` 아니면 `0`입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ```python
# def max_rule(out, x, y):
#     if x == y:
#         return 0.5, 0.5
#     return int(x > y), int(y > x)
#
#
# shares.check(slopes=tried_on_pairs(max_rule))
# ```
#
# </details>
#
# **3. 역전파를 두 번.** $s = x + x$일 때 $s + s$를 봅니다. 중간에 기울기를 지우지 않고 역전파를 두 번 합니다.
# 역전파를 마칠 때마다 `x.grad`는 얼마일까요? 클로저를 쓰는 엔진과 표를 쓰는 엔진에서 각각 예측하십시오. 클로저를
# 쓰는 엔진은 스스로 기울기를 지우지 않습니다.


# %%
def after_each_pass(engine, backward):
    x = engine(1)
    s = x + x
    out = s + s
    found = []
    for _ in range(2):
        backward(out)
        found.append(x.grad)
    return found


closures, table = after_each_pass(Number, send_all_back), after_each_pass(MyValue, backward)
twice = viz.quiz(closures=closures, table=table)
twice.check(closures=[..., ...], table=[..., ...])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 두 엔진 모두 잎에서는 역전파마다 더해집니다. 그런데 둘째 역전파가 시작될 때 `s`에는 무엇이 들어 있습니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 표를 쓰는 엔진에서는 4, 그다음 8<!--= [table[0], table[1]] -->입니다. 역전파마다 4<!--= table[1] - table[0] -->를
# 더합니다. 클로저를 쓰는 엔진에서는 4, 그다음 12<!--= [closures[0], closures[1]] -->입니다. 둘째 역전파가 같은
# 만큼을 더할 때 `s`에는 아직 2<!--= closures[0] / 2 -->가 들어 있습니다. 그래서 입력마다 4<!--= (closures[1] -
# closures[0]) / 2 -->를 돌려보냅니다. 12<!--= closures[1] -->는 틀렸습니다. 4<!--= table[0] -->를 두 번 더하면
# 8<!--= table[1] -->이기 때문입니다. 우리의 둘째 엔진이 중간 노드의 기울기를 먼저 지우는 까닭입니다.
#
# ```python
# twice.check(closures=[4, 12], table=[4, 8])
# ```
#
# </details>
#
# **4. 고장 난 엔진 찾아내기.** 고장 난 엔진이 30<!--=> len(viz.exercises.faults.FAULTS) -->개 있고, 엔진마다 고장이
# 하나씩 있습니다. 어디가 고장인지는 보이지 않습니다. 그래프를 하나 내서 엔진이 그 그래프의 잎에 틀린 기울기를 주면
# 찾아낸 것입니다. 노드가 가장 적은 그래프로 찾아내면 별을 얻습니다. 웹 페이지에서는 그래프를 골라서 내고,
# 파이썬에서는 아무 그래프나 낼 수 있습니다.

# %%
gym = viz.gym()
gym

# %% [markdown]
# 24<!--=> engine -->번 엔진은 층으로 만들었는데, 만든 사람이 너무 알뜰했습니다. `MulLayer` 객체 하나로 모든 곱셈을
# 합니다. 어느 그래프에서 드러날까요?

# %%
engine = 24
x, y = Value(2.0, "x"), Value(3.0, "y")
gym.check(engine, ...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# `MulLayer`는 순전파 한 번의 입력을 보관합니다. 두 번째 순전파 뒤에는 무엇을 가지고 있습니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 두 번 곱하십시오. 첫째 노드가 둘째 노드의 입력을 받게 됩니다.<!--! gym.check(engine, x * y * y)[0].is_right and
# not gym.check(engine, x * y)[0].is_right -->
#
# ```python
# gym.check(24, x * y * y)
# ```
#
# </details>
#
# **5. 어려운 문제.** 30<!--=> engine -->번 엔진은 값을 쓰는 쪽의 차례가 끝날 때까지 제대로 기다립니다. 다만 세는
# 방법이 틀렸습니다. 값을 쓰는 *노드*를 저마다 하나로 셉니다. 그런데 한 노드가 같은 값을 두 번 쓸 수도 있습니다.
# 가장 작은 그래프는 노드가 네<!--=> sum(bool(node.parents) for node in
# autograd_core.topological_order(gym.smallest(engine))) --> 개입니다.

# %%
engine = 30
x = Value(1.0, "x")
s = -x
gym.check(engine, ...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# $s$를 `s + s`와 다른 노드 하나가 쓰게 하십시오. `s + s`의 두 화살표로 기울기가 모두 오면 둘이 온 것입니다. 이
# 엔진은 언제 다음으로 넘어가야 합니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 이 엔진은 `s + s`에서 기울기가 오자마자 다음으로 넘어갑니다. 다른 노드에서 오는 기울기는 너무 늦습니다. 어느
# 노드가 먼저인지는 식을 쓰는 순서에 달려 있습니다.
#
# ```python
# gym.check(30, -s + (s + s))
# ```
#
# `gym.check(1, ...)`부터 `gym.check(29, ...)`까지는 스스로 해 보십시오. `gym.smallest(7)`은 가장 작은 그래프를
# 주며, 그려 볼 수 있습니다.
#
# </details>
#
# ## 정리
#
# - 노드에는 순전파와 역전파가 있습니다. 역전파는 흘러온 기울기를 곱합니다.
# - 엔진은 연산과 부모를 기록하고, 연쇄법칙을 적용하며 되돌아옵니다. 코드는 한 화면이면 됩니다.
# - 연산마다 다른 것은 계산하는 방법과 국소적 미분, 둘뿐입니다. 이것을 표에 적습니다.
# - 같은 코드가 우리 엔진에서도 autograd_core에서도 돌아갑니다. import 한 줄만 다릅니다.
# - 작은 엔진에 없는 것은 길게 이어진 그래프, 이계도함수, 꺾이는 곳의 약속, 알기 쉬운 오류입니다.
#
# 다음: 기울기가 맞는지는 어떻게 알 수 있을까?
