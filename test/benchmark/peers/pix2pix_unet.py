import torch
import torch.nn.functional as F
from torch import nn

from blocks import SLOPE, normed_convolution, normed_doubling


class Pix2pixUnet(nn.Module):
    """pix2pix's U-Net with instance normalisation."""

    def __init__(self, inputs: int, outputs: int, base: int, levels: int, rate: float) -> None:
        super().__init__()
        self.levels, self.rate = levels, rate
        filters = [base * min(8, 2**level) for level in range(levels)]
        for level, width in enumerate(filters):
            before = filters[level - 1] if level else inputs
            normed = 0 < level < levels - 1
            self.add_module(f"encoder{level}", normed_convolution(before, width, 4, 2, normed=normed, leaky=False))
            outer = filters[level - 1] if level else outputs
            joined = width * (1 if level == levels - 1 else 2)
            self.add_module(f"decoder{level}", normed_doubling(joined, outer, normed=level > 0))

    def forward(self, x: torch.Tensor, drops: bool) -> torch.Tensor:
        features = []
        for level in range(self.levels):
            x = self.get_submodule(f"encoder{level}")(F.leaky_relu(x, SLOPE) if level else x)
            features.append(x)
        for index, level in enumerate(reversed(range(self.levels))):
            joined = torch.cat([x, features[level]], 1) if index else x
            x = self.get_submodule(f"decoder{level}")(F.relu(joined))
            if drops and index < min(3, self.levels - 1):
                x = F.dropout(x, self.rate)
        return torch.tanh(x)
