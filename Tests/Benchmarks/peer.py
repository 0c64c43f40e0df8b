"""Pollard beside PyTorch on the same cores, in turn: A B A B, round by round.

    ./dev bench peer [--only resnet20,convnet] [--what training,inference,bf16,ort,memory,latency]

Training is a whole step (forward, cross entropy, backward, SGD with momentum) on a batch that lies
ready in memory, inference a batch in evaluation; both on random images. Every figure is a median of
rounds; a ratio is the median of the rounds' own ratios, PyTorch's time over ours, so 1.3 means that
Pollard needs 1 / 1.3 of the time. Batches have 128 images, and 16 where images are photographs;
inference runs one image as well. ort is inference by ONNX Runtime, of the network that Pollard
exports. bf16 is PyTorch's training in bf16 (autocast) against Pollard's in fp32.
"""

import argparse
import json
import os
import pathlib
import pty
import statistics
import subprocess
import sys
import tempfile
import time

import machine
from machine import Pollard, Side

SHAPES = {"resnet20": (3, 32, 32), "convnet": (1, 28, 28), "resnet56": (3, 32, 32),
          "vgg16": (3, 32, 32), "resnet18": (3, 224, 224), "mobilenetv2": (3, 224, 224),
          "vgg16-224": (3, 224, 224)}
PHOTOGRAPHS = ("resnet18", "mobilenetv2", "vgg16-224")


def batch_of(net):
    return 16 if net in PHOTOGRAPHS else 128


def classes_of(net):
    return 1000 if net in PHOTOGRAPHS else 10


# What must be reached, against the best mode and against channels_last.
TARGETS = {
    ("resnet20", "training"): (1.3, None), ("convnet", "training"): (1.3, None),
    ("resnet56", "training"): (1.1, 1.3), ("vgg16", "training"): (1.1, 1.3),
}
for net in ("resnet20", "resnet56", "vgg16"):
    for size in (128, 1):
        TARGETS[(net, f"inference {size}")] = (1.2, None)


# PyTorch, in a process of its own that answers one line with one line.


