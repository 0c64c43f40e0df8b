#!/usr/bin/env python3
"""Writes the tables of Sources/Costs/Measurements from published measurements.

    POLLARD_DATA=FOLDER python3 Tests/References/energy_tables.py [FOLDER_OF_THE_TABLES]

FOLDER/energy holds the tables that were collected: MLPerf Inference and MLPerf Tiny (mlcommons,
Apache 2.0), a GPU of 320 W (DEEP-CGPS/PruneEnergyAnalyzer, MIT), trainings of NAS-Bench-101 cells
(saintslab/EC-NAS-Bench, MIT), the layers of Eyeriss (JSSC 2017). What the project keeps is each
row's network, batch, joules and seconds, with the counts of the network. Counts of the trained
cells are made here, by the rules of NAS-Bench-101 (Ying and others, ICML 2019), and have to agree
with the published multiply-adds and parameters.
"""

import collections
import csv
import os
import pathlib
import statistics
import sys
import textwrap

BOARDS = {
    "raspberryPi4FP32": ("rpi4-tflite-v2.7.1-ruy", "fp32"),
    "raspberryPi4Int8": ("rpi4-tflite-v2.7.1-ruy", "int8"),
    "odroidInt8": ("odroid-tflite-v2.7.1-ruy", "int8"),
    "xavierCPUFP32": ("xavier-power.0-fan.cool-tflite-v2.7.1-ruy", "fp32"),
}
# Boards of MLPerf Tiny that compute without an accelerator, in closed rows of the reference
# networks: the factors of depthwise windows and linear layers are fitted on them.
MICROCONTROLLERS = ["NUCLEO-L4R5ZI", "NUCLEO-H7A3ZI-Q", "NUCLEO-U575ZI-Q", "EK-RA6M4"]
NEWEST = {("STMicroelectronics", "v1.1"), ("STMicroelectronics", "v1.2")}


def rows(folder, name):
    with open(folder / "energy" / name, newline="") as file:
        return list(csv.DictReader(file))


def number(text, digits=6):
    return f"{float(text):.{digits}g}"


def counts(folder):
    found = []
    for row in rows(folder, "networks.csv"):
        if row["builds_in_pollard"] == "yes":
            found.append(",".join([
                row["network"], row["layers_with_products"], row["macs_conv"],
                row["macs_pointwise"], row["macs_depthwise"], row["macs_linear"], row["weights"],
                row["inputs_plus_outputs"]]))
    return found


def boards(folder):
    known = {row["network"] for row in rows(folder, "networks.csv")
             if row["builds_in_pollard"] == "yes"}
    table = rows(folder, "mlperf-edge-cpu.csv")
    found = {}
    for name, (system, precision) in BOARDS.items():
        measured = collections.defaultdict(list)
        for row in table:
            if (row["valid"] == "VALID" and row["system"] == system
                    and row["precision"] == precision and row["network"] in known):
                measured[row["network"]].append(
                    (float(row["energy_mJ_per_inference"]), float(row["latency_ms_mean"])))
        found[name] = [
            f"{network},{number(statistics.median(e for e, _ in values))},"
            f"{number(statistics.median(t for _, t in values))}"
            for network, values in sorted(measured.items())]
    return found


def microcontrollers(folder):
    found = []
    for row in rows(folder, "mlperf-tiny.csv"):
        if (row["division"] == "closed" and row["model"] == "reference"
                and row["board"] in MICROCONTROLLERS and row["repeat_of_earlier_round"] == "no"
                and (row["submitter"], row["round"]) not in NEWEST):
            software = row["software"] or "-"
            found.append(",".join([
                row["board"], row["round"], row["submitter"], software, row["network"],
                number(row["energy_uJ_per_inference"]), number(row["latency_ms"])]))
    return found


def gpu(folder):
    dense, pruned = [], []
    for row in rows(folder, "pruned-gpu.csv"):
        line = ",".join([
            row["network"], row["batch"], row["multiply_adds_per_image"],
            number(row["energy_mJ_per_image"], 5), number(row["latency_us_per_image"], 5)])
        (dense if row["pruning_method"] == "none" else pruned).append(line)
    return dense, sorted(pruned)


