"""The U-Net of test/benchmark/unet.ts in PyTorch: trains as many steps as each line on stdin says,
and answers with the milliseconds of each step.  Usage: unet.py SIZE BASE_CHANNELS"""
import sys
import time

import torch
from torch import nn


class UNet(nn.Module):
    def __init__(self, base: int) -> None:
        super().__init__()
        widths = [base * factor for factor in (1, 2, 4, 8, 8)]
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        channels = 3
        for level, width in enumerate(widths):
            layers = [nn.LeakyReLU(0.2)] if level else []
            layers.append(nn.Conv2d(channels, width, 4, 2, 1))
            if 0 < level < len(widths) - 1:
                layers.append(nn.InstanceNorm2d(width, affine=True))
            self.down.append(nn.Sequential(*layers))
            channels = width
        for level in reversed(range(len(widths))):
            width = widths[level - 1] if level else 3
            norm = nn.InstanceNorm2d(width, affine=True) if level else nn.Tanh()
            self.up.append(nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(channels, width, 4, 2, 1), norm))
            channels = width * 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
        skips.pop()
        for block in self.up:
            x = block(x)
            if skips:
                x = torch.cat([x, skips.pop()], 1)
        return x


def main() -> None:
    size, base = int(sys.argv[1]), int(sys.argv[2])
    torch.manual_seed(0)
    net = UNet(base)
    adam = torch.optim.Adam(net.parameters(), 1e-4, betas=(0.5, 0.999))
    x, y = (torch.rand(1, 3, size, size) * 2 - 1 for _ in range(2))
    print(sum(p.numel() for p in net.parameters()), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            adam.zero_grad()
            loss = (net(x) - y).abs().mean()
            loss.backward()
            adam.step()
            loss.item()
            times.append(f"{(time.perf_counter() - start) * 1000:.4f}")
        print(" ".join(times), flush=True)


main()
