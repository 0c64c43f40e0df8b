"""Reference figures from five counting tools for Tests/NetworksTests/ConventionTests.swift.

    python3 -m venv counters && . counters/bin/activate
    pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu
    pip install numpy setuptools wheel
    pip install fvcore==0.1.5.post20221221 ptflops==0.7.5 thop==0.1.1-2209072238 torchinfo==1.8.0
    pip install --no-build-isolation deepspeed==0.19.8
    python Tests/References/counters.py

writes counters.json beside this file: for each network the lines that build it (as `layers` and `add`
know them) and what each tool returns for it, under the tool's own names. It runs a few seconds,
and refuses other versions.

The networks are those of Sources/Networks/Architectures, and some that `network new` builds. A layer
is a module (nn.Conv2d, nn.BatchNorm2d, nn.ReLU, nn.AdaptiveAvgPool2d, ...), `sum` is `+`, `concat` is
torch.cat, `shortcut` a slice and F.pad. Evaluation mode, one image, each tool with its defaults.
"""

import importlib.metadata
import json
import logging
import pathlib
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

# The networks, line by line.

STEMS = {
    "avgpool": "pool", "batchnorm": "bn", "globalpool": "pool", "linear": "fc", "maxpool": "pool"}


class Lines:
    """Lines as Graph.lines writes them: every layer named, `from` where it is not the one before."""

    def __init__(self, *shape):
        self.shape = shape
        self.lines = []
        self.names = []
        self.stems = []

    def add(self, layer, name=None, inputs=None):
        stem = STEMS.get(layer.split()[0], layer.split()[0])
        if name is None:
            number = self.stems.count(stem) + 1
            while f"{stem}{number}" in self.names:
                number += 1
            name = f"{stem}{number}"
        line = f"{layer} name={name}"
        before = self.names[-1] if self.names else "input"
        if inputs is not None and inputs != [before]:
            line += " from=" + ",".join(inputs)
        self.lines.append(line)
        self.names.append(name)
        self.stems.append(stem)
        return name

    def unit(self, convolution, number, prefix="", inputs=None, rectifier="relu"):
        """A convolution without a bias, batch norm and a rectifier."""
        self.add(f"{convolution} bias=off", f"{prefix}conv{number}", inputs)
        self.add("batchnorm", f"{prefix}bn{number}")
        return self.add(rectifier, f"{prefix}relu{number}")

    def all(self, *layers):
        for layer in layers:
            self.add(layer)
        return self


def mlp(*sizes, inputs=(1, 28, 28), classes=10):
    lines = Lines(*inputs)
    for size in sizes:
        lines.all(f"linear {size}", "relu")
    return lines.all(f"linear {classes}")


def convnet():
    lines = Lines(1, 28, 28)
    for channels in [32, 64]:
        lines.all(f"conv {channels} 5x5 pad=2", "relu", "maxpool 2")
    return lines.all("linear 128", "relu", "linear 10")


def lenet5():
    return Lines(1, 28, 28).all(
        "conv 6 5x5 pad=2", "relu", "maxpool 2", "conv 16 5x5", "relu", "maxpool 2", "linear 120",
        "relu", "linear 84", "relu", "linear 10")


def lenet_caffe():
    return Lines(1, 28, 28).all(
        "conv 20 5x5", "maxpool 2", "conv 50 5x5", "maxpool 2", "linear 500", "relu", "linear 10")


def vgg16():
    lines = Lines(3, 32, 32)
    for stage in [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3]:
        for channels in stage:
            lines.all(f"conv {channels} 3x3 pad=1 bias=off", "batchnorm", "relu")
        lines.add("maxpool 2")
    return lines.all("linear 10")


def resnet(blocks, *shape):
    lines = Lines(*(shape or (3, 32, 32)))
    lines.all("conv 16 3x3 pad=1 bias=off", "batchnorm")
    last, width = lines.add("relu"), 16
    for stage, channels in [(1, 16), (2, 32), (3, 64)]:
        for block in range(1, blocks + 1):
            stride = 2 if stage > 1 and block == 1 else 1
            name = f"s{stage}b{block}"
            step = f" stride={stride}" if stride > 1 else ""
            lines.add(
                f"conv {channels} 3x3{step} pad=1 bias=off", f"{name}.conv1", [last])
            lines.add("batchnorm", f"{name}.bn1")
            lines.add("relu", f"{name}.relu1")
            lines.add(f"conv {channels} 3x3 pad=1 bias=off", f"{name}.conv2")
            branch = lines.add("batchnorm", f"{name}.bn2")
            around = last
            if stride > 1 or width != channels:
                around = lines.add(
                    f"shortcut {channels}{step}", f"{name}.shortcut", [last])
            lines.add("sum", f"{name}.sum", [branch, around])
            last, width = lines.add("relu", f"{name}.relu2"), channels
    return lines.all("globalpool", "linear 10")


