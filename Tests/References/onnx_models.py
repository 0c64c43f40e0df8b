"""Models of other programs for onnx_import.py, with random weights from seeded generators.

    python Tests/References/onnx_models.py FOLDER [NAME ...]

writes FOLDER/NAME.onnx for each model whose name begins with one of NAME (all):

- light-*: the nine graphs under backend/test/data/light of the onnx package, each of whose
  ConstantOfShape weights is drawn: He's scale for products, batch norm's mean, variance and scale
  drawn too. A softmax at the end is left out: with such weights it would give 0 and 1 alone.
- torch-*: networks of torchvision as torch.onnx.export writes them, by its two exporters, and CIFAR
  ResNets written here, statistics drawn too. They need torch and torchvision.
"""

import pathlib
import sys

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper

VISION = [
    "resnet18", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0", "densenet121",
    "squeezenet1_1", "shufflenet_v2_x1_0", "regnet_y_400mf",
]


# The graphs of the onnx package.


def light(path, seed):
    """The model with drawn weights in the place of those that ConstantOfShape makes."""
    model = onnx.load(path)
    graph = model.graph
    generator = np.random.default_rng(seed)
    sizes = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}
    roles = {}
    for node in graph.node:
        if node.op_type in ("Conv", "Gemm"):
            roles[node.input[1]] = "weight"
            if len(node.input) > 2:
                roles[node.input[2]] = "bias"
        elif node.op_type == "BatchNormalization":
            for name, role in zip(node.input[1:], ("scale", "shift", "mean", "variance")):
                roles[name] = role
        elif node.op_type == "Unsqueeze":
            roles[node.input[0]] = "factor"
    # Of a scale layer, Unsqueeze-Mul-Add, the addend is a shift.
    unsqueezed = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Unsqueeze"}
    for node in graph.node:
        if node.op_type == "Add":
            for name in node.input:
                if name in unsqueezed:
                    roles[unsqueezed[name]] = "shift"
    # Behind the last convolution of SqueezeNet stand a rectifier and a mean, and nothing else.
    if not any(node.op_type == "Gemm" for node in graph.node):
        last = [node for node in graph.node if node.op_type == "Conv"][-1]
        roles[last.input[1]] = "positive"
    if graph.node[-1].op_type == "Softmax":
        graph.output[0].name = graph.node[-1].input[0]
        del graph.node[-1]
    kept = []
    made = []
    for node in graph.node:
        if node.op_type != "ConstantOfShape" or node.output[0] not in roles:
            kept.append(node)
            continue
        shape = [int(size) for size in sizes[node.input[0]]]
        values = draw(generator, roles[node.output[0]], shape)
        made.append(onnx.numpy_helper.from_array(values, node.output[0]))
    used = {name for node in kept for name in node.input}
    initializers = [t for t in graph.initializer if t.name in used] + made
    del graph.node[:]
    graph.node.extend(kept)
    del graph.initializer[:]
    graph.initializer.extend(initializers)
    names = {t.name for t in initializers}
    inputs = [value for value in graph.input if value.name not in sizes or value.name in names]
    del graph.input[:]
    graph.input.extend(inputs)
    return model


def draw(generator, role, shape):
    if role in ("weight", "positive"):
        inputs = int(np.prod(shape[1:]))
        values = generator.standard_normal(shape) * np.sqrt(2 / inputs)
        # Rectified outputs that are all zero would be one number.
        values = np.abs(values) if role == "positive" else values
    elif role in ("scale", "factor"):
        values = generator.uniform(0.5, 1.5, shape)
    elif role == "variance":
        values = generator.uniform(0.5, 2, shape)
    elif role == "bias":
        values = generator.standard_normal(shape) * 0.3
    else:
        values = generator.standard_normal(shape) * 0.1
    return values.astype(np.float32)


# Networks of PyTorch.


