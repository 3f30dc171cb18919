#pragma once
// Headless Blender as a judge of exported files.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

namespace im::test {

struct BlenderView {
    std::string error;                           ///< "" or why Blender could not show the file
    std::map<std::string, std::string> parents;  ///< of bones; "": a root
    double fps = 0;
    int frames = 0;
    std::vector<std::map<std::string, glm::dvec3>> heads, tails;  ///< by frame and bone; metres, Y up
    std::vector<std::map<std::string, glm::dquat>>
        turns;  ///< of bones away from the rest pose, in the world, Y up
    int vertices = 0;
    double mesh_drift = 0;  ///< metres by which the mesh leaves the bones that it follows
};

/// With NumPy, which its importers need.
bool blender_installed();
/// Opens all files in one run of Blender; by file name. Its log and results go into the first file's folder.
/// A run that fails fails the test.
std::map<std::string, BlenderView> open_in_blender(const std::vector<std::filesystem::path>& files);

#define IM_NEEDS_BLENDER()                                                                               \
    if (!blender_installed())                                                                            \
    GTEST_SKIP() << "Blender is not installed (Debian packages blender and python3-numpy; ./test --all " \
                    "installs them)"

}  // namespace im::test
