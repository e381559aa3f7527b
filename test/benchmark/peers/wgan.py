"""Wasserstein GAN with gradient penalty."""
from typing import Callable

import torch

from training import State

Critic = Callable[[torch.Tensor], torch.Tensor]


def critic_losses(
    critic: Critic, truth: torch.Tensor, fake: torch.Tensor, share: torch.Tensor, weight: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """@param share of the truth in the mixed images, (batch, 1, 1, 1). @returns the total and the penalty."""
    on_truth, on_fake = critic(torch.cat([truth, fake])).chunk(2)
    mixed = (fake + share * (truth - fake)).requires_grad_()
    (slopes,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
    norms = (slopes.square().sum((1, 2, 3)) + 1e-12).sqrt()
    penalty = (norms - 1).square().mean()
    return on_fake.mean() - on_truth.mean() + weight * penalty, penalty


def draw_share(state: State, position: int | None, batch: int) -> torch.Tensor:
    if position is None:
        return torch.rand(batch, 1, 1, 1)
    return state.values[f"draw/{position}"].reshape(batch, 1, 1, 1)
