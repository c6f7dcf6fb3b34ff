"""Each header compiles alone: the public ones as C11 and as C++17, the private ones as C11.

usage: headers.py C-COMPILER [C++-COMPILER]
"""

import os
import re
import subprocess
import sys

import source

FLAGS = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-D_POSIX_C_SOURCE=200809L",
         "-D_XOPEN_SOURCE=700", "-I" + os.path.join(source.ROOT, "lib", "include")]


def try_header(compiler, language, flags, header, problems):
    command = [compiler, *FLAGS, *flags, "-x", language, "-"]
    run = subprocess.run(command, input=f"#include <{header}>\n", capture_output=True, text=True)
    if run.returncode != 0:
        problems.append(f"{header} alone as {flags[0]}:\n{run.stderr}")


def main():
    compiler, cxx = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else "")
    problems, checked, skipped = [], 0, 0
    for path in source.files():
        public = re.match(r"lib/include/(zigram/\w+\.h)$", path)
        private = re.match(r"lib/(\w+\.h)$", path)
        if public:
            try_header(compiler, "c", ["-std=c11", "-Wpedantic"], public.group(1), problems)
            checked += 1
            if cxx:
                try_header(cxx, "c++", ["-std=c++17", "-Wpedantic"], public.group(1),
                           problems)
            else:
                skipped += 1
        elif private:
            folder = "-I" + os.path.join(source.ROOT, "lib")
            try_header(compiler, "c", ["-std=c11", folder], private.group(1), problems)
            checked += 1
    if skipped:
        print(f"SKIPPED {skipped} headers as C++17: no C++ compiler")
    source.finish(problems, checked)


main()
