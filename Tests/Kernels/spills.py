#!/usr/bin/env python3
"""Vector registers that the loops of each level keep on the stack, by the compiler's own assembly.

    python3 Tests/Kernels/spills.py [avx2] [avx512] [--cycles]

For each function: its instructions, the multiply-adds among them, and the stores and loads of whole
vectors on the stack, in all and in its innermost loops. Arrays that are kept there on purpose count
too: the transforms keep the numbers between their two axes.

With --cycles, llvm-mca tells for each innermost loop of 12 multiply-adds or more how many cycles a
round takes on a processor whose nearest cache holds all its numbers.
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
PROCESSORS = {"avx2": ("icelake-server", "znver2"), "avx512": ("icelake-server",)}


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
    """The blocks that jump to their own beginning."""
    found, block, label = [], [], None
    for line in lines:
        if line.startswith(".LBB"):
            label, block = line.split(":")[0], []
        else:
            block.append(line)
            if label and re.match(rf"j\w+\s+{re.escape(label)}$", line):
                found.append(block)
                block = []
    return found


def traffic(lines, register):
    """Stores and loads of whole vectors on the stack."""
    stores = sum(bool(re.match(rf"vmov\w+\s+%{register}\d+, .*\(%r[sb]p", line)) for line in lines)
    loads = sum(bool(re.search(rf"\(%r[sb]p.*%{register}", line)) for line in lines)
    return stores, loads


def is_product(line):
    return "vfm" in line or "vfnm" in line


def cycles(block, processor):
    """Cycles of a round of a loop by llvm-mca."""
    code = "\n".join(line for line in block if not line.startswith("#"))
    text = subprocess.run(
        ["llvm-mca", f"-mcpu={processor}", "-iterations=100"], input=code, check=True,
        capture_output=True, text=True).stdout
    return int(re.search(r"Total Cycles:\s+(\d+)", text).group(1)) / 100


def tell_cycles(level):
    print(f"{level:24} multiply-adds  numbers read  cycles: " + "  ".join(PROCESSORS[level]))
    for name, lines in functions(level):
        for block in innermost(lines):
            count = sum(map(is_product, block))
            if count >= 12:
                read = sum("(%" in line for line in block)
                found = "  ".join(f"{cycles(block, cpu):6.2f}" for cpu in PROCESSORS[level])
                print(f"{name:24} {count:13} {read:13}  {found}")


def main():
    words = [word for word in sys.argv[1:] if word != "--cycles"]
    for level in words or LEVELS:
        if level not in LEVELS:
            sys.exit(f"there is no level ‘{level}’; there are {', '.join(LEVELS)}")
        if "--cycles" in sys.argv:
            tell_cycles(level)
            continue
        register = LEVELS[level][1]
        print(f"{level:24} instructions  multiply-adds  stores  loads  in loops: "
              "multiply-adds  stores  loads")
        for name, lines in functions(level):
            code = [line for line in lines if not line.startswith(".LBB")]
            inside = sum(innermost(lines), [])
            counts = [sum(map(is_product, part)) for part in (code, inside)]
            if counts[0] >= 12:
                stores, loads = traffic(code, register)
                print(f"{name:24} {len(code):12} {counts[0]:14} {stores:7} {loads:6} "
                      f"{counts[1]:24} {traffic(inside, register)[0]:7} "
                      f"{traffic(inside, register)[1]:6}")


main()
