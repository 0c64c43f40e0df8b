"""What `export` writes, read by other programs: ONNX, ONNX Runtime and safetensors.

    python3 -m venv onnx && . onnx/bin/activate
    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 safetensors==0.8.0
    swift build --product pollard
    python Tests/References/onnx_check.py [PROGRAM]

PROGRAM is .build/debug/pollard unless named. The images are random bytes in the files of CIFAR-10. For each
network the program trains two batches and exports; then ONNX's checker and strict shape inference
must accept the model, and ONNX Runtime must give the logits of the program at several batch sizes.

The program prints no logits, but `evaluate` prints the mean loss to all digits. The first ten test
images are one image with the ten labels in turn, so that the losses of the first 1, 2, 3, ... images
tell -log softmax of that image class by class, and then the loss of each further image. They are
compared with those that follow from ONNX Runtime's logits. Each network is then exported in the
operator sets 7 to 21, batch norms folded and not, and as C where there is a compiler: the same
logits. Files that Python wrote, with the counters that PyTorch adds, are imported again and must
give the same loss to the last digit. It runs under two minutes, and refuses other versions.
"""

import ctypes
import importlib.metadata
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import safetensors
import safetensors.numpy

VERSIONS = {"numpy": "2.4.6", "onnx": "1.23.2", "onnxruntime": "1.32.0", "safetensors": "0.8.0"}
# Sums run in another order there, and ours of 3x3 and 5x5 windows go through minimal filtering.
TOLERANCE = 1e-4
# The same of C, beside ONNX Runtime.
C_TOLERANCE = 1e-5
OPSETS = range(7, 22)
# Networks with layers that earlier sets have no form of.
FIRST = {"excited": 13}
CLASSES = 10
IMAGES = 14
DENSE = "network new input=3x32x32 as=mine"

