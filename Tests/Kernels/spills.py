#!/usr/bin/env python3
"""Vector registers that the loops of each level keep on the stack, by the compiler's own assembly.

    python3 Tests/Kernels/spills.py [avx2] [avx512]

For each loop: its instructions, the multiply-adds among them, and the loads and stores of whole
vectors on the stack. Arrays that a loop keeps there on purpose count too: the transforms keep the
numbers between their two axes.
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
    """Name and instructions of each function."""
    text = subprocess.run(
        [compiler(), "-O3", "-ffp-contract=off", "-w", "-std=gnu17", f"-I{SOURCES}/include", "-S",
         "-o", "-", str(SOURCES / LEVELS[level][0])], check=True, capture_output=True,
        text=True).stdout
    name, lines = None, []
    for line in text.splitlines():
        start = re.match(r"([A-Za-z_]\w*):", line)
        if start and not line.startswith("."):
            name, lines = start.group(1), []
        elif line.startswith(".Lfunc_end") and name:
            yield name, lines
            name = None
        elif line.startswith("\t") and not line.startswith("\t."):
            lines.append(line.strip())


def main():
    for level in sys.argv[1:] or LEVELS:
        if level not in LEVELS:
            sys.exit(f"there is no level ‘{level}’; there are {', '.join(LEVELS)}")
        register = LEVELS[level][1]
        print(f"{level:22} instructions  multiply-adds  to the stack  from it")
        for name, lines in functions(level):
            fused = sum("vfm" in line or "vfnm" in line for line in lines)
            to = sum(bool(re.match(rf"vmov\w+\s+%{register}\d+, .*\(%r[sb]p", line))
                     for line in lines)
            back = sum(bool(re.search(rf"\(%r[sb]p.*%{register}", line)) for line in lines)
            if fused >= 12 or to + back:
                print(f"{name:22} {len(lines):12} {fused:14} {to:13} {back:8}")


main()
