// One motion in the arrays that programs write: joint positions, and SMPL's rotations.

#include <cmath>
#include <cstring>
#include <functional>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/io/motion_file.h"
#include "engine/io/npy.h"
#include "engine/io/npz.h"
#include "tests/support/bvh_text.h"
#include "tests/support/reader_corpus.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using Shape = std::vector<std::int64_t>;
using testing::HasSubstr;
constexpr double kPi = std::numbers::pi;
const glm::dquat kNone(1, 0, 0, 0), kZUp = glm::angleAxis(kPi / 2, glm::dvec3(1, 0, 0)),
                                    kYDown = glm::angleAxis(kPi, glm::dvec3(1, 0, 0));

struct Space {
    glm::dquat turn = kNone;
    double scale = 1;
    glm::dvec3 move{0, 0, 0};
};

/// The corpus' joints, frame by frame; those of `joints` beyond HumanML3D's 22 are hands.
std::vector<float> positions(const Space& space = {}, std::size_t joints = 22) {
    std::vector<float> values;
    const MotionClip clip = corpus_clip();
    for (int t = 0; t < clip.frame_count(); ++t) {
        for (std::size_t j = 0; j < joints; ++j) {
            const glm::dvec3 p(clip.frame(t)[j < 22 ? j : 20 + j % 2]);
            const glm::dvec3 q = space.scale * (space.turn * p) + space.move;
            for (int i = 0; i < 3; ++i) values.push_back(static_cast<float>(q[i]));
        }
    }
    return values;
}

/// Values (T, 22, 3) with the axes in another order of running.
std::vector<float> reordered(const std::vector<float>& values,
                             const std::function<std::size_t(std::size_t, std::size_t, std::size_t)>& at) {
    std::vector<float> out(values.size());
    for (std::size_t t = 0; t < 40; ++t) {
        for (std::size_t j = 0; j < 22; ++j) {
            for (std::size_t i = 0; i < 3; ++i) out[at(t, j, i)] = values[(t * 22 + j) * 3 + i];
        }
    }
    return out;
}

template <class To>
std::string bytes_as(const std::vector<float>& values, double scale = 1, bool swap = false) {
    std::string bytes;
    for (const float value : values) {
        const To to = static_cast<To>(scale * static_cast<double>(value));
        char raw[sizeof(To)];
        std::memcpy(raw, &to, sizeof(To));
        if (swap) std::reverse(raw, raw + sizeof(To));
        bytes.append(raw, sizeof(To));
    }
    return bytes;
}

std::uint16_t half_of(float value) {
    const double size = std::abs(static_cast<double>(value));
    const int sign = value < 0 ? 0x8000 : 0;
    if (size < 6.2e-5)
        return static_cast<std::uint16_t>(sign | static_cast<int>(std::lround(size * (1 << 24))));
    int exponent = 0;
    const double fraction = std::frexp(size, &exponent);  // 0.5 to 1
    const int bits = static_cast<int>(std::lround((fraction * 2 - 1) * 1024));
    return static_cast<std::uint16_t>(sign | (((exponent + 14) << 10) + bits));
}

std::string halves(const std::vector<float>& values) {
    std::string bytes;
    for (const float value : values) {
        const std::uint16_t half = half_of(value);
        bytes.append(reinterpret_cast<const char*>(&half), 2);
    }
    return bytes;
}

struct Variant {
    std::string name;
    std::string bytes;
    bool warns_beside_rate = false;
    MotionFileOptions options = {};
};

std::string npy(const std::string& dtype, const Shape& shape, const std::string& data) {
    return npy_preamble(dtype, shape) + data;
}
std::string floats(const Shape& shape, const std::vector<float>& values) {
    return npy("<f4", shape, bytes_as<float>(values));
}

