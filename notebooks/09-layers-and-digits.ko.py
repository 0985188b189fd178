# %% [markdown]
# # 9. 신경망은 손글씨를 어떻게 읽을까?
#
# 층 하나는 행렬곱 하나입니다. 그런 층 두 개를 ReLU를 사이에 두고 쌓고, 끝에 소프트맥스와 손실을 붙이고, 미니배치로
# 훈련합니다. 잠깐 계산하고 나면 신경망이 손으로 쓴 숫자를 읽습니다. 층마다 노드처럼 자기의 순전파와 역전파가
# 있습니다.
#
# **이 노트북을 마치면**
#
# - 아핀 층의 순전파와 역전파를 쓰고, 형상이 맞는지 확인할 수 있습니다.
# - 소프트맥스와 교차 엔트로피를 합친 것의 기울기가 왜 $(y - t)/N$인지 설명할 수 있습니다.
# - 기울기를 믿기 전에 확인할 수 있습니다.
# - 신경망을 숫자로 훈련하고, 틀린 것을 살펴볼 수 있습니다.
#
# 2번, 7번 노트북과 NumPy의 행, 열, 행렬곱, 전치를 알아야 합니다.
#
# 읽는 데 40분쯤, 연습 문제를 푸는 데 30분쯤 걸립니다.
#
# 층은 신효필 교수의 강의 노트 *DL from Scratch*(3번 노트북)에 나오는 것이고, 기호도 그 노트를 따릅니다. 여기에서는
# $y$가 *출력*이고 $t$가 목푯값입니다. 7번 노트북에서는 목푯값이 $y$였습니다. 소프트맥스는 신경망에 대한 강의
# 노트에도 나옵니다.


# %%
import numpy as np
from matplotlib import pyplot

import viz
from autograd_core import Value, gradients
from autograd_core import sum as sum_of
from nn import MLP, over_cases, softmax, softmax_cross_entropy
from nn.by_hand import Affine, Relu, SoftmaxWithLoss, TwoLayerNet
from nn.by_hand import softmax as softmax_of_rows
from nn.datasets.digits import digits_split
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 행렬곱으로 쓴 층
#
# <!--@ C12; C13; D01; S1 Fig 5-24 -->
# 이제부터 샘플은 *행*이고, 샘플 $N$개의 배치는 행렬 $X$입니다. **아핀 층**(affine layer)은 다음을 계산합니다.
#
# $$Y = XW + b$$
#
# 입력이 $d$개, 유닛이 $p$개이면 $X$는 $N \times d$, $W$는 $d \times p$입니다. $W$의 $k$번째 열이 $k$번째 유닛의
# 가중치입니다. 7번 노트북에서는 행이었습니다. 편향은 이제 따로 $b$에 있고, 모든 행에 더합니다.

# %%
X = np.array([[1, -2], [0.5, 3], [-1, 1]])
W = np.array([[1.0, 2, 3], [4, 5, 6]])
b = np.array([0.5, -1, 2])
affine = Affine(W, b)
affine.forward(X)

# %% [markdown]
# 입력이 두 개씩인 샘플 세<!--= len(X) --> 개와 유닛 세<!--= len(b) --> 개이므로 3 × 3<!--=
# [*affine.forward(X).shape] --> 행렬이 됩니다.
#
# 역전파에서 층은 손실을 $Y$의 성분마다 미분한 기울기 $\mathrm{d}Y$를 받습니다. ($\mathrm{d}Y$는 곱이 아니라 행렬
# 하나의 이름입니다. 코드에서는 흘러온 기울기를 `dout`이라고 부릅니다.) 층은 $\mathrm{d}X$를 돌려보내고, 자기
# 매개변수의 기울기는 가지고 있습니다.
#
# $$\mathrm{d}X = \mathrm{d}Y\, W^T, \qquad \mathrm{d}W = X^T\, \mathrm{d}Y, \qquad
# \mathrm{d}b = \mathrm{d}Y \text{의 행을 모두 더한 것}$$

# %%
dout = np.array([[1, 0, -1], [2, 1, 0], [0, -3, 4]])
print("dX", affine.backward(dout), "dW", affine.dW, "db", affine.db, sep="\n")