def resnet18():
    lines = Lines(3, 224, 224).all("conv 64 7x7 stride=2 pad=3 bias=off", "batchnorm", "relu")
    last, width = lines.add("maxpool 3 stride=2 pad=1"), 64
    for stage, channels in [(1, 64), (2, 128), (3, 256), (4, 512)]:
        for block in (1, 2):
            step = " stride=2" if channels != width else ""
            name = f"s{stage}b{block}"
            lines.unit(f"conv {channels} 3x3{step} pad=1", 1, f"{name}.", [last])
            lines.add(f"conv {channels} 3x3 pad=1 bias=off", f"{name}.conv2")
            branch = lines.add("batchnorm", f"{name}.bn2")
            around = last
            if step:
                lines.add(f"conv {channels} 1x1{step} bias=off", f"{name}.conv3", [last])
                around = lines.add("batchnorm", f"{name}.bn3")
            lines.add("sum", f"{name}.sum", [branch, around])
            last, width = lines.add("relu", f"{name}.relu2"), channels
    return lines.all("globalpool", "linear 1000")


def inverted(stages, *shape, stride=2, classes=1000):
    """Inverted residuals: growth, channels, blocks, stride and side of the window of each stage."""
    lines = Lines(*shape)

    def unit(convolution, name, number, before):
        return lines.unit(convolution, number, name, [before], "relu6")

    step = f" stride={stride}" if stride > 1 else ""
    last, width, block = unit(f"conv 32 3x3{step} pad=1", "", 1, "input"), 32, 0
    for growth, channels, count, stride, side in stages:
        for index in range(count):
            block += 1
            name, before = f"b{block}.", last
            if growth > 1:
                last = unit(f"conv {width * growth} 1x1", name, 1, last)
            step = f" stride={stride}" if index == 0 and stride > 1 else ""
            last = unit(f"depthwise {side}x{side}{step} pad={side // 2}", name, 2, last)
            lines.add(f"conv {channels} 1x1 bias=off", f"{name}conv3", [last])
            last = lines.add("batchnorm", f"{name}bn3")
            if not step and width == channels:
                last = lines.add("sum", f"{name}sum", [last, before])
            width = channels
    unit("conv 1280 1x1", "", 2, last)
    return lines.all("globalpool", "dropout 0.2", f"linear {classes}")


MOBILE = [
    (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3), (6, 96, 3, 1, 3),
    (6, 160, 3, 2, 3), (6, 320, 1, 1, 3)]
LITE = [
    (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)]


def mobilenetv2_small():
    stages = [tuple(stage) for stage in MOBILE]
    stages[1] = (6, 24, 2, 1, 3)
    return inverted(stages, 3, 32, 32, stride=1, classes=10)