void check(const std::vector<Variant>& variants) {
    const TemporaryFolder folder;
    for (const Variant& variant : variants) {
        SCOPED_TRACE(variant.name);
        write_file_atomically(folder / "clip.npy", variant.bytes);
        MotionFile read;
        ASSERT_NO_THROW(read = read_motion(folder / "clip.npy", variant.options));
        expect_corpus_clip(read.clip, 20, {.as_placed = false});
        float lowest = 1e9f;
        for (const glm::vec3& p : read.clip.positions) lowest = std::min(lowest, p.y);
        EXPECT_NEAR(lowest, 0, 0.01) << "floor";
        ASSERT_FALSE(read.warnings.empty());
        EXPECT_THAT(read.warnings.back(), HasSubstr("states no frame rate: 20"));
        EXPECT_EQ(read.warnings.size() > 1, variant.warns_beside_rate) << read.warnings[0];
    }
}

TEST(ReaderCorpusArrays, NumberTypesAndOrders) {
    const std::vector<float> values = positions();
    const Shape shape{40, 22, 3};
    const auto fortran = reordered(values, [](auto t, auto j, auto i) { return (i * 22 + j) * 40 + t; });
    const auto millimetres = positions({.scale = 1000});
    check({{"float32", floats(shape, values)},
           {"float64", npy("<f8", shape, bytes_as<double>(values))},
           {"float16", npy("<f2", shape, halves(values))},
           {"float32, big-endian", npy(">f4", shape, bytes_as<float>(values, 1, true))},
           {"float64, big-endian", npy(">f8", shape, bytes_as<double>(values, 1, true))},
           {"int16 millimetres", npy("<i2", shape, bytes_as<std::int16_t>(millimetres)), true},
           {"int32 millimetres", npy("<i4", shape, bytes_as<std::int32_t>(millimetres)), true},
           {"int64 millimetres, big-endian", npy(">i8", shape, bytes_as<std::int64_t>(millimetres, 1, true)),
            true},
           {"Fortran order",
            replaced(floats(shape, fortran), "'fortran_order': False, ", "'fortran_order': True,  ")}});
}

TEST(ReaderCorpusArrays, Shapes) {
    const std::vector<float> values = positions();
    const auto time_last = reordered(values, [](auto t, auto j, auto i) { return (j * 3 + i) * 40 + t; });
    check({{"a batch of one", floats({1, 40, 22, 3}, values)},
           {"flat", floats({40, 66}, values)},
           {"a flat batch of one", floats({1, 40, 66}, values)},
           {"time last", floats({22, 3, 40}, time_last)},
           {"a batch of one, time last", floats({1, 22, 3, 40}, time_last)},
           {"SMPL's 24 joints", floats({40, 24, 3}, positions({}, 24))},
           {"SMPL+H's 52 joints", floats({40, 52, 3}, positions({}, 52))},
           {"SMPL-X's 55 joints", floats({40, 55, 3}, positions({}, 55))},
           {"SMPL-X's 127 points", floats({40, 127, 3}, positions({}, 127))}});
}

TEST(ReaderCorpusArrays, AxesUnitsAndFloor) {
    const auto with = [](const Space& space) { return floats({40, 22, 3}, positions(space)); };
    check({{"Z up", with({kZUp}), true},
           {"Z up, centimetres", with({kZUp, 100}), true},
           {"Z up, told", with({kZUp}), false, {.up = UpAxis::Z}},
           {"Z up, facing X", with({glm::angleAxis(kPi / 2, glm::dvec3(0, 0, 1)) * kZUp}), true},
           {"Y down", with({kYDown}), true},
           {"Y down before a camera", with({kYDown, 1, {0.4, 1.1, 4}}), true},
           {"centimetres", with({kNone, 100}), true},
           {"millimetres", with({kNone, 1000}), true},
           {"inches", with({kNone, 39.37}), true},
           {"hips at the origin", with({kNone, 1, {0, -0.9, 0}}), true},
           {"three metres up", with({kNone, 1, {0, 3, 0}}), true}});
}

