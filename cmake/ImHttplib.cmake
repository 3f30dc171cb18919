# im_httplib: cpp-httplib as the distribution has it, where its larger half is a shared library. Header and library must agree in what they
# were built with (TLS, compression); its pkg-config file says that.
find_package(PkgConfig REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
add_library(im_httplib INTERFACE)
target_link_libraries(im_httplib INTERFACE PkgConfig::HTTPLIB Threads::Threads)
