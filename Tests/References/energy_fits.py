#!/usr/bin/env python3
"""Constants of additive device profiles, fitted to published measurements, and their errors.

    POLLARD_DATA=FOLDER python3 Tests/References/energy_fits.py

FOLDER/energy holds the tables of MLPerf Inference (single stream, batch 1; joules of the whole
board, idle included) and the counts of their networks. Joules and seconds are sums,

    J = layers * launch + multiply_adds * arithmetic + bytes of weights and activations * byte,

fitted by least squares of the relative error without a negative constant. Errors are the median and
the 90th percentile of |predicted / measured - 1| over rows that were not fitted on: with one network
left out, with a family left out, and over everything else where MobileNetV1 alone was fitted on.
"""

import csv
import itertools
import os
import pathlib
import statistics
import sys

# A profile's name, the system as the table names it, precision, bytes of a number.
BOARDS = [
    ("raspberry-pi-4-fp32", "rpi4-tflite-v2.7.1-ruy", "fp32", 4),
    ("raspberry-pi-4-int8", "rpi4-tflite-v2.7.1-ruy", "int8", 1),
    ("raspberry-pi-4-armnn-fp32", "rpi4-armnn-v21.11-neon", "fp32", 4),
    ("odroid-int8", "odroid-tflite-v2.7.1-ruy", "int8", 1),
    ("odroid-mali-fp32", "odroid-armnn-v21.11-opencl", "fp32", 4),
    ("xavier-cpu-fp32", "xavier-power.0-fan.cool-tflite-v2.7.1-ruy", "fp32", 4),
    ("xavier-cpu-armnn-fp32", "xavier-power.0-fan.cool-armnn-v21.11-neon", "fp32", 4),
]


def rows(folder, name):
    with open(folder / "energy" / name, newline="") as file:
        return list(csv.DictReader(file))


def solve(matrix, values):
    """The least squares solution of a few columns, by the normal equations."""
    n = len(matrix[0])
    a = [[sum(row[i] * row[j] for row in matrix) for j in range(n)]
         + [sum(row[i] * value for row, value in zip(matrix, values))] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(a[k][i]))
        a[i], a[pivot] = a[pivot], a[i]
        if abs(a[i][i]) < 1e-30:
            return None
        for k in range(n):
            if k != i:
                factor = a[k][i] / a[i][i]
                a[k] = [x - factor * y for x, y in zip(a[k], a[i])]
    return [a[i][n] / a[i][i] for i in range(n)]


def fit(terms, measured):
    """Constants that are not negative, with the least sum of squared relative errors."""
    scale = [max(abs(row[i]) for row in terms) or 1 for i in range(len(terms[0]))]
    relative = [[x / s / value for x, s in zip(row, scale)]
                for row, value in zip(terms, measured)]
    best, least = None, float("inf")
    for count in range(1, len(scale) + 1):
        for chosen in itertools.combinations(range(len(scale)), count):
            found = solve([[row[i] for i in chosen] for row in relative], [1.0] * len(relative))
            if not found or min(found) < 0:
                continue
            whole = [0.0] * len(scale)
            for i, value in zip(chosen, found):
                whole[i] = value
            error = sum((sum(x * c for x, c in zip(row, whole)) - 1) ** 2 for row in relative)
            if error < least:
                best, least = whole, error
    return [value / s for value, s in zip(best, scale)]


def errors(constants, terms, measured):
    return [abs(sum(x * c for x, c in zip(row, constants)) / value - 1)
            for row, value in zip(terms, measured)]


def text(found):
    found = sorted(found)
    high = found[min(len(found) - 1, int(0.9 * len(found)))]
    return f"median {100 * statistics.median(found):5.1f} %  p90 {100 * high:5.1f} %"


def family(network):
    return network.split("-")[0] + network.split("-")[1][:2] if "-" in network else network


def left_out(terms, measured, groups):
    """Errors of each group by a fit on the others."""
    found = []
    for group in sorted(set(groups)):
        inside = [i for i, other in enumerate(groups) if other == group]
        rest = [i for i, other in enumerate(groups) if other != group]
        constants = fit([terms[i] for i in rest], [measured[i] for i in rest])
        found += errors(constants, [terms[i] for i in inside], [measured[i] for i in inside])
    return found


def main():
    if not os.environ.get("POLLARD_DATA"):
        sys.exit("energy_fits: POLLARD_DATA names no folder with the tables; nothing was done")
    folder = pathlib.Path(os.environ["POLLARD_DATA"])
    if not (folder / "energy").exists():
        sys.exit(f"energy_fits: {folder} has no folder ‘energy’; nothing was done")
    counts = {row["network"]: row for row in rows(folder, "networks.csv")
              if row["builds_in_pollard"] == "yes"}
    table = rows(folder, "mlperf-edge-cpu.csv")
    for name, system, precision, width in BOARDS:
        found = {}
        for row in table:
            if (row["valid"] == "VALID" and row["system"] == system
                    and row["precision"] == precision and row["network"] in counts):
                found.setdefault(row["network"], []).append(row)
        if len(found) < 8:
            print(f"{name}: {len(found)} networks: too few")
            continue
        networks = sorted(found)
        terms = []
        for network in networks:
            row = counts[network]
            moved = width * (float(row["weights"]) + float(row["inputs_plus_outputs"]))
            terms.append([float(row["layers_with_products"]), float(row["multiply_adds"]), moved])
        print(f"{name}: {len(networks)} networks")
        for key, unit in [("energy_mJ_per_inference", 1e-3), ("latency_ms_mean", 1e-3)]:
            measured = [statistics.median(float(row[key]) for row in found[network]) * unit
                        for network in networks]
            constants = fit(terms, measured)
            what = "joules " if "energy" in key else "seconds"
            print(f"  {what} launch {constants[0]:.3g}, multiply-add {constants[1]:.3g}, "
                  f"byte {constants[2]:.3g}")
            print(f"    network left out  {text(left_out(terms, measured, networks))}")
            families = [family(network) for network in networks]
            print(f"    family left out   {text(left_out(terms, measured, families))}")
            first = [i for i, n in enumerate(networks) if n.startswith("mobilenet-v1")]
            rest = [i for i in range(len(networks)) if i not in first]
            if len(first) >= 4 and rest:
                alone = fit([terms[i] for i in first], [measured[i] for i in first])
                far = errors(alone, [terms[i] for i in rest], [measured[i] for i in rest])
                print(f"    on MobileNetV1    {text(far)}  of {len(rest)} others; launch "
                      f"{alone[0]:.3g}, multiply-add {alone[1]:.3g}, byte {alone[2]:.3g}")


main()
