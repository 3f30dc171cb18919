# im_config: generated/im_config.h (version and places) and generated/im_shaders.h (the GLSL files as strings).
include(GNUInstallDirs)
set(IM_DATA_INSTALL_DIR ${CMAKE_INSTALL_DATADIR}/instructmotion)

configure_file(${PROJECT_SOURCE_DIR}/cmake/im_config.h.in ${PROJECT_BINARY_DIR}/generated/im_config.h @ONLY)
add_library(im_config INTERFACE)
target_include_directories(im_config INTERFACE ${PROJECT_BINARY_DIR}/generated)

# The program carries its shaders, so that it draws from wherever it was copied to.
file(GLOB shaders CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/shaders/*)
set(embedded ${PROJECT_BINARY_DIR}/generated/im_shaders.cpp)
configure_file(${PROJECT_SOURCE_DIR}/cmake/im_shaders.h.in ${PROJECT_BINARY_DIR}/generated/im_shaders.h COPYONLY)
add_custom_command(OUTPUT ${embedded}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${embedded} "-DINPUTS=${shaders}" -P ${PROJECT_SOURCE_DIR}/cmake/EmbedShaders.cmake
    DEPENDS ${shaders} ${PROJECT_SOURCE_DIR}/cmake/EmbedShaders.cmake VERBATIM)
add_library(im_shaders STATIC ${embedded})
target_include_directories(im_shaders PUBLIC ${PROJECT_BINARY_DIR}/generated)

# im_build_facts: the commit that is built, looked up at each build and not when configuring.
set(facts ${PROJECT_BINARY_DIR}/generated/im_build_facts.cpp)
add_custom_target(im_build_facts_step BYPRODUCTS ${facts} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${facts} -DSOURCE=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/BuildFacts.cmake)
add_library(im_build_facts STATIC ${facts})
add_dependencies(im_build_facts im_build_facts_step)
