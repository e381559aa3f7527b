"""The training step of the recipe microgan: critic steps with a gradient penalty, then the generator's."""
import torch
import torch.nn.functional as F
from torch import nn

from blocks import SLOPE, Convolution
from training import Adam, Average, State, serve
from wgan import critic_losses, draw_share


class Generator(nn.Module):
    """The trimmed U-Net."""

    def __init__(self, channels: int, base: int, residual: bool) -> None:
        super().__init__()
        self.residual = residual
        widths = [base, 2 * base, 4 * base]
        for level, width in enumerate(widths):
            before = widths[level - 1] if level else channels
            self.add_module(f"encoder{level}", Convolution(before, width, 3, 2 if level else 1, (1, 1)))
            if level < 2:
                self.add_module(f"decoder{level}", Convolution(widths[level + 1] + width, width, 3))
        self.output = Convolution(base, channels, 3)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x, features = image, []
        for level in range(3):
            x = F.relu_(self.get_submodule(f"encoder{level}")(x))
            features.append(x)
        for level in (1, 0):
            joined = torch.cat([F.interpolate(x, scale_factor=2), features[level]], 1)
            x = F.relu_(self.get_submodule(f"decoder{level}")(joined))
        x = self.output(x)
        return image + x if self.residual else 2 * torch.sigmoid(x) - 1


class Critic(nn.Module):
    plan = ((1, 2), (1, 2), (2, 2), (4, 2), (8, 1))

    def __init__(self, channels: int, base: int) -> None:
        super().__init__()
        inputs = channels
        for index, (width, stride) in enumerate(self.plan):
            self.add_module(f"convolution{index}", Convolution(inputs, base * width, 4, stride))
            inputs = base * width
        self.score = Convolution(inputs, 1, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for index in range(len(self.plan)):
            x = F.leaky_relu(self.get_submodule(f"convolution{index}")(x), SLOPE)
        return self.score(x).mean((1, 2, 3))


def structure(made: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Intensities, and gradients at three scales."""
    difference = made - truth
    total = difference.abs().mean()
    for scale in range(3):
        if scale:
            difference = F.avg_pool2d(difference, 2)
        total = total + difference.diff(dim=2).abs().mean() + difference.diff(dim=3).abs().mean()
    return total


class MicroganTraining:
    def __init__(self, p: dict, state: State) -> None:
        self.p, self.state = p, state
        self.input, self.truth = (state.images(name, p["batchSize"], p["patchSize"]) for name in ("input", "target"))
        generator = Generator(p["channels"], p["generatorChannels"], p["output"] == "residual")
        self.generator = state.load("generator", generator)
        self.critic = state.load("critic", Critic(p["channels"], p["criticChannels"]))
        betas = p["beta1"], 0.999
        self.generator_adam = Adam(self.generator, p["learningRate"], betas, 1e-7)
        self.critic_adam = Adam(self.critic, p["criticLearningRate"], betas, 1e-7)
        self.average = Average(self.generator, p["averageDecay"])
        self.networks = {"generator": self.generator, "critic": self.critic}

    def step(self, position: int | None) -> dict[str, torch.Tensor]:
        """The generator runs once, as its weights stay while the critic learns."""
        fake = self.generator(self.input)
        count = self.p["criticSteps"]
        for i in range(count):
            draw = None if position is None else position * (count + 1) + i
            share = draw_share(self.state, draw, len(fake))
            total, penalty = critic_losses(
                self.critic, self.truth, fake.detach(), share, self.p["gradientPenalty"]
            )
            self.critic_adam.differentiate(total)
            self.critic_adam.apply()
        content = structure(fake, self.truth)
        adversarial = -self.critic(fake).mean()
        generator = adversarial + self.p["contentWeight"] * content
        self.generator_adam.differentiate(generator)
        self.average.update()
        self.generator_adam.apply()
        return {"generator": generator, "content": content, "critic": total, "gradientPenalty": penalty}


serve(MicroganTraining)
