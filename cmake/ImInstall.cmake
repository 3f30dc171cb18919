# `cmake --install build --prefix DIR`: a folder that runs without the source tree.
