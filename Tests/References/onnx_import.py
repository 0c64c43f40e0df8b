"""Models of other programs, read by `import net.onnx` and held to ONNX Runtime.

    python3 -m venv models && . models/bin/activate
    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 torch==2.13.0 torchvision onnxscript
    python Tests/References/onnx_models.py FOLDER
    python Tests/References/onnx_import.py PROGRAM FOLDER [NAME ...]

For each FOLDER/NAME.onnx: 100 random images (RUNS=N in the environment: so many) go through
ONNX Runtime and through the program (`evaluate to=`), and every output is compared. The training
part of the data is one image of ones and one of minus ones: its mean is 0 and its deviation 1, so
the program normalises nothing.

Shown for each model are the layers, the multiply-adds, how many outputs are distinct, how much they
vary with the image, and the largest difference as a part of the largest output; 1e-4 is the bound.
A model that has no form is told with what the program says of it. Exit 1 if one is beyond the bound,
does not vary, or is refused.
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

BOUND = 1e-4
IMAGES = int(os.environ.get("RUNS", "100"))


def run(program, lines):
    words = [word for line in lines for word in ("-e", line)]
    done = subprocess.run([program, "--format", "json", *words], capture_output=True, text=True)
    return done, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def outputs(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    first = rows[0].index("output0")
    return np.array([[float(cell) for cell in row[first:]] for row in rows[1:]], dtype=np.float32)


def images(generator, shape):
    """Random, with coarse structure of another strength in each, so that images differ in more than
    noise."""
    x = generator.standard_normal((IMAGES, *shape)) * 0.5
    if len(shape) == 3:
        sides = [(side + 6) // 7 for side in shape[1:]]
        coarse = generator.standard_normal((IMAGES, shape[0], 7, 7))
        coarse = np.kron(coarse, np.ones((1, 1, *sides)))[:, :, :shape[1], :shape[2]]
        x += coarse * generator.uniform(0, 3, (IMAGES, 1, 1, 1))
    return x.astype(np.float32)


def check(program, path, folder):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0]
    shape = [size if isinstance(size, int) else 1 for size in source.shape[1:]]
    generator = np.random.default_rng(11)
    x = images(generator, shape)
    batch = source.shape[0] if isinstance(source.shape[0], int) else IMAGES
    name = session.get_outputs()[0].name
    wanted = np.concatenate([
        session.run([name], {source.name: x[i:i + batch]})[0] for i in range(0, IMAGES, batch)])
    wanted = wanted.reshape(IMAGES, -1)
    data = folder / f"data-{'x'.join(map(str, shape))}.npz"
    if not data.exists():
        train = np.stack([np.ones(shape, np.float32), -np.ones(shape, np.float32)])
        np.savez(
            data, x_train=train, y_train=np.arange(2), x_test=x, y_test=np.arange(IMAGES) % 2)
    out = folder / "outputs.csv"
    done, cells = run(program, [
        f"data npz {data} channels=first", f"import {path} as=net", "flops",
        f"evaluate to={out}"])
    if done.returncode != 0:
        return None, done.stderr.strip() or done.stdout[-500:]
    found = outputs(out)
    out.unlink()
    difference = np.abs(found - wanted).max() / np.abs(wanted).max()
    distinct = len(np.unique(wanted[0]))
    spread = float(np.abs(wanted - wanted.mean(0)).max() / np.abs(wanted).max())
    report = cells[1]["report"]
    return (report.get("operators"), cells[2]["report"]["macs"], distinct, spread, difference), None


def main(program, folder, names):
    paths = [p for p in sorted(folder.glob("*.onnx"))
             if not names or any(p.stem.startswith(n) for n in names)]
    failed = False
    print(f"{'model':34} operators  multiply-adds  outputs  varies  difference", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for path in paths:
            figures, problem = check(program, path, pathlib.Path(scratch))
            if problem:
                failed = True
                print(f"{path.stem:34} refused: {problem}", flush=True)
                continue
            operators, macs, distinct, spread, difference = figures
            bad = difference > BOUND or spread < 1e-3
            failed |= bad
            print(
                f"{path.stem:34} {operators:9} {macs:14,.0f} {distinct:8} {spread:7.2f}  "
                f"{difference:10.1e}{'  FAILED' if bad else ''}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:])
