# im_library(NAME DIR [TORCH] [LINK TARGET...])
#
# A static library of all DIR/*.cpp (relative to the repository root), include root = repository root. Files are found by pattern, so a
# new one needs no edit here. A folder without sources becomes an INTERFACE library: the same name, nothing to compile.
# TORCH: the sources may include <torch/torch.h>; they get its flags and the shared precompiled header.
function(im_library name dir)
    cmake_parse_arguments(arg "TORCH" "" "LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${dir}/*.cpp)
    if(NOT sources)
        add_library(${name} INTERFACE ${PROJECT_SOURCE_DIR}/CMakeLists.txt) # with a source it also is a target that can be named
        target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR})
        target_link_libraries(${name} INTERFACE ${arg_LINK})
        return()
    endif()
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE im_warnings)
    if(arg_TORCH)
        im_use_torch(${name})
    endif()
endfunction()

# All targets that NAME links, directly or not.
function(im_link_closure name out)
    set(seen "")
    set(todo ${name})
    while(todo)
        list(POP_FRONT todo next)
        string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" next "${next}")
        if(NOT next IN_LIST seen)
            list(APPEND seen ${next})
            if(TARGET ${next})
                get_target_property(links ${next} INTERFACE_LINK_LIBRARIES)
                if(links)
                    list(APPEND todo ${links})
                endif()
            endif()
        endif()
    endwhile()
    set(${out} ${seen} PARENT_SCOPE)
endfunction()

# Stops when NAME links one of the targets after MUST_NOT_LINK.
function(im_forbid_links name)
    cmake_parse_arguments(arg "" "" "MUST_NOT_LINK" ${ARGN})
    im_link_closure(${name} closure)
    foreach(forbidden IN LISTS arg_MUST_NOT_LINK)
        if(forbidden IN_LIST closure)
            message(FATAL_ERROR "Layer rule broken: ${name} must not link ${forbidden} (app -> render, engine; render -> engine/motion; "
                                "core, motion, io and render know no torch)")
        endif()
    endforeach()
endfunction()

# The dependency rule of the design: app -> render, engine; render -> engine/motion; engine knows neither.
function(im_check_layers)
    foreach(name im_core im_motion im_io im_render)
        im_forbid_links(${name} MUST_NOT_LINK im_torch torch torch_cpu)
    endforeach()
    im_forbid_links(im_engine MUST_NOT_LINK im_render im_studio im_workers im_cli im_glad imgui glfw OpenGL::GL CLI11::CLI11)
    im_forbid_links(im_render MUST_NOT_LINK im_io im_text im_language im_synthesis im_behaviour im_model im_generate im_train im_evaluate im_prompts
        im_vocabulary im_store im_studio im_cli imgui glfw)
    # Links cannot see an #include of a header-only part, so the includes are read as well.
    im_forbid_includes(engine "(render|app)/")
    im_forbid_includes(render "(app/|engine/(io|text|language|synthesis|behaviour|model|generate|train|evaluate|prompts|vocabulary|store)/)")
endfunction()

function(im_forbid_includes dir pattern)
    file(GLOB_RECURSE files ${PROJECT_SOURCE_DIR}/${dir}/*.h ${PROJECT_SOURCE_DIR}/${dir}/*.cpp)
    foreach(file IN LISTS files)
        file(STRINGS ${file} found REGEX "^#include \"${pattern}" LIMIT_COUNT 1)
        if(found)
            message(FATAL_ERROR "Layer rule broken: ${file} has ${found}")
        endif()
    endforeach()
endfunction()
