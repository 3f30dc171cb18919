# `cmake --install build --prefix DIR`: a folder that runs without the source tree, wherever it is moved to.
#
#   bin/instructmotion
#   lib/instructmotion/{torch,nvidia}/...    the same layout as in .deps: LibTorch finds its neighbours by relative paths
#   lib/instructmotion/deps/                 libraries whose names differ between distributions (ImPackage.cmake)
#   share/instructmotion/{assets,configs,shaders,fonts,minilm,clip}

set(libraries ${CMAKE_INSTALL_LIBDIR}/instructmotion)

if(TARGET instructmotion)
    set_target_properties(instructmotion PROPERTIES
        INSTALL_RPATH "$ORIGIN/../${libraries}/torch/lib:$ORIGIN/../${libraries}/deps")
    install(TARGETS instructmotion RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

if(NOT IM_OWN_TORCH)
    # The GPU half is of use only together with the CUDA libraries.
    file(GLOB cublas ${IM_DEPS}/libtorch/nvidia/cu13/lib/libcublas.so.*)
    if(NOT cublas)
        set(without_gpu PATTERN "libtorch_cuda*" EXCLUDE PATTERN "libtorch_nvshmem*" EXCLUDE PATTERN "libc10_cuda*" EXCLUDE)
    endif()
    install(DIRECTORY ${IM_TORCH_DIR}/lib DESTINATION ${libraries}/torch
        FILES_MATCHING PATTERN "*.so*" PATTERN "libshm*" EXCLUDE ${without_gpu})
    install(DIRECTORY ${IM_DEPS}/libtorch/nvidia DESTINATION ${libraries} FILES_MATCHING PATTERN "*.so*")
endif()

foreach(dir assets configs shaders)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${dir})
        install(DIRECTORY ${PROJECT_SOURCE_DIR}/${dir} DESTINATION ${IM_DATA_INSTALL_DIR})
    endif()
endforeach()
install(DIRECTORY ${IM_IMGUI_DIR}/fonts DESTINATION ${IM_DATA_INSTALL_DIR} PATTERN "latex" EXCLUDE)
install(DIRECTORY ${IM_DEPS}/minilm ${IM_DEPS}/clip DESTINATION ${IM_DATA_INSTALL_DIR})
