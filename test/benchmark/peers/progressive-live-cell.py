"""The training step of the recipe progressive-live-cell once its networks are fully grown."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from blocks import SLOPE
from training import Adam, Average, State, serve
from wgan import critic_losses, draw_share


class Equalised(nn.Module):
    """Equalised learning rate. Doubling and halving are one 4x4 convolution, as with us: it is faster here as well."""

    def __init__(self, inputs: int, outputs: int, size: int, resize: str = "none", activate: bool = True) -> None:
        super().__init__()
        first, second = (inputs, outputs) if resize == "double" else (outputs, inputs)
        self.kernel = nn.Parameter(torch.zeros(first, second, size, size))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.resize, self.activate = resize, activate
        self.gain = math.sqrt((2 if activate else 1) / (size * size * inputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kernel = self.kernel * self.gain
        if self.resize == "double":
            y = F.conv_transpose2d(x, overlapped(kernel), self.bias, 2, 1)
        elif self.resize == "halve":
            y = F.conv2d(x, overlapped(kernel) / 4, self.bias, 2, 1)
        else:
            y = F.conv2d(x, kernel, self.bias, 1, kernel.shape[-1] // 2)
        return F.leaky_relu(y, SLOPE) if self.activate else y


def overlapped(kernel: torch.Tensor) -> torch.Tensor:
    tall = F.pad(kernel, (0, 0, 0, 1)) + F.pad(kernel, (0, 0, 1, 0))
    return F.pad(tall, (0, 1)) + F.pad(tall, (1, 0))


class EqualisedDense(nn.Module):
    def __init__(self, inputs: int, outputs: int, activate: bool) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.activate, self.gain = activate, math.sqrt((2 if activate else 1) / inputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.addmm(self.bias, x, self.kernel * self.gain)
        return F.leaky_relu(y, SLOPE) if self.activate else y


def sides(resolution: int) -> list[int]:
    return [4 * 2**stage for stage in range(int(math.log2(resolution / 4)) + 1)]


class Descent(nn.ModuleDict):
    def __init__(self, resolution: int, width) -> None:
        super().__init__()
        self.sides = sides(resolution)
        for side in self.sides:
            level = {"from-image": Equalised(1, width(side), 1)}
            if side > 4:
                level["keep"] = Equalised(width(side), width(side), 3)
                level["halve"] = Equalised(width(side), width(side // 2), 3, "halve")
            self[str(side)] = nn.ModuleDict(level)

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """@returns features from 4 px to the full resolution."""
        x, features = self[str(self.sides[-1])]["from-image"](image), []
        for side in reversed(self.sides[1:]):
            features.append(self[str(side)]["keep"](x))
            x = self[str(side)]["halve"](features[-1])
        return [x, *reversed(features)]


class Ascent(nn.ModuleDict):
    def __init__(self, resolution: int, width) -> None:
        super().__init__()
        self.sides = sides(resolution)
        for side in self.sides:
            level = {"keep": Equalised(width(side), width(side), 3), "to-image": Equalised(width(side), 1, 1, activate=False)}
            if side > 4:
                level["double_"] = Equalised(width(side // 2), width(side), 3, "double")
            self[str(side)] = nn.ModuleDict(level)

    def forward(self, features: list[torch.Tensor]) -> torch.Tensor:
        x = self["4"]["keep"](features[0])
        for side, skip in zip(self.sides[1:], features[1:]):
            x = self[str(side)]["keep"](self[str(side)]["double_"](x) + skip)
        return self[str(self.sides[-1])]["to-image"](x)


class Generator(nn.Module):
    def __init__(self, resolution: int, width) -> None:
        super().__init__()
        self.encoder, self.generator = Descent(resolution, width), Ascent(resolution, width)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.generator(self.encoder(image))


class Critic(Descent):
    def __init__(self, resolution: int, width, group: int) -> None:
        super().__init__(resolution, width)
        self.group = group
        self["last"] = Equalised(width(4) + 1, width(4), 3)
        self["dense"] = EqualisedDense(16 * width(4), width(4), True)
        self["score"] = EqualisedDense(width(4), 1, False)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = super().forward(image)[0]
        members = x.reshape(-1, self.group, x[0].numel())
        deviation = (members.var(1, correction=0) + 1e-8).sqrt().mean(1)
        spread = deviation.repeat_interleave(self.group).reshape(-1, 1, 1, 1).expand(-1, 1, 4, 4)
        x = self["last"](torch.cat([x, spread], 1))
        return self["score"](self["dense"](x.permute(0, 2, 3, 1).flatten(1))).squeeze(1)


class ProgressiveTraining:
    def __init__(self, p: dict, state: State) -> None:
        self.p, self.state = p, state
        side = p["resolution"]
        self.input, self.truth = (state.images(name, p["batchSize"], side) for name in ("input", "target"))
        width = lambda at: max(1, min(p["maximumChannels"], p["finestChannels"] * side // at))
        self.generator = state.load("generator", Generator(side, width))
        self.critic = state.load("critic", Critic(side, width, p["groupSize"]))
        settings = p["learningRate"], (p["beta1"], 0.99), 1e-8
        self.generator_adam, self.critic_adam = Adam(self.generator, *settings), Adam(self.critic, *settings)
        self.average = Average(self.generator, p["averageDecay"])
        self.networks = {"generator": self.generator, "critic": self.critic}

    def step(self, position: int | None) -> dict[str, torch.Tensor]:
        """Both gradients are of the weights before the step."""
        made = self.generator(self.input)
        fake = self.input + made if self.p["output"] == "residual" else made
        content = (fake - self.truth).abs().mean()
        total = content - self.p["adversarialWeight"] * self.critic(fake).mean()
        self.generator_adam.differentiate(total)
        share = draw_share(self.state, position, len(fake))
        critic, penalty = critic_losses(self.critic, self.truth, fake.detach(), share, self.p["penaltyWeight"])
        self.critic_adam.differentiate(critic)
        self.critic_adam.apply()
        self.average.update()
        self.generator_adam.apply()
        return {"generator": total, "content": content, "critic": critic, "gradientPenalty": penalty}


serve(ProgressiveTraining)