def eyeriss(folder):
    return [",".join(row[key] for key in [
        "network", "layer", "channels_in", "channels_out", "side_in", "side_out", "window",
        "stride", "groups", "batch", "power_mW", "latency_ms", "processing_ms", "buffer_MB",
        "dram_MB"]) for row in rows(folder, "eyeriss-layers.csv")]


def pruned_cell(matrix, operations):
    """The vertices between the input and the output of a cell."""
    size = len(matrix)
    ahead, back = {0}, {size - 1}
    for vertex in range(size):
        if any(matrix[source][vertex] for source in ahead if source < vertex):
            ahead.add(vertex)
    for vertex in reversed(range(size)):
        if any(matrix[vertex][target] for target in back if target > vertex):
            back.add(vertex)
    kept = sorted(ahead & back)
    return [[matrix[i][j] for j in kept] for i in kept], [operations[i] for i in kept]


def channels(inputs, outputs, matrix):
    """Channels of each vertex: those that reach the output share its channels."""
    size = len(matrix)
    found = [0] * size
    found[0], found[-1] = inputs, outputs
    reaching = sum(matrix[vertex][-1] for vertex in range(1, size))
    share, rest = (outputs // reaching, outputs % reaching) if reaching else (outputs, 0)
    for vertex in range(1, size - 1):
        if matrix[vertex][-1]:
            found[vertex] = share + (1 if rest > 0 else 0)
            rest -= 1 if rest > 0 else 0
    for vertex in range(size - 3, 0, -1):
        if not matrix[vertex][-1]:
            found[vertex] = max(
                [found[target] for target in range(vertex + 1, size - 1) if matrix[vertex][target]],
                default=0)
    return found


def cell_counts(matrix, operations):
    """Layers with products, multiply-adds, weights, numbers in and out of them, parameters."""
    matrix = [[int(digit) for digit in row] for row in matrix.split("/")]
    matrix, operations = pruned_cell(matrix, operations.split("-"))
    layers = multiply_adds = weights = numbers = parameters = 0

    def convolution(inputs, outputs, window, side):
        nonlocal layers, multiply_adds, weights, numbers, parameters
        layers += 1
        multiply_adds += inputs * outputs * window * window * side * side
        weights += inputs * outputs * window * window
        parameters += inputs * outputs * window * window + 2 * outputs
        numbers += (inputs + outputs) * side * side

    convolution(3, 128, 3, 32)
    before = 128
    for side, outputs in ((32, 128), (16, 256), (8, 512)):
        for _ in range(3):
            width = channels(before, outputs, matrix)
            for vertex in range(1, len(matrix) - 1):
                if matrix[0][vertex]:
                    convolution(before, width[vertex], 1, side)
                if operations[vertex] in ("c3", "c1"):
                    convolution(
                        width[vertex], width[vertex], int(operations[vertex][1]), side)
            if matrix[0][-1]:
                convolution(before, outputs, 1, side)
            before = outputs
    layers += 1
    multiply_adds += 512 * 10
    weights += 512 * 10
    parameters += 512 * 10 + 10
    numbers += 512 + 10
    return layers, multiply_adds, weights, numbers, parameters


def trainings(folder):
    found = []
    for row in rows(folder, "ecnas-training.csv"):
        layers, multiply_adds, weights, numbers, parameters = cell_counts(
            row["matrix_rows"], row["ops"])
        if (multiply_adds, parameters) != (int(row["multiply_adds"]), int(row["parameters"])):
            sys.exit(f"energy_tables: {row['hash']} is counted otherwise")
        found.append(",".join(map(str, [
            row["hash"], row["space"][0], layers, multiply_adds, weights, numbers,
            number(row["gpu_energy_J"]), number(row["seconds_total"])])))
    return found


def write(path, name, text, tables):
    """One enum with a string for each table."""
    def comment(words, indent):
        return textwrap.wrap(
            " ".join(words.split()), 100, initial_indent=indent + "/// ",
            subsequent_indent=indent + "/// ", break_on_hyphens=False)

    lines = comment(text, "")
    lines.append(f"enum {name} {{")
    for place, (table, about, values) in enumerate(tables):
        if place:
            lines.append("")
        lines += comment(about, "  ")
        lines.append(f'  static let {table} = """')
        lines += [f"    {value}" for value in values]
        lines.append('    """')
    lines.append("}")
    (path / f"{name}.swift").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {', '.join(f'{len(values)} rows' for _, _, values in tables)}")


def main():
    if not os.environ.get("POLLARD_DATA"):
        sys.exit("energy_tables: POLLARD_DATA names no folder with the tables; nothing was done")
    folder = pathlib.Path(os.environ["POLLARD_DATA"])
    if not (folder / "energy").exists():
        sys.exit(f"energy_tables: {folder} has no folder ‘energy’; nothing was done")
    here = pathlib.Path(__file__).resolve().parent
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else (
        here / "../../Sources/Costs/Measurements").resolve()
    path.mkdir(parents=True, exist_ok=True)
    write(path, "NetworkTable", """
Counts of the networks that others measured, for one image; Tests/NetworksTests builds each and
counts it again. Written by Tests/References/energy_tables.py.""", [
        ("counts", """
network, layers with products, multiply-adds of dense, pointwise, depthwise and linear layers,
weights of these layers, numbers that go in and come out of them""", counts(folder))])
    found = boards(folder)
    write(path, "BoardTable", """
Boards running one image at a time: MLPerf Inference v2.0, single stream (mlcommons
inference_results_v2.0, Apache 2.0). Mean watts of the whole board at the wall, idle included, times
mean latency; recomputed from the logs and no official result. Written by
Tests/References/energy_tables.py.""", [
        (name, f"{system}, {precision}: network, mJ, ms", found[name])
        for name, (system, precision) in BOARDS.items()])
    write(path, "MicrocontrollerTable", """
Microcontrollers running int8 networks one image at a time: MLPerf Tiny v0.5 to v1.2, energy mode,
closed division (mlcommons tiny_results, Apache 2.0). The supply of the device alone; medians of the
runner's windows and no official result. Written by Tests/References/energy_tables.py.""", [
        ("rows", "board, round, submitter, software, network, µJ, ms", microcontrollers(folder))])
    dense, pruned = gpu(folder)
    write(path, "GPUTable", """
A GPU whose draw stops at 320 W, which the source does not name: NVML's energy counter of the card
over many inferences at 224 x 224, fp32 in PyTorch 2.6, idle included
(DEEP-CGPS/PruneEnergyAnalyzer, MIT; Pachon and others, BDCC 9(8):200, 2025). Written by Tests/References/energy_tables.py.""", [
        ("dense", "network, batch, multiply-adds, mJ and µs an image", dense),
        ("pruned", """
The same networks with channels removed at random; the widths are not published.
network, batch, multiply-adds, mJ and µs an image""", pruned)])
    write(path, "TrainingTable", """
Trainings of NAS-Bench-101 cells on CIFAR-10 on a Quadro RTX 6000: 4 epochs of 40,000 images at
batch 256 with evaluations after epochs 0, 1 and 4; joules of the GPU (saintslab/EC-NAS-Bench, MIT).
Written by Tests/References/energy_tables.py.""", [
        ("runs", """
cell, vertices, layers with products, multiply-adds of an image forward, weights, numbers in and
out of these layers, J and s of a run""", trainings(folder))])
    write(path, "EyerissTable", """
Layers on the Eyeriss chip, core at 200 MHz (Chen, Krishna, Emer, Sze, JSSC 52(1), 2017, tables V
and VI). The chip's watts do not hold its DRAM; its DRAM traffic is compressed. MB are 2^20 bytes,
for the whole batch. Written by Tests/References/energy_tables.py.""", [
        ("layers", """
network, layer, channels in and out, side in and out, window, stride, groups, batch, mW,
ms of latency, ms of processing, MB to and from the buffer, MB to and from DRAM""",
         eyeriss(folder))])


main()
