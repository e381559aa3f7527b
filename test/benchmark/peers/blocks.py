"""Layers as the recipes have them. Parameters are named and, once permuted, shaped as ours (training.load)."""
import torch
import torch.nn.functional as F
from torch import nn

SLOPE = 0.2


class Kernel(nn.Module):
    """A kernel, (outputs, inputs, size, size) or for a transposed convolution (inputs, outputs, size, size)."""

    def __init__(self, first: int, second: int, size: int, bias: int = 0) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(first, second, size, size))
        self.bias = nn.Parameter(torch.zeros(bias)) if bias else None


class Convolution(Kernel):
    """Sides of n become n / stride; without `padding` (before, after) the odd zero lies after the image."""

    def __init__(self, inputs, outputs, size, stride=1, padding=None, bias=True) -> None:
        super().__init__(outputs, inputs, size, outputs if bias else 0)
        zeros = max(size - stride, 0)
        self.stride, self.padding = stride, padding or (zeros // 2, zeros - zeros // 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        before, after = self.padding
        if before == after:
            return F.conv2d(x, self.kernel, self.bias, self.stride, before)
        return F.conv2d(F.pad(x, (before, after, before, after)), self.kernel, self.bias, self.stride)


class Normed(nn.Module):
    """A convolution's kernel with a bias, or with instance normalisation in its place."""

    def __init__(self, convolution: Kernel, channels: int, normed: bool, leaky: bool) -> None:
        super().__init__()
        self.kernel, self.leaky, self.convolution = convolution.kernel, leaky, [convolution]
        self.bias = convolution.bias
        self.scale = nn.Parameter(torch.ones(channels)) if normed else None
        self.offset = nn.Parameter(torch.zeros(channels)) if normed else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.convolution[0](x)
        if self.scale is not None:
            y = F.instance_norm(y, weight=self.scale, bias=self.offset)
        return F.leaky_relu_(y, SLOPE) if self.leaky else y


def normed_convolution(inputs, outputs, size, stride=1, padding=None, normed=False, leaky=True) -> Normed:
    convolution = Convolution(inputs, outputs, size, stride, padding, bias=not normed)
    return Normed(convolution, outputs, normed, leaky)


class Doubling(Kernel):
    """Transposed 4x4 convolution of stride 2."""

    def __init__(self, inputs, outputs, bias=True) -> None:
        super().__init__(inputs, outputs, 4, outputs if bias else 0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.conv_transpose2d(x, self.kernel, self.bias, 2, 1)


def normed_doubling(inputs, outputs, normed) -> Normed:
    return Normed(Doubling(inputs, outputs, bias=not normed), outputs, normed, leaky=False)


class Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
