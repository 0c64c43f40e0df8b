#!/usr/bin/env python3
"""Pictures and arrays of others: sizes that lie, two programs at once, kills, sessions that are sent.

usage: pictures.py PATH-OF-POLLARD
"""

import os
import resource
import signal
import struct
import subprocess
import sys
import time
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import PROGRAM, RANDOM, Failures, Folder, environment, lines, peak, run  # noqa: E402

failures = Failures()
# What the program takes with nothing loaded, and some room.
BASE = 120


def chunk(name, content):
    return (struct.pack(">I", len(content)) + name + content
            + struct.pack(">I", zlib.crc32(name + content)))


def png(width, height, raw=None, packed=None):
    raw = b"".join(b"\0" + bytes(3 * width) for _ in range(height)) if raw is None else raw
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(raw) if packed is None else packed) + chunk(b"IEND", b""))


def zeros(count):
    """So many zeros, packed, from a piece of memory."""
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    packed = b"".join(packer.compress(piece) for _ in range(count >> 20))
    return packed + packer.compress(bytes(count & ((1 << 20) - 1))) + packer.flush()


def array(shape, kind="|u1"):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(text)) + text


def arrays(path, members):
    """A zip file of members, each a head and as many zeros behind it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, head, count in members:
            with file.open(name + ".npy", "w", force_zip64=True) as member:
                member.write(head)
                for _ in range(count >> 20):
                    member.write(bytes(1 << 20))
                member.write(bytes(count & ((1 << 20) - 1)))


def classes(folder, picture, count=2, place="set"):
    for name in ["a", "b"]:
        for index in range(count):
            folder.write(f"{place}/{name}/{index}.png", picture)


def sizes():
    small = png(8, 8)
    with Folder() as folder:
        classes(folder, small, place="vast")
        folder.write("vast/a/0.png", png(20_000, 20_000, b""))
        classes(folder, small, place="short")
        folder.write("short/a/0.png", png(9_999, 10_000, b""))
        classes(folder, small, place="blank")
        folder.write("blank/a/0.png", png(9_000, 11_000, packed=zeros((27_001) * 11_000)))
        classes(folder, small, place="sparse")
        for name in ["a/0.png", "b/0.jpg"]:
            with open(folder.write(f"sparse/{name}", b"\xff\xd8\xff"), "r+b") as file:
                file.truncate(3 << 30)
        classes(folder, small, place="pipe")
        os.mkfifo(folder / "pipe/b/x.png")
        classes(folder, small, place="circle")
        os.symlink("..", folder / "circle/a/up")
        for index in range(12_000):
            os.makedirs(folder / f"many/c{index}")
        arrays(folder / "zeros.npz", [("x", array((16384, 256, 256)), 1 << 30),
                                      ("y", array((16384,)), 16384)])
        arrays(folder / "long.npz", [("x", array((1 << 30, 1 << 9)), 64), ("y", array((1 << 30,)), 64)])
        arrays(folder / "text.npz", [("x", b"\x93NUMPY\x02\0\xff\xff\xff\x7f", 1 << 20),
                                     ("y", array((4,)), 4)])
        cases = [
            ("a header of 400 megapixels", lines("data folder dir=vast"), 65, 0),
            ("a header of 99 megapixels and nothing behind it", lines("data folder dir=short"), 65, 320),
            ("99 megapixels of black in 300 KB", lines("data folder dir=blank"), 0, 320),
            ("files of 3 GB without contents", lines("data folder dir=sparse"), 65, 0),
            ("a pipe called like a picture", lines("data folder dir=pipe"), 65, 0),
            ("a link that leads back", lines("data folder dir=circle"), 65, 0),
            ("12,000 classes", lines("data folder dir=many"), 65, 0),
            ("a gigabyte of zeros as arrays", lines("data npz zeros.npz"), 65, 0),
            ("a header of 5 · 10^11 numbers", lines("data npz long.npz"), 65, 0),
            ("a header of 2 GB of text", lines("data npz text.npz"), 65, 0),
        ]
        for name, arguments, code, room in cases:
            found, words, memory, seconds = peak(arguments, folder.path)
            failures.expect(found == code, f"{name}: exit {found}, {words[-300:]}")
            failures.expect(memory <= BASE + room, f"{name}: {memory:.0f} MB")
            failures.expect("rror: " in words or code == 0, f"{name}: {words[-300:]}")
            failures.expect(seconds < 60, f"{name}: {seconds:.0f} s")
            print(f"  {memory:6.0f} MB  {seconds:6.2f} s  {name}")
        # Little memory refuses what a picture honestly needs, before it is taken.
        result = run(["--format", "json"] + lines("data folder dir=blank skip=on"), folder.path,
                     before=lambda: resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20)))
        failures.expect(result.returncode == 65 and b"out-of-memory" in result.stdout,
                        f"little memory: {result.returncode} {result.stderr[-300:]}")
    print(f"pictures: {len(cases)} folders and files, each within what it honestly holds")


def cache(folder):
    place = folder / "cache/pollard/pictures"
    return sorted(os.listdir(place)) if os.path.isdir(place) else []


def checksum(result):
    return [line for line in result.stdout.splitlines() if line.startswith(b"checksum")]


def noisy(folder, count):
    for name in ["a", "b"]:
        for index in range(count):
            raw = b"".join(b"\0" + RANDOM.randbytes(3 * 40) for _ in range(40))
            folder.write(f"set/{name}/{index}.png", png(40, 40, raw))


def together():
    """Several programs make one cache; some are killed on the way."""
    kills = 0
    with Folder() as folder:
        noisy(folder, 300)
        typed = lines("data folder dir=set size=64")
        good = checksum(run(typed, folder.path))
        failures.expect(good, "no checksum")
        whole = cache(folder)
        failures.expect(len(whole) == 1, whole)
        for _ in range(20):
            os.remove(folder / f"cache/pollard/pictures/{whole[0]}")
            children = [subprocess.Popen([PROGRAM] + typed, cwd=folder.path, stdin=subprocess.DEVNULL,
                                         env=environment(folder.path), stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL) for _ in range(3)]
            time.sleep(RANDOM.random() * 0.3)
            if children[0].poll() is None:
                children[0].send_signal(signal.SIGKILL)
                kills += 1
            for child in children:
                out, _ = child.communicate()
                if child.returncode == 0:
                    found = [line for line in out.splitlines() if line.startswith(b"checksum")]
                    failures.expect(found == good, f"{found} for {good}")
                else:
                    failures.expect(child.returncode == -9, child.returncode)
            failures.expect(checksum(run(typed, folder.path)) == good, "another set after a kill")
            failures.expect(whole[0] in cache(folder), cache(folder))
        # What a kill left is taken away by the next that writes, once it is a moment old.
        time.sleep(3)
        os.remove(folder / f"cache/pollard/pictures/{whole[0]}")
        run(typed, folder.path)
        failures.expect(cache(folder) == whole, cache(folder))
        path = folder / f"cache/pollard/pictures/{whole[0]}"
        for _ in range(10):
            with open(path, "r+b") as file:
                file.seek(RANDOM.randrange(os.path.getsize(path)))
                file.write(b"wombat")
            result = run(typed, folder.path)
            failures.expect(checksum(result) == good, "another set from a damaged cache")
            failures.expect(b"damaged" in result.stdout, result.stdout)
    print(f"pictures: 60 programs made one cache, {kills} were killed, 10 caches damaged; "
          "every set the same")


def gifts():
    """A session that was sent leaves no cache, and reads no folder but its own."""
    text = "#! pollard session 1\n#! seed: 1\n> data folder dir={}\n"
    with Folder() as folder:
        classes(folder, png(8, 8), place="in/set")
        classes(folder, png(8, 8), place="out/set")
        folder.write("in/own.pollard", text.format("set"))
        folder.write("in/other.pollard", text.format("../out/set"))
        os.symlink("../out/set", folder / "in/link")
        folder.write("in/linked.pollard", text.format("link"))
        os.makedirs(folder / "in/deep/a/x")
        classes(folder, png(8, 8), place="in/deep")
        os.symlink("../../../../out/set/a", folder / "in/deep/a/x/away")
        folder.write("in/deep.pollard", text.format("deep"))
        for name, fails in [("own", False), ("other", True), ("linked", True), ("deep", True)]:
            before = folder.tree()
            result = run([f"in/{name}.pollard"], folder.path)
            after = folder.tree()
            changed = [path for path in set(before) ^ set(after) if after.get(path) is not None]
            failures.expect(not changed, f"{name} left {changed}")
            failures.expect((result.returncode != 0) == fails,
                            f"{name}: {result.returncode} {result.stderr[-300:]}")
        result = run(["--trust", "in/own.pollard"], folder.path)
        failures.expect(result.returncode == 0 and len(cache(folder)) == 1, cache(folder))
    print("pictures: 4 sessions that were sent left nothing")


sizes()
together()
gifts()
failures.end()
