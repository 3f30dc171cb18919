# imgui_headers   what is included
# imgui           Dear ImGui (docking) + ImPlot + portable-file-dialogs
# imgui_testable  the same with the Dear ImGui Test Engine compiled in; only the GUI tests link it

set(IM_IMGUI_DIR ${IM_DEPS}/imgui CACHE PATH "Folder with imgui/, implot/, imgui_test_engine/, portable_file_dialogs/, fonts/")
if(NOT EXISTS ${IM_IMGUI_DIR}/imgui/imgui.h)
    message(FATAL_ERROR "Dear ImGui is not in ${IM_IMGUI_DIR}. Start ./run once: it fetches it.")
endif()

set(imgui_sources
    imgui/imgui.cpp imgui/imgui_demo.cpp imgui/imgui_draw.cpp imgui/imgui_tables.cpp imgui/imgui_widgets.cpp
    imgui/misc/cpp/imgui_stdlib.cpp
    imgui/backends/imgui_impl_glfw.cpp imgui/backends/imgui_impl_opengl3.cpp imgui/backends/imgui_impl_null.cpp
    implot/implot.cpp implot/implot_items.cpp)
list(TRANSFORM imgui_sources PREPEND ${IM_IMGUI_DIR}/)
# Plots of float and double only: all number types would take three minutes to compile.
set_source_files_properties(${IM_IMGUI_DIR}/implot/implot_items.cpp PROPERTIES
    COMPILE_DEFINITIONS "IMPLOT_CUSTOM_NUMERIC_TYPES=(float)(double)")

# What the studio is compiled with. Its sources are the same for both, so they are compiled once and a program chooses one of them.
add_library(imgui_headers INTERFACE)
target_include_directories(imgui_headers SYSTEM INTERFACE
    ${IM_IMGUI_DIR}/imgui ${IM_IMGUI_DIR}/imgui/backends ${IM_IMGUI_DIR}/imgui/misc/cpp ${IM_IMGUI_DIR}/implot
    ${IM_IMGUI_DIR}/portable_file_dialogs)
# WCHAR32: a typed emoji is kept as it is.
target_compile_definitions(imgui_headers INTERFACE IMGUI_DEFINE_MATH_OPERATORS IMGUI_USE_WCHAR32)
target_link_libraries(imgui_headers INTERFACE glfw OpenGL::GL ${CMAKE_DL_LIBS} Threads::Threads)

function(im_imgui_library name)
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${imgui_sources} ${ARGN})
    target_link_libraries(${name} PUBLIC imgui_headers)
    target_compile_options(${name} PRIVATE -w)
endfunction()

im_imgui_library(imgui)

if(IM_TESTS)
    file(GLOB test_engine_sources ${IM_IMGUI_DIR}/imgui_test_engine/imgui_test_engine/*.cpp)
    im_imgui_library(imgui_testable ${test_engine_sources})
    target_include_directories(imgui_testable SYSTEM PUBLIC
        ${IM_IMGUI_DIR}/imgui_test_engine ${IM_IMGUI_DIR}/imgui_test_engine/imgui_test_engine)
    target_compile_definitions(imgui_testable PUBLIC
        IMGUI_ENABLE_TEST_ENGINE
        IMGUI_TEST_ENGINE_ENABLE_COROUTINE_STDTHREAD_IMPL=1
        IMGUI_TEST_ENGINE_ENABLE_CAPTURE=1
        IMGUI_TEST_ENGINE_ENABLE_STD_FUNCTION=1)
    # Its asserts say where the interface uses it wrongly; a program that people use goes on without them.
    target_compile_options(imgui_testable PRIVATE -UNDEBUG)
endif()
