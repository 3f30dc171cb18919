#include "engine/motion/representation/skeleton.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"

namespace im {
namespace {

class Skeletons : public ::testing::TestWithParam<const Skeleton*> {};

TEST_P(Skeletons, ListParentsBeforeChildren) {
    const Skeleton& skeleton = *GetParam();
    ASSERT_EQ(skeleton.joint_names.size(), skeleton.parents.size());
    EXPECT_EQ(skeleton.parents[0], -1);
    for (int j = 1; j < skeleton.joint_count(); ++j) {
        EXPECT_GE(skeleton.parents[static_cast<std::size_t>(j)], 0);
        EXPECT_LT(skeleton.parents[static_cast<std::size_t>(j)], j);
    }
}

TEST_P(Skeletons, HaveChainsThatEndEachBoneOnce) {
    const Skeleton& skeleton = *GetParam();
    std::vector<int> ended(skeleton.parents.size(), 0);
    for (const auto& chain : skeleton.chains) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            EXPECT_EQ(skeleton.parents[static_cast<std::size_t>(chain[i])], chain[i - 1]);
            ++ended[static_cast<std::size_t>(chain[i])];
        }
    }
    EXPECT_EQ(ended[0], 0);
    EXPECT_TRUE(std::all_of(ended.begin() + 1, ended.end(), [](int n) { return n == 1; }));
}

TEST_P(Skeletons, HaveUnitRawOffsets) {
    const Skeleton& skeleton = *GetParam();
    EXPECT_EQ(skeleton.raw_offsets[0], glm::dvec3(0));
    for (std::size_t j = 1; j < skeleton.raw_offsets.size(); ++j)
        EXPECT_EQ(glm::length(skeleton.raw_offsets[j]), 1);
}

TEST_P(Skeletons, MirrorLeftToRightAndBack) {
    const Skeleton& skeleton = *GetParam();
    for (std::size_t j = 0; j < skeleton.mirror.size(); ++j) {
        const auto other = static_cast<std::size_t>(skeleton.mirror[j]);
        EXPECT_EQ(skeleton.mirror[other], static_cast<int>(j));
        std::string name = skeleton.joint_names[j];
        if (name[1] == '_') name[0] = name[0] == 'l' ? 'r' : 'l';
        EXPECT_EQ(skeleton.joint_names[other], name);
        const int parent = skeleton.parents[j];
        if (parent >= 0) {
            EXPECT_EQ(skeleton.parents[other], skeleton.mirror[static_cast<std::size_t>(parent)]);
        }
    }
}

TEST_P(Skeletons, NameTheSidesOfFeetAndFacing) {
    const Skeleton& skeleton = *GetParam();
    const auto side = [&](int joint) { return skeleton.joint_names[static_cast<std::size_t>(joint)][0]; };
    for (const int joint : skeleton.left_foot) EXPECT_EQ(side(joint), 'l');
    for (const int joint : skeleton.right_foot) EXPECT_EQ(side(joint), 'r');
    EXPECT_EQ(side(skeleton.face_joints[0]), 'r');  // across goes from left to right
    EXPECT_EQ(side(skeleton.face_joints[1]), 'l');
    EXPECT_EQ(side(skeleton.face_joints[2]), 'r');
    EXPECT_EQ(side(skeleton.face_joints[3]), 'l');
}

INSTANTIATE_TEST_SUITE_P(Both, Skeletons, ::testing::Values(&humanml3d_skeleton(), &kit_skeleton()),
                         [](const auto& tested) { return tested.param->name; });

TEST(SkeletonByName, FindsBothAndNamesThemOtherwise) {
    EXPECT_EQ(&skeleton_by_name("humanml3d"), &humanml3d_skeleton());
    EXPECT_EQ(&skeleton_by_name("kit"), &kit_skeleton());
    EXPECT_EQ(humanml3d_skeleton().joint_count(), 22);
    EXPECT_EQ(kit_skeleton().joint_count(), 21);
    try {
        skeleton_by_name("smplx");
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::Input);
        EXPECT_STREQ(e.what(), "skeleton: expected humanml3d or kit, found \"smplx\"");
    }
}

}  // namespace
}  // namespace im
