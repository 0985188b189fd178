"""The hand-derived networks of the source documents, on NumPy arrays: what the engine does by itself, written out.

Here: layers, algorithms and equations as printed. Not here: the scalar engine, which tests hold against them.
"""

from nn.by_hand.algorithms import (
    Weights,
    Workings,
    accumulated_gradient,
    forward,
    gradient_by_loops,
    gradient_by_matrices,
    initial_weights,
    objective,
    recognise,
    train,
    train_by_minibatches,
    updated,
)
from nn.by_hand.equations import Activation, logistic
from nn.by_hand.gates import AddLayer, MulLayer
from nn.by_hand.layered_net import LayeredNet
from nn.by_hand.layers import Affine, Relu, Sigmoid, SoftmaxWithLoss, cross_entropy, softmax
from nn.by_hand.operation_counts import Cost, Tally, backward_to_forward_ratio, measured_costs, table_3_2
from nn.by_hand.two_layer_net import TwoLayerNet

__all__ = [
    "Activation",
    "AddLayer",
    "Affine",
    "Cost",
    "LayeredNet",
    "MulLayer",
    "Relu",
    "Sigmoid",
    "SoftmaxWithLoss",
    "Tally",
    "TwoLayerNet",
    "Weights",
    "Workings",
    "accumulated_gradient",
    "backward_to_forward_ratio",
    "cross_entropy",
    "forward",
    "gradient_by_loops",
    "gradient_by_matrices",
    "initial_weights",
    "logistic",
    "measured_costs",
    "objective",
    "recognise",
    "softmax",
    "table_3_2",
    "train",
    "train_by_minibatches",
    "updated",
]
