# im_torch: LibTorch for the CPU; CUDA is switched on at run time by opening libtorch_cuda.so.
#
# The wheel's own CMake package insists on a complete CUDA toolkit, which nobody needs for building this project. So the two libraries
# are imported by hand, unless the user points CMAKE_PREFIX_PATH (or Torch_DIR) at a LibTorch of their own.

add_library(im_torch INTERFACE)

set(IM_TORCH_DIR ${IM_DEPS}/libtorch/torch)
set(IM_OWN_TORCH OFF)
if(CMAKE_PREFIX_PATH OR Torch_DIR)
    find_package(Torch QUIET)
    set(IM_OWN_TORCH ${Torch_FOUND})
endif()

if(IM_OWN_TORCH)
    message(STATUS "LibTorch: ${TORCH_INSTALL_PREFIX}")
    set(IM_TORCH_DIR ${TORCH_INSTALL_PREFIX})
    target_link_libraries(im_torch INTERFACE torch_cpu c10)
    target_include_directories(im_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
else()
    if(NOT EXISTS ${IM_TORCH_DIR}/lib/libtorch_cpu.so)
        message(FATAL_ERROR "LibTorch is not in ${IM_TORCH_DIR}. Start ./run once: it fetches it.")
    endif()
    foreach(name c10 torch_cpu)
        add_library(${name} SHARED IMPORTED)
        set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${IM_TORCH_DIR}/lib/lib${name}.so)
    endforeach()
    target_link_libraries(im_torch INTERFACE torch_cpu c10)
    target_include_directories(im_torch SYSTEM INTERFACE
        ${IM_TORCH_DIR}/include ${IM_TORCH_DIR}/include/torch/csrc/api/include)
    # What the wheel was built with; the headers look at them.
    target_compile_definitions(im_torch INTERFACE USE_DISTRIBUTED USE_C10D_GLOO USE_RPC USE_TENSORPIPE)
    # libtorch_cpu.so finds the CUDA run-time beside itself ($ORIGIN); the linker must find it too.
    target_link_options(im_torch INTERFACE -Wl,-rpath-link,${IM_DEPS}/libtorch/nvidia/cu13/lib)
endif()

# LibTorch brings its libgomp; a second OpenMP run time in the process would mean a second set of threads.
if(EXISTS ${IM_TORCH_DIR}/lib/libgomp.so.1)
    set(OpenMP_gomp_LIBRARY ${IM_TORCH_DIR}/lib/libgomp.so.1 CACHE FILEPATH "" FORCE)
endif()
find_package(OpenMP REQUIRED COMPONENTS CXX)
# at::parallel_for is OpenMP inside the headers: every torch file needs the flag, or the precompiled header would not match.
target_link_libraries(im_torch INTERFACE OpenMP::OpenMP_CXX)

# ---- one precompiled <torch/torch.h> for all --------------------------------------------------------------------------
# It takes 45 seconds once and saves about 15 in each of the files that use it. The compiler rejects it for a file that is compiled with
# other flags or macros (a warning says which), so the flags of the engine's libraries, warnings included, are repeated here.
file(WRITE ${PROJECT_BINARY_DIR}/generated/torch_pch.cpp "// Only carries the precompiled header.\n")
add_library(im_torch_pch STATIC ${PROJECT_BINARY_DIR}/generated/torch_pch.cpp)
target_link_libraries(im_torch_pch PRIVATE im_torch fmt::fmt spdlog::spdlog nlohmann_json::nlohmann_json im_warnings)
target_precompile_headers(im_torch_pch PRIVATE <torch/torch.h>)
target_compile_options(im_torch_pch PRIVATE -Winvalid-pch)

# im_use_torch(NAME): its sources may include torch, and get the precompiled header.
function(im_use_torch name)
    target_precompile_headers(${name} REUSE_FROM im_torch_pch)
endfunction()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(im_torch INTERFACE -fpch-preprocess) # ccache can only cache such files with it
endif()