NETWORKS = {
    "resnet20": ["network resnet20"],
    # Streams that lost channels on either side of the shortcuts that pad.
    "resnet20-groups": [
        "network resnet20 width=0.5", "gate attach * granularity=group",
        "gate set conv1[1,6] off", "gate set s2b1.conv2[4,9,15] off",
        "gate set s3b1.conv2[0-9] off", "compact as=small",
    ],
    "vgg16": ["network vgg16 width=0.5"],
    "lenet-caffe": ["network lenet-caffe"],
    "convnet": ["network convnet"],
    "mlp": ["network mlp 64 32"],
    "depthwise": [
        DENSE, "add conv 12 3x3 stride=2 pad=1 bias=off", "add batchnorm", "add relu",
        "add depthwise 3x3 pad=1 bias=off", "add batchnorm", "add relu", "add conv 24 1x1",
        "add depthwise 5x5 stride=2 pad=2", "add relu", "add conv 24 3x3 pad=1 groups=4",
        "add sigmoid", "add globalpool", "add linear 10"],
    "concat": [
        DENSE, "add conv 8 5x5 stride=2 pad=2 name=a", "add relu name=ra",
        "add conv 6 1x1 stride=2 from=input name=b", "add avgpool 3 stride=2 from=input name=c",
        "add conv 4 2x2 pad=1 from=c name=d", "add concat from=ra,b,d", "add batchnorm",
        "add maxpool 3 stride=2", "add residual", "add conv 20 3x3 stride=2 pad=1", "add batchnorm",
        "add end", "add relu name=last", "add sum from=last,last,last", "add dropout 0.3",
        "add conv 16 4x4", "add batchnorm", "add relu", "add depthwise 3x3 pad=1", "add flatten",
        "add linear 10 bias=off"],
    "activations": [
        DENSE, "add conv 12 3x3 stride=2 pad=1", "add batchnorm", "add gelu",
        "add conv 16 3x3 stride=2 pad=1", "add silu", "add conv 12 3x3 pad=1", "add softmax",
        "add conv 12 3x3 stride=2 pad=1", "add leakyrelu", "add conv 12 3x3 pad=1", "add relu6",
        "add maxpool 3 stride=2 pad=1", "add linear 24",
        "add leakyrelu slope=0.5", "add linear 16", "add softmax", "add linear 10", "add gelu"],
    "excited": [
        DENSE, "add conv 16 3x3 stride=2 pad=0,0,1,1", "add hardswish name=ra", "add globalpool",
        "add linear 8", "add relu", "add linear 16", "add hardsigmoid name=gate",
        "add multiply from=ra,gate", "add scale", "add clip low=-2 high=3",
        "add conv 12 3x3 pad=2 dilation=2", "add lrn 5 alpha=0.01 k=2.0", "add shuffle groups=3 name=mix",
        "add slice end=6 name=left", "add slice start=6 end=12 from=mix name=right",
        "add conv 6 3x2 pad=1,0,1,1 name=side", "add concat from=left,side",
        "add shuffle order=3,1,0,2,5,4,11,6-10", "add avgpool 3 stride=2 pad=1",
        "add deconv 8 4x4 stride=2 pad=1", "add clip high=2", "add pixelshuffle 2", "add pixelunshuffle 4",
        "add upsample 2", "add maxpool 3x2 stride=2 ceil=on", "add upsample 1x2 mode=bilinear name=wide",
        "add sigmoid name=share", "add multiply from=wide,share", "add avgpool 3 stride=2 pad=1 count=inside",
        "add deconv 16 3x2 stride=2x1 pad=1,0,0,1 outpad=1x0 groups=4 bias=off", "add batchnorm",
        "add globalmaxpool", "add scale bias=off start=0.5", "add linear 10"],
    "pruned": [
        "network resnet20", "gate attach s3b2 granularity=block", "gate set s3b2 off",
        "gate attach s1b2.conv1 s2b1.conv1 s3b3.conv1",
        "gate set s1b2.conv1[0-4,9] off", "gate set s2b1.conv1[3-20] off",
        "gate set s3b3.conv1[1-62] off", "compact as=pruned"],
}
REFUSED = ["network resnet20", "gate attach *"]


def images(folder):
    """Random training and test files of 10,000 records; the first ten test images are one."""
    generator = np.random.default_rng(7)
    records = generator.integers(0, 256, (10_000, 3073), dtype=np.uint8)
    # Coarse structure, so that images differ in more than noise.
    coarse = generator.integers(0, 256, (10_000, 3, 4, 4), dtype=np.uint8)
    smooth = coarse.repeat(8, axis=2).repeat(8, axis=3).reshape(10_000, 3072)
    records[:, 1:] = records[:, 1:] // 4 + smooth // 4 * 3
    records[:, 0] %= CLASSES
    records.tofile(folder / "data_batch_1.bin")
    test = np.roll(records, 5000, axis=0)
    test[:CLASSES, 1:] = test[0, 1:]
    test[:CLASSES, 0] = np.arange(CLASSES)
    test.tofile(folder / "test_batch.bin")
    return test[:IMAGES, 1:].reshape(-1, 3, 32, 32), test[:IMAGES, 0]


def run(program, lines):
    """The reports of the lines, in order."""
    arguments = [word for line in lines for word in ("-e", line)]
    done = subprocess.run(
        [program, "--format", "json", *arguments], capture_output=True, text=True)
    cells = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    return [cell["report"] for cell in cells]


def losses(logits, labels):
    """-log softmax of each image at its label."""
    largest = logits.max(axis=1, keepdims=True)
    total = np.log(np.exp(logits - largest).sum(axis=1)) + largest[:, 0]
    return total - logits[np.arange(len(labels)), labels]


def normalised(pixels, model):
    notes = {entry.key: entry.value for entry in model.metadata_props}
    numbers = [
        np.array(notes[key].split(","), dtype=np.float64).reshape(-1, 1, 1)
        for key in ("input_divisor", "input_mean", "input_deviation")]
    return ((pixels / numbers[0] - numbers[1]) / numbers[2]).astype(np.float32)