# %% [markdown]
# <!--@ S1 Fig 5-23; S1 Fig 5-25; S1 Fig 5-26 -->
# 이 식을 외울 필요는 없습니다. 교환 곱셈기를 행렬로 쓴 것입니다. $X$ 쪽으로는 $W$를 곱하고, $W$ 쪽으로는 $X$를
# 곱합니다. 그리고 $N$, $d$, $p$가 서로 다르면, *형상*이 맞도록 전치하고 곱하는 방법은 하나뿐입니다.
#
# | 배열 | 형상 | 기울기 | 형상끼리의 곱 |
# |---|---|---|---|
# | $X$ | $N \times d$ | $\mathrm{d}Y\, W^T$ | $(N \times p)(p \times d)$ |
# | $W$ | $d \times p$ | $X^T\, \mathrm{d}Y$ | $(d \times N)(N \times p)$ |
# | $b$ | $p$ | $N$개 행의 합 | |
#
# $b$에서는 왜 더할까요? 모든 행에 같은 편향을 쓰기 때문입니다. 값을 복사한 곳에서는 기울기를 더합니다.
#
# 행이 하나뿐인 배치는 샘플이 하나인 경우입니다. 그때 $X^T\, \mathrm{d}Y$는 7번 노트북의 외적입니다.
#
# ## 같은 것을 성분 하나하나로
#
# 엔진은 행렬을 전혀 모릅니다. `Value` 하나하나로 층을 만들고, 나머지는 그래프에 맡깁니다. 손실로는 $\mathrm{d}Y
# \cdot Y$를 모두 더한 것을 씁니다. 그러면 $Y$에 대한 기울기가 바로 $\mathrm{d}Y$입니다.


# %%
def values(array):
    return [[Value(entry) for entry in row] for row in array.tolist()]


x, w, bias = values(X), values(W), [Value(entry) for entry in b.tolist()]
y = [[sum(x[n][i] * w[i][k] for i in range(2)) + bias[k] for k in range(3)] for n in range(3)]
sum_of([y[n][k] * int(dout[n, k]) for n in range(3) for k in range(3)]).backward()
print(np.array([[entry.grad for entry in row] for row in w]))
print([entry.grad for entry in bias])

# %% [markdown]
# $\mathrm{d}W$와 $\mathrm{d}b$가 같습니다.<!--! [[entry.grad for entry in row] for row in w] == affine.dW.tolist()
# and [entry.grad for entry in bias] == affine.db.tolist() --> 곱셈 18<!--= X.size * len(b) -->개와 그 합, 그리고 그
# 하나하나에 적용한 연쇄법칙입니다. 행렬 공식은 그것을 짧게 쓴 것일 뿐입니다.
#
# ## 행렬의 ReLU
#
# <!--@ C10 -->
# ReLU는 성분마다 따로 계산합니다. 순전파에서는 입력이 `0` 이하인 곳을 *마스크*(mask)에 적어 둡니다. 역전파에서는
# 그곳의 기울기를 막습니다.

# %%
relu = Relu()
print(relu.forward([[1, -0.5], [-2, 3]]))
print(relu.mask)
print(relu.backward([[10, 20], [30, 40]]))

# %% [markdown]
# ## 소프트맥스와 손실
#
# <!--@ C36 -->
# 마지막 층은 부류마다 *점수*를 냅니다. 점수는 어떤 수라도 될 수 있습니다. **소프트맥스**(softmax)는 점수를, 모두
# 더하면 `1`이 되는 양수로 바꿉니다.
#
# $$y_k = \frac{e^{a_k}}{\sum_i e^{a_i}}$$
#
# 손실은 **교차 엔트로피**(cross entropy)입니다. 정답 부류가 받은 값의 로그에 빼기 부호를 붙인 것, 곧 $L =
# -\ln(y_{\text{정답}})$입니다. 신경망이 확신하고 맞히면 `0`에 가깝고, 확신하고 틀리면 큽니다.
#
# 소프트맥스의 출력은 저마다 *모든* 점수에 달려 있습니다. 그래서 그래프가 빽빽합니다. 정답은 둘째 부류입니다.
# 순전파를 예측하고 한 걸음씩 나아가 보십시오. (먼저 가장 큰 점수를 모든 점수에서 뺍니다. 까닭은 아래에서
# 설명합니다.)

# %%
scores = [Value(1.0, "a1"), Value(2.0, "a2"), Value(0.0, "a3")]
loss = softmax_cross_entropy(scores, 1)
loss.label = "L"
viz.stepper(loss)

