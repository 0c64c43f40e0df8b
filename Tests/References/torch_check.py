"""State dicts of PyTorch that Pollard reads, and those that it writes, beside PyTorch itself.

    python3 -m venv torch && . torch/bin/activate
    pip install torch==2.15.0 numpy==2.4.6 onnxruntime==1.32.0 safetensors==0.8.0
    swift build --product pollard
    python Tests/References/torch_check.py [PROGRAM]

PROGRAM is .build/debug/pollard unless named; ./dev check-all torch runs it with what is installed in
.build/torch. It ends with 66 where PyTorch is missing. Weights are random, those of batch norm and
its statistics too; nothing is fetched.

In: models with the modules and names of akamaster's and chenyaofo's CIFAR ResNets, of torchvision's
VGG-16 with batch norm (and of one for small images), ResNet-18 and MobileNetV2, written below, are
saved and imported `into` the presets. Out: networks of Pollard, pruned ones too, are exported with
names=pytorch; the class beside the file loads it strictly, and its state dict goes back into the
network. Logits are Pollard's by way of its ONNX export in ONNX Runtime, to 1e-4 of the largest.
"""

import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import onnxruntime
    import torch
    from safetensors.torch import load_file, save_file
    from torch import nn
    from torch.nn import functional
except ImportError as missing:
    print(f"needs PyTorch and ONNX Runtime: {missing}")
    sys.exit(66)

TOLERANCE = 1e-4


def unit(inputs, outputs, side, stride=1, groups=1, act=nn.ReLU):
    """Convolution, norm and rectifier, as torchvision numbers them."""
    parts = [nn.Conv2d(inputs, outputs, side, stride, side // 2, groups=groups, bias=False),
             nn.BatchNorm2d(outputs)]
    return nn.Sequential(*parts, *([act()] if act else []))


class Block(nn.Module):
    """Two 3x3 convolutions; the shortcut is zeros (A), or a convolution called `around`."""

    def __init__(self, inputs, outputs, stride, around):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.around, self.extra = around, outputs - inputs
        if around and (stride > 1 or inputs != outputs):
            self.add_module(around, unit(inputs, outputs, 1, stride, act=None))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if y.shape != x.shape:
            half = self.extra // 2
            x = (getattr(self, self.around)(x) if self.around else
                 functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, half, half)))
        return torch.relu(x + y)


class Bottleneck(nn.Module):
    def __init__(self, inputs, inside, stride):
        super().__init__()
        outputs = 4 * inside
        self.conv1 = nn.Conv2d(inputs, inside, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inside)
        self.conv2 = nn.Conv2d(inside, inside, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(inside)
        self.conv3 = nn.Conv2d(inside, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        if stride > 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(torch.relu(self.bn2(self.conv2(y)))))
        return torch.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for stage, blocks in enumerate([3, 4, 6, 3]):
            layers = []
            for block in range(blocks):
                layers.append(Bottleneck(inputs, 64 << stage, 2 if stage and not block else 1))
                inputs = 256 << stage
            self.add_module(f"layer{stage + 1}", nn.Sequential(*layers))
        self.fc = nn.Linear(inputs, 1000)

    def forward(self, x):
        x = functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for stage in range(1, 5):
            x = getattr(self, f"layer{stage}")(x)
        return self.fc(x.mean((2, 3)))


class ResNet(nn.Module):
    def __init__(self, blocks, widths, around, head, photographs=False):
        super().__init__()
        side = 7 if photographs else 3
        self.conv1 = nn.Conv2d(3, widths[0], side, 2 if photographs else 1, side // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.photographs, self.head, self.stages = photographs, head, len(widths)
        inputs = widths[0]
        for stage, width in enumerate(widths, 1):
            layers = []
            for block in range(blocks):
                layers.append(Block(inputs, width, 2 if stage > 1 and block == 0 else 1, around))
                inputs = width
            self.add_module(f"layer{stage}", nn.Sequential(*layers))
        self.add_module(head, nn.Linear(inputs, 1000 if photographs else 10))

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        if self.photographs:
            x = functional.max_pool2d(x, 3, 2, 1)
        for stage in range(1, self.stages + 1):
            x = getattr(self, f"layer{stage}")(x)
        return getattr(self, self.head)(x.mean((2, 3)))


class VGG(nn.Module):
    PLAN = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]

    def __init__(self, side, hidden, classes):
        super().__init__()
        layers, inputs = [], 3
        for width in self.PLAN:
            if width == 0:
                layers.append(nn.MaxPool2d(2, 2))
                continue
            layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
            inputs = width
        self.features = nn.Sequential(*layers)
        size = 512 * (side // 32) ** 2
        self.classifier = nn.Sequential(
            nn.Linear(size, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, hidden), nn.ReLU(),
            nn.Dropout(), nn.Linear(hidden, classes))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride, growth):
        super().__init__()
        inside = inputs * growth
        parts = [unit(inputs, inside, 1, act=nn.ReLU6)] if growth > 1 else []
        parts += [unit(inside, inside, 3, stride, inside, nn.ReLU6),
                  nn.Conv2d(inside, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.conv = nn.Sequential(*parts)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.adds else self.conv(x)


class MobileNetV2(nn.Module):
    ROWS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
            (6, 160, 3, 2), (6, 320, 1, 1)]

    def __init__(self):
        super().__init__()
        parts, inputs = [unit(3, 32, 3, 2, act=nn.ReLU6)], 32
        for growth, width, count, stride in self.ROWS:
            for block in range(count):
                parts.append(Inverted(inputs, width, stride if block == 0 else 1, growth))
                inputs = width
        self.features = nn.Sequential(*parts, unit(inputs, 1280, 1, act=nn.ReLU6))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, 1000))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


