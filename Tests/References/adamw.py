"""Reference figures from PyTorch for Tests/TrainingTests/OptimizerReferenceTests.swift.

    pip install torch
    python Tests/References/adamw.py

writes adamw.json beside this file: weights before and after ten steps of torch.optim.AdamW in
double precision, with the gradients of each step, for three weight decays.
"""

import json
import pathlib

import torch

COUNT = 7
STEPS = 10
RATE = 0.01


def run(decay):
    generator = torch.Generator().manual_seed(1)
    start = torch.randn(COUNT, generator=generator, dtype=torch.float32).double()
    slopes = torch.randn(STEPS, COUNT, generator=generator, dtype=torch.float32).double()
    weight = torch.nn.Parameter(start.clone())
    optimizer = torch.optim.AdamW([weight], lr=RATE, weight_decay=decay)
    for slope in slopes:
        weight.grad = slope.clone()
        optimizer.step()
    return {
        "decay": decay,
        "rate": RATE,
        "before": start.tolist(),
        "gradients": slopes.tolist(),
        "after": weight.detach().tolist(),
    }


def main():
    figures = {"torch": torch.__version__, "runs": [run(decay) for decay in (0.0, 0.01, 0.3)]}
    path = pathlib.Path(__file__).with_name("adamw.json")
    path.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
