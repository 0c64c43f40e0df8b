"""Reference figures from PyTorch for Tests/NetworksTests/AgreementTests.swift.

    pip install torch numpy
    python Tests/References/agreement.py

writes agreement.json beside this file: losses of the first 50 steps of SGD for resnet20 and
convnet, as PyTorch computes them by default (eager) and with channels_last memory, and the logits of
one forward of vgg16, resnet56, resnet18 and mobilenetv2 in evaluation and in training mode, the last
in evaluation alone: its dropout draws other numbers. It runs about a minute.

Weights, images and labels come from a formula that Tests/NetworksTests/Formula.swift states too, in
integers and single roundings, so both sides hold the same bits and the file needs none of them.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

MASK = (1 << 64) - 1
STEPS = 50
BATCH = 32
BATCHES = 4
CLASSES = 10


# The formula.


def fnv(name):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def bits(name, count, first=0):
    """The finalizer of SplitMix64 over `hash of name + (first + i) * golden ratio`."""
    with np.errstate(over="ignore"):
        index = np.arange(first, first + count, dtype=np.uint64)
        z = np.uint64(fnv(name)) + index * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(name, count, first=0):
    """Uniform in [-1, 1), multiples of 2^-23, exact in single precision."""
    top = (bits(name, count, first) >> np.uint64(40)).astype(np.int64) - (1 << 23)
    return top.astype(np.float32) * np.float32(2.0**-23)


def weight(name, dimensions):
    """Uniform in +-sqrt(6 / fan-in)."""
    fan = np.float32(int(np.prod(dimensions[1:])))
    bound = np.sqrt(np.float32(6) / fan)
    return torch.from_numpy((uniform(name, int(np.prod(dimensions))) * bound).reshape(dimensions))


def around(name, count, centre, spread):
    """centre + spread * u; spread is a power of two, so one rounding."""
    return torch.from_numpy(np.float32(centre) + np.float32(spread) * uniform(name, count))


def images(name, count, shape):
    """Half a pattern of the label's class, half numbers of the image's own; labels."""
    size = int(np.prod(shape))
    labels = (bits(name + ".labels", count) % np.uint64(CLASSES)).astype(np.int64)
    pixels = np.empty((count, size), np.float32)
    for image in range(count):
        own = uniform(name + ".images", size, image * size)
        pattern = uniform(name + ".patterns", size, int(labels[image]) * size)
        pixels[image] = np.float32(0.5) * own + np.float32(0.5) * pattern
    return torch.from_numpy(pixels.reshape((count,) + shape)), torch.from_numpy(labels)


# The networks, as Sources/Networks/Architectures builds them and with its names.


class Network:
    def __init__(self):
        self.parameters = {}
        self.buffers = {}
        self.training = True

    def parameter(self, name, make):
        if name not in self.parameters:
            self.parameters[name] = make().requires_grad_()
        return self.parameters[name]

    def buffer(self, name, make):
        if name not in self.buffers:
            self.buffers[name] = make()
        return self.buffers[name]

    def conv(self, x, name, outputs, kernel, stride=1, padding=0, bias=False, groups=1):
        w = self.parameter(
            name + ".weight",
            lambda: weight(name + ".weight", (outputs, x.shape[1] // groups, kernel, kernel)))
        b = self.bias(name, outputs) if bias else None
        return F.conv2d(x, w, b, stride=stride, padding=padding, groups=groups)

    def linear(self, x, name, outputs):
        x = x.flatten(1)
        w = self.parameter(
            name + ".weight", lambda: weight(name + ".weight", (outputs, x.shape[1])))
        return F.linear(x, w, self.bias(name, outputs))

    def bias(self, name, outputs):
        return self.parameter(
            name + ".bias", lambda: around(name + ".bias", outputs, 0, 0.125))

    def norm(self, x, name):
        channels = x.shape[1]

        def named(part, centre, spread):
            return lambda: around(f"{name}.{part}", channels, centre, spread)

        scale = self.parameter(name + ".scale", named("scale", 1, 0.25))
        shift = self.parameter(name + ".shift", named("shift", 0, 0.125))
        mean = self.buffer(name + ".mean", named("mean", 0, 0.125))
        variance = self.buffer(name + ".variance", named("variance", 2, 1))
        return F.batch_norm(
            x, mean, variance, scale, shift, training=self.training, momentum=0.1, eps=1e-5)


class ConvNet(Network):
    shape = (1, 28, 28)

    def __call__(self, x):
        for number, outputs in [(1, 32), (2, 64)]:
            x = F.relu(self.conv(x, f"conv{number}", outputs, 5, padding=2, bias=True))
            x = F.max_pool2d(x, 2)
        x = F.relu(self.linear(x, "fc1", 128))
        return self.linear(x, "fc2", CLASSES)


class ResNet(Network):
    shape = (3, 32, 32)

    def __init__(self, blocks):
        super().__init__()
        self.blocks = blocks

    def __call__(self, x):
        x = F.relu(self.norm(self.conv(x, "conv1", 16, 3, padding=1), "bn1"))
        return self.stages(x, [16, 32, 64])

    def stages(self, x, all_channels):
        for stage, channels in enumerate(all_channels, 1):
            for block in range(1, self.blocks + 1):
                stride = 2 if stage > 1 and block == 1 else 1
                x = self.block(x, f"s{stage}b{block}", channels, stride)
        return self.linear(x.mean((2, 3)), "fc1", CLASSES)

    def block(self, x, name, channels, stride):
        y = self.conv(x, name + ".conv1", channels, 3, stride=stride, padding=1)
        y = F.relu(self.norm(y, name + ".bn1"))
        y = self.norm(self.conv(y, name + ".conv2", channels, 3, padding=1), name + ".bn2")
        if stride > 1 or x.shape[1] != channels:
            x = self.shortcut(x, name, channels, stride)
        return F.relu(y + x)

    def shortcut(self, x, name, channels, stride):
        added = channels - x.shape[1]
        return F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, added // 2, added - added // 2))


class VGG16(Network):
    shape = (3, 32, 32)

    def __call__(self, x):
        number = 0
        for stage in [[64, 64], [128, 128], [256] * 3, [512] * 3, [512] * 3]:
            for outputs in stage:
                number += 1
                x = self.conv(x, f"conv{number}", outputs, 3, padding=1)
                x = F.relu(self.norm(x, f"bn{number}"))
            x = F.max_pool2d(x, 2)
        return self.linear(x, "fc1", CLASSES)


class ResNet18(ResNet):
    shape = (3, 96, 96)

    def __init__(self):
        super().__init__(2)

    def __call__(self, x):
        x = F.relu(self.norm(self.conv(x, "conv1", 64, 7, stride=2, padding=3), "bn1"))
        x = F.max_pool2d(x, 3, 2, 1)
        return self.stages(x, [64, 128, 256, 512])

    def shortcut(self, x, name, channels, stride):
        return self.norm(self.conv(x, name + ".conv3", channels, 1, stride=stride), name + ".bn3")


class MobileNetV2(Network):
    shape = (3, 96, 96)

    def unit(self, x, prefix, number, outputs, kernel, stride=1, groups=1):
        x = self.conv(x, f"{prefix}conv{number}", outputs, kernel, stride, kernel // 2,
                      groups=groups)
        return F.relu6(self.norm(x, f"{prefix}bn{number}"))

    def __call__(self, x):
        x = self.unit(x, "", 1, 32, 3, 2)
        number = 0
        for growth, channels, blocks, stride in [
                (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                (6, 160, 3, 2), (6, 320, 1, 1)]:
            for block in range(blocks):
                number += 1
                x = self.block(x, f"b{number}.", growth, channels, 1 if block else stride)
        x = self.unit(x, "", 2, 1280, 1)
        return self.linear(x.mean((2, 3)), "fc1", CLASSES)

    def block(self, x, prefix, growth, channels, stride):
        inside = x.shape[1] * growth
        y = self.unit(x, prefix, 1, inside, 1) if growth > 1 else x
        y = self.unit(y, prefix, 2, inside, 3, stride, inside)
        y = self.norm(self.conv(y, prefix + "conv3", channels, 1), prefix + "bn3")
        return y + x if y.shape == x.shape else y


# The figures.


def losses(make, channels_last):
    network = make()
    batches = [images(f"batch{i}", BATCH, network.shape) for i in range(BATCHES)]
    with torch.no_grad():
        network.training = False
        network(batches[0][0])
        network.training = True
    if channels_last:
        batches = [(x.to(memory_format=torch.channels_last), labels) for x, labels in batches]
        for name, value in network.parameters.items():
            if value.dim() == 4:
                laid = value.detach().to(memory_format=torch.channels_last)
                network.parameters[name] = laid.requires_grad_()
    optimizer = torch.optim.SGD(network.parameters.values(), lr=0.01, momentum=0.9)
    result = []
    for step in range(STEPS):
        x, labels = batches[step % BATCHES]
        optimizer.zero_grad()
        loss = F.cross_entropy(network(x), labels)
        loss.backward()
        optimizer.step()
        result.append(loss.item())
    return result


def logits(make, count):
    network = make()
    x, _ = images("batch0", count, network.shape)
    with torch.no_grad():
        network.training = False
        evaluation = network(x).tolist()
        network.training = True
        return {"evaluation": evaluation, "training": network(x).tolist()}


def rounded(value):
    """Nine digits hold a single-precision number exactly."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def main():
    torch.manual_seed(0)
    nets = {"resnet20": lambda: ResNet(3), "convnet": ConvNet}
    figures = {
        "torch": torch.__version__.split("+")[0],
        "training": {
            name: {"eager": losses(make, False), "channelsLast": losses(make, True)}
            for name, make in nets.items()
        },
        "forward": {
            "vgg16": logits(VGG16, 4),
            "resnet56": logits(lambda: ResNet(9), 4),
            "resnet18": logits(ResNet18, 4),
            "mobilenetv2": {**logits(MobileNetV2, 4), "training": []},
        },
    }
    path = pathlib.Path(__file__).with_name("agreement.json")
    path.write_text(json.dumps(rounded(figures), indent=1) + "\n")


if __name__ == "__main__":
    main()
