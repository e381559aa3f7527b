"""The training step of the recipe em-masks: class masks from noise."""
import torch
import torch.nn.functional as F
from torch import nn

from blocks import normed_doubling
from discriminators import DISCRIMINATORS, cross_entropy
from training import Adam, Average, State, serve


class Generator(nn.Module):
    def __init__(self, inputs: int, base: int, classes: int) -> None:
        super().__init__()
        for index, width in enumerate((8, 8, 4, 2, 1)):
            self.add_module(f"up{index}", normed_doubling(inputs, base * width, normed=True))
            inputs = base * width
        self.classes = normed_doubling(inputs, classes, normed=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for index in range(5):
            x = F.relu_(self.get_submodule(f"up{index}")(x))
        return torch.softmax(self.classes(x), 1)


class MaskTraining:
    def __init__(self, p: dict, state: State) -> None:
        self.p, self.state = p, state
        self.masks = state.images("target", p["batchSize"], p["side"])
        self.generator = state.load("generator", Generator(p["noiseChannels"], p["generatorChannels"], p["classes"]))
        judge = DISCRIMINATORS[p["discriminator"]](p["classes"], p["discriminatorChannels"])
        self.discriminator = state.load("discriminator", judge)
        settings = p["learningRate"], (p["beta1"], 0.999), 1e-7
        self.generator_adam = Adam(self.generator, *settings)
        self.discriminator_adam = Adam(self.discriminator, *settings)
        self.average = Average(self.generator, p["averageDecay"])
        self.networks = {"generator": self.generator, "discriminator": self.discriminator}

    def step(self, position: int | None) -> dict[str, torch.Tensor]:
        """Both gradients are of the weights before the step, so that each network sees the fake once."""
        on_fake, on_truth = self.discriminator(self.generator(self.noise(position))), self.discriminator(self.masks)
        total = cross_entropy(on_fake, 1)
        self.generator_adam.differentiate(total, retain=True)
        judged = cross_entropy(on_truth, 1) + cross_entropy(on_fake, 0)
        self.discriminator_adam.differentiate(judged)
        self.discriminator_adam.apply()
        self.average.update()
        self.generator_adam.apply()
        return {"generator": total, "discriminator": judged}

    def noise(self, position: int | None) -> torch.Tensor:
        batch, side = self.p["batchSize"], self.p["side"] // 64
        if position is not None:
            return self.state.images(f"draw/{position}", batch, side)
        return torch.randn(batch, self.p["noiseChannels"], side, side).contiguous(
            memory_format=self.state.memory_format
        )


serve(MaskTraining)
