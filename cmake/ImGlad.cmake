# im_glad: the OpenGL function loader that glad2 generated (set-up step setup_glad).
if(NOT EXISTS ${IM_DEPS}/glad/src/gl.c)
    message(FATAL_ERROR "The OpenGL loader is not in ${IM_DEPS}/glad. Start ./run once: it generates it.")
endif()
add_library(im_glad STATIC ${IM_DEPS}/glad/src/gl.c)
target_include_directories(im_glad SYSTEM PUBLIC ${IM_DEPS}/glad/include)
target_link_libraries(im_glad PUBLIC ${CMAKE_DL_LIBS})
