#!/usr/bin/env python3
"""Vector registers that the loops of each level keep on the stack, by the compiler's own assembly.

    python3 Tests/Kernels/spills.py [avx2] [avx512]

For each function: its instructions, the multiply-adds among them, and the stores and loads of whole
vectors on the stack, in all and in its innermost loops. Arrays that are kept there on purpose count
too: the transforms keep the numbers between their two axes.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
SOURCES = FOLDER / "../../Sources/Kernels"
LEVELS = {"avx2": ("AVX2.c", "ymm"), "avx512": ("AVX512.c", "zmm")}


def compiler():
    swift = shutil.which("swift")
    beside = pathlib.Path(os.path.realpath(swift)).parent / "clang" if swift else None
    return str(beside) if beside and beside.exists() else "clang"


def functions(level):
    """Name, and lines with their labels, of each function."""
    text = subprocess.run(
        [compiler(), "-O3", "-ffp-contract=off", "-w", "-std=gnu17", f"-I{SOURCES}/include", "-S",
         "-o", "-", str(SOURCES / LEVELS[level][0])], check=True, capture_output=True,
        text=True).stdout
    name, lines = None, []
    for line in text.splitlines():
        start = re.match(r"([A-Za-z_]\w*):", line)
        if start:
            name, lines = start.group(1), []
        elif line.startswith(".Lfunc_end") and name:
            yield name, lines
            name = None
        elif line.startswith(".LBB") or line.startswith("\t") and not line.startswith("\t."):
            lines.append(line.strip())


def innermost(lines):
    """The lines of blocks that jump to their own beginning."""
    found, block, label = [], [], None
    for line in lines:
        if line.startswith(".LBB"):
            label, block = line.split(":")[0], []
        else:
            block.append(line)
            if label and re.match(rf"j\w+\s+{re.escape(label)}$", line):
                found += block
                block = []
    return found


def traffic(lines, register):
    """Stores and loads of whole vectors on the stack."""
    stores = sum(bool(re.match(rf"vmov\w+\s+%{register}\d+, .*\(%r[sb]p", line)) for line in lines)
    loads = sum(bool(re.search(rf"\(%r[sb]p.*%{register}", line)) for line in lines)
    return stores, loads


def main():
    for level in sys.argv[1:] or LEVELS:
        if level not in LEVELS:
            sys.exit(f"there is no level ‘{level}’; there are {', '.join(LEVELS)}")
        register = LEVELS[level][1]
        print(f"{level:24} instructions  multiply-adds  stores  loads  in loops: "
              "multiply-adds  stores  loads")
        for name, lines in functions(level):
            code = [line for line in lines if not line.startswith(".LBB")]
            inside = innermost(lines)
            counts = [sum("vfm" in line or "vfnm" in line for line in part)
                      for part in (code, inside)]
            if counts[0] >= 12:
                stores, loads = traffic(code, register)
                print(f"{name:24} {len(code):12} {counts[0]:14} {stores:7} {loads:6} "
                      f"{counts[1]:24} {traffic(inside, register)[0]:7} "
                      f"{traffic(inside, register)[1]:6}")


main()
