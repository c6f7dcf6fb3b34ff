"""Pictures of the report drawn again from its tables, by the code that README.md shows: base R,
ggplot2, pandas with matplotlib. Each block must write its pictures, and there must be something on
them. What is not installed is SKIPPED.
    redraw.py SOURCE_ROOT
"""
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

PICTURE = re.compile(r'"(\w+\.(?:png|pdf))"')


def change_python():
    """Goes on under a python that has matplotlib, where there is one and this is not it."""
    if os.environ.get("ZG_PYTHON_CHOSEN") is not None:
        return
    for python in (os.environ.get("ZG_PYTHON"), "/usr/bin/python3", shutil.which("python3")):
        if python is None or not os.access(python, os.X_OK):
            continue
        test = ("import importlib.util as u, sys; "
                "sys.exit(u.find_spec('pandas') is None or u.find_spec('matplotlib') is None)")
        if subprocess.run([python, "-c", test], capture_output=True).returncode == 0:
            os.execve(python, [python, *sys.argv], dict(os.environ, ZG_PYTHON_CHOSEN="1"))


def blocks(root):
    """What README.md loads in R, and what it draws: (program, code) by name."""
    with open(os.path.join(root, "README.md"), encoding="utf-8") as file:
        text = file.read()
    found = re.findall(r"^```(r|python)\n(.*?)^```$", text, re.M | re.S)
    load = [code for name, code in found if name == "r" and '"results"' in code]
    drawn = [(name, code) for name, code in found if PICTURE.search(code)]
    assert len(load) == 1 and len(drawn) == 3, (len(load), len(drawn))
    for name, code in drawn:
        if name == "python":
            yield "matplotlib", code
        else:
            yield "ggplot2" if "ggplot2" in code else "base R", load[0] + code


def missing(name):
    """What a block needs and is not here, or None."""
    if name == "matplotlib":
        for module in ("pandas", "matplotlib"):
            if importlib.util.find_spec(module) is None:
                return module
        return None
    if shutil.which("Rscript") is None:
        return "R"
    test = 'quit(status = !capabilities("cairo"))'
    if subprocess.run(["Rscript", "-e", test], capture_output=True).returncode != 0:
        return "R with cairo"
    test = 'quit(status = !requireNamespace("ggplot2", quietly = TRUE))'
    if name == "ggplot2" and subprocess.run(["Rscript", "-e", test],
                                            capture_output=True).returncode != 0:
        return "ggplot2"
    return None


def run(name, code, folder):
    if name == "matplotlib":
        command, suffix = [sys.executable], ".py"
    else:
        command, suffix = ["Rscript", "--vanilla"], ".R"
    script = os.path.join(folder, "drawing" + suffix)
    with open(script, "w", encoding="utf-8") as file:
        file.write(code)
    environment = dict(os.environ, LC_ALL="C.UTF-8", MPLBACKEND="Agg", MPLCONFIGDIR=folder)
    return subprocess.run([*command, script], cwd=folder, env=environment, capture_output=True,
                          text=True)


def png_pixels(data):
    """Width, height, and how many different rows of bytes there are: a blank picture has few."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, head = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    width, height, depth, color = head[:4]
    size = 1 + (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color] + 7) // 8
    rows = zlib.decompress(packed)
    assert len(rows) == size * height
    return width, height, len({rows[i:i + size] for i in range(0, len(rows), size)})


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(".png"):
        width, height, different = png_pixels(data)
        assert width >= 600 and height >= 450 and different > 40, (path, width, height, different)
        return f"{width} x {height}"
    assert data.startswith(b"%PDF-") and b"%%EOF" in data[-64:] and len(data) > 4000, path
    if shutil.which("pdftotext") is not None and "zipf" not in path:
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
        assert "疫情防控" in text, (path, text)
    return f"{len(data)} bytes"


def main():
    change_python()
    root = os.path.abspath(sys.argv[1])
    for name, code in blocks(root):
        lacking = missing(name)
        if lacking is not None:
            print(f"SKIPPED {name}: {lacking} is not here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.join(root, "results"), os.path.join(folder, "results"))
            done = run(name, code, folder)
            assert done.returncode == 0, (name, done.stderr)
            if "Glyph" in done.stderr or "font" in done.stderr.lower():
                print(f"{name}: {done.stderr.strip().splitlines()[0]}")
            pictures = PICTURE.findall(code)
            assert len(pictures) == 3, pictures
            for picture in pictures:
                print(f"{name}: {picture}, {check(os.path.join(folder, picture))}")
            keep = os.environ.get("ZG_KEEP_PICTURES")
            if keep is not None:
                for picture in pictures:
                    shutil.copy(os.path.join(folder, picture),
                                os.path.join(keep, name.replace(" ", "_") + "_" + picture))


main()
