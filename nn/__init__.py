"""Neural networks of scalar Values, with micrograd's names: Module, Neuron, Layer, MLP."""

from nn.layers import MLP, Layer, Neuron
from nn.module import Module

__all__ = ["MLP", "Layer", "Module", "Neuron"]
