"""Does half of the multiply-adds run in half of the time? ONNX Runtime's own speed of networks that
Pollard exports: dense, and compacted.

    .build/peer/bin/python Tests/Benchmarks/ort_pruned.py [--threads 1] [--rounds 9] [--only NAME]

Needs numpy and onnxruntime (./dev bench peer installs them in .build/peer) and a build of pollard.
Each network is cut to about half of its multiply-adds in two ways. Gates close half of the channels
inside each block of a ResNet (its streams stay as they are), or a quarter of those of each layer of
VGG-16: what stays is a multiple of 8. A narrower width leaves 7/10 of the channels of all layers,
11 of 16 and 45 of 64. Gates are set by hand: which channels leave
does not matter for time. Dense and small networks run in turn, round by round, on random images;
times are medians of the rounds, ratios the medians of the rounds' own ratios. One thread is timed by
the processor time it takes, which other programs on the machine disturb less; several by the clock.
"""

import pathlib
import statistics
import sys
import tempfile
import time

import machine
from machine import Pollard

try:
    import numpy
    import onnxruntime
except ImportError as missing:
    sys.exit(f"needs numpy and ONNX Runtime: {missing}")

# By name: the line that builds it, its input, one of how many channels gates close.
NETWORKS = {
    "resnet20": ("network resnet20 input=3x32x32 classes=10", (3, 32, 32), 2),
    "resnet56": ("network resnet56 input=3x32x32 classes=10", (3, 32, 32), 2),
    "vgg16": ("network vgg16 input=3x32x32 classes=10", (3, 32, 32), 4),
    "resnet18": ("network resnet18 input=3x224x224 classes=1000", (3, 224, 224), None),
    "mobilenetv2": ("network mobilenetv2 input=3x224x224 classes=1000", (3, 224, 224), None),
}
BATCHES = {32: (1, 32), 224: (1, 4)}


def records(folder):
    """Random images in the files of CIFAR-10, on which `compact` proves itself."""
    found = numpy.random.default_rng(7).integers(0, 256, (10_000, 3073), dtype=numpy.uint8)
    found[:, 0] %= 10
    for name in ("data_batch_1.bin", "test_batch.bin"):
        found.tofile(folder / name)


def gated(pollard, line, share, folder):
    """The network with one of `share` channels of each gated layer closed, compacted."""
    pollard.ask(f"data cifar10 dir={folder} train=16 test=16")
    pollard.ask(line)
    pollard.ask("gate attach *")
    for row in pollard.ask("gates")["layers"]:
        gates = row["gates"]
        if gates >= share:
            pollard.ask(f"gate set {row['layer']}[0-{gates // share - 1}] off")
    return pollard.ask("compact as=small")


def exported(options, name, folder):
    """The files of one network, with the multiply-adds of each."""
    line, shape, share = NETWORKS[name]
    ways = {"dense": line, "narrow": f"{line} width=0.7"}
    if share:
        ways["gated"] = line
    files = {}
    for way, built in ways.items():
        pollard = Pollard(options)
        path = folder / f"{name}-{way}.onnx"
        if way == "gated":
            gated(pollard, built, share, folder)
        else:
            pollard.ask(built)
        macs = pollard.ask("flops")["macs"]
        pollard.ask(f"export {path} fold=on")
        pollard.close()
        files[way] = (path, macs)
    return files, shape


def session(path, threads):
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])


def timed(run, clock, least=0.5):
    """Seconds of one run: the fastest of those that take so long together."""
    best, spent = float("inf"), 0.0
    while spent < least:
        start = clock()
        run()
        took = clock() - start
        best, spent = min(best, took), spent + took
    return best


def compare(files, shape, batch, options):
    x = numpy.random.default_rng(1).normal(size=(batch, *shape)).astype(numpy.float32)
    clock = time.process_time if options.threads == 1 else time.perf_counter
    sessions = {way: session(path, options.threads) for way, (path, _) in files.items()}
    for one in sessions.values():
        one.run(None, {"input": x})
    rounds = [
        {way: timed(lambda: one.run(None, {"input": x}), clock) for way, one in sessions.items()}
        for _ in range(options.rounds)]
    for way in files:
        seconds = statistics.median(found[way] for found in rounds)
        ratios = [found[way] / found["dense"] for found in rounds]
        yield way, seconds, statistics.median(ratios), min(ratios), max(ratios)


def main():
    parser = machine.parser(__doc__)
    parser.add_argument("--only", help="names with commas between")
    options = parser.parse_args()
    names = options.only.split(",") if options.only else NETWORKS
    print(f"ONNX Runtime {onnxruntime.__version__}, {options.threads} threads, {machine.machine()}")
    print("| network | batch | cut | multiply-adds | of dense | time | of dense | least to most |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        records(folder)
        for network in names:
            files, shape = exported(options, network, folder)
            dense = files["dense"][1]
            for batch in BATCHES[shape[1]]:
                for way, seconds, ratio, low, high in compare(files, shape, batch, options):
                    macs = files[way][1]
                    print(
                        f"| {network} | {batch} | {way} | {macs / 1e6:.1f} M | {macs / dense:.2f} "
                        f"| {seconds * 1e3:.2f} ms | {ratio:.2f} | {low:.2f} to {high:.2f} |",
                        flush=True)


if __name__ == "__main__":
    main()