MODELS = {
    "akamaster resnet20": ("resnet20", lambda: ResNet(3, [16, 32, 64], None, "linear"), 32, ""),
    "akamaster resnet56": ("resnet56", lambda: ResNet(9, [16, 32, 64], None, "linear"), 32,
                           "module."),
    "chenyaofo resnet20": ("resnet20", lambda: ResNet(3, [16, 32, 64], "downsample", "fc"), 32, ""),
    "chenyaofo resnet56": ("resnet56", lambda: ResNet(9, [16, 32, 64], "downsample", "fc"), 32, ""),
    "chenyaofo vgg16_bn": ("vgg16", lambda: VGG(32, 512, 10), 32, ""),
    "torchvision vgg16_bn": ("vgg16", lambda: VGG(224, 4096, 1000), 224, ""),
    "torchvision resnet18": (
        "resnet18", lambda: ResNet(2, [64, 128, 256, 512], "downsample", "fc", True), 224, ""),
    "torchvision resnet50": ("resnet50", ResNet50, 224, ""),
    "torchvision mobilenet_v2": ("mobilenetv2", MobileNetV2, 224, ""),
}

OUT = {
    "resnet20": ["network resnet20"],
    "vgg16": ["network vgg16 width=0.25"],
    "mobilenetv2": ["network mobilenetv2 width=0.25 input=3x96x96 classes=7"],
    "pruned": [
        "network resnet20", "gate attach s3b2 granularity=block", "gate set s3b2 off",
        "gate attach s1b2.conv1 s2b1.conv1 s3b3.conv1", "gate set s1b2.conv1[0-4,9] off",
        "gate set s2b1.conv1[3-20] off", "gate set s3b3.conv1[1-62] off", "compact as=pruned"],
    "streams": [
        "network resnet20 width=0.5", "gate attach * granularity=group",
        "gate set conv1[1,6] off", "gate set s2b1.conv2[4,9,15] off",
        "gate set s3b1.conv2[0-9] off", "compact as=small"],
    "every layer": [
        "network new input=3x32x32 as=mine", "add conv 12 3x3 stride=2 pad=1 name=a/b:0",
        "add batchnorm name=train", "add gelu", "add conv 16 3x3 stride=2 pad=1 groups=4",
        "add silu name=left", "add depthwise 3x3 pad=1", "add sum from=left,depthwise1",
        "add softmax", "add concat from=softmax1,left", "add sigmoid", "add maxpool 3 stride=2 pad=1",
        "add leakyrelu slope=0.5", "add conv 8 4x4", "add relu6", "add depthwise 1x1",
        "add batchnorm", "add hardswish", "add hardsigmoid", "add clip low=-1 high=0.9",
        "add dropout 0.3", "add flatten", "add linear 12 bias=off",
        "add batchnorm", "add relu", "add linear 10"],
    "real networks": [
        "network new input=3x32x32 as=mine", "add conv 12 3x3 stride=2 pad=2 dilation=2",
        "add scale name=s", "add globalmaxpool", "add sigmoid name=g", "add multiply from=s,g",
        "add lrn 5", "add shuffle groups=3", "add slice start=2 end=10 name=t",
        "add deconv 6 3x3 stride=2 pad=1 outpad=1 groups=2", "add upsample 2 mode=bilinear",
        "add avgpool 3 stride=2 pad=1", "add avgpool 3 stride=2 pad=1 count=inside",
        "add pixelunshuffle 2", "add conv 16 3x3 pad=1", "add pixelshuffle 2", "add upsample 2x1",
        "add maxpool 3 stride=2 pad=1 ceil=on", "add scale bias=off", "add linear 10"],
}