TEST(ReaderCorpusArrays, ABatchIsManyTakes) {
    const TemporaryFolder folder;
    std::vector<float> two = positions(), second = positions({.move = {0.5, 0, 0}});
    two.insert(two.end(), second.begin(), second.end());
    write_file_atomically(folder / "two.npy", floats({2, 40, 22, 3}, two));
    const auto takes = read_takes(folder / "two.npy", {.take = "all"});
    ASSERT_EQ(takes.size(), 2u);
    EXPECT_EQ(takes[1].take, "2");
    EXPECT_NEAR(takes[1].clip.positions[0].x - takes[0].clip.positions[0].x, 0.5, 1e-5);
    const MotionFile first = read_motion(folder / "two.npy");
    EXPECT_THAT(first.warnings, testing::Contains(HasSubstr("2 takes in the file (1 \"1\", 2 \"2\")")));
    EXPECT_EQ(read_motion(folder / "two.npy", {.take = "2"}).clip.positions, takes[1].clip.positions);
}

// ---- SMPL

/// Axis times angle of SMPL's joints in a file whose world is turned by `up`; joints beyond the body are
/// hands.
std::vector<float> turns(const glm::dquat& up, std::size_t joints, std::size_t first = 0) {
    std::vector<float> values;
    const PosedMotion pose = corpus_pose();
    for (std::size_t t = 0; t < 40; ++t) {
        for (std::size_t j = first; j < joints; ++j) {
            glm::dquat q = j < 22 ? pose.rotations[t * 22 + j] : kNone;
            if (j == 0) q = up * q;
            if (q.w < 0) q = -q;
            const glm::dvec3 turn = glm::angle(q) * glm::axis(q);
            for (int i = 0; i < 3; ++i) values.push_back(j < 22 ? static_cast<float>(turn[i]) : 0.2f);
        }
    }
    return values;
}

std::vector<float> matrices(const glm::dquat& up, std::size_t joints) {
    std::vector<float> values;
    const PosedMotion pose = corpus_pose();
    for (std::size_t t = 0; t < 40; ++t) {
        for (std::size_t j = 0; j < joints; ++j) {
            glm::dquat q = j < 22 ? pose.rotations[t * 22 + j] : kNone;
            if (j == 0) q = up * q;
            const glm::dmat3 m(q);
            for (int row = 0; row < 3; ++row) {
                for (int column = 0; column < 3; ++column)
                    values.push_back(static_cast<float>(m[column][row]));
            }
        }
    }
    return values;
}

std::vector<float> path(const glm::dquat& up) {
    std::vector<float> values;
    for (const glm::dvec3& p : corpus_pose().root_positions) {
        const glm::dvec3 q = up * p;
        for (int i = 0; i < 3; ++i) values.push_back(static_cast<float>(q[i]));
    }
    return values;
}

struct SmplVariant {
    std::string name;
    std::vector<std::tuple<std::string, Shape, std::vector<float>>> arrays;
    double fps = 30;
    std::string warning;  ///< beside the one on the rate
    MotionFileOptions options = {};
};