# %% [markdown]
# 로그와 합과 지수 함수를 지나 먼 길을 돌아갑니다. 점수에는 무엇이 올까요?

# %%
loss.backward()
print("기울기:    ", [round(score.grad, 6) for score in scores])
print("소프트맥스:", [round(y.data, 6) for y in softmax(scores)])

# %% [markdown]
# 정답 부류를 빼고는 같습니다. 정답 부류에서는 기울기가 하나만큼 작습니다.<!--! all(abs(score.grad - y.data + t) <
# 1e-12 for score, y, t in zip(scores, softmax(scores), (0, 1, 0), strict=True)) --> 왜 그럴까요? 손실에
# 소프트맥스를 넣어 봅시다.
#
# $$L = -\ln\left(\frac{e^{a_{\text{정답}}}}{\sum_i e^{a_i}}\right)
# = \ln\left(\sum_i e^{a_i}\right) - a_{\text{정답}}$$
#
# $$\frac{\partial L}{\partial a_k} = \frac{e^{a_k}}{\sum_i e^{a_i}} - t_k = y_k - t_k$$
#
# <!--@ C16; S1 Fig 5-29; S1 Fig 5-30 -->
# 여기에서 $t$는 원-핫 벡터로 쓴 목푯값입니다. 정답 부류는 `1`이고 나머지는 `0`입니다. 기울기는 신경망이 낸 값에서
# 내야 했던 값을 뺀 것입니다. 배치에서는 손실이 $N$개 행의 평균이므로 기울기는 $(y - t)/N$입니다.

# %%
last = SoftmaxWithLoss()
print("손실:", last.forward([[1, 2, 0], [0.3, -0.1, 0.8]], [1, 2]))
print(last.backward())

# %% [markdown]
# 강의 노트에는 이 층의 메서드가 `backward(self, dout=1)`로 쓰여 있는데, 그 안에서 `dout`을 쓰지 않습니다. 흘러온
# 기울기를 곱하지 않는 것입니다. 마지막 층에는 `1`이 흘러오므로 괜찮습니다. 그러나 더 큰 그래프의 중간이라면,
# 이를테면 손실의 두 배를 미분한다면 틀린 답이 나옵니다. 여기에서 쓰는 층은 흘러온 기울기를 곱합니다.

# %%
print(abs(last.backward(2) - 2 * last.backward()).max())

# %% [markdown]
# ## 모든 점수에 달려 있는 출력
#
# <!--@ D06 -->
# ReLU 같은 활성 함수는 $k$번째 점수만으로 $k$번째 출력을 냅니다. 소프트맥스는 그런 함수가 아닙니다. $k$번째 점수가
# 변하면 $j$번째 출력은 얼마나 변할까요? 이 미분을 모두 모은 행렬이 *야코비 행렬*(Jacobian)입니다. 역전파를 한 번 할
# 때마다 행이 하나씩 나옵니다.

# %%
scores = [Value(1.0, "a1"), Value(2.0, "a2"), Value(0.0, "a3")]
slopes = [gradients(y, scores) for y in softmax(scores)]
jacobian = np.array([[slope.data for slope in row] for row in slopes])
print(jacobian.round(4))

# %% [markdown]
# 대각선에는 시그모이드의 기울기처럼 $y_k (1 - y_k)$가 있습니다. 다른 곳에는 $-y_j y_k$가 있습니다. 한 부류가 얻는
# 만큼 다른 부류가 잃습니다. 그래서 행마다 합이 `0`입니다.<!--! abs(jacobian.sum(axis=1)).max() < 1e-15 --> ReLU라면
# 대각선 말고는 모두 `0`입니다. 교차 엔트로피는 이 행렬에 $-t_j / y_j$를 곱하고, 그러면 $y - t$가 남습니다.

# %%
target, y = np.array([0, 1, 0]), softmax_of_rows([[1, 2, 0]])[0]
print((-target / y) @ jacobian, y - target)

