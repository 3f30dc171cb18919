# Copies the shared libraries that IM_PROGRAM needs below IM_LIBRARIES; run while installing.
#
#   IM_PART = deps       those whose names or ABI differ between distributions, to deps/
#   IM_PART = portable   all others: to deps/, and what belongs to the system's own C++ and X11 to fallback/
#
# The C library is always the system's; LibTorch and what it brings are installed elsewhere.

file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${IM_PROGRAM} RESOLVED_DEPENDENCIES_VAR found UNRESOLVED_DEPENDENCIES_VAR missing
    DIRECTORIES ${IM_TORCH_LIB} ${IM_TORCH_LIB}/../../nvidia/cu13/lib
    PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|util|resolv)\\.so")

set(differing "/lib(fmt|spdlog|assimp|draco|minizip|pugixml|poly2tri|polyclipping|utf8proc|cpp-httplib)[.-]")
set(of_the_system "/lib(stdc\\+\\+|gcc_s|X11|xcb|Xau|Xdmcp|bsd|md)\\.so")
foreach(file IN LISTS found)
    if(file MATCHES "/(torch|nvidia)/" OR file MATCHES "/libgomp")
        continue()
    endif()
    set(folder)
    if(file MATCHES "${differing}")
        if(IM_PART STREQUAL "deps")
            set(folder deps)
        endif()
    elseif(IM_PART STREQUAL "portable")
        set(folder deps)
        if(file MATCHES "${of_the_system}")
            set(folder fallback)
        endif()
    endif()
    if(folder)
        file(INSTALL DESTINATION ${IM_LIBRARIES}/${folder} TYPE SHARED_LIBRARY FOLLOW_SYMLINK_CHAIN FILES ${file})
    endif()
endforeach()