TEST(ReaderCorpusArrays, Smpl) {
    const TemporaryFolder folder;
    const auto whole = [](const glm::dquat& up, std::int64_t joints, const char* poses = "poses",
                          const char* trans = "trans") {
        return std::vector<std::tuple<std::string, Shape, std::vector<float>>>{
            {poses, {40, 3 * joints}, turns(up, static_cast<std::size_t>(joints))},
            {trans, {40, 3}, path(up)}};
    };
    const auto rated = [&](const char* name) {
        auto arrays = whole(kZUp, 52);
        arrays.push_back({name, {}, {59.94f}});
        return arrays;
    };
    const auto parts = [](const glm::dquat& up, const char* root, const char* body, const char* trans,
                          std::int64_t joints) {
        return std::vector<std::tuple<std::string, Shape, std::vector<float>>>{
            {root, {40, 3}, turns(up, 1)},
            {body, {40, 3 * joints}, turns(up, static_cast<std::size_t>(joints) + 1, 1)},
            {trans, {40, 3}, path(up)}};
    };
    std::vector<float> without_root = turns(kNone, 52);
    for (std::size_t i = 0; i < without_root.size(); ++i) {
        if (i % 156 < 3) without_root[i] = 0;
    }
    const std::vector<SmplVariant> variants = {
        {"AMASS, Z up", rated("mocap_framerate"), 59.94, ""},
        {"AMASS of SMPL-X", rated("mocap_frame_rate"), 59.94, ""},
        {"fps", rated("fps"), 59.94, ""},
        {"22 joints", whole(kZUp, 22), 30, ""},
        {"SMPL's 72", whole(kZUp, 24), 30, ""},
        {"SMPL+H's 156", whole(kZUp, 52), 30, ""},
        {"SMPL-X's 165", whole(kZUp, 55), 30, ""},
        {"72, Y up", whole(kNone, 24), 30, "Y points up"},
        {"156, Y up", whole(kNone, 52), 30, "Y points up"},
        {"165, Y up", whole(kNone, 55), 30, "Y points up"},
        {"165, Y down", whole(kYDown, 55), 30, "-Y points up"},
        {"Y up, told", whole(kNone, 52), 30, "", {.up = UpAxis::Y}},
        {"a rate, told", whole(kZUp, 52), 25, "", {.file_fps = 25}},
        {"other names", whole(kNone, 24, "smpl_poses", "smpl_trans"), 30, "Y points up"},
        {"full pose", whole(kZUp, 55, "fullpose", "transl"), 30, ""},
        {"SMPL-X in parts", parts(kNone, "global_orient", "body_pose", "transl", 21), 30, "Y points up"},
        {"AMASS in parts", parts(kZUp, "root_orient", "pose_body", "trans", 21), 30, ""},
        {"SMPL in parts", parts(kNone, "global_orient", "body_pose", "transl", 23), 30, "Y points up"},
        {"a root apart",
         {{"poses", {40, 156}, without_root}, {"Rh", {40, 3}, turns(kNone, 1)}, {"Th", {40, 3}, path(kNone)}},
         30,
         "Y points up"},
        {"three numbers a joint",
         {{"poses", {40, 24, 3}, turns(kZUp, 24)}, {"trans", {40, 3}, path(kZUp)}},
         30,
         ""},
        {"a batch of one",
         {{"poses", {1, 40, 72}, turns(kZUp, 24)}, {"trans", {1, 40, 3}, path(kZUp)}},
         30,
         ""},
        {"matrices", {{"poses", {40, 24, 3, 3}, matrices(kZUp, 24)}, {"trans", {40, 3}, path(kZUp)}}, 30, ""},
        {"posed joints",
         {{"posed_joints", {40, 22, 3}, positions()},
          {"local_rot_mats", {40, 22, 3, 3}, matrices(kNone, 22)}},
         30,
         ""},
        {"joints, Z up", {{"joints", {40, 22, 3}, positions({kZUp})}}, 30, "Z points up"},
        {"MDM's results",
         {{"motion",
           {1, 22, 3, 40},
           reordered(positions(), [](auto t, auto j, auto i) { return (j * 3 + i) * 40 + t; })}},
         20,
         ""},
        {"NumPy's own name", {{"arr_0", {40, 22, 3}, positions()}}, 20, ""},
    };
    for (const SmplVariant& variant : variants) {
        SCOPED_TRACE(variant.name);
        NpzWriter npz;
        bool rated_file = variant.options.file_fps.has_value();
        for (const auto& [name, shape, values] : variant.arrays) {
            npz.add(name, shape, values.data());
            rated_file |= shape.empty();
        }
        npz.write(folder / "clip.npz");
        MotionFile read;
        ASSERT_NO_THROW(read = read_motion(folder / "clip.npz", variant.options));
        expect_corpus_clip(read.clip, variant.fps, {.as_placed = false});
        std::vector<std::string> warnings = read.warnings;
        if (!rated_file) {
            ASSERT_FALSE(warnings.empty());
            EXPECT_THAT(warnings.back(), HasSubstr("--file-fps"));
            warnings.pop_back();
        }
        ASSERT_EQ(warnings.size(), variant.warning.empty() ? 0u : 1u)
            << (warnings.empty() ? "" : warnings[0]);
        if (!warnings.empty()) {
            EXPECT_THAT(warnings[0], testing::StartsWith(variant.warning));
        }
    }
}

}  // namespace
}  // namespace im::test
