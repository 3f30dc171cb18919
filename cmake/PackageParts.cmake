# What cpack puts into which package: read once for each generator.
if(CPACK_GENERATOR STREQUAL "DEB")
    set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
    set(CPACK_SET_DESTDIR OFF)
else()
    list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 folder)
    list(GET CPACK_INSTALL_CMAKE_PROJECTS 1 project)
    list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${folder} ${project} portable /)
endif()
