import torch
import torch.nn.functional as F
from torch import nn

from blocks import normed_convolution


class PatchDiscriminator(nn.Module):
    """The PatchGAN whose logits see 70 px."""

    def __init__(self, channels: int, base: int) -> None:
        super().__init__()
        widths = [base, 2 * base, 4 * base, 8 * base]
        for index, width in enumerate(widths):
            stride, padding = (1, (2, 1)) if index == 3 else (2, None)
            inputs = widths[index - 1] if index else channels
            layer = normed_convolution(inputs, width, 4, stride, padding, normed=index > 0)
            self.add_module(f"convolution{index}", layer)
        self.logits = normed_convolution(8 * base, 1, 4, leaky=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for index in range(4):
            x = self.get_submodule(f"convolution{index}")(x)
        return self.logits(x)


class SkipPatchDiscriminator(nn.Module):
    """Four paths that see 16, 20, 32 and 70 px, merged."""

    plan = {
        "first": ("image", 4, 2, 1, None),
        "fine": ("first", 3, 2, 2, None),
        "patch16": ("fine", 3, 2, 1, (1, 1)),
        "patch20": ("fine", 4, 2, 1, None),
        "patch32": ("patch16", 3, 1, 1, None),
        "coarse0": ("first", 4, 2, 2, None),
        "coarse1": ("coarse0", 4, 2, 4, None),
        "coarse2": ("coarse1", 4, 1, 8, (2, 1)),
        "patch70": ("coarse2", 4, 1, 1, None),
    }

    def __init__(self, channels: int, base: int) -> None:
        super().__init__()
        filters = {"image": channels, **{name: base * width for name, (_, _, _, width, _) in self.plan.items()}}
        for name, (source, size, stride, _, padding) in self.plan.items():
            normed = source != "image"
            layer = normed_convolution(filters[source], filters[name], size, stride, padding, normed)
            self.add_module(name, layer)
        self.merge = normed_convolution(4 * base, base, 1)
        self.logits = normed_convolution(base, 1, 1, leaky=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = {"image": x}
        for name, (source, *_) in self.plan.items():
            features[name] = self.get_submodule(name)(features[source])
        ends = [features[f"patch{side}"] for side in (16, 20, 32, 70)]
        return self.logits(self.merge(torch.cat(ends, 1)))


DISCRIMINATORS = {"patch-70": PatchDiscriminator, "skip-patch": SkipPatchDiscriminator}


def cross_entropy(logits: torch.Tensor, target: float) -> torch.Tensor:
    return (F.softplus(logits) - logits * target).mean()