def model_of(path, output, opset=13):
    """The model, accepted by the checker and by strict shape inference."""
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    shape = inferred.graph.output[0].type.tensor_type.shape
    assert [d.dim_param or d.dim_value for d in shape.dim] == ["N", output], shape
    assert [(o.domain, o.version) for o in model.opset_import] == [("", opset)]
    release = min(row for row in onnx.helper.VERSION_TABLE if row[2] == opset)
    assert model.ir_version == release[1], (model.ir_version, release)
    return model


def tensors_agree(model, path):
    """safetensors reads the same numbers under the same names, and finds the lines."""
    read = safetensors.numpy.load_file(str(path))
    stored = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    assert read.keys() == stored.keys()
    for name, value in stored.items():
        assert read[name].dtype == np.float32 and np.array_equal(read[name], value), name
    with safetensors.safe_open(str(path), "numpy") as file:
        metadata = file.metadata()
    assert metadata["format"] == "pt", metadata
    assert metadata["pollard_network"].startswith("network new input=")
    return read, metadata


def check(program, name, lines, folder, pixels, labels):
    data = f"data cifar10 dir={folder} train=256 batch=32 test="
    onnx_file, weights = folder / f"{name}.onnx", folder / f"{name}.safetensors"
    foreign = folder / f"{name}-foreign.safetensors"
    looks = [line for n in range(1, IMAGES + 1) for line in (f"{data}{n}", "evaluate")]
    made = [f"{data}{IMAGES}", *lines, "train 2 batches"]
    reports = run(program, [*made, f"export {onnx_file}", f"export {weights}", *looks])
    means = [r["loss"] for r in reports[-len(looks):] if "loss" in r]
    assert len(means) == IMAGES
    ours = np.diff(np.array(means) * np.arange(1, IMAGES + 1), prepend=0)

    model = model_of(onnx_file, CLASSES)
    x = normalised(pixels, model)
    session = onnxruntime.InferenceSession(str(onnx_file), providers=["CPUExecutionProvider"])
    logits = session.run(["logits"], {"input": x})[0].astype(np.float64)
    for n in (1, 3):
        part = session.run(["logits"], {"input": x[:n]})[0]
        assert np.abs(part - logits[:n]).max() <= TOLERANCE * np.abs(logits).max()
    theirs = losses(logits, labels)
    scale = max(1.0, np.abs(logits).max())
    worst = np.abs(ours - theirs).max() / scale
    assert worst <= TOLERANCE, (name, worst, ours, theirs)
    right = int((logits.argmax(axis=1) == labels).sum())
    assert right == reports[-1]["correct"], (name, right, reports[-1])

    # The network without its code, and weights that carry none.
    tensors, metadata = tensors_agree(model, weights)
    for key in [key for key in tensors if key.endswith(".running_mean")]:
        counter = key.replace("running_mean", "num_batches_tracked")
        tensors[counter] = np.array(2, dtype=np.int64)
    safetensors.numpy.save_file(tensors, str(foreign))
    again = run(program, [
        f"{data}{IMAGES}", f"import {weights}", "evaluate", f"import {foreign} as=foreign", "evaluate"])
    assert [r["loss"] for r in (again[2], again[4])] == [means[-1]] * 2, name
    typed = run(program, metadata["pollard_network"].splitlines() + ["layers"])
    assert typed[-1]["parameters"] == reports[-1 - len(looks)]["parameters"]
    kinds = len({node.op_type for node in model.graph.node})
    print(f"{name:12} {len(model.graph.node):4} operators of {kinds:2} types, largest logit "
          f"{np.abs(logits).max():8.3f}, difference {worst:.1e} of it")
    versions(program, name, made, folder, x, logits)