# %% [markdown]
# ## 점수와 확률
#
# 두 가지를 덧붙입니다. 첫째, $e^{1000}$<!--! sys.float_info.max < 10.0**308 * 2 and 1000 >
# math.log(sys.float_info.max) -->만큼 큰 수는 부동소수점 수로 나타낼 수 없습니다. 점수가 크면 지수 함수에서
# *오버플로*(overflow)가 일어납니다. 그래서 모든 점수에서 가장 큰 점수를 뺍니다. 소프트맥스의 분자와 분모를 같은
# 수로 나누는 것이므로 $y_k$는 변하지 않고, 가장 큰 지수는 이제 `0`입니다. 그래프의 최댓값 노드가 하는 일이
# 이것입니다. 그 노드로 돌아오는 기울기는 반올림을 빼면 `0`입니다. 점수를 모두 똑같이 옮겨도 아무것도 변하지 않기
# 때문입니다.

# %%
softmax([1010, 1000, 990])

# %% [markdown]
# <!--@ C14; C15; S1 Fig 5-28 -->
# 둘째, 소프트맥스를 지나도 점수의 순서는 그대로입니다. 숫자를 *인식*할 때는 가장 큰 점수를 찾기만 하면 되고,
# 소프트맥스는 없어도 됩니다. 소프트맥스가 필요한 곳은 손실입니다. 강의 노트의 그림 5-28에서는 신경망이 숫자 `2`를
# 읽습니다. 숫자 `0`의 점수는 5.3이고 확률은 0.8%, 숫자 `2`의 점수는 10.1이고 확률은 99.1%<!--=> [zero, 100 *
# of_zero, two, 100 * of_two] -->입니다. 다른 숫자에 대해서는 쓰여 있지 않습니다. 하지만 분모의 합은 모두 같으므로,
# 뒤의 확률은 앞의 확률의 $e^{10.1 - 5.3} \approx 122$<!--=> math.exp(two - zero) -->배여야 합니다.

# %%
printed = {0: (5.3, 0.008), 2: (10.1, 0.991)}  # 숫자: 점수와 소프트맥스의 출력
(zero, of_zero), (two, of_two) = printed.values()
print(f"노트에 있는 확률로는 {of_two / of_zero:.0f}배, 점수로는 {np.exp(two - zero):.0f}배")

# %% [markdown]
# 숫자 `0`의 확률은 한 자리로 반올림한 것이므로 잘 들어맞습니다.<!--! 0.0075 < of_two / math.exp(two - zero) <
# 0.0085 --> (반올림 때문에 두 출력이 같아질 수도 있습니다. 가장 큰 점수보다 훨씬 작은 점수가 둘이면 둘 다 `0`이
# 되기도 합니다. 그래도 가장 큰 것이 어느 것인지는, 두 점수가 마지막 자리에서만 다른 경우가 아니면 반올림에 가려지지
# 않습니다.)

# %%
random_scores = np.random.default_rng(0).normal(size=(10_000, 10))
same = softmax_of_rows(random_scores).argmax(axis=1) == random_scores.argmax(axis=1)
print(same.all())

# %% [markdown]
# ## 신경망
#
# <!--@ C18; C19; D02; D04; D05; S1 Tab 5-1; S1 Tab 5-2 -->
# `TwoLayerNet`은 이 층들을 한 줄로 이은 것입니다. 순전파는 차례대로, 역전파는 거꾸로 지나갑니다. 강의 노트의 표
# 5-1과 표 5-2에 그 구성이 있습니다. 파이썬으로 쓰면 다음과 같습니다(줄인 것입니다).
#
# ```python
# class TwoLayerNet:
#     def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
#         self.params = {}
#         self.params["W1"] = weight_init_std * np.random.randn(input_size, hidden_size)
#         self.params["b1"] = np.zeros(hidden_size)
#         ...  # W2와 b2도 마찬가지
#         self.layers = OrderedDict()
#         self.layers["Affine1"] = Affine(self.params["W1"], self.params["b1"])
#         self.layers["Relu1"] = Relu()
#         self.layers["Affine2"] = Affine(self.params["W2"], self.params["b2"])
#         self.lastLayer = SoftmaxWithLoss()
#
#     def predict(self, x):
#         for layer in self.layers.values():
#             x = layer.forward(x)
#         return x
#
#     def loss(self, x, t):
#         return self.lastLayer.forward(self.predict(x), t)
#
#     def gradient(self, x, t):
#         self.loss(x, t)  # 순전파
#         dout = self.lastLayer.backward(1)
#         for layer in reversed(self.layers.values()):
#             dout = layer.backward(dout)
#         return {"W1": self.layers["Affine1"].dW, "b1": self.layers["Affine1"].db, ...}
# ```
#
# 우리의 것도 구성이 같습니다. 다만 작은 무작위 가중치를 만드는 난수 생성기를 받고, 편향은 `0`에서 출발합니다. 층이
# 더 많아도 달라지는 것이 없습니다. 신경망에 대한 강의 노트에는 $L$개의 층으로 쓰여 있습니다. 순전파는 $H^{(0)} = X$에서
# 시작해 층 $l$마다 $Z^{(l)} = H^{(l-1)} W^{(l)} + b^{(l)}$이고, 마지막 층이 아니면 $H^{(l)} = \sigma(Z^{(l)})$입니다.
# 마지막 $Z^{(L)}$이 출력입니다. 역전파는 $L$에서 첫째 층까지 거꾸로 가며, 층마다 자기가 보관한 값을 씁니다.

