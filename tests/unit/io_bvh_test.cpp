// The writer is checked by a reader that shares nothing with it: words in, matrices, positions out.

#include "engine/io/bvh.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/gtc/quaternion.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/motion/rig/rig.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using Vec = std::array<double, 3>;
using Mat = std::array<Vec, 3>;  // rows

const Skeleton& skeleton = humanml3d_skeleton();
const RestPose& rest = humanml3d_rest_pose();
const Rig rig = rig_of(skeleton, rest);

Mat product(const Mat& a, const Mat& b) {
    Mat m{};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            for (std::size_t k = 0; k < 3; ++k) m[i][j] += a[i][k] * b[k][j];
        }
    }
    return m;
}

Mat about(char axis, double degrees) {
    const double a = degrees * std::numbers::pi / 180, c = std::cos(a), s = std::sin(a);
    if (axis == 'X') return {{{1, 0, 0}, {0, c, -s}, {0, s, c}}};
    if (axis == 'Y') return {{{c, 0, s}, {0, 1, 0}, {-s, 0, c}}};
    return {{{c, -s, 0}, {s, c, 0}, {0, 0, 1}}};
}

struct Joint {
    std::string name;
    int parent = -1;
    Vec offset{};
    std::vector<std::string> channels;
};

struct Bvh {
    std::vector<Joint> joints;
    std::vector<Vec> end_sites;
    double frame_time = 0;
    std::vector<std::vector<double>> frames;

    explicit Bvh(const std::string& text) {
        std::istringstream in(text);
        std::string word;
        in >> word;
        EXPECT_EQ(word, "HIERARCHY");
        std::vector<int> open;  // joints whose brace is open; -2 for an end site
        int current = -1;
        while (in >> word && word != "MOTION") {
            if (word == "ROOT" || word == "JOINT") {
                Joint joint;
                in >> joint.name;
                joint.parent = open.empty() ? -1 : open.back();
                current = static_cast<int>(joints.size());
                joints.push_back(joint);
            } else if (word == "End") {
                in >> word;
                current = -2;
            } else if (word == "{") {
                open.push_back(current);
            } else if (word == "}") {
                open.pop_back();
            } else if (word == "OFFSET") {
                Vec v{};
                in >> v[0] >> v[1] >> v[2];
                if (open.back() == -2)
                    end_sites.push_back(v);
                else
                    joints[static_cast<std::size_t>(open.back())].offset = v;
            } else if (word == "CHANNELS") {
                std::size_t count = 0;
                in >> count;
                auto& channels = joints[static_cast<std::size_t>(open.back())].channels;
                channels.resize(count);
                for (auto& channel : channels) in >> channel;
            } else {
                ADD_FAILURE() << "unknown word " << word;
            }
        }
        std::size_t count = 0, numbers = 0;
        std::string a, b;
        in >> word >> count;
        EXPECT_EQ(word, "Frames:");
        in >> a >> b >> frame_time;
        EXPECT_EQ(a + " " + b, "Frame Time:");
        for (const Joint& joint : joints) numbers += joint.channels.size();
        frames.assign(count, std::vector<double>(numbers));
        for (auto& frame : frames) {
            for (double& number : frame) in >> number;
        }
        EXPECT_TRUE(static_cast<bool>(in));
        EXPECT_FALSE(in >> word) << "more numbers than announced";
    }

    /// World positions by name; rotation channels multiply in the order in which they are listed.
    std::vector<std::pair<std::string, Vec>> positions(std::size_t frame) const {
        std::vector<std::pair<std::string, Vec>> result;
        std::vector<Mat> global;
        std::size_t at = 0;
        for (const Joint& joint : joints) {
            Vec local = joint.offset;
            Mat rotation{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
            for (const std::string& channel : joint.channels) {
                const double value = frames[frame][at++];
                if (channel.ends_with("position"))
                    local[static_cast<std::size_t>(channel[0] - 'X')] = value;
                else
                    rotation = product(rotation, about(channel[0], value));
            }
            Vec position = local;
            if (joint.parent >= 0) {
                const auto parent = static_cast<std::size_t>(joint.parent);
                position = result[parent].second;
                for (std::size_t i = 0; i < 3; ++i) {
                    for (std::size_t k = 0; k < 3; ++k) position[i] += global[parent][i][k] * local[k];
                }
                rotation = product(global[parent], rotation);
            }
            global.push_back(rotation);
            result.emplace_back(joint.name, position);
        }
        return result;
    }
};

/// The largest distance of a joint in the file from where forward_kinematics puts it, metres.
double export_error(const PosedMotion& motion) {
    const TemporaryFolder folder;
    write_bvh(folder / "clip.bvh", rig, rig_motion_of(motion));
    const Bvh bvh(read_text(folder / "clip.bvh"));
    const MotionClip clip = forward_kinematics(motion, skeleton, rest);
    EXPECT_EQ(bvh.frames.size(), static_cast<std::size_t>(clip.frame_count()));
    double worst = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        std::size_t found = 0;
        for (const auto& [name, position] : bvh.positions(static_cast<std::size_t>(t))) {
            const auto joint = std::find(skeleton.joint_names.begin(), skeleton.joint_names.end(), name) -
                               skeleton.joint_names.begin();
            const glm::vec3 want = clip.frame(t)[static_cast<std::size_t>(joint)];
            worst =
                std::max(worst, std::hypot(position[0] - want.x, position[1] - want.y, position[2] - want.z));
            ++found;
        }
        EXPECT_EQ(found, 22u);
    }
    return worst;
}

