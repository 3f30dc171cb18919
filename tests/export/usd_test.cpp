// Exported .usda as Pixar's own library reads it.

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>
#include <nlohmann/json.hpp>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/export/clips.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kMillimetre = 1e-3;

/// A Python with the package usd-core; "": none.
const std::string& usd_python() {
    static const std::string found = [] {
        for (const std::string python : {IM_TOOLS_PYTHON, "python3"}) {
            if (std::system(
                    fmt::format("'{}' -c 'from pxr import UsdSkel' >/dev/null 2>&1", python).c_str()) == 0)
                return python;
        }
        return std::string();
    }();
    return found;
}

#define IM_NEEDS_USD()                                                                                      \
    if (usd_python().empty())                                                                               \
    GTEST_SKIP() << "Pixar's USD library is not installed (Python package usd-core; ./test --all installs " \
                    "it)"

json open_in_usd(const std::vector<fs::path>& files) {
    const fs::path folder = files.front().parent_path();
    std::string command =
        fmt::format("'{0}' '{1}' '{2}/out.json'", usd_python(), IM_USD_SCRIPT, folder.string());
    for (const fs::path& file : files) command += fmt::format(" '{}'", file.string());
    command += fmt::format(" >'{}/log.txt' 2>&1", folder.string());
    if (std::system(command.c_str()) != 0) {
        ADD_FAILURE() << read_text(folder / "log.txt");
        return json::object();
    }
    return json::parse(read_text(folder / "out.json"));
}

/// The joints' places in the file are the scene's, in the order of its joints, which have no two names alike here.
void expect_same(const json& view, const FigureScene& scene, const FileSpace& space,
                 const std::string& what) {
    SCOPED_TRACE(what);
    ASSERT_FALSE(view.contains("error")) << view["error"];
    EXPECT_EQ(view["complaints"], json::array());
    EXPECT_EQ(view["up"], space.up == UpAxis::Y ? "Y" : "Z");
    EXPECT_EQ(view["metres_per_unit"], space.metres_per_unit);
    EXPECT_EQ(view["fps"], scene.motion.fps);
    ASSERT_EQ(view["frames"], scene.motion.frame_count());
    ASSERT_EQ(view["parents"].size(), scene.rig.joints.size());
    double worst = 0;
    for (int t = 0; t < scene.motion.frame_count(); ++t) {
        const std::vector<Transform> world = world_transforms(scene.rig, scene.motion, t);
        for (const auto& [path, place] : view["places"][static_cast<std::size_t>(t)].items()) {
            const std::string name = path.substr(path.rfind('/') + 1);
            const auto joint =
                std::find_if(scene.rig.joints.begin(), scene.rig.joints.end(), [&](const RigJoint& j) {
                    std::string plain = j.name;
                    std::replace(plain.begin(), plain.end(), ':', '_');
                    std::replace(plain.begin(), plain.end(), '.', '_');
                    return plain == name;
                });
            ASSERT_NE(joint, scene.rig.joints.end()) << name;
            const glm::dvec3 found(place[0].get<double>(), place[1].get<double>(), place[2].get<double>());
            const auto j = static_cast<std::size_t>(joint - scene.rig.joints.begin());
            worst = std::max(worst, glm::distance(found, world[j].translation) * space.metres_per_unit);
        }
    }
    EXPECT_LT(worst, kMillimetre);
    EXPECT_GT(view["vertices"], 1000);
    EXPECT_LT(view["mesh_drift"].get<double>() * space.metres_per_unit, kMillimetre);
}

TEST(Usd, OpensEveryClipWithEveryJointInPlace) {
    IM_NEEDS_USD();
    const TemporaryFolder folder;
    std::vector<fs::path> files;
    for (const NamedClip& clip : export_clips(12)) {
        files.push_back(folder / (clip.name + ".usda"));
        save_clip(files.back(), clip.clip, {});
    }
    const json views = open_in_usd(files);
    for (const NamedClip& clip : export_clips(12))
        expect_same(views.value(clip.name + ".usda", json::object()), export_scene(clip.clip, {}, false), {},
                    clip.name);
}

TEST(Usd, OpensEverySkeletonPresetInEverySpace) {
    IM_NEEDS_USD();
    const TemporaryFolder folder;
    const MotionClip clip = export_clips(6).front().clip;
    std::vector<fs::path> files;
    const FileSpace centimetres{UpAxis::Z, 0.01};
    for (const RigPreset& preset : rig_presets()) {
        files.push_back(folder / (preset.name + ".usda"));
        save_clip(
            files.back(), clip, {},
            {.skeleton = preset.name, .up = centimetres.up, .metres_per_unit = centimetres.metres_per_unit});
    }
    const json views = open_in_usd(files);
    for (const RigPreset& preset : rig_presets()) {
        expect_same(views.value(preset.name + ".usda", json::object()),
                    in_space(export_scene(clip, {.skeleton = preset.name}, false), centimetres), centimetres,
                    preset.name);
    }
}

TEST(Usd, NamesAreMadeIntoIdentifiersAndStayApart) {
    const TemporaryFolder folder;
    const MotionClip clip = export_clips(3).front().clip;
    FigureScene own = export_scene(clip, {}, false);
    own.rig.joints[0].name = "Hüfte";
    own.rig.joints[1].name = "1 leg";
    own.rig.joints[2].name = "1_leg";
    save_clip(folder / "clip.usda", clip, {}, {.own_rig = std::make_shared<FigureScene>(own), .body = false});
    const std::string text = read_text(folder / "clip.usda");
    EXPECT_NE(text.find("[\"H__fte\", \"H__fte/_1_leg\", \"H__fte/_1_leg_2\""), std::string::npos)
        << text.substr(0, 1000);
    EXPECT_EQ(text.find("def Mesh"), std::string::npos) << "no body was asked for";
}

}  // namespace
}  // namespace im::test