def networks():
    import torch.nn as nn
    import torch.nn.functional as F

    class Block(nn.Module):
        """Two 3x3 convolutions and a shortcut without weights."""

        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.added = outputs - inputs

        def forward(self, x):
            y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
            if self.added:
                half = self.added // 2
                x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, half, self.added - half))
            return F.relu(y + x)

    def unit(inputs, outputs):
        return [nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
                nn.ReLU()]

    def resnet(blocks):
        layers, inputs = unit(3, 16), 16
        for stage, outputs in enumerate([16, 32, 64]):
            for block in range(blocks):
                layers.append(Block(inputs, outputs, 2 if stage and not block else 1))
                inputs = outputs
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    def vgg(classes=10):
        layers, inputs = [], 3
        for stage in [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3]:
            for outputs in stage:
                layers += unit(inputs, outputs)
                inputs = outputs
            layers.append(nn.MaxPool2d(2))
        return nn.Sequential(
            *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, classes))

    def convnet():
        return nn.Sequential(
            nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10))

    class Wide(nn.Module):
        """Two 3x3 convolutions and a shortcut of 1x1 where the map or its channels change."""

        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.branch = nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs),
                nn.ReLU(), nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
                nn.BatchNorm2d(outputs))
            self.around = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

        def forward(self, x):
            return F.relu(self.branch(x) + self.around(x))

    def resnet18():
        layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
                  nn.MaxPool2d(3, 2, 1)]
        inputs = 64
        for stage, outputs in enumerate([64, 128, 256, 512]):
            for block in range(2):
                layers.append(Wide(inputs, outputs, 2 if stage and not block else 1))
                inputs = outputs
        return nn.Sequential(
            *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))

    def narrow(inputs, outputs, side, stride=1, groups=1):
        return [nn.Conv2d(inputs, outputs, side, stride, side // 2, groups=groups, bias=False),
                nn.BatchNorm2d(outputs), nn.ReLU6()]

    class Inverted(nn.Module):
        """1x1 to more channels, 3x3 of each by itself, 1x1 back."""

        def __init__(self, inputs, growth, outputs, stride):
            super().__init__()
            inside = inputs * growth
            layers = narrow(inputs, inside, 1) if growth > 1 else []
            layers += narrow(inside, inside, 3, stride, inside)
            self.branch = nn.Sequential(
                *layers, nn.Conv2d(inside, outputs, 1, bias=False), nn.BatchNorm2d(outputs))
            self.around = stride == 1 and inputs == outputs

        def forward(self, x):
            return self.branch(x) + x if self.around else self.branch(x)

    def mobilenetv2():
        layers, inputs = narrow(3, 32, 3, 2), 32
        for growth, outputs, count, stride in [
                (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                (6, 160, 3, 2), (6, 320, 1, 1)]:
            for block in range(count):
                layers.append(Inverted(inputs, growth, outputs, 1 if block else stride))
                inputs = outputs
        return nn.Sequential(
            *layers, *narrow(320, 1280, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Dropout(0.2), nn.Linear(1280, 1000))

    return {"resnet20": lambda: resnet(3), "resnet56": lambda: resnet(9), "vgg16": vgg,
            "convnet": convnet, "resnet18": resnet18, "mobilenetv2": mobilenetv2,
            "vgg16-224": lambda: vgg(1000)}


def exported(path, batch, threads, shape):
    """A function that runs one inference of a file by ONNX Runtime."""
    import numpy
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads, settings.inter_op_num_threads = threads, 1
    # Else its threads spin on after a run and take a core from the side whose turn it is.
    settings.add_session_config_entry("session.force_spinning_stop", "1")
    session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    x = numpy.random.default_rng(1).standard_normal((batch, *shape)).astype(numpy.float32)
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: x})


def prepared(name, mode, what, batch):
    """A function that runs one step or one inference."""
    import torch
    import torch.nn.functional as F

    net = networks()[name]()
    x = torch.randn(batch, *SHAPES[name])
    if "channels_last" in mode:
        net = net.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    if what == "training":
        call = torch.compile(net, dynamic=False) if "compile" in mode else net
        labels = torch.randint(classes_of(name), (batch,))
        half = torch.autocast("cpu", dtype=torch.bfloat16, enabled="bf16" in mode)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, fused=True)

        def step():
            optimizer.zero_grad()
            with half:
                loss = F.cross_entropy(call(x), labels)
            loss.backward()
            optimizer.step()

        return step
    net.eval()
    if mode == "frozen":
        with torch.no_grad():
            frozen = torch.jit.freeze(torch.jit.trace(net, x))
            call = torch.jit.optimize_for_inference(frozen)
    else:
        call = torch.compile(net, dynamic=False) if "compile" in mode else net

    def infer():
        with torch.no_grad() if "compile" in mode else torch.inference_mode():
            call(x)

    return infer


def resident():
    """The largest resident memory of this process so far, bytes."""
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024


def work(threads):
    import torch

    torch.set_num_threads(threads)
    ready = {}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if order["do"] == "clear":
                ready.clear()
                torch._dynamo.reset()
                answer = {"version": torch.__version__}
            elif order["do"] == "prepare":
                if "file" in order:
                    run = exported(order["file"], order["batch"], threads, SHAPES[order["net"]])
                else:
                    run = prepared(order["net"], order["mode"], order["what"], order["batch"])
                run(), run()
                ready[order["mode"]] = run
                answer = {"bytes": resident()}
            else:
                times = []
                for _ in range(order["count"]):
                    start = time.perf_counter()
                    ready[order["mode"]]()
                    times.append(time.perf_counter() - start)
                answer = {"ms": statistics.median(times) * 1000, "bytes": resident()}
        except Exception as error:  # A mode that fails is told, the others go on.
            answer = {"error": " ".join(str(error).split())[:200]}
        print(json.dumps(answer), flush=True)


# Both sides as the comparison sees them.


def torch_side(options):
    return Side([sys.executable, os.path.abspath(__file__), "--worker",
                 "--threads", str(options.threads)], stderr=subprocess.DEVNULL)


def own(side, what, batch):
    detail = "benchmark training" if what == "training" else "benchmark"
    batches = side.ask(f"{detail} batch={batch} rounds=3")["batches"]
    milliseconds = batches[0]["milliseconds"]
    return milliseconds if what == "training" else milliseconds * batch


def begin(ours, net, what, batch):
    """A fresh network of ours; its name."""
    shape, name = "x".join(map(str, SHAPES[net])), f"{net}{what}{batch}"
    ours.ask(f"network {net.split('-')[0]} input={shape} classes={classes_of(net)} as={name}")
    return name


