// One motion in the spellings of BVH that programs write, and the pose that each must give.

#include <functional>
#include <numbers>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/io/motion_file.h"
#include "tests/support/bvh_text.h"
#include "tests/support/reader_corpus.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

constexpr double kPi = std::numbers::pi;
using Below = BvhStyle::Below;

struct Variant {
    std::string name;
    std::string text;
    double fps = 20;
    bool warns = false;  ///< something had to be guessed
    MotionFileOptions options = {};
    CorpusLimits limits = {};
};

std::string styled(const BvhStyle& style) {
    return bvh_text(corpus_rig(), corpus_motion(), style);
}

using Change = std::function<void(Rig&, RigMotion&)>;
std::string changed(const Change& change, const BvhStyle& style = {}) {
    Rig rig = corpus_rig();
    RigMotion motion = corpus_motion();
    change(rig, motion);
    return bvh_text(rig, motion, style);
}

void check(const std::vector<Variant>& variants) {
    const TemporaryFolder folder;
    for (const Variant& variant : variants) {
        SCOPED_TRACE(variant.name);
        write_file_atomically(folder / "take.bvh", variant.text);
        MotionFile read;
        ASSERT_NO_THROW(read = read_motion(folder / "take.bvh", variant.options));
        expect_corpus_clip(read.clip, variant.fps, variant.limits);
        EXPECT_EQ(!read.warnings.empty(), variant.warns)
            << (read.warnings.empty() ? "no warning" : read.warnings[0]);
    }
}

TEST(ReaderCorpusBvh, OrdersOfRotation) {
    std::vector<Variant> variants;
    for (const char* order : {"XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"})
        variants.push_back({order, styled({.order = order})});
    check(variants);
}

TEST(ReaderCorpusBvh, Encodings) {
    const std::string text = styled({});
    check({{"UTF-8 with a mark", "\xEF\xBB\xBF" + text},
           {"UTF-16 little-endian", in_utf16(text, true, true), 20, true},
           {"UTF-16 big-endian", in_utf16(text, false, true), 20, true},
           {"UTF-16 little-endian without a mark", in_utf16(text, true, false), 20, true},
           {"UTF-16 big-endian without a mark", in_utf16(text, false, false), 20, true},
           {"UTF-32 little-endian", in_utf32(text, true, true), 20, true},
           {"UTF-32 big-endian", in_utf32(text, false, true), 20, true},
           {"Latin-1 names", replaced(text, "JOINT neck", "JOINT neck\xE9")}});
}

TEST(ReaderCorpusBvh, LinesAndSpaces) {
    const std::string text = styled({});
    check({{"Windows", replaced(text, "\n", "\r\n")},
           {"old Mac", replaced(text, "\n", "\r")},
           {"tabs", replaced(text, " ", "\t")},
           {"wide", replaced(text, " ", "   ")},
           {"braces behind", replaced(text, "\n{", " {")},
           {"empty lines", replaced(text, "\n", "\n\n")},
           {"no last line end", text.substr(0, text.size() - 1)},
           {"padded with zero bytes", text + std::string(64, '\0')},
           {"colons apart", replaced(replaced(text, "Frames:", "Frames :"), "Time:", "Time :")},
           {"colons close", replaced(replaced(text, "Frames: ", "Frames:"), "Time: ", "Time:")}});
}

TEST(ReaderCorpusBvh, WordsAndNumbers) {
    const std::string text = styled({});
    std::string small = text;
    for (const char* word : {"HIERARCHY", "ROOT", "JOINT", "OFFSET", "CHANNELS", "MOTION", "End Site"}) {
        std::string low = word;
        for (char& c : low) c = static_cast<char>(c | 0x20);
        small = replaced(small, word, low);
    }
    std::string commas = styled({.frame_time = "0,05"});
    for (char digit = '0'; digit <= '9'; ++digit)
        commas = replaced(commas, std::string(1, digit) + ".", std::string(1, digit) + ",");
    check({{"small keywords", small},
           {"large channels", replaced(replaced(text, "position", "POSITION"), "rotation", "ROTATION")},
           {"decimal commas", commas, 20, true},
           {"exponents", styled({.number = "{:.9e}"})},
           {"plus signs", styled({.number = "{:+.6f}"})},
           {"three decimals", styled({.number = "{:.3f}"})},
           {"fewer frames stated", styled({.frames = "12"}), 20, true},
           {"more frames stated", styled({.frames = "4000"}), 20, true}});
}