# %%
net = TwoLayerNet(64, 50, 10, generator=np.random.default_rng(0))
print(list(net.layers), "+", type(net.lastLayer).__name__)
print({name: array.shape for name, array in net.params.items()})

# %% [markdown]
# 숫자 이미지는 scikit-learn에 들어 있는 것입니다. 8 × 8 화소의 이미지가<!--!> images.shape[1] == 8 * 8 -->
# 1797<!--=> len(images) + len(test_images) -->장 있습니다. 그 가운데 360<!--=> len(test_images) -->장은 테스트에
# 쓰려고 남겨 둡니다.

# %%
training, testing = digits_split()
images, labels = np.array(training[0]), np.array(training[1])
test_images, test_labels = np.array(testing[0]), np.array(testing[1])
_, axes = pyplot.subplots(1, 10, figsize=(9, 1.3), layout="constrained")
for digit, ax in enumerate(axes):
    first = images[labels == digit][0]
    ax.imshow(first.reshape(8, 8), cmap="gray_r")
    ax.set(title=digit, xticks=[], yticks=[])
plots.described(ax, "손으로 쓴 숫자 0부터 9까지 하나씩. 8 × 8개의 회색 화소로 되어 있습니다.")

# %% [markdown]
# ## 먼저 기울기를 확인하기
#
# 손으로 쓴 역전파 코드는 틀리기 쉽고, 기울기가 틀려도 조금은 배우기도 합니다. 그러니 샘플 몇 개로 평균변화율과
# 비교하십시오. 매개변수가 3760<!--= sum(array.size for array in net.params.values()) -->개이고, 하나마다 순전파가
# 두 번 필요합니다. 그래도 확인은 한 번만 하면 됩니다.

# %%
few, few_labels = images[:3], labels[:3]
by_layers = net.gradient(few, few_labels)
by_differences = net.numerical_gradient(few, few_labels)
for name in by_layers:
    print(name, f"{abs(by_layers[name] - by_differences[name]).max():.0e}")

# %% [markdown]
# 엔진과도 비교합니다. 엔진은 같은 신경망을 스칼라 하나하나로 기록합니다.

# %%
scalar_net = MLP(64, [50, 10])
for number, layer in enumerate(scalar_net.layers, start=1):
    for k, neuron in enumerate(layer.neurons):
        for i, weight in enumerate(neuron.w):
            weight.data = net.params[f"W{number}"][i, k].item()
outputs = scalar_net.batch(few.tolist())
mean_loss = over_cases(softmax_cross_entropy, outputs, few_labels.tolist())
mean_loss.backward()
hidden = scalar_net.layers[0].neurons
by_engine = np.array([[weight.grad for weight in neuron.w] for neuron in hidden]).T
print(f"W1: {abs(by_layers['W1'] - by_engine).max():.0e}")

# %% [markdown]
# 평균변화율은 소수점 아래 10자리쯤까지 같고,<!--! max(abs(by_layers[name] - by_differences[name]).max() for
# name in by_layers) < 3 * 10**-10 --> 엔진은 마지막 자리까지 같습니다.
#
# ## 훈련하기
#
# <!--@ C17 -->
# 같은 일을 되풀이합니다. 이미지 100<!--=> len(batch) -->장을 미니배치로 뽑고, 기울기를 구하고, 한 걸음을
# 내딛습니다.

