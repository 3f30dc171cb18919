# im_utf8proc: Unicode normalisation. Debian's package has no CMake files.
find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
add_library(im_utf8proc INTERFACE)
target_include_directories(im_utf8proc SYSTEM INTERFACE ${UTF8PROC_INCLUDE_DIR})
target_link_libraries(im_utf8proc INTERFACE ${UTF8PROC_LIBRARY})