TEST(ReaderCorpusBvh, Channels) {
    check({{"rotations first", styled({.rotations_first = true})},
           {"places on every joint", styled({.below = Below::Places})},
           {"zeros below the root", styled({.below = Below::Zeros}), 20, true},
           {"small moves below the root", styled({.below = Below::Moves}), 20, true},
           {"zeros, rotations first", styled({.below = Below::Zeros, .rotations_first = true}), 20, true},
           {"scales", styled({.scales = true})},
           {"no ends", styled({.ends = false})}});
}

TEST(ReaderCorpusBvh, FrameTimes) {
    const auto with = [](const char* time) { return styled({.frame_time = time}); };
    check({{"a 120th", with("0.00833333"), 120.00},
           {"a 60th", with(".0166667"), 60},
           {"a 24th", with("0.0416667"), 24},
           {"a fifth", with("0.2"), 5},
           {"a rate of 24", with("24"), 24, true},
           {"a rate of 30", with("30"), 30, true},
           {"a rate of 29.97", with("29.97"), 29.97, true},
           {"a rate of 120", with("120"), 120, true},
           {"milliseconds of 24", with("41.6667"), 24, true},
           {"milliseconds of 30", with("33.3333"), 30, true},
           {"milliseconds of 120", with("8.33333"), 120, true},
           {"microseconds of 30", with("33333.33"), 30, true},
           {"a second", with("1.0"), 30, true},
           {"half a second", with("0.5"), 30, true},
           {"none", with("0"), 30, true},
           {"a second, and the user knows", with("1.0"), 60, false, {.file_fps = 60}},
           {"a wrong one, and the user knows", with("0.05"), 100, false, {.file_fps = 100}}});
}

TEST(ReaderCorpusBvh, UnitsAndAxes) {
    const auto space = [](double scale, const glm::dquat& turn, const glm::dvec3& move = glm::dvec3(0)) {
        return changed([&](Rig& rig, RigMotion& motion) { change_space(rig, motion, scale, turn, move); });
    };
    const glm::dquat none(1, 0, 0, 0), z_up = glm::angleAxis(kPi / 2, glm::dvec3(1, 0, 0));
    const auto about = [](double angle, const glm::dvec3& axis) { return glm::angleAxis(angle, axis); };
    check({{"centimetres", space(100, none)},
           {"millimetres", space(1000, none)},
           {"inches", space(39.37, none)},
           {"feet", space(3.281, none)},
           {"a unit of its own", space(7.3, none)},
           {"far away", space(1, none, {80, 0, -120})},
           {"under the floor", space(1, none, {0, -3, 0})},
           {"Z up", space(1, z_up)},
           {"Z up, centimetres", space(100, z_up, {5, 3, 20})},
           {"Z up, facing X", space(1, about(kPi / 2, {0, 0, 1}) * z_up)},
           {"Z up, told", space(1, z_up), 20, false, {.up = UpAxis::Z}},
           {"X up", space(1, about(-kPi / 2, {0, 0, 1}))},
           {"Y down", space(1, about(kPi, {1, 0, 0}))},
           {"facing X", space(1, about(kPi / 2, {0, 1, 0}))},
           {"facing away", space(1, about(kPi, {0, 1, 0}))},
           {"facing askew", space(1, about(0.7, {0, 1, 0}))}});
}

TEST(ReaderCorpusBvh, RestPoses) {
    const auto resting = [](const std::function<glm::dquat(std::size_t)>& turn) {
        return changed([&](Rig& rig, RigMotion& motion) {
            std::vector<glm::dquat> rest;
            for (std::size_t j = 0; j < rig.joints.size(); ++j) rest.push_back(turn(j));
            change_rest(rig, motion, rest);
        });
    };
    const auto arms = [](double angle) {
        return [angle](std::size_t j) {
            const bool left = j == kLeftShoulder || j == kLeftElbow || j == kLeftWrist,
                       right = j == kRightShoulder || j == kRightElbow || j == kRightWrist;
            return glm::angleAxis(left ? angle : right ? -angle : 0.0, glm::dvec3(0, 0, 1));
        };
    };
    check({{"T", styled({})},
           {"A", resting(arms(0.8))},
           {"arms down", resting(arms(1.5))},
           {"arms up", resting(arms(-1.4))},
           {"all bones along X", changed(lay_along_x)},
           {"all bones along X, zeros below the root", changed(lay_along_x, {.below = Below::Zeros}), 20,
            true}});
}

}  // namespace
}  // namespace im::test
