// The live link, followed in headless Blender.

#include <cstdlib>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>
#include <nlohmann/json.hpp>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "im_config.h"
#include "tests/export/blender.h"
#include "tests/support/figures.h"
#include "tests/support/running_program.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

constexpr double kMillimetre = 1e-3;

/// Plays the clip on Mixamo's rig, follows it in Blender, on `rig` or on an armature of its own.
nlohmann::json follow(const TemporaryFolder& folder, const std::string& rig) {
    RunningProgram program(
        IM_PROGRAM, {"play", (folder / "walk.npy").string(), "--skeleton", "mixamo", "--port", "0", "--wait",
                     "--json", "--workspace", (folder / "w").string()});
    const auto started = nlohmann::json::parse(program.read_line(), nullptr, false);
    if (!started.is_object()) return nullptr;
    const std::string out = (folder / "heads.json").string();
    const std::string command =
        "blender --background --factory-startup --python-exit-code 1 --python " IM_SOURCE_DIR
        "/tests/export/follow_in_blender.py -- " IM_SOURCE_DIR "/assets/blender/follow_live.py " +
        std::to_string(started["port"].get<int>()) + " " + out + " " + rig + " >" +
        (folder / "blender.log").string() + " 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << read_text(folder / "blender.log");
    EXPECT_EQ(program.wait(), 0);
    return nlohmann::json::parse(read_text(out));
}

void expect_followed(const nlohmann::json& found, const FigureScene& scene) {
    EXPECT_EQ(found["takes"], 1);
    EXPECT_GT(found["shown"].get<int>(), 1) << "it did not move while it played";
    ASSERT_EQ(found["heads"].size(), static_cast<std::size_t>(scene.motion.frame_count()));
    for (int t = 0; t < scene.motion.frame_count(); ++t) {
        const std::vector<Transform> world = world_transforms(scene.rig, scene.motion, t);
        for (std::size_t j = 0; j < world.size(); ++j) {
            const std::string& name = scene.rig.joints[j].name;
            const auto& p = found["heads"][static_cast<std::size_t>(t)].at(name);
            const glm::dvec3 head(p[0].get<double>(), p[1].get<double>(), p[2].get<double>());
            ASSERT_LT(glm::distance(head, world[j].translation), kMillimetre) << t << " " << name;
        }
    }
}

TEST(LiveInBlender, AnArmatureFollowsEveryJointAndKeepsTheTake) {
    IM_NEEDS_BLENDER();
    const TemporaryFolder folder;
    save_clip(folder / "walk.npy", moving_figure(20, [](int t) { return 0.03 * t; }), {});
    ExportOptions options;
    options.skeleton = "mixamo";
    const FigureScene scene = export_scene(read_motion(folder / "walk.npy").clip, options, false);
    expect_followed(follow(folder, ""), scene);

    save_clip(folder / "rig.fbx", moving_figure(2, [](int) { return 0.0; }), {}, options);
    expect_followed(follow(folder, (folder / "rig.fbx").string()), scene);
}

}  // namespace
}  // namespace im::test
