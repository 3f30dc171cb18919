# Compiler settings that hold for every file of the project.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo" FORCE)
endif()
# -O3 costs ImPlot alone two minutes and gains nothing that could be measured; the hot kernels choose their own flags.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "" FORCE)
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "" FORCE)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
add_compile_options(-fPIC) # libraries and programs alike (CMake's own switch says -fPIE for programs): all can share one precompiled header
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_OPTIMIZE_DEPENDENCIES ON) # a library's sources compile without waiting for the libraries it links
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

# The baseline is plain x86-64: no -march=native. Kernels pick AVX2, AVX-512 ... at run time (function target attributes).

# ccache needs to be told that a precompiled header may be reused, and that the place of the source tree does not matter.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
    set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

# Our own code only; third parties are SYSTEM.
add_library(im_warnings INTERFACE)
# GCC 12 takes designated initialisers that leave defaults alone for forgotten fields.
target_compile_options(im_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers)
if(IM_WERROR)
    target_compile_options(im_warnings INTERFACE -Werror)
endif()

if(IM_SANITIZE)
    add_compile_options(-fsanitize=${IM_SANITIZE} -fno-omit-frame-pointer -g1)
    add_link_options(-fsanitize=${IM_SANITIZE})
endif()
