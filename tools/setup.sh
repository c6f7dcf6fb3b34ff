# Sourced by tools/quickstart and tests/run: finds what is missing, installs it, builds a tree.
# Needs bash and `root`, the absolute path of the source tree. `program` names the caller.

# One need a line: looked for | Debian | Fedora | Arch | Homebrew | what it is for.
# Looked for: <a header>; python:MODULE; R:PACKAGE; or commands of which any one will do. "-": comes
# with something else.
needs_build=(
    'cc gcc clang|gcc|gcc|gcc|gcc|the C compiler'
    '<stdio.h>|libc6-dev|glibc-devel|glibc|-|headers of the C library'
    'cmake|cmake|cmake|cmake|cmake|configures the build'
    'ninja make|ninja-build|ninja-build|ninja|ninja|runs the build'
    '<unicode/uregex.h>|libicu-dev|libicu-devel|icu|icu4c|Unicode and regular expressions'
    '<zlib.h>|zlib1g-dev|zlib-devel|zlib|zlib|reads and writes gzip'
    '<uthash.h>|uthash-dev|uthash-devel|uthash|uthash|hash maps'
)
needs_tests=(
    '<cmocka.h>|libcmocka-dev|libcmocka-devel|cmocka|cmocka|unit tests'
    'python3|python3|python3|python|python|tests of the source tree'
    'c++ g++ clang++|g++|gcc-c++ libasan libubsan libtsan|gcc|gcc|tries the headers as C++'
    'pkg-config|pkgconf|pkgconf-pkg-config|pkgconf|pkgconf|tries the installed library'
    'mandoc groff|mandoc|mandoc|mandoc|mandoc|checks the manual pages'
    'gzip|gzip|gzip|gzip|gzip|makes compressed input for tests'
)

# Programs that read our tables. Tests do without what is not there.
needs_readers=(
    'python:pandas|python3-pandas|python3-pandas|python-pandas|-|reads tables, as a test'
    'python:scipy|python3-scipy|python3-scipy|python-scipy|scipy|makes matrices of them'
    'python:matplotlib|python3-matplotlib|python3-matplotlib|python-matplotlib|-|draws from tables'
    'Rscript|r-base-core|R-core|r|r|reads tables, as a test'
    'R:Matrix|r-cran-matrix|-|-|-|makes matrices of them'
    'R:ggplot2|r-cran-ggplot2|-|-|-|draws from tables'
)

# Programs that watch ours run. Tests do without what is not there.
needs_checkers=(
    'valgrind|valgrind|valgrind|valgrind|-|looks for wrong accesses and for leaks'
)

fail()
{
    printf '%s: %s\n' "$program" "$1" >&2
    exit 1
}

have()
{
    command -v "$1" >/dev/null 2>&1
}

# The first C compiler there is, as cmake would find it.
compiler()
{
    local name
    for name in ${CC:-} cc gcc clang; do
        if have "$name"; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

# Homebrew keeps ICU out of the paths that compilers and cmake look in.
use_homebrew()
{
    have brew || return 0
    local prefix icu
    prefix=$(brew --prefix)
    icu=$(brew --prefix icu4c 2>/dev/null || true)
    export CMAKE_PREFIX_PATH="$icu:$prefix${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}"
    export CPATH="$icu/include:$prefix/include${CPATH:+:$CPATH}"
}

# has_module NAME: whether the system's python3, or the one on PATH, finds a module.
has_module()
{
    local python
    for python in /usr/bin/python3 python3; do
        if have "$python" && "$python" -c "import importlib.util, sys
sys.exit(importlib.util.find_spec('$1') is None)" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

# is_there "<header>", "python:module", "R:package" or "command command": 0 when found.
is_there()
{
    local cc name
    case $1 in
    '<'*)
        cc=$(compiler) || return 1
        printf '#include %s\n' "$1" | "$cc" -E -x c -o /dev/null - 2>/dev/null
        ;;
    python:*)
        has_module "${1#python:}"
        ;;
    R:*)
        have Rscript && Rscript -e "quit(status = !nzchar(system.file(package = '${1#R:}')))" \
            >/dev/null 2>&1
        ;;
    *)
        for name in $1; do
            if have "$name"; then
                return 0
            fi
        done
        return 1
        ;;
    esac
}

# find_missing NEED...: puts the needs that are not met into the array `missing`.
find_missing()
{
    local need
    missing=()
    for need in "$@"; do
        is_there "${need%%|*}" || missing+=("$need")
    done
}

# package_names COLUMN: the packages for `missing`, on one line.
package_names()
{
    local need names=()
    for need in "${missing[@]}"; do
        need=$(printf '%s\n' "$need" | cut -d '|' -f "$1")
        [ "$need" = - ] || names+=("$need")
    done
    printf '%s\n' "${names[*]}"
}

