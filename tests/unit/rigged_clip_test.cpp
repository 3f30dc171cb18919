// A clip on a rig of the user's own, as the viewport shows it.

#include "engine/motion/rig/rigged_clip.h"

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/rig/clip_figure.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

/// Half as tall again as the preset, with a vertex in each joint.
std::shared_ptr<FigureScene> tall_rig() {
    auto own = std::make_shared<FigureScene>();
    own->rig = rig_preset("mixamo");
    for (RigJoint& joint : own->rig.joints) joint.rest.translation *= 1.5;
    return own;
}

MotionClip walk() {
    return moving_figure(30, [](int) { return 0.0; });
}

TEST(RiggedClip, StandsFrameByFrameAsTheExportWould) {
    const auto rig = tall_rig();
    const RiggedClip shown = put_on_rig(walk(), rig);
    const FigureScene exported = figure_of(walk(), {.own_rig = rig}, false);
    ASSERT_EQ(shown.motion.frame_count(), 30);
    const std::vector<Transform> rest = rest_transforms(rig->rig);
    for (const int frame : {0, 7, 29}) {
        const auto world = world_transforms(exported.rig, exported.motion, frame);
        const auto skin = skin_at(shown, frame / shown.motion.fps);
        ASSERT_EQ(skin.size(), rest.size());
        for (std::size_t j = 0; j < rest.size(); ++j) {
            const glm::vec3 there = skin[j] * glm::vec4(rest[j].translation, 1);
            EXPECT_LT(glm::distance(there, glm::vec3(world[j].translation)), 1e-4f)
                << rig->rig.joints[j].name << " in frame " << frame;
        }
    }
}

TEST(RiggedClip, BetweenTwoFramesIsBetweenTheirPoses) {
    const auto rig = tall_rig();
    const RiggedClip shown = put_on_rig(walk(), rig);
    const auto hips = static_cast<std::size_t>(rig->rig.roles[kPelvis]);
    const glm::vec4 rest(rest_transforms(rig->rig)[hips].translation, 1);
    const auto at = [&](double frame) { return skin_at(shown, frame / shown.motion.fps)[hips] * rest; };
    EXPECT_LT(glm::distance(at(10.5), 0.5f * (at(10) + at(11))), 1e-4f);
    EXPECT_EQ(at(-3), at(0));
    EXPECT_EQ(at(400), at(29));
}

TEST(RiggedClip, ItsJointsAreTheRigsOwn) {
    const auto rig = tall_rig();
    rig->rig.roles[kLeftFoot] = -1;
    const RiggedClip shown = put_on_rig(walk(), rig);
    ASSERT_EQ(shown.joints.frame_count(), 30);
    EXPECT_EQ(shown.joints.fps, 20);
    const auto frame = shown.joints.frame(5);
    EXPECT_GT(frame[kHead].y, 2.0f) << "as tall as the rig";
    EXPECT_EQ(frame[kLeftFoot], frame[kLeftAnkle]) << "a part that it has not";
    EXPECT_NE(frame[kRightFoot], frame[kRightAnkle]);
}

TEST(RiggedClip, AnEmptyOneHasNoPose) {
    RiggedClip nothing{tall_rig(), {}, {}};
    EXPECT_TRUE(skin_at(nothing, 1).empty());
}

}  // namespace
}  // namespace im::test