def drawn(network, seed):
    """Random weights, and statistics that are not those of a fresh network."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.1, generator=generator)
            module.running_mean.normal_(0, 0.1, generator=generator)
            module.running_var.uniform_(0.5, 2, generator=generator)
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            torch.nn.init.kaiming_normal_(module.weight, generator=generator)
            if module.bias is not None:
                module.bias.data.normal_(0, 0.3, generator=generator)
    # Rectified outputs of SqueezeNet that are all zero would be one number.
    if type(network).__name__ == "SqueezeNet":
        network.classifier[1].weight.data.abs_()
    return network.eval()


def cifar_resnet(blocks, option):
    """The ResNet for CIFAR of He et al. (CVPR 2016), with shortcuts of option A or B."""
    import torch
    from torch import nn
    import torch.nn.functional as F

    class Pad(nn.Module):
        def __init__(self, planes):
            super().__init__()
            self.planes = planes

        def forward(self, x):
            return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.planes // 4, self.planes // 4))

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.shortcut = nn.Sequential()
            if stride != 1 and option == "A":
                self.shortcut = Pad(outputs)
            elif stride != 1:
                self.shortcut = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

        def forward(self, x):
            y = F.relu(self.bn1(self.conv1(x)))
            return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))

    class ResNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(16)
            stages = []
            inputs = 16
            for outputs, stride in ((16, 1), (32, 2), (64, 2)):
                layers = []
                for index in range(blocks):
                    layers.append(Block(inputs, outputs, stride if index == 0 else 1))
                    inputs = outputs
                stages.append(nn.Sequential(*layers))
            self.layer1, self.layer2, self.layer3 = stages
            self.linear = nn.Linear(64, 10)

        def forward(self, x):
            x = F.relu(self.bn1(self.conv1(x)))
            x = self.layer3(self.layer2(self.layer1(x)))
            x = F.avg_pool2d(x, x.size()[3])
            return self.linear(x.view(x.size(0), -1))

    return ResNet()


def vision():
    """torchvision; its operators in C++, which no classifier needs, may be of another build."""
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision

    return torchvision, library


def torch_models():
    """By name: what makes the network, and the sizes of an image."""
    torchvision, _ = vision()

    models = {
        f"torch-{name}": (lambda name=name: getattr(torchvision.models, name)(), (3, 224, 224))
        for name in VISION
    }
    for depth, option in ((20, "A"), (20, "B"), (56, "A")):
        models[f"torch-cifar-resnet{depth}{option.lower()}"] = (
            lambda depth=depth, option=option: cifar_resnet((depth - 2) // 6, option), (3, 32, 32))
    return models


def export(network, image, path, dynamo, version):
    import torch

    x = torch.zeros(2, *image)
    names = {"input_names": ["input"], "output_names": ["logits"]}
    if dynamo:
        torch.onnx.export(
            network, (x,), path, dynamo=True, external_data=False, opset_version=version,
            dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=1024)},), verbose=False,
            **names)
    else:
        torch.onnx.export(
            network, (x,), path, dynamo=False, opset_version=version,
            dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}}, **names)


def main(folder, wanted):
    folder.mkdir(parents=True, exist_ok=True)

    def is_wanted(name):
        return not wanted or any(name.startswith(word) for word in wanted)

    data = pathlib.Path(onnx.__file__).parent / "backend/test/data/light"
    for seed, path in enumerate(sorted(data.glob("*.onnx"))):
        name = path.stem.replace("light_", "light-")
        if is_wanted(name):
            onnx.save(light(path, seed), folder / f"{name}.onnx")
            print(name, flush=True)
    if wanted and not any("torch".startswith(w[:5]) for w in wanted):
        return
    for seed, (name, (make, image)) in enumerate(torch_models().items()):
        # The older exporter at its oldest and its default set, the newer one at its own.
        for kind, dynamo, version in (("", False, 17), ("-set11", False, 11), ("-dynamo", True, 18)):
            if is_wanted(name + kind):
                network = drawn(make(), seed)
                try:
                    export(network, image, folder / f"{name}{kind}.onnx", dynamo, version)
                except Exception as error:
                    print(f"{name}{kind}: not exported: {str(error).splitlines()[0]}", flush=True)
                    continue
                print(name + kind, flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
