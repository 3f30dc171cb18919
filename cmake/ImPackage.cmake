# `cpack` in the build folder: a .deb for Debian 12 and Ubuntu 24.04 and a folder in a .tar.gz that runs where nothing is installed.
#
# Both hold the installed tree (ImInstall.cmake) with the libraries whose names or ABI differ between distributions in
# lib/instructmotion/deps. The tar also has the others, which the .deb takes from the distribution, and a launcher. packaging/try builds both
# and tries them in a bare chroot.

# ---- desktop ---------------------------------------------------------------------------------------------------------
install(FILES ${PROJECT_SOURCE_DIR}/packaging/instructmotion.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/instructmotion.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/instructmotion-mime.xml RENAME instructmotion.xml
    DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/instructmotion.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/assets/licences/third-parties.md
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/instructmotion)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/instructmotion)

# ---- libraries -------------------------------------------------------------------------------------------------------
if(TARGET instructmotion)
    # The old kind of path: it also holds for what the libraries beside the program need.
    target_link_options(instructmotion PRIVATE -Wl,--disable-new-dtags)
    set(program $<TARGET_FILE:instructmotion>)
    foreach(part deps portable)
        set(component)
        if(part STREQUAL "portable")
            set(component COMPONENT portable EXCLUDE_FROM_ALL)
        endif()
        install(CODE "set(IM_PROGRAM \"${program}\")
set(IM_PART ${part})
set(IM_TORCH_LIB \"${IM_TORCH_DIR}/lib\")
set(IM_LIBRARIES \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/instructmotion\")
include(\"${PROJECT_SOURCE_DIR}/cmake/InstallLibraries.cmake\")" ${component})
    endforeach()
endif()
install(PROGRAMS ${PROJECT_SOURCE_DIR}/packaging/instructmotion.sh RENAME instructmotion DESTINATION . COMPONENT portable EXCLUDE_FROM_ALL)

# ---- packages --------------------------------------------------------------------------------------------------------
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_NAME instructmotion)
set(CPACK_PACKAGE_VENDOR "InstructMotion Studio")
set(CPACK_PACKAGE_CONTACT "InstructMotion Studio <instructmotion@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "typed English becomes human motion")
set(CPACK_PACKAGE_DESCRIPTION
    "A studio and a command line that turn sentences into motion of a person, fine-tune the model on words alone, and save for any rig. It has no telemetry.")
set(CPACK_PACKAGE_FILE_NAME instructmotion-${PROJECT_VERSION}-linux-x86_64)
set(CPACK_STRIP_FILES ON)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/PackageParts.cmake)
set(CPACK_DEBIAN_FILE_NAME instructmotion_${PROJECT_VERSION}_amd64.deb)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
# Ubuntu 24.04 renamed some for 64-bit times; their contents have the same names.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "libc6 (>= 2.36), libstdc++6 (>= 12), libgcc-s1, zlib1g, libsqlite3-0, libbrotli1, libcurl4 | libcurl4t64, libssl3 | libssl3t64, libpng16-16 | libpng16-16t64, libglfw3 | libglfw3-wayland, libx11-6")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libgl1, libglx-mesa0, libgl1-mesa-dri, libxcursor1, libxi6, zenity, ffmpeg")
include(CPack)