say_missing()
{
    local need
    printf '%s: not on this machine yet:\n' "$program"
    for need in "${missing[@]}"; do
        printf '    %-18s %s\n' "$(printf '%s\n' "$need" | cut -d '|' -f "$1")" "${need##*|}"
    done
}

stop_without_apt()
{
    say_missing 1 >&2
    {
        printf 'There is no apt-get here. Install these and run the same command again:\n'
        printf '    Fedora     sudo dnf install %s\n' "$(package_names 3)"
        printf '    Arch       sudo pacman -S --needed %s\n' "$(package_names 4)"
        printf '    Homebrew   brew install %s\n' "$(package_names 5)"
    } >&2
    exit 1
}

# run_apt ARGUMENT...: apt-get as root and without questions. Its output shows when it fails.
run_apt()
{
    local log status=0 before=(env)
    [ "$(id -u)" -eq 0 ] || before=(sudo env)
    log=$(mktemp)
    "${before[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
        -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

install_with_apt()
{
    local packages name updated=no
    read -ra packages <<<"$(package_names 2)"
    say_missing 2
    if [ "$(id -u)" -ne 0 ] && ! have sudo; then
        fail "installing needs root, and there is no sudo. As root, run:
    apt-get update && apt-get install ${packages[*]}"
    fi
    for name in "${packages[@]}"; do
        if [ "$updated" = no ] && ! apt-cache show "$name" >/dev/null 2>&1; then
            printf '%s: the package lists are empty or old: apt-get update\n' "$program"
            run_apt update || fail 'apt-get update failed'
            updated=yes
        fi
    done
    printf '%s: apt-get install %s\n' "$program" "${packages[*]}"
    run_apt install --no-install-recommends "${packages[@]}" && return 0
    [ "$updated" = no ] || fail 'apt-get install failed'
    printf '%s: trying again with new package lists: apt-get update\n' "$program"
    run_apt update || fail 'apt-get update failed'
    run_apt install --no-install-recommends "${packages[@]}" || fail 'apt-get install failed'
}

# install_missing NEED...: returns when all needs are met, else ends the program with 1.
install_missing()
{
    use_homebrew
    find_missing "$@"
    [ "${#missing[@]}" -gt 0 ] || return 0
    have apt-get || stop_without_apt
    install_with_apt
    find_missing "$@"
    [ "${#missing[@]}" -eq 0 ] || fail "installed, but still not found: $(package_names 1)"
}

# install_wanted NEED...: tries to install what can be done without, asking nothing of anybody, and
# says in a line what did not come.
install_wanted()
{
    find_missing "$@"
    [ "${#missing[@]}" -gt 0 ] || return 0
    if have apt-get && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
        printf '%s: apt-get install %s\n' "$program" "$(package_names 2)"
        (install_with_apt) >/dev/null 2>&1 || true
        find_missing "$@"
    fi
    [ "${#missing[@]}" -eq 0 ] ||
        printf '%s: going on without %s\n' "$program" "$(package_names 1)"
}

# Under sudo, everything after the installing is done as the user whose source tree this is: a
# build folder of root's would stand in the way of the next run without sudo.
continue_as_owner()
{
    [ "$(id -u)" -eq 0 ] && [ "${SUDO_UID:-0}" -ne 0 ] || return 0
    [ -n "$(find "$root" -maxdepth 0 -uid "$SUDO_UID")" ] || return 0
    exec sudo -u "#$SUDO_UID" env ${ZG_DATA:+"ZG_DATA=$ZG_DATA"} \
        ${ZG_WERROR:+"ZG_WERROR=$ZG_WERROR"} "$@"
}

# How many jobs to run at once.
jobs_count()
{
    nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2
}

# build_tree DIRECTORY [CMAKE ARGUMENT...]: configures and builds. A tree configured for a source
# folder of another name (a copy, a clone that moved) is made anew.
build_tree()
{
    local tree=$1 cache=$1/CMakeCache.txt generator=()
    shift
    if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        rm -rf "$tree"
    fi
    if [ ! -f "$cache" ] && have ninja; then
        generator=(-G Ninja)
    fi
    mkdir -p "$tree"
    if ! cmake -S "$root" -B "$tree" ${generator[@]+"${generator[@]}"} "$@" \
        >"$tree/configure.log" 2>&1; then
        cat "$tree/configure.log" >&2
        fail "configuring ${tree#"$root"/} failed"
    fi
    cmake --build "$tree" --parallel "$(jobs_count)" || fail "building ${tree#"$root"/} failed"
}