# %%
generator = np.random.default_rng(1000)
losses, accuracies = [], {"훈련": [], "테스트": []}
for step in range(1000):
    batch = generator.choice(len(images), 100)
    gradient = net.gradient(images[batch], labels[batch])
    for name in gradient:
        net.params[name] -= 0.1 * gradient[name]
    losses.append(net.lastLayer.loss)
    if step % 20 == 0:
        accuracies["훈련"].append(net.accuracy(images, labels))
        accuracies["테스트"].append(net.accuracy(test_images, test_labels))

# %%
_, (left, right) = pyplot.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained")
plots.loss_curves(losses, left, xlabel="미니배치")
plots.loss_curves(accuracies, right, xlabel="미니배치 20개마다", ylabel="정확도")
plots.described(
    left,
    "왼쪽: 들쭉날쭉한 손실이 내려갑니다. 오른쪽: 훈련 정확도와 테스트 정확도가 함께 올라갑니다.",
)

# %%
print(f"처음 손실 {losses[0]:.4f}, ln 10 = {np.log(10):.4f}")
print(f"훈련:   {net.accuracy(images, labels):.3f}")
print(f"테스트: {net.accuracy(test_images, test_labels):.3f}")

# %% [markdown]
# 처음의 손실은 $\ln(10)$쯤입니다. 부류가 열<!--= len(set(labels)) --> 가지이고, 모두 확률이 같다고 보기
# 때문입니다.<!--! abs(losses[0] - math.log(10)) < 0.01 --> 미니배치 1000<!--= len(losses) -->개를 쓰고 나면, 본
# 적이 없는 숫자의 96%<!--= 100 * net.accuracy(test_images, test_labels) -->쯤을 맞힙니다. 훈련과 테스트의 곡선은
# 서로 가까이 있습니다. 아직 *과적합*(overfitting)이 아니라는 뜻입니다. 곧 훈련 이미지를 통째로 외우지는 않았습니다.
# (외우는 신경망은 12번 노트북에 나옵니다.)
#
# ## 틀린 것 살펴보기
#
# 화살표 앞이 정답, 뒤가 신경망이 읽은 숫자입니다.

# %%
read = net.predict(test_images).argmax(axis=1)
wrong = np.flatnonzero(read != test_labels)
_, axes = pyplot.subplots(1, 8, figsize=(9, 1.7), layout="constrained")
for ax, i in zip(axes, wrong, strict=False):
    ax.imshow(test_images[i].reshape(8, 8), cmap="gray_r")
    ax.set(title=f"{test_labels[i]} → {read[i]}", xticks=[], yticks=[])
plots.described(ax, "잘못 읽은 테스트 숫자 여덟 개. 몇 개는 사람이 읽기에도 어렵습니다.")

# %%
f"잘못 읽은 이미지 {len(wrong)}장, 모두 {len(test_labels)}장"

# %% [markdown]
# ## 연습 문제
#
# **1. 형상.** 입력 64<!--=> len(layer.W) -->개에서 유닛 50<!--=> len(layer.b) -->개로 가는 아핀 층이 있고, 배치에는
# 행이 100<!--=> len(gradient_of_rows) -->개 있습니다. $\mathrm{d}X$, $\mathrm{d}W$, $\mathrm{d}b$의 형상은
# 무엇입니까?

# %%
layer = Affine(np.zeros((64, 50)), np.zeros(50))
gradient_of_rows = layer.backward(np.ones(layer.forward(np.ones((100, 64))).shape))
shapes = viz.quiz(dX=gradient_of_rows.shape, dW=layer.dW.shape, db=layer.db.shape)
shapes.check(dX=[..., ...], dW=[..., ...], db=[...])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 기울기의 형상은 미분하는 변수의 형상과 같습니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ```python
# shapes.check(dX=[100, 64], dW=[64, 50], db=[50])
# ```
#
# </details>
#
# **2. 낸 값과 내야 했던 값.** 소프트맥스의 출력은 $y = (0.3, 0.2, 0.5)$<!--=> [y.data for y in
# softmax(scores)] -->이고, 정답은 둘째 부류입니다. 점수에 대한 손실의 기울기를 예측하십시오.

# %%
scores = [Value(np.log(p).item()) for p in (0.3, 0.2, 0.5)]  # 소프트맥스가 바로 이 값이 됩니다
softmax_cross_entropy(scores, 1).backward()
said = viz.quiz(gradients=[score.grad for score in scores])
said.check(gradients=[..., ..., ...])