def wide(depth, widening):
    """A wide ResNet: norm and rectifier in front of each convolution."""
    lines = Lines(3, 32, 32)
    last, width = lines.add("conv 16 3x3 pad=1 bias=off"), 16
    for stage in (1, 2, 3):
        channels = 8 * 2 ** stage * widening
        for block in range(1, (depth - 4) // 6 + 1):
            step = " stride=2" if stage > 1 and block == 1 else ""
            name = f"s{stage}b{block}"
            lines.add("batchnorm", f"{name}.bn1", [last])
            active = lines.add("relu", f"{name}.relu1")
            lines.add(f"conv {channels} 3x3{step} pad=1 bias=off", f"{name}.conv1")
            lines.add("batchnorm", f"{name}.bn2")
            lines.add("relu", f"{name}.relu2")
            branch = lines.add(f"conv {channels} 3x3 pad=1 bias=off", f"{name}.conv2")
            around = last
            if step or width != channels:
                around = lines.add(
                    f"conv {channels} 1x1{step} bias=off", f"{name}.conv3", [active])
            last, width = lines.add("sum", f"{name}.sum", [branch, around]), channels
    lines.add("batchnorm", "bn1")
    lines.add("relu", "relu1")
    return lines.all("globalpool", "linear 10")


def dense(depth, growth, bottleneck):
    """A DenseNet of three blocks for small images."""
    lines = Lines(3, 32, 32)
    width = 2 * growth if bottleneck else 16
    last = lines.add(f"conv {width} 3x3 pad=1 bias=off")
    for block in (1, 2, 3):
        for layer in range(1, (depth - 4) // (6 if bottleneck else 3) + 1):
            name = f"b{block}l{layer}"
            lines.add("batchnorm", f"{name}.bn1", [last])
            lines.add("relu", f"{name}.relu1")
            number = 1
            if bottleneck:
                lines.add(f"conv {4 * growth} 1x1 bias=off", f"{name}.conv1")
                lines.add("batchnorm", f"{name}.bn2")
                lines.add("relu", f"{name}.relu2")
                number = 2
            added = lines.add(f"conv {growth} 3x3 pad=1 bias=off", f"{name}.conv{number}")
            last, width = lines.add("concat", f"{name}.concat", [last, added]), width + growth
        if block < 3:
            lines.add("batchnorm", f"t{block}.bn1")
            lines.add("relu", f"t{block}.relu1")
            width = width // 2 if bottleneck else width
            lines.add(f"conv {width} 1x1 bias=off", f"t{block}.conv1")
            last = lines.add("avgpool 2", f"t{block}.pool1")
    lines.add("batchnorm", "bn1")
    lines.add("relu", "relu1")
    return lines.all("globalpool", "linear 10")


def resnet50():
    lines = Lines(3, 224, 224).all("conv 64 7x7 stride=2 pad=3 bias=off", "batchnorm", "relu")
    last, width = lines.add("maxpool 3 stride=2 pad=1"), 64
    for stage, blocks in enumerate([3, 4, 6, 3]):
        inside = 64 * 2 ** stage
        for block in range(1, blocks + 1):
            step = " stride=2" if stage > 0 and block == 1 else ""
            name = f"s{stage + 1}b{block}"
            lines.add(f"conv {inside} 1x1 bias=off", f"{name}.conv1", [last])
            lines.add("batchnorm", f"{name}.bn1")
            lines.add("relu", f"{name}.relu1")
            lines.add(f"conv {inside} 3x3{step} pad=1 bias=off", f"{name}.conv2")
            lines.add("batchnorm", f"{name}.bn2")
            lines.add("relu", f"{name}.relu2")
            lines.add(f"conv {4 * inside} 1x1 bias=off", f"{name}.conv3")
            branch, around = lines.add("batchnorm", f"{name}.bn3"), last
            if width != 4 * inside:
                lines.add(f"conv {4 * inside} 1x1{step} bias=off", f"{name}.conv4", [last])
                around = lines.add("batchnorm", f"{name}.bn4")
            lines.add("sum", f"{name}.sum", [branch, around])
            last, width = lines.add("relu", f"{name}.relu3"), 4 * inside
    return lines.all("globalpool", "linear 1000")


def same(size, side, stride):
    """TensorFlow's padding before and behind."""
    total = max(0, (-(-size // stride) - 1) * stride + side - size)
    return total // 2, total - total // 2


def padding(rows, columns, stride, shape):
    """pad= and stride= of a window that is laid at every `stride`-th position."""
    height, width = shape
    top, bottom = same(height, rows, stride)
    left, right = same(width, columns, stride)
    words = f" stride={stride}" if stride > 1 else ""
    if (top, left) == (bottom, right):
        pad = f"{top}" if top == left else f"{top}x{left}"
        return words + (f" pad={pad}" if top or left else "")
    return words + f" pad={top},{left},{bottom},{right}"


def half(shape, stride):
    return tuple(-(-size // stride) for size in shape)


def resnet8():
    """MLPerf Tiny's image classification (mlcommons/tiny, keras_model.py)."""
    lines = Lines(3, 32, 32)
    last, shape = lines.unit("conv 16 3x3 pad=1", 1), (32, 32)
    for stage, (channels, stride) in enumerate([(16, 1), (32, 2), (64, 2)]):
        prefix = f"s{stage + 1}b1"
        pad = padding(3, 3, stride, shape)
        lines.unit(f"conv {channels} 3x3{pad}", 1, f"{prefix}.", [last])
        lines.add(f"conv {channels} 3x3 pad=1 bias=off", f"{prefix}.conv2")
        branch = lines.add("batchnorm", f"{prefix}.bn2")
        around = last
        if stride > 1:
            around = lines.add(f"conv {channels} 1x1 stride={stride}", f"{prefix}.conv3", [last])
        lines.add("sum", f"{prefix}.sum", [branch, around])
        last, shape = lines.add("relu", f"{prefix}.relu2"), half(shape, stride)
    lines.add("globalpool")
    lines.add("linear 10")
    return lines


def pair(lines, channels, stride, prefix, shape):
    """A depthwise window and a convolution of 1x1."""
    pad = padding(3, 3, stride, shape)
    lines.unit(f"depthwise 3x3{pad}", 1, f"{prefix}.")
    lines.unit(f"conv {channels} 1x1", 2, f"{prefix}.")


def mobilenetv1():
    """MLPerf Tiny's visual wake words (mlcommons/tiny, vww_model.py)."""
    lines, shape = Lines(3, 96, 96), (96, 96)
    lines.unit(f"conv 8 3x3{padding(3, 3, 2, shape)}", 1)
    shape = half(shape, 2)
    kinds = [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2)] + [(128, 1)] * 5
    for index, (channels, stride) in enumerate(kinds + [(256, 2), (256, 1)]):
        pair(lines, channels, stride, f"b{index + 1}", shape)
        shape = half(shape, stride)
    lines.add("globalpool")
    lines.add("linear 2")
    return lines


def ds_cnn():
    """MLPerf Tiny's keyword spotting (mlcommons/tiny, keras_model.py)."""
    lines = Lines(1, 49, 10)
    lines.unit(f"conv 64 10x4{padding(10, 4, 2, (49, 10))}", 1)
    lines.add("dropout 0.2")
    for index in range(4):
        pair(lines, 64, 1, f"b{index + 1}", (25, 5))
    lines.add("dropout 0.4")
    lines.add("globalpool")
    lines.add("linear 12")
    return lines


def autoencoder():
    """MLPerf Tiny's anomaly detection (mlcommons/tiny, keras_model.py)."""
    lines = Lines(640)
    for size in [128] * 4 + [8] + [128] * 4:
        lines.add(f"linear {size} bias=off")
        lines.add("batchnorm")
        lines.add("relu")
    lines.add("linear 640")
    return lines


def separable():
    """Depthwise convolutions, with and without a bias, each with a 1x1 convolution behind it."""
    lines = Lines(3, 32, 32).all("conv 16 3x3 stride=2 pad=1 bias=off", "batchnorm", "relu")
    for channels, step in [(32, ""), (64, " stride=2"), (128, " stride=2")]:
        lines.all(
            f"depthwise 3x3{step} pad=1 bias=off", "batchnorm", "relu",
            f"conv {channels} 1x1 bias=off", "batchnorm", "relu")
    return lines.all("depthwise 3x3 pad=1", "relu", "globalpool", "linear 10")


def branches():
    """Branches of 1x1, 3x3 and 5x5 that concat joins, twice."""
    lines = Lines(3, 32, 32).all("conv 16 3x3 pad=1", "relu", "maxpool 2")
    last = lines.names[-1]
    for _ in range(2):
        ends = []
        for layers in [
            ["conv 8 1x1", "relu"],
            ["conv 8 1x1", "relu", "conv 16 3x3 pad=1", "relu"],
            ["conv 4 1x1", "relu", "conv 8 5x5 pad=2", "relu"],
        ]:
            before = last
            for layer in layers:
                before = lines.add(layer, inputs=[before])
            ends.append(before)
        lines.add("concat", inputs=ends)
        last = lines.add("maxpool 3 stride=2")
    return lines.all("globalpool", "linear 10")


def kinds():
    """Every kind of layer at least once, in forms that the others lack."""
    lines = Lines(4, 17, 15).all("conv 8 3x2 stride=2 pad=1 groups=2", "batchnorm")
    first = lines.add("sigmoid")
    second = lines.add("depthwise 3x3 pad=1")
    third = lines.add("conv 8 1x1 groups=4 bias=off", inputs=[first])
    lines.add("sum", inputs=[first, second, third])
    lines.all("relu", "avgpool 3 stride=1", "dropout 0.5", "shortcut 11 stride=2")
    pooled = lines.add("maxpool 2 stride=1")
    lines.add("concat", inputs=[pooled, pooled])
    lines.all(
        "flatten", "linear 20 bias=off", "batchnorm", "sigmoid", "dropout 0.25", "linear 12", "relu")
    return lines.all("linear 3")


def unread():
    """A layer that nothing reads: PyTorch runs it all the same, and drops what it puts out."""
    lines = Lines(1, 8, 8)
    first = lines.add("conv 4 3x3", "a")
    lines.add("conv 8 3x3", "dead")
    lines.add("linear 10", "out", [first])
    return lines


def unread_kinds():
    """Every kind of layer among those that nothing reads."""
    lines = Lines(4, 16, 16)
    first = lines.add("conv 8 3x3 pad=1 bias=off")
    lines.all("depthwise 3x3 pad=1", "batchnorm")
    second = lines.add("relu")
    lines.add("sum", inputs=[first, second])
    lines.all("sigmoid", "dropout 0.5", "maxpool 2", "avgpool 2", "shortcut 12 stride=2")
    joined = lines.add("concat", inputs=[lines.names[-1]] * 2)
    lines.all("globalpool", "linear 7", "relu")
    lines.add("flatten", inputs=[joined])
    lines.add("linear 3", inputs=[first])
    return lines


NETWORKS = {
    "convnet": convnet,
    "mlp": lambda: mlp(300, 100),
    "lenet5": lenet5,
    "lenet-caffe": lenet_caffe,
    "vgg16": vgg16,
    "resnet20": lambda: resnet(3),
    "resnet56": lambda: resnet(9),
    "resnet18": resnet18,
    "resnet50": resnet50,
    "mobilenetv2": lambda: inverted(MOBILE, 3, 224, 224),
    "mobilenetv2-small": mobilenetv2_small,
    "efficientnet-lite0": lambda: inverted(LITE, 3, 224, 224),
    "wrn-16-4": lambda: wide(16, 4),
    "densenet-40-12": lambda: dense(40, 12, False),
    "densenet-bc-100-12": lambda: dense(100, 12, True),
    "resnet8": resnet8,
    "mobilenetv1-0.25": mobilenetv1,
    "ds-cnn": ds_cnn,
    "fc-autoencoder": autoencoder,
    "separable": separable,
    "branches": branches,
    "kinds": kinds,
    "points": lambda: mlp(16, 16, inputs=(2,), classes=2),
    "unread": unread,
    "unread-kinds": unread_kinds,
}


# The same in PyTorch.


def margins(text):
    """Top, left, bottom and right of pad=1, pad=1x0 or pad=0,0,1,1."""
    if "," in text:
        return tuple(int(side) for side in text.split(","))
    sides = [int(side) for side in text.split("x")]
    return (sides[0], sides[-1]) * 2


class Network(nn.Module):
    def __init__(self, lines):
        super().__init__()
        self.layers = nn.ModuleDict()
        self.plan = []
        values = {"input": torch.zeros(1, *lines.shape)}
        before = "input"
        for line in lines.lines:
            words = [word for word in line.split() if "=" not in word]
            options = dict(word.split("=") for word in line.split() if "=" in word)
            name = options.pop("name")
            inputs = options.pop("from", before).split(",")
            module = self.module(words, options, values[inputs[0]])
            key = name.replace(".", "_")
            if module is not None:
                self.layers[key] = module.eval()
            self.plan.append((words, options, name, key, inputs))
            values[name] = self.apply_layer(self.plan[-1], values)
            before = name

    @staticmethod
    def module(words, options, x):
        kind = words[0]
        count = int(words[1]) if len(words) > 1 and words[1].isdigit() else None
        channels = x.shape[1]
        bias = options.get("bias") != "off"
        stride = int(options.get("stride", 1))
        if kind in ("conv", "depthwise"):
            window = tuple(int(side) for side in words[-1].split("x"))
            groups = channels if kind == "depthwise" else int(options.get("groups", 1))
            top, left, bottom, right = margins(options.get("pad", "0"))
            uneven = (top, left) != (bottom, right)
            convolution = nn.Conv2d(
                channels, count or channels, window, stride=stride,
                padding=(0, 0) if uneven else (top, left), groups=groups, bias=bias)
            if not uneven:
                return convolution
            return nn.Sequential(nn.ZeroPad2d((left, right, top, bottom)), convolution)
        if kind == "batchnorm":
            return nn.BatchNorm2d(channels) if x.dim() == 4 else nn.BatchNorm1d(channels)
        if kind in ("maxpool", "avgpool"):
            pool = nn.MaxPool2d if kind == "maxpool" else nn.AvgPool2d
            return pool(
                count, stride=int(options.get("stride", count)),
                padding=int(options.get("pad", 0)))
        simple = {
            "linear": lambda: nn.Linear(x.flatten(1).shape[1], count, bias=bias),
            "relu": nn.ReLU,
            "relu6": nn.ReLU6,
            "sigmoid": nn.Sigmoid,
            "dropout": lambda: nn.Dropout(float(words[1])),
            "flatten": nn.Flatten,
            "globalpool": lambda: nn.AdaptiveAvgPool2d(1),
        }
        return simple[kind]() if kind in simple else None

    def apply_layer(self, step, values):
        words, options, _, key, names = step
        inputs = [values[name] for name in names]
        x = inputs[0]
        if words[0] == "sum":
            for other in inputs[1:]:
                x = x + other
            return x
        if words[0] == "concat":
            return torch.cat(inputs, dim=1)
        if words[0] == "shortcut":
            stride = int(options.get("stride", 1))
            added = int(words[1]) - x.shape[1]
            return F.pad(
                x[:, :, ::stride, ::stride], (0, 0, 0, 0, added // 2, added - added // 2))
        if words[0] == "linear":
            return self.layers[key](x.flatten(1))
        y = self.layers[key](x)
        return y.flatten(1) if words[0] == "globalpool" else y

    def forward(self, x):
        values = {"input": x}
        for step in self.plan:
            values[step[2]] = self.apply_layer(step, values)
        return values[self.plan[-1][2]]


# The tools.


def fvcore(net, shape):
    from fvcore.nn import FlopCountAnalysis, parameter_count

    analysis = FlopCountAnalysis(net, torch.zeros(1, *shape))
    return {"flops": analysis.total(), "parameters": parameter_count(net)[""]}


def ptflops(net, shape):
    from ptflops import get_model_complexity_info

    macs, parameters = get_model_complexity_info(
        net, tuple(shape), as_strings=False, print_per_layer_stat=False, verbose=False)
    return {"MACs": macs, "parameters": parameters}


def thop(net, shape):
    from thop import profile

    macs, parameters = profile(net, inputs=(torch.zeros(1, *shape),), verbose=False)
    return {"MACs": macs, "parameters": parameters}


def torchinfo(net, shape):
    from torchinfo import summary

    found = summary(net, input_size=(1, *shape), verbose=0)
    return {"mult-adds": found.total_mult_adds, "parameters": found.total_params}


def deepspeed(net, shape):
    from deepspeed.profiling.flops_profiler import get_model_profile

    flops, macs, parameters = get_model_profile(
        net, input_shape=(1, *shape), print_profile=False, as_string=False)
    return {"flops": flops, "MACs": macs, "parameters": parameters}


VERSIONS = {
    "torch": "2.13.0", "fvcore": "0.1.5.post20221221", "ptflops": "0.7.5",
    "thop": "0.1.1-2209072238", "torchinfo": "1.8.0", "deepspeed": "0.19.8"}

# DeepSpeed puts its own functions in PyTorch's place, so it comes last.
TOOLS = {
    "fvcore": fvcore, "ptflops": ptflops, "thop": thop, "torchinfo": torchinfo,
    "deepspeed": deepspeed}


def whole(value):
    """A count as an integer; a tool that returns a fraction is not rounded in silence."""
    assert int(value) == value, value
    return int(value)


def figures(tool, lines):
    net = Network(lines).eval()
    with torch.no_grad():
        return {name: whole(value) for name, value in tool(net, lines.shape).items()}


def main():
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    found = {name: importlib.metadata.version(name).split("+")[0] for name in VERSIONS}
    assert found == VERSIONS, found
    result = {"versions": found, "networks": {}}
    for name, make in NETWORKS.items():
        lines = make()
        result["networks"][name] = {
            "input": "x".join(str(side) for side in lines.shape), "lines": lines.lines,
            "tools": {}}
    for tool, count in TOOLS.items():
        for name, make in NETWORKS.items():
            result["networks"][name]["tools"][tool] = figures(count, make())
    path = pathlib.Path(__file__).with_name("counters.json")
    path.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
