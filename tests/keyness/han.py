"""Copies a folder of texts with nothing but Han characters left, a line end for what stood between.

    han.py FROM TO
"""
import os
import re
import shutil
import sys

source, target = sys.argv[1:]
os.makedirs(target, exist_ok=True)
shutil.copy(os.path.join(source, "metadata.tsv"), target)
for name in os.listdir(source):
    if not name.endswith(".txt"):
        continue
    with open(os.path.join(source, name), encoding="utf-8-sig") as file:
        text = re.sub("[^\u3007\u4e00-\u9fff]+", "\n", file.read())
    with open(os.path.join(target, name), "w", encoding="utf-8") as file:
        file.write(text + "\n")
