"""The training step that the recipes on pairs share."""
import torch
from torch import nn

from discriminators import DISCRIMINATORS, cross_entropy
from pix2pix_unet import Pix2pixUnet
from training import Adam, Average, State
from whole_unet import WholeUnet


def make_generator(p: dict) -> nn.Module:
    if p["generator"] == "whole-unet":
        return WholeUnet(p["inputs"], p["generatorChannels"], p["output"] == "residual")
    return Pix2pixUnet(p["inputs"], p["outputs"], p["generatorChannels"], p["levels"], p["dropout"])


class PairedTraining:
    def __init__(self, p: dict, state: State) -> None:
        self.weight = p["contentWeight"]
        self.input, self.target = (state.images(name, p["batchSize"], p["patchSize"]) for name in ("input", "target"))
        settings = p["learningRate"], (p["beta1"], 0.999), 1e-7
        self.generator = state.load("generator", make_generator(p))
        self.generator_adam = Adam(self.generator, *settings)
        self.average = Average(self.generator, p["averageDecay"])
        self.networks = {"generator": self.generator}
        if p["discriminator"] != "none":
            judge = DISCRIMINATORS[p["discriminator"]](p["inputs"] + p["outputs"], p["discriminatorChannels"])
            self.networks["discriminator"] = state.load("discriminator", judge)
            self.discriminator_adam = Adam(judge, *settings)

    def step(self, position: int | None) -> dict[str, torch.Tensor]:
        """Both gradients are of the weights before the step, so that each network sees the fake once."""
        fake = self.generator(self.input, drops=position is None)
        content = (fake - self.target).abs().mean()
        if "discriminator" not in self.networks:
            losses = {"generator": self.weight * content, "content": content}
            self.generator_adam.differentiate(losses["generator"])
        else:
            on_fake, on_truth = self.judge(fake), self.judge(self.target)
            adversarial = cross_entropy(on_fake, 1)
            total = adversarial + self.weight * content
            self.generator_adam.differentiate(total, retain=True)
            judged = cross_entropy(on_truth, 1) + cross_entropy(on_fake, 0)
            self.discriminator_adam.differentiate(judged)
            self.discriminator_adam.apply()
            losses = {"generator": total, "content": content, "adversarial": adversarial, "discriminator": judged}
        self.average.update()
        self.generator_adam.apply()
        return losses

    def judge(self, images: torch.Tensor) -> torch.Tensor:
        return self.networks["discriminator"](torch.cat([self.input, images], 1))
