import torch
import torch.nn.functional as F
from torch import nn

from blocks import Convolution


class WholeUnet(nn.Module):
    """The U-Net of MicroGAN-NT: two 3x3 convolutions a level."""

    def __init__(self, channels: int, base: int, residual: bool) -> None:
        super().__init__()
        self.residual = residual
        widths = [base * min(8, 2**level) for level in range(5)]
        for level, width in enumerate(widths[:4]):
            before = widths[level - 1] if level else channels
            for way, inputs, stride in (("encoder", before, 2 if level else 1), ("decoder", widths[level + 1] + width, 1)):
                self.add_module(f"{way}{level}a", Convolution(inputs, width, 3, stride, (1, 1)))
                self.add_module(f"{way}{level}b", Convolution(width, width, 3))
        self.bottom = Convolution(widths[3], widths[4], 3, 2, (1, 1))
        self.output = Convolution(base, channels, 3)

    def forward(self, image: torch.Tensor, drops: bool) -> torch.Tensor:
        x, features = image, []
        for level in range(4):
            x = self.pair(f"encoder{level}", x)
            features.append(x)
        x = F.relu_(self.bottom(x))
        for level in reversed(range(4)):
            x = self.pair(f"decoder{level}", torch.cat([F.interpolate(x, scale_factor=2), features[level]], 1))
        x = self.output(x)
        return image + x if self.residual else 2 * torch.sigmoid(x) - 1

    def pair(self, name: str, x: torch.Tensor) -> torch.Tensor:
        for part in "ab":
            x = F.relu_(self.get_submodule(name + part)(x))
        return x
