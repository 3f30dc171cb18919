# im_torch: LibTorch for the CPU; CUDA is switched on at run time by opening libtorch_cuda.so.
#
# A LibTorch found through CMAKE_PREFIX_PATH wins over the one in .deps. It is imported by hand: its own CMake package insists on a
# complete CUDA toolkit, which nobody needs for building this project.

find_path(IM_TORCH_DIR include/torch/csrc/api/include/torch/torch.h HINTS ${IM_DEPS}/libtorch/torch DOC "LibTorch's folder")
if(NOT IM_TORCH_DIR)
    message(FATAL_ERROR "LibTorch is neither in ${IM_DEPS}/libtorch/torch nor in CMAKE_PREFIX_PATH. Start ./run once: it fetches it.")
endif()
string(FIND "${IM_TORCH_DIR}" "${IM_DEPS}/" position)
if(position EQUAL 0)
    set(IM_OWN_TORCH OFF)
else()
    set(IM_OWN_TORCH ON)
endif()
message(STATUS "LibTorch: ${IM_TORCH_DIR}")

# LibTorch's headers come with some third parties' that would hide the distribution's. The set-up drops those; for a user's own LibTorch
# all others are linked into a folder of ours.
set(torch_include ${IM_TORCH_DIR}/include)
if(EXISTS ${torch_include}/fmt)
    set(torch_include ${PROJECT_BINARY_DIR}/generated/torch_include)
    file(MAKE_DIRECTORY ${torch_include})
    file(GLOB entries RELATIVE ${IM_TORCH_DIR}/include ${IM_TORCH_DIR}/include/*)
    list(REMOVE_ITEM entries fmt pybind11 google)
    foreach(entry IN LISTS entries)
        file(CREATE_LINK ${IM_TORCH_DIR}/include/${entry} ${torch_include}/${entry} SYMBOLIC)
    endforeach()
endif()

add_library(im_torch INTERFACE)
foreach(name c10 torch_cpu)
    add_library(${name} SHARED IMPORTED)
    set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${IM_TORCH_DIR}/lib/lib${name}.so)
endforeach()
target_link_libraries(im_torch INTERFACE torch_cpu c10)
target_include_directories(im_torch SYSTEM INTERFACE ${torch_include} ${torch_include}/torch/csrc/api/include)
# What the wheel was built with; the headers look at them.
target_compile_definitions(im_torch INTERFACE USE_DISTRIBUTED USE_C10D_GLOO USE_RPC USE_TENSORPIPE)
# libtorch_cpu.so finds the CUDA run time by a path relative to itself; the linker must find it too.
target_link_options(im_torch INTERFACE -Wl,-rpath-link,${IM_TORCH_DIR}/../nvidia/cu13/lib)

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
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/torch_pch.cpp CONTENT "// Only carries the precompiled header.\n")
add_library(im_torch_pch STATIC ${PROJECT_BINARY_DIR}/generated/torch_pch.cpp)
target_link_libraries(im_torch_pch PRIVATE im_torch fmt::fmt spdlog::spdlog nlohmann_json::nlohmann_json im_warnings)
target_precompile_headers(im_torch_pch PRIVATE <torch/torch.h>)
target_compile_options(im_torch_pch PRIVATE -Winvalid-pch)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(im_torch INTERFACE -fpch-preprocess) # ccache can only cache such files with it
endif()

# Whether FILE includes a header of torch, itself or through headers of ours. One that does not compiles faster without the precompiled
# header: reading it back takes the compiler six seconds.
function(im_reaches_torch file out)
    get_property(known GLOBAL PROPERTY im_reaches_torch_${file})
    if("${known}" STREQUAL "")
        set(known FALSE)
        set_property(GLOBAL PROPERTY im_reaches_torch_${file} FALSE) # two headers that include each other come to an end
        file(STRINGS ${file} includes REGEX "^ *#include [<\"]")
        if(includes MATCHES "<(torch|ATen|c10)/")
            set(known TRUE)
        else()
            list(TRANSFORM includes REPLACE "^ *#include [<\"]([^>\"]+).*" "\\1")
            foreach(include IN LISTS includes)
                if(include MATCHES "^(app|engine|render|tests)/" AND EXISTS ${PROJECT_SOURCE_DIR}/${include})
                    im_reaches_torch(${PROJECT_SOURCE_DIR}/${include} known)
                    if(known)
                        break()
                    endif()
                endif()
            endforeach()
        endif()
        set_property(GLOBAL PROPERTY im_reaches_torch_${file} ${known})
    endif()
    set(${out} ${known} PARENT_SCOPE)
endfunction()

# im_use_torch(NAME): its sources may include torch; those that do get the precompiled header.
function(im_use_torch name)
    set(any FALSE)
    get_target_property(sources ${name} SOURCES)
    foreach(source IN LISTS sources)
        im_reaches_torch(${source} needed)
        if(needed)
            set(any TRUE)
        else()
            set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
        endif()
    endforeach()
    if(any)
        target_precompile_headers(${name} REUSE_FROM im_torch_pch)
    endif()
endfunction()
