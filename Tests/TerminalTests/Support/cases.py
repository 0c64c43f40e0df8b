"""What the scripts that drive the program share."""

import sys
import tempfile


def run(name, tests, errors, place=str):
    """Runs the tests, or those that the shell line names, each in a new folder as `place` has it; ends
    the program."""
    failed = 0
    named = sys.argv[2:]
    for test in tests:
        if named and test.__name__ not in named:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(place(folder))
                print(f"{name}: ok", test.__name__)
            except errors as error:
                failed += 1
                text = str(error).splitlines()
                print(f"{name}: FAILED", test.__name__, "\n  ".join(text[:12]))
    sys.exit(1 if failed else 0)
