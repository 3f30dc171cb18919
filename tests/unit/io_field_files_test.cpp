// Small inputs in the shape of files that users of other tools have (IM_FIELD_DIR, default ../shared/field):
// a walk each, which must come out as one.

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/io/motion_file.h"
#include "engine/motion/representation/skeleton.h"
#include "im_config.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

fs::path field_folder() {
    const char* given = std::getenv("IM_FIELD_DIR");
    return given != nullptr ? fs::path(given) : fs::path(IM_SOURCE_DIR) / ".." / "shared" / "field";
}

struct FieldFile {
    const char* name;
    double fps;
    std::vector<const char*> warnings;  ///< parts of them
};

class FieldFiles : public testing::Test {
  protected:
    void SetUp() override {
        std::error_code code;
        if (!fs::is_directory(field_folder(), code)) GTEST_SKIP() << field_folder() << " is not there";
    }
};

void expect_walk(const MotionClip& clip) {
    ASSERT_GE(clip.frame_count(), 100);
    float lowest = 1e9f;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto frame = clip.frame(t);
        const float feet = std::min(frame[kLeftAnkle].y, frame[kRightAnkle].y);
        ASSERT_GT(frame[kHead].y - feet, 1.3f) << t;
        ASSERT_LT(frame[kHead].y - feet, 1.75f) << t;
        for (const glm::vec3& p : frame) lowest = std::min(lowest, p.y);
    }
    EXPECT_NEAR(lowest, 0, 0.05);
    // It goes to where it faces: ahead, and the left side is on the left.
    const glm::vec3 way = clip.frame(clip.frame_count() - 1)[kPelvis] - clip.frame(0)[kPelvis];
    EXPECT_GT(glm::length(glm::vec2(way.x, way.z)), 1.5f);
    const glm::vec3 left = clip.frame(40)[kLeftHip] - clip.frame(40)[kRightHip],
                    step = clip.frame(60)[kPelvis] - clip.frame(20)[kPelvis];
    EXPECT_GT(glm::dot(glm::cross(glm::vec3(0, 1, 0), step), left), 0.0f);
}

TEST_F(FieldFiles, ComeOutAsTheWalkThatTheyHold) {
    const std::vector<FieldFile> files = {
        {"smplh_y_up_no_rate.npz", 30, {"Y points up", "states no frame rate: 30"}},
        {"smplx_global_orient_body_pose.npz", 30, {"Y points up", "states no frame rate: 30"}},
        {"posed_joints_22.npz", 30, {"states no frame rate: 30"}},
        {"batch_of_one.npy", 20, {"states no frame rate: 20"}},
        {"fortran_order.npy", 20, {"states no frame rate: 20"}},
        {"float16.npy", 20, {"states no frame rate: 20"}},
        {"big_endian.npy", 20, {"states no frame rate: 20"}},
        {"z_up.npy", 20, {"Z points up", "states no frame rate: 20"}},
        {"millimetres.npy", 20, {"taken for millimetres", "states no frame rate: 20"}}};
    for (const FieldFile& file : files) {
        SCOPED_TRACE(file.name);
        MotionFile read;
        ASSERT_NO_THROW(read = read_motion(field_folder() / file.name));
        EXPECT_EQ(read.clip.fps, file.fps);
        expect_walk(read.clip);
        EXPECT_EQ(read.warnings.size(), file.warnings.size());
        for (const char* warning : file.warnings) EXPECT_THAT(read.warnings, Contains(HasSubstr(warning)));
    }
}

TEST_F(FieldFiles, PickledResultsAreRefusedWithTheLineThatMakesThemReadable) {
    try {
        read_motion(field_folder() / "pickled_results.npy");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), HasSubstr("found a pickled Python object"));
        EXPECT_THAT(error.what(),
                    HasSubstr("python3 -c \"import numpy as np; d = np.load('pickled_results.npy'"));
        EXPECT_THAT(error.what(), HasSubstr("np.savez('pickled_results.npz'"));
    }
}

}  // namespace
}  // namespace im::test
