"""What the recipes' peers share: our weights and batch read in, Adam, and the answers to the benchmark.

Usage of a peer: RECIPE.py PARAMETERS STATE, the recipe's parameters as JSON and a file with a line of JSON (names
and lengths) and float32 values. It prints its parameter counts, and answers a line "losses" with the losses of the
first steps from our weights, and a number with the milliseconds of as many steps.
"""
import json
import math
import sys
import time
from typing import Callable, Protocol

import numpy as np
import torch
from torch import nn

FORMATS = {"channels last": torch.channels_last, "contiguous": torch.contiguous_format}


class State:
    """Named values of ours, images and kernels with their channels last."""

    def __init__(self, path: str, memory_format: torch.memory_format) -> None:
        self.memory_format = memory_format
        self.values: dict[str, torch.Tensor] = {}
        with open(path, "rb") as file:
            for name, length in json.loads(file.readline()):
                values = np.frombuffer(file.read(4 * length), np.float32)
                self.values[name] = torch.from_numpy(values.copy())

    def images(self, name: str, batch: int, side: int) -> torch.Tensor:
        images = self.values[name].reshape(batch, side, side, -1).permute(0, 3, 1, 2)
        return images.contiguous(memory_format=self.memory_format)

    def load(self, prefix: str, network: nn.Module) -> nn.Module:
        """Sets a network's parameters. Kernels are (size, size, a, b) with us and (b, a, size, size) here.
        A trailing underscore keeps a layer's name apart from a method of nn.Module."""
        for name, parameter in network.named_parameters():
            values = self.values["/".join([prefix, *(part.rstrip("_") for part in name.split("."))])]
            if parameter.dim() == 4:
                b, a, height, width = parameter.shape
                kernel = values.reshape(height, width, a, b).permute(3, 2, 0, 1)
                parameter.data = kernel.contiguous(memory_format=self.memory_format)
            else:
                parameter.data = values.reshape(parameter.shape).clone()
        return network


class Adam:
    """torch's fused Adam; its epsilon is that of the paper's second form, as TensorFlow has it."""

    def __init__(self, network: nn.Module, rate: float, betas: tuple[float, float], epsilon: float) -> None:
        self.parameters = list(network.parameters())
        self.epsilon, self.betas, self.count = epsilon, betas, 0
        self.adam = torch.optim.Adam(self.parameters, rate, (float(betas[0]), betas[1]), fused=True)

    def differentiate(self, loss: torch.Tensor, retain: bool = False) -> None:
        """Gradients of this network alone. Not autograd.grad, which may lay gradients out unlike their parameters,
        which the fused kernel does not look at."""
        torch.autograd.backward(loss, inputs=self.parameters, retain_graph=retain)

    def apply(self) -> None:
        self.count += 1
        self.adam.param_groups[0]["eps"] = self.epsilon / math.sqrt(1 - self.betas[1] ** self.count)
        self.adam.step()
        self.adam.zero_grad()


class Average:
    """The moving average of a network's weights."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.parameters = [parameter.data for parameter in network.parameters()]
        self.averages = [parameter.clone() for parameter in self.parameters]
        self.decay = decay

    def update(self) -> None:
        if self.decay > 0:
            torch._foreach_lerp_(self.averages, self.parameters, 1 - self.decay)


class Training(Protocol):
    networks: dict[str, nn.Module]

    def step(self, position: int | None) -> dict[str, torch.Tensor]:
        """@param position: of a step that draws our random numbers and drops nothing; none: draws its own."""


def timed(training: Training, count: int, clock: Callable[[], float]) -> list[float]:
    times = []
    for _ in range(count):
        start = clock()
        losses = training.step(None)
        [loss.item() for loss in losses.values()]
        times.append((clock() - start) * 1000)
    return times


def serve(make: Callable[[dict, State], Training]) -> None:
    """Trains in whichever memory format is faster here."""
    parameters, path = json.loads(sys.argv[1]), sys.argv[2]
    torch.manual_seed(0)
    clock = time.perf_counter
    if parameters["processorTime"]:
        clock = time.process_time
        torch.set_num_threads(1)
    trainings = {name: make(parameters, State(path, memory)) for name, memory in FORMATS.items()}
    speeds = {name: min(timed(training, 8, clock)[2:]) for name, training in trainings.items()}
    fastest = min(speeds, key=speeds.get)
    training = trainings[fastest]
    counts = {
        name: sum(parameter.numel() for parameter in network.parameters())
        for name, network in training.networks.items()
    }
    print(json.dumps({"parameters": counts, "format": fastest}), flush=True)
    for line in sys.stdin:
        if line.strip() == "losses":
            fresh = make(parameters, State(path, FORMATS[fastest]))
            steps = (fresh.step(position) for position in range(parameters["checkedSteps"]))
            losses = [{name: loss.item() for name, loss in step.items()} for step in steps]
            print(json.dumps(losses), flush=True)
        else:
            print(" ".join(f"{ms:.4f}" for ms in timed(training, int(line), clock)), flush=True)