def run(program, lines):
    arguments = [word for line in lines for word in ("-e", line)]
    done = subprocess.run([program, "--format", "json", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["report"] for line in done.stdout.splitlines()]


def drawn(model, seed):
    """Random weights and statistics, none of them trivial."""
    torch.manual_seed(seed)
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.weight, 0.6, 1.4)
            nn.init.normal_(module.bias, 0, 0.2)
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.1)
    return model.eval()


def ours(path, x):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"input": x})[0]


def compare(name, model, path, x):
    with torch.no_grad():
        wanted = model(torch.from_numpy(x)).numpy()
    found = ours(path, x)
    assert found.shape == wanted.shape, (name, found.shape, wanted.shape)
    assert len(np.unique(np.round(wanted, 5))) > wanted.shape[0], name
    error = np.abs(found - wanted).max() / np.abs(wanted).max()
    assert error <= TOLERANCE, (name, error)
    return error


def images(side, count=3):
    return np.random.default_rng(5).normal(size=(count, 3, side, side)).astype(np.float32)


def read(program, folder):
    for name, (preset, make, side, prefix) in MODELS.items():
        model = drawn(make(), 1)
        weights, onnx = folder / "in.safetensors", folder / "in.onnx"
        save_file({prefix + key: value for key, value in model.state_dict().items()}, str(weights))
        report = run(program, [f"import {weights} into {preset}", f"export {onnx}"])[0]
        assert report["missing"] == [] and report["unused"] == [], report
        error = compare(name, model, onnx, images(side))
        print(f"in   {name:26} {report['tensors']:4} tensors, difference {error:.1e}", flush=True)


def written(program, folder):
    # What compact proves itself on: random records in the files of CIFAR-10.
    records = np.random.default_rng(7).integers(0, 256, (10_000, 3073), dtype=np.uint8)
    records[:, 0] %= 10
    for file in ("data_batch_1.bin", "test_batch.bin"):
        records.tofile(folder / file)
    data = f"data cifar10 dir={folder} train=64 test=16"
    for name, lines in OUT.items():
        lines = [data, *lines] if lines[-1].startswith("compact") else lines
        weights, onnx, back = (folder / file for file in ("out.safetensors", "out.onnx", "back.onnx"))
        run(program, [*lines, f"export {weights} names=pytorch", f"export {onnx}"])
        spec = importlib.util.spec_from_file_location("out", folder / "out.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        model = module.load(str(weights))
        assert set(model.state_dict()) - set(load_file(str(weights))) == {
            key for key in model.state_dict() if key.endswith("num_batches_tracked")}
        side = 96 if name == "mobilenetv2" else 32
        error = compare(name, model, onnx, images(side))
        # Other weights, from PyTorch into the same layers.
        drawn(model, 2)
        save_file(model.state_dict(), str(folder / "back.safetensors"))
        if name not in ("every layer", "real networks"):
            run(program, [*lines, f"import {folder / 'back.safetensors'} as=back", f"export {back}"])
            error = max(error, compare(name, model, back, images(side)))
        print(f"out  {name:26} {len(lines):4} lines, difference {error:.1e}", flush=True)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    program = sys.argv[1] if len(sys.argv) > 1 else str(root / ".build/debug/pollard")
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as name:
        written(program, pathlib.Path(name))
        read(program, pathlib.Path(name))
    print(f"all agree (PyTorch {torch.__version__})")


if __name__ == "__main__":
    main()