def compare_exported(options, ours, theirs, net, batch):
    """Inference of the network that Pollard exports, by ONNX Runtime."""
    theirs.ask('{"do": "clear"}')
    name = begin(ours, net, "ort", batch)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "network.onnx")
        ours.ask(f"export {file}")
        answer = theirs.ask(json.dumps(
            {"do": "prepare", "net": net, "mode": "ort", "file": file, "batch": batch}))
    if "error" in answer:
        print(f"{net:11} ort {batch}: failed: {answer['error']}", flush=True)
        return {"network": net, "what": f"ort {batch}", "failed": answer["error"]}
    own(ours, "inference", batch)
    pairs = []
    for _ in range(options.rounds):
        mine = own(ours, "inference", batch)
        order = {"do": "run", "mode": "ort", "count": 50 if batch == 1 else 3}
        pairs.append((mine, theirs.ask(json.dumps(order))["ms"]))
    ours.ask(f"drop {name}")
    rates = [batch * 1000 / statistics.median(side) for side in zip(*pairs)]
    ratio = statistics.median(their / mine for mine, their in pairs)
    print(f"{net:11} ort {batch:<10} pollard {rates[0]:8,.0f} images/s | onnxruntime "
          f"{rates[1]:,.0f} | {ratio:.2f} x onnxruntime", flush=True)
    return {"network": net, "what": f"ort {batch}", "ratio_to_onnxruntime": ratio,
            "images_per_second": {"pollard": rates[0], "onnxruntime": rates[1]}}


def compare(options, ours, theirs, net, what, batch, bf16=False):
    modes = ["eager", "channels_last"]
    if not options.skip_compile:
        modes += ["compile", "compile channels_last"]
    if bf16:
        modes = [f"bf16 {mode}" for mode in modes]
    if what == "inference":
        modes.append("frozen")
    theirs.ask('{"do": "clear"}')
    failed = {}
    for mode in modes:
        order = {"do": "prepare", "net": net, "mode": mode, "what": what, "batch": batch}
        answer = theirs.ask(json.dumps(order))
        if "error" in answer:
            failed[mode] = answer["error"]
    modes = [mode for mode in modes if mode not in failed]
    own_name = begin(ours, net, what, batch)
    ours.ask("optimizer sgd lr=0.01 momentum=0.9 decay=0 nesterov=off")
    own(ours, what, batch)
    times = {mode: [] for mode in ["pollard"] + modes}
    for _ in range(options.rounds):
        times["pollard"].append(own(ours, what, batch))
        for mode in modes:
            count = 50 if batch == 1 else 3
            answer = theirs.ask(json.dumps({"do": "run", "mode": mode, "count": count}))
            if "ms" not in answer:
                sys.exit(f"peer: {mode} stopped: {answer.get('error')}")
            times[mode].append(answer["ms"])
    ours.ask(f"drop {own_name}")
    rate = {mode: batch * 1000 / statistics.median(values) for mode, values in times.items()}
    best = max(modes, key=rate.get)

    def ratio(mode):
        return statistics.median(b / a for a, b in zip(times["pollard"], times[mode]))

    name = f"{what} bf16" if bf16 else what if what == "training" else f"{what} {batch}"
    target = TARGETS.get((net, name), (None, None))
    missing = float("nan")
    plainest = "bf16 channels_last" if bf16 else "channels_last"
    plain = ratio(plainest) if plainest in modes else missing
    result = {
        "network": net, "what": name, "images_per_second": rate, "best": best,
        "ratio_to_best": ratio(best), "ratio_to_channels_last": plain,
        "target": target, "failed": failed,
        "reached": all(
            goal is None or found >= goal
            for goal, found in zip(target, (ratio(best), plain))),
    }
    others = "  ".join(f"{mode} {rate[mode]:,.0f}" for mode in modes)
    goal = " and ".join(
        f"{value} x {against}" for value, against in zip(target, ("best", "channels_last"))
        if value)
    print(f"{net:11} {name:14} pollard {rate['pollard']:8,.0f} images/s | {others} | "
          f"{result['ratio_to_best']:.2f} x best ({best}), "
          f"{result['ratio_to_channels_last']:.2f} x channels_last"
          + (f" | asked {goal}: {'reached' if result['reached'] else 'NOT reached'}"
             if goal else ""), flush=True)
    for mode, reason in failed.items():
        print(f"            {mode} failed: {reason}", flush=True)
    return result


