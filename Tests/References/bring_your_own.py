"""The network that Sessions/bring-your-own.pollard imports, trained by PyTorch; and what ONNX Runtime
says of the one that the session exports.

    python3 -m venv models && . models/bin/activate
    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 torch==2.13.0
    python Tests/References/bring_your_own.py make [DATA]
    python Tests/References/bring_your_own.py check FILE.onnx [DATA]

`make` trains a small residual network on Fashion-MNIST for six epochs, seed 1, and writes
Sessions/bring-your-own.onnx. Its digits depend on the machine, so the file is kept. `check` prints the
accuracy of a model on the test images as ONNX Runtime finds it. DATA is the folder of the four files of
Fashion-MNIST, that of Debian's package unless named; the normalisation is the program's.
"""

import collections
import gzip
import pathlib
import sys

import numpy as np

FOLDER = "/usr/share/datasets/fashion-mnist"
EPOCHS = 6
BATCH = 128


def read(folder, name):
    path = next(
        p for p in (folder / f"{name}.gz", folder / name) if p.exists())
    data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    dimensions = data[3]
    sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(dimensions)]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(sizes)


def parts(folder):
    train = read(folder, "train-images-idx3-ubyte") / np.float32(255)
    test = read(folder, "t10k-images-idx3-ubyte") / np.float32(255)
    mean, deviation = train.mean(dtype=np.float64), train.std(dtype=np.float64)
    return (
        ((train - mean) / deviation).astype(np.float32)[:, None],
        read(folder, "train-labels-idx1-ubyte").astype(np.int64),
        ((test - mean) / deviation).astype(np.float32)[:, None],
        read(folder, "t10k-labels-idx1-ubyte").astype(np.int64))


def network():
    from torch import nn

    class Block(nn.Module):
        """Two convolutions and the way around them, 1x1 where the map changes."""

        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.around = nn.Identity()
            if stride > 1 or inputs != outputs:
                self.around = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
            self.relu = nn.ReLU()

        def forward(self, x):
            y = self.relu(self.bn1(self.conv1(x)))
            return self.relu(self.bn2(self.conv2(y)) + self.around(x))

    return nn.Sequential(collections.OrderedDict(
        conv=nn.Conv2d(1, 16, 3, 2, 1, bias=False), bn=nn.BatchNorm2d(16), relu=nn.ReLU(),
        block1=Block(16, 16, 1), block2=Block(16, 32, 2), block3=Block(32, 32, 1),
        pool=nn.AdaptiveAvgPool2d(1), flat=nn.Flatten(), head=nn.Linear(32, 10)))


def make(folder):
    import torch

    torch.manual_seed(1)
    x, y, test, labels = (torch.from_numpy(part) for part in parts(folder))
    net = network()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    steps = EPOCHS * (len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.2, total_steps=steps)
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x))
        for i in range(len(x) // BATCH):
            batch = order[i * BATCH:(i + 1) * BATCH]
            loss = torch.nn.functional.cross_entropy(net(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}", flush=True)
    net.eval()
    with torch.no_grad():
        right = sum(
            (net(test[i:i + 500]).argmax(1) == labels[i:i + 500]).sum().item()
            for i in range(0, len(test), 500))
    print(f"test accuracy {right / len(test):.2%} in PyTorch")
    path = pathlib.Path(__file__).parents[2] / "Sessions/bring-your-own.onnx"
    # Batch norm stays by itself, so that training goes on with it.
    torch.onnx.export(
        net, torch.zeros(1, 1, 28, 28), str(path), dynamo=False, opset_version=17,
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        input_names=["image"], output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})


def check(path, folder):
    import onnxruntime

    _, _, test, labels = parts(folder)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    found = session.run(None, {name: test})[0]
    right = (found.reshape(len(test), -1).argmax(1) == labels).mean()
    print(f"test accuracy {right:.2%} in ONNX Runtime, {len(test)} images")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path((sys.argv + [FOLDER])[2]))
    else:
        check(sys.argv[2], pathlib.Path((sys.argv + [FOLDER])[3]))