PosedMotion turned(PosedMotion motion, const glm::dquat& by) {
    for (std::size_t i = 0; i < motion.rotations.size(); i += 22)
        motion.rotations[i] = by * motion.rotations[i];
    for (glm::dvec3& p : motion.root_positions) p = by * p;
    return motion;
}

TEST(Bvh, PutsTheJointsWhereTheClipHasThem) {
    const PosedMotion walking = moving_pose(60, [](int t) { return 0.15 * t; });
    const glm::dquat half = glm::angleAxis(std::numbers::pi, glm::dvec3(0, 1, 0));
    const glm::dquat quarter = glm::angleAxis(0.5 * std::numbers::pi, glm::dvec3(1, 0, 0));
    EXPECT_LT(export_error(walking), 1e-5);
    EXPECT_LT(export_error(turned(walking, half)), 1e-5) << "facing away";
    EXPECT_LT(export_error(turned(walking, quarter)), 1e-5) << "lying on the belly";
    EXPECT_LT(export_error(turned(walking, glm::conjugate(quarter))), 1e-5) << "lying on the back";
    EXPECT_LT(export_error(turned(walking, quarter * quarter)), 1e-5) << "on the head";
    EXPECT_LT(export_error(random_pose(200, 11)), 1e-5) << "anyhow";
}

TEST(Bvh, PutsRaisedArmsAndGimbalLockRight) {
    PosedMotion motion = moving_pose(40, [](int) { return 0.0; });
    for (int t = 0; t < 40; ++t) {
        motion.rotations[static_cast<std::size_t>(t) * 22 + 16] =
            glm::angleAxis(0.5 * std::numbers::pi, glm::dvec3(0, 0, 1));
        // X passes through exactly 90 degrees, the pole of ZXY, with twist around it.
        motion.rotations[static_cast<std::size_t>(t) * 22 + 17] =
            glm::angleAxis(0.3 * t, glm::dvec3(0, 0, 1)) *
            glm::angleAxis((t - 20) * 0.01 + 0.5 * std::numbers::pi, glm::dvec3(1, 0, 0));
        motion.rotations[static_cast<std::size_t>(t) * 22 + 18] =
            glm::angleAxis(-0.5 * std::numbers::pi, glm::dvec3(1, 0, 0));
    }
    EXPECT_LT(export_error(motion), 1e-5);
}

TEST(Bvh, AnglesGoOnWithoutJumpsThroughSeveralTurns) {
    const TemporaryFolder folder;
    write_bvh(folder / "clip.bvh", rig, rig_motion_of(moving_pose(200, [](int t) { return 0.2 * t; })));
    const Bvh bvh(read_text(folder / "clip.bvh"));
    for (std::size_t t = 1; t < bvh.frames.size(); ++t) {
        for (std::size_t c = 3; c < bvh.frames[t].size(); ++c) {
            EXPECT_LT(std::abs(bvh.frames[t][c] - bvh.frames[t - 1][c]), 30)
                << "frame " << t << ", channel " << c;
        }
    }
    EXPECT_NEAR(bvh.frames.back()[5], 0.2 * 199 * 180 / std::numbers::pi, 1e-3);  // Yrotation of the root
}

TEST(Bvh, HasTheHierarchyThatProgramsExpect) {
    const TemporaryFolder folder;
    PosedMotion motion = moving_pose(3, [](int) { return 0.0; });
    motion.fps = 12.5;
    write_bvh(folder / "clip.bvh", rig, rig_motion_of(motion));
    const Bvh bvh(read_text(folder / "clip.bvh"));
    ASSERT_EQ(bvh.joints.size(), 22u);
    EXPECT_EQ(bvh.end_sites.size(), 5u);
    EXPECT_EQ(bvh.joints[0].name, "pelvis");
    EXPECT_THAT(bvh.joints[0].channels, ::testing::ElementsAre("Xposition", "Yposition", "Zposition",
                                                               "Zrotation", "Xrotation", "Yrotation"));
    EXPECT_NEAR(bvh.joints[0].offset[1], rest.offsets[0].y, 1e-6);
    EXPECT_EQ(bvh.joints[0].offset[0], 0);
    for (std::size_t j = 1; j < 22; ++j) {
        EXPECT_THAT(bvh.joints[j].channels, ::testing::ElementsAre("Zrotation", "Xrotation", "Yrotation"));
    }
    EXPECT_DOUBLE_EQ(bvh.frame_time, 0.08);
    for (const Vec& end : bvh.end_sites) EXPECT_GT(std::hypot(end[0], end[1], end[2]), 0.02);
}

TEST(Bvh, IsNotWrittenForAMotionThatDoesNotFit) {
    const TemporaryFolder folder;
    const PosedMotion good = moving_pose(3, [](int) { return 0.0; });
    PosedMotion motion = good;
    motion.rotations.pop_back();
    const auto write = [&](const Rig& on, const PosedMotion& posed) {
        write_bvh(folder / "a.bvh", on, rig_motion_of(posed));
    };
    EXPECT_THROW(write(rig, motion), Error);
    EXPECT_THROW(write(rig, PosedMotion{}), Error);
    EXPECT_THROW(write(Rig{}, good), Error);
    motion = good;
    motion.fps = 0;
    EXPECT_THROW(write(rig, motion), Error);
    motion = good;
    motion.rotations[30].x = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(write(rig, motion), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_THROW(write_bvh(folder / "none" / "a.bvh", rig, rig_motion_of(good)), Error);
}

}  // namespace
}  // namespace im::test