def versions(program, name, lines, folder, x, logits):
    """Every operator set, batch norms folded and not: accepted, and the same logits."""
    sets = [n for n in OPSETS if n >= FIRST.get(name, 0)]
    files = [(n, fold, folder / f"{name}-{n}-{fold}.onnx") for n in sets for fold in ("off", "on")]
    exports = [f"export {path} opset={n} fold={fold}" for n, fold, path in files]
    source = folder / f"{name}.c"
    reports = run(program, [*lines, *exports, f"export {source} large=on"])[-len(exports) - 1:]
    worst, folded = 0, 0
    for (n, fold, path), report in zip(files, reports):
        model = model_of(path, CLASSES, n)
        norms = sum(node.op_type == "BatchNormalization" for node in model.graph.node)
        assert report["opset"] == n and report["ir_version"] == model.ir_version, report
        if fold == "off":
            before = norms
            assert report["folded"] == 0
        else:
            folded = report["folded"]
            assert norms == before - folded, (norms, before, folded)
        plain = onnxruntime.SessionOptions()
        plain.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(
            str(path), plain, providers=["CPUExecutionProvider"])
        found = session.run(["logits"], {"input": x})[0]
        error = np.abs(found - logits).max() / np.abs(logits).max()
        assert error <= TOLERANCE, (name, n, fold, error)
        worst = max(worst, error)
        path.unlink()
    print(f"{'':12} sets {sets[0]} to {sets[-1]}, {folded} of {before} norms folded or not: "
          f"difference {worst:.1e}; C {in_c(source, x, logits):.1e}")


def in_c(source, x, logits):
    """The largest difference of the network as C, of the largest logit; nan without a compiler."""
    if shutil.which("cc") is None:
        return float("nan")
    library = source.with_suffix(".so")
    flags = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", library, source, "-lm"], check=True)
    infer = ctypes.CDLL(str(library)).pollard_infer
    array = np.ctypeslib.ndpointer(np.float32, flags="C_CONTIGUOUS")
    infer.argtypes = [array, array]
    found = np.zeros(logits.shape, np.float32)
    for image, out in zip(x, found):
        assert infer(np.ascontiguousarray(image), out) == 0
    error = np.abs(found - logits).max() / np.abs(logits).max()
    assert error <= C_TOLERANCE, (source, error)
    return error


def vectors(program, folder):
    """A network that reads features, against numpy."""
    path, weights = folder / "points.onnx", folder / "points.safetensors"
    run(program, ["data moons train=64 test=20", "network mlp 7 5", "train 2",
                  f"export {path}", f"export {weights}"])
    model_of(path, 2)
    x = np.random.default_rng(3).normal(size=(6, 2)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(None, {"input": x})[0]
    tensors = safetensors.numpy.load_file(str(weights))
    y = x
    for number in (1, 2, 3):
        y = y @ tensors[f"fc{number}.weight"].T + tensors[f"fc{number}.bias"]
        if number < 3:
            y = np.maximum(y, 0)
    worst = np.abs(found - y).max()
    assert worst <= TOLERANCE, worst
    print(f"{'features':12} {len(session.get_outputs())} output, difference {worst:.1e}")


def main():
    found = {name: importlib.metadata.version(name) for name in VERSIONS}
    assert found == VERSIONS, found
    root = pathlib.Path(__file__).resolve().parents[2]
    program = sys.argv[1] if len(sys.argv) > 1 else str(root / ".build/debug/pollard")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pixels, labels = images(folder)
        for network, lines in NETWORKS.items():
            check(program, network, lines, folder, pixels, labels)
        vectors(program, folder)
        arguments = [w for line in REFUSED + [f"export {folder}/g.onnx"] for w in ("-e", line)]
        done = subprocess.run([program, *arguments], capture_output=True, text=True)
        assert done.returncode == 65 and "compact" in done.stderr, done
    print("all agree")


if __name__ == "__main__":
    main()
