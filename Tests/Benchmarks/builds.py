"""Two builds of Pollard on the same cores, in turn: is the second slower than the first?

    ./dev bench builds --before OTHER/.build/release/pollard [--only resnet20] [--pairs 20]

Each case runs in both programs, pair by pair, the order turned round from pair to pair. A ratio is
the second's time over the first's, so 1.02 means 2 % slower. Told are the median of the pairs'
ratios and the interval between two of them that holds the median in at least 95 of 100 such
series (of 20 pairs the 6th and the 15th). A case is slower if its median is above 1.02 and its
interval leaves out 1. Where both builds train, their losses are compared to the last digit.
"""

import argparse
import math
import statistics
import sys
import time

import machine
from machine import Pollard

SHAPES = ["data shapes train=1920 test=100"]
GATED = ["network resnet20", "gate attach *",
         "prune consensus target=50% of=macs", "optimizer over=100"]

# What is typed first; the line that is measured.
CASES = {
    "train resnet20, sgd": (SHAPES + ["network resnet20", "optimizer over=100"], "train 1"),
    "train resnet20, adam": (SHAPES + ["network resnet20", "optimizer adam over=100"], "train 1"),
    "train resnet20 with gates": (SHAPES + GATED, "train 1"),
    "train convnet": (SHAPES + ["network convnet", "optimizer over=100"], "train 1"),
    "evaluate resnet20": (["data shapes train=100 test=1920", "network resnet20"], "evaluate"),
    "infer resnet20, batch 128": (["network resnet20"], "benchmark batch=128 rounds=3"),
    "infer resnet20, batch 1": (["network resnet20"], "benchmark batch=1 rounds=3"),
    "infer vgg16, batch 1": (["network vgg16"], "benchmark batch=1 rounds=3"),
}


def timed(side, line):
    """The report of a line and how long it took: `benchmark` tells it, the rest is by the clock."""
    start = time.perf_counter()
    report = side.ask(line)
    seconds = time.perf_counter() - start
    if "batches" in report:
        seconds = report["batches"][0]["milliseconds"] / 1000
    return report, seconds


def interval(ratios):
    """The narrowest pair of order statistics, equally far from both ends, with 95 % or more."""
    count, ranked = len(ratios), sorted(ratios)
    tail, rank = 0.0, 0
    while True:
        tail += math.comb(count, rank) / 2 ** count
        if tail > 0.025 or rank >= count // 2:
            break
        rank += 1
    rank = max(rank - 1, 0)
    return ranked[rank], ranked[count - 1 - rank]


def measure(name, before, after):
    """Prints one row; true unless the second is slower."""
    lines, line = CASES[name]
    first, second = Pollard(before), Pollard(after)
    for side in (first, second):
        for typed in lines + [line]:
            side.ask(typed)
    ratios, same = [], True
    for pair in range(after.pairs):
        order = [first, second] if pair % 2 == 0 else [second, first]
        answers = {side: timed(side, line) for side in order}
        (told, took), (told_after, took_after) = answers[first], answers[second]
        ratios.append(took_after / took)
        same = same and told.get("loss") == told_after.get("loss")
    median, (low, high) = statistics.median(ratios), interval(ratios)
    first.close()
    second.close()
    slower = median > 1.02 and low > 1
    word = ("SLOWER" if slower else "faster" if high < 1 else "as fast" if low <= 1
            else "within 2 %")
    print(f"{name:28} {median:6.3f}  {low:.3f} to {high:.3f}"
          f"  {word}"
          f"{'' if same else '  LOSSES DIFFER'}", flush=True)
    return same and not slower


def main():
    parser = machine.parser(__doc__)
    parser.add_argument("--before", required=True, help="the program to compare with")
    parser.add_argument("--pairs", type=int, default=20, help="pairs of each case (20)")
    parser.add_argument("--only", default="", help="cases whose names hold this")
    options = parser.parse_args()
    print(f"{machine.machine()}, load {machine.load()}, {options.threads} threads, "
          f"{options.pairs} pairs")
    before = argparse.Namespace(**{**vars(options), "program": options.before})
    good = [measure(name, before, options) for name in CASES if options.only in name]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