def peak(process):
    for line in open(f"/proc/{process.pid}/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024


def memory(options):
    """Largest resident memory of whole processes that train ResNet-20, batch 128."""
    ours = Pollard(options)
    ours.ask("network resnet20")
    ours.ask("benchmark training batch=128 rounds=5")
    found = {"pollard": peak(ours.process)}
    ours.close()
    ours = Pollard(options)
    ours.ask("network resnet56")
    counted = ours.ask("flops bytes batch=128")["training_peak_bytes"]
    ours.ask("benchmark training batch=128 rounds=3")
    held = peak(ours.process)
    ours.close()
    print(f"peak memory, ResNet-56 training: {held / 1e6:,.0f} MB of {counted / 1e6:,.0f} MB counted "
          f"| {held / counted:.2f} | asked 1.2 or less: "
          + ("reached" if held <= 1.2 * counted else "NOT reached"), flush=True)
    for mode in ["eager", "channels_last"]:
        theirs = torch_side(options)
        order = {"do": "prepare", "net": "resnet20", "mode": mode, "what": "training",
                 "batch": 128}
        theirs.ask(json.dumps(order))
        found[mode] = theirs.ask(json.dumps({"do": "run", "mode": mode, "count": 5}))["bytes"]
        theirs.close()
    least = min(found["eager"], found["channels_last"])
    print("peak memory, ResNet-20 training: "
          + "  ".join(f"{name} {value / 1e6:,.0f} MB" for name, value in found.items())
          + f" | {found['pollard'] / least:.2f} of the least | asked 1 or less: "
          + ("reached" if found["pollard"] <= least else "NOT reached"), flush=True)
    return found


def latency(options):
    """Milliseconds from the start to the prompt, and of commands that only read state."""
    starts = []
    for _ in range(5):
        begin = time.perf_counter()
        child, terminal = pty.fork()
        if child == 0:
            os.environ["TERM"] = "xterm"
            os.execv(options.program, [options.program])
        seen = b""
        while b"> " not in seen:
            seen += os.read(terminal, 4096)
        starts.append((time.perf_counter() - begin) * 1000)
        os.write(terminal, b"\x04")
        os.waitpid(child, 0)
        os.close(terminal)
    found = {"prompt": statistics.median(starts)}
    ours = Pollard(options)
    ours.ask("network resnet20")
    for command in ["networks", "layers", "flops"]:
        times = []
        for _ in range(20):
            begin = time.perf_counter()
            ours.ask(command)
            times.append((time.perf_counter() - begin) * 1000)
        found[command] = statistics.median(times)
    ours.close()
    for name, value in found.items():
        limit = 100 if name == "prompt" else 5
        print(f"{name}: {value:.1f} ms | asked under {limit} ms: "
              + ("reached" if value < limit else "NOT reached"), flush=True)
    return found


def main():
    parser = machine.parser(__doc__)
    parser.add_argument("--only", default=",".join(SHAPES), help="networks, comma between them")
    parser.add_argument("--what", default="training,bf16,inference,ort,memory,latency")
    parser.add_argument("--skip-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--json", help="write everything to this file")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return work(options.threads)
    if options.level == "avx2":
        # ONNX Runtime has no such switch.
        os.environ.update(ATEN_CPU_CAPABILITY="avx2", ONEDNN_MAX_CPU_ISA="AVX2",
                          MKL_ENABLE_INSTRUCTIONS="AVX2")
    wanted = options.what.split(",")
    theirs, ours = torch_side(options), Pollard(options)
    version = theirs.ask('{"do": "clear"}').get("version")
    level = f", {options.level}" if options.level else ""
    print(f"{machine.machine()}{level}, load {machine.load()}; PyTorch {version}; "
          f"{options.threads} threads each", flush=True)
    found = {"machine": machine.machine(), "torch": version, "threads": options.threads, "rows": []}
    for net in options.only.split(","):
        full = batch_of(net)
        if "training" in wanted:
            found["rows"].append(compare(options, ours, theirs, net, "training", full))
        if "bf16" in wanted:
            found["rows"].append(compare(options, ours, theirs, net, "training", full, bf16=True))
        for batch in (full, 1):
            if "inference" in wanted:
                found["rows"].append(compare(options, ours, theirs, net, "inference", batch))
            if "ort" in wanted:
                found["rows"].append(compare_exported(options, ours, theirs, net, batch))
    ours.close()
    theirs.close()
    if "memory" in wanted:
        found["peak_bytes"] = memory(options)
    if "latency" in wanted:
        found["milliseconds"] = latency(options)
    print(f"afterwards: load {machine.load()}")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