# %% [markdown]
# <details><summary>힌트</summary>
#
# $y - t$입니다. 성분을 모두 더하면 `0`입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 정답 부류만 목푯값이 `0`이 아닙니다. $0.2 - 1 = -0.8$<!--= scores[1].grad -->입니다. 틀린 부류의 점수는 내려가고
# 정답 부류의 점수는 올라가야 합니다.
#
# ```python
# said.check(gradients=[0.3, -0.8, 0.5])
# ```
#
# </details>
#
# **3. 아핀 층의 역전파.** 배치의 입력 $X$와 기울기 $\mathrm{d}Y$로 $\mathrm{d}W$를 구하는 코드를 쓰십시오. 입력이
# 두 개씩인 샘플 네<!--=> len(four) --> 개의 배치와 유닛 세<!--=> len(affine.b) --> 개로 확인합니다.


# %%
def gradient_of_weights(x, dout):
    return ...


four, arriving = np.arange(8.0).reshape(4, 2), np.arange(12.0).reshape(4, 3)
affine.forward(four)
affine.backward(arriving)
product = viz.quiz(dW=affine.dW)
product.check(dW=gradient_of_weights(four, arriving))

# %% [markdown]
# <details><summary>힌트</summary>
#
# $X$는 4 × 2<!--= [*four.shape] -->, $\mathrm{d}Y$는 4 × 3<!--= [*arriving.shape] -->이고, 결과는 $W$처럼 2 ×
# 3<!--= [*affine.dW.shape] -->이어야 합니다. `A.T`는 전치, `A @ B`는 행렬곱입니다. 파이썬이 *mismatch*라고 하면
# 형상이 맞지 않는 것입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ```python
# def gradient_of_weights(x, dout):
#     return x.T @ dout
#
#
# product.check(dW=gradient_of_weights(four, arriving))
# ```
#
# </details>
#
# **4. 다른 출력.** 어떤 점수의 소프트맥스가 $y = (0.5, 0.3, 0.2)$<!--=> [y.data for y in softmax(three)] -->입니다.
# 첫째 출력을 첫째 점수로 미분하면 얼마이고, 둘째 점수로 미분하면 얼마입니까?

# %%
three = [Value(np.log(p).item()) for p in (0.5, 0.3, 0.2)]
row = [slope.data for slope in gradients(softmax(three)[0], three)]
slopes = viz.quiz(own=row[0], other=row[1])
slopes.check(own=..., other=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 대각선은 $y_k(1 - y_k)$, 다른 곳은 $-y_j y_k$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $0.5 \times 0.5 = 0.25$<!--= row[0] -->와 $-0.5 \times 0.3 = -0.15$<!--= row[1] -->입니다.
#
# ```python
# slopes.check(own=0.25, other=-0.15)
# ```
#
# </details>
#
# 4번 노트북의 **사다리**에는 이 노트북에 딸린 단이 있습니다. `rung(23)`은 소프트맥스, `rung(25)`는 미니배치에 대한
# 소프트맥스와 교차 엔트로피, `rung(29)`는 아핀 층, `rung(32)`는 ReLU가 있는 두 층이며, 뒤의 둘도 미니배치에 대한
# 것입니다. 아래는 아핀 층입니다. 기울기를 종이에 계산하십시오. 파이썬에서는 `rung.check(X=..., W=..., b=..., Y=...)`가
# 하나하나 맞는지, 어느 화살표에서 틀렸는지 말해 줍니다.

# %%
rung = viz.ladder().rung(29)
print(rung)

# %% [markdown]
# ## 정리
#
# - 아핀 층은 $Y = XW + b$입니다. 그 역전파는 행렬곱 두 번과 합 한 번이고, 형상을 보면 어떻게 곱하는지 알 수
#   있습니다.
# - 소프트맥스와 교차 엔트로피를 합친 것의 기울기는 $(y - t)/N$, 곧 낸 값에서 내야 했던 값을 뺀 것입니다.
# - 인식할 때는 소프트맥스 없이 가장 큰 점수만 있으면 됩니다.
# - 손으로 쓴 기울기는 훈련하기 전에, 작은 신경망이나 샘플 몇 개로 평균변화율과 비교하십시오.
# - 미니배치를 뽑고, 기울기를 구하고, 한 걸음을 내딛고, 되풀이합니다.
#
# 다음: 다른 손실들, 그리고 걸음을 내딛는 더 좋은 방법.
