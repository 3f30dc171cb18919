// The pool, the loop over operators, and the data set that comes of it.

#include "engine/synthesis/synthesise.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <glm/glm.hpp>

#include "engine/core/error.h"
#include "engine/io/dataset_compact_writer.h"
#include "engine/motion/representation/placement.h"
#include "engine/synthesis/wording.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();

MotionClip standing_figure(int frames, bool raises) {
    PosedMotion pose = test::moving_pose(
        frames, [](int) { return 0.0; }, 0.0);
    const glm::dvec3 z(0, 0, 1);
    for (int t = 0; t < frames; ++t) {
        glm::dquat* local = pose.rotations.data() + static_cast<std::size_t>(t) * 22;
        for (const int j : {kLeftHip, kRightHip, kLeftKnee, kRightKnee, kSpine1}) local[j] = {1, 0, 0, 0};
        const double up = raises ? std::clamp(std::min(t - 8, frames - 9 - t) / 8.0, 0.0, 1.0) : 0.0;
        local[kLeftShoulder] = glm::angleAxis(-1.3, z);
        local[kRightShoulder] = glm::angleAxis(1.3 - 2.6 * up, z);
        local[kLeftElbow] = local[kRightElbow] = {1, 0, 0, 0};
    }
    return forward_kinematics(pose, skeleton, humanml3d_rest_pose());
}

CaptionedMotion captioned(const std::string& id, const MotionClip& clip, std::vector<std::string> actions,
                          std::vector<std::string> captions, const std::string& licence) {
    CaptionedMotion motion;
    motion.id = id;
    motion.features = encode_features(clip, skeleton, FeatureCodec::Corrected);
    motion.actions = std::move(actions);
    motion.captions = std::move(captions);
    motion.source = "made";
    motion.licence = licence;
    return motion;
}

class Synthesised : public testing::Test {
  protected:
    void SetUp() override {
        data.codec = FeatureCodec::Corrected;
        const MotionClip walk = test::moving_figure(90, [](int) { return 0.0; });
        data.motions = {
            captioned("w", walk, {"walk"}, {"a person walks forward.", "someone is walking ahead."},
                      "CC BY-NC 4.0"),
            captioned("r", standing_figure(60, true), {"raise_right_hand"},
                      {"a person raises their right hand.", "the man lifts his right arm."}, "MIT"),
            captioned("i", standing_figure(60, false), {"idle"}, {"a person stands still."}, "")};
    }
    MotionDataset data;
};

TEST_F(Synthesised, ThePoolHoldsCapturedTrainClipsOnly) {
    data.motions.push_back(data.motions[0]);
    data.motions.back().split = Split::Test;
    data.motions.push_back(data.motions[0]);
    data.motions.back().composed = true;
    data.motions.push_back(data.motions[0]);
    data.motions.back().augmented = true;
    data.motions.push_back(data.motions[0]);
    data.motions.back().source = "synthesised";
    const ClipPool pool(data);
    EXPECT_EQ(pool.clips().size(), 3u);
    EXPECT_EQ(pool.actions(), (std::vector<std::string>{"idle", "raise_right_hand", "walk"}));
    EXPECT_EQ(pool.gestures(), std::vector<std::string>{"raise_right_hand"});
    EXPECT_EQ(pool.carriers(), (std::vector<std::string>{"idle", "walk"}));
    ASSERT_EQ(pool.warnings().size(), 1u);
    EXPECT_NE(pool.warnings()[0].find("1 clips name no licence"), std::string::npos);
}

TEST_F(Synthesised, WithoutTagsTheVerbIsTheActionAndWithoutVerbTheClipIsLeftOut) {
    for (CaptionedMotion& motion : data.motions) motion.actions.clear();
    data.motions[2].captions = {"nothing but nouns"};
    const ClipPool pool(data);
    EXPECT_EQ(pool.of("walk").size(), 1u);
    EXPECT_EQ(pool.of("raise").size(), 1u);
    EXPECT_EQ(pool.clips().size(), 2u);
    EXPECT_NE(pool.warnings().back().find("no caption has a verb"), std::string::npos);
}

TEST_F(Synthesised, AnotherFigureIsRefused) {
    data.skeleton = "kit";
    EXPECT_THROW(ClipPool{data}, Error);
}

TEST_F(Synthesised, APairIsHeldOutWithItsMirrorImage) {
    ClipPool pool(data);
    pool.hold_out({"walk>wave_left_hand", "walk+clap"});
    EXPECT_TRUE(pool.held_out("walk", "wave_left_hand", false));
    EXPECT_TRUE(pool.held_out("walk", "wave_right_hand", false));
    EXPECT_FALSE(pool.held_out("wave_left_hand", "walk", false));
    EXPECT_FALSE(pool.held_out("walk", "wave_left_hand", true));
    EXPECT_TRUE(pool.held_out("clap", "walk", true));
    EXPECT_FALSE(pool.held_out("walk", "clap", false));
}

TEST_F(Synthesised, OneSeedGivesOneResultOnAnyNumberOfThreads) {
    const ClipPool pool(data);
    const Synthesis one = synthesise(
        pool, {.operators = {"layer", "sequence", "repeat"}, .count = 24, .seed = 3, .threads = 1});
    const Synthesis two = synthesise(
        pool, {.operators = {"layer", "sequence", "repeat"}, .count = 24, .seed = 3, .threads = 2});
    ASSERT_GT(one.motions.size(), 12u);
    ASSERT_EQ(one.motions.size(), two.motions.size());
    for (std::size_t i = 0; i < one.motions.size(); ++i) {
        EXPECT_EQ(one.motions[i].features.values, two.motions[i].features.values);
        EXPECT_EQ(one.motions[i].captions, two.motions[i].captions);
    }
    EXPECT_EQ(one.report.made, two.report.made);
    EXPECT_EQ(one.report.operators.at("layer").refused, two.report.operators.at("layer").refused);
    // In two parts it is the same list.
    const Synthesis later =
        synthesise(pool, {.operators = {"layer", "sequence", "repeat"}, .count = 4, .seed = 3, .first = 20});
    ASSERT_FALSE(later.motions.empty());
    EXPECT_EQ(later.motions.back().features.values, one.motions.back().features.values);
    EXPECT_NE(synthesise(pool, {.count = 1, .seed = 4}).motions.at(0).id, one.motions[0].id);
}

TEST_F(Synthesised, ResultsSayWhereTheyComeFromAndLoseNoLicence) {
    const ClipPool pool(data);
    const Synthesis made = synthesise(pool, {.operators = {"layer", "sequence"}, .count = 40, .seed = 1});
    ASSERT_FALSE(made.motions.empty());
    for (std::size_t i = 0; i < made.motions.size(); ++i) {
        const CaptionedMotion& motion = made.motions[i];
        const SynthesisOrigin& origin = made.origins[i];
        EXPECT_EQ(motion.source, "synthesised");
        EXPECT_EQ(motion.weight, 1.0);
        EXPECT_EQ(motion.composed, origin.operator_name == "sequence");
        EXPECT_GE(motion.captions.size(), 1u);
        EXPECT_FALSE(motion.near_misses.empty());
        const auto has = [&](const char* id) {
            return std::find(origin.parts.begin(), origin.parts.end(), id) != origin.parts.end();
        };
        EXPECT_EQ(has("w"), motion.licence.find("CC BY-NC 4.0") != std::string::npos);
        EXPECT_EQ(has("r"), motion.licence.find("MIT") != std::string::npos);
        EXPECT_EQ(has("i"), motion.licence.find(kUnknownLicence) != std::string::npos);
    }
}

TEST_F(Synthesised, MirroredCopiesExchangeSidesInWordsAndBody) {
    const ClipPool pool(data);
    SynthesisOptions options{.operators = {"layer"}, .count = 30, .seed = 2};
    options.mirrored_share = 1;
    for (const CaptionedMotion& motion : synthesise(pool, options).motions) {
        EXPECT_TRUE(motion.mirrored);
        EXPECT_NE(motion.actions.at(0).find("raise_left_hand"), std::string::npos);
        for (const std::string& caption : motion.captions)
            EXPECT_EQ(caption.find("right"), std::string::npos) << caption;
        const MotionClip clip = decode_features(motion.features, skeleton);
        double left = 0, right = 0;
        for (int t = 0; t < clip.frame_count(); ++t) {
            left = std::max(left, double(clip.frame(t)[kLeftWrist].y));
            right = std::max(right, double(clip.frame(t)[kRightWrist].y));
        }
        EXPECT_GT(left, right + 0.2);
    }
}

TEST_F(Synthesised, NoHeldOutPairIsEverMade) {
    ClipPool pool(data);
    pool.hold_out({"walk+raise_left_hand", "idle>walk"});
    for (const CaptionedMotion& motion : synthesise(pool, {.count = 60, .seed = 5}).motions) {
        EXPECT_EQ(motion.actions.front().find("walk+raise"), std::string::npos);
        const auto idle = std::find(motion.actions.begin(), motion.actions.end(), "idle");
        EXPECT_EQ(std::find(idle, motion.actions.end(), "walk"), motion.actions.end());
    }
}

TEST_F(Synthesised, FewClipsGiveFewResultsAndNoError) {
    MotionDataset one = data;
    one.motions.resize(1);
    EXPECT_EQ(synthesise(ClipPool(one), {.operators = {"layer"}, .count = 5}).motions.size(), 0u);
    one.motions.clear();
    EXPECT_EQ(synthesise(ClipPool(one), {.count = 5}).report.made, 0);
    MotionDataset brief = data;
    for (CaptionedMotion& motion : brief.motions)
        motion.features = encode_features(frames_of(decode_features(motion.features, skeleton), 0, 12),
                                          skeleton, FeatureCodec::Corrected);
    EXPECT_EQ(synthesise(ClipPool(brief), {.operators = {"layer", "sequence", "repeat"}, .count = 10})
                  .motions.size(),
              0u);
    EXPECT_THROW(synthesise(ClipPool(data), {.operators = {"nothing"}, .count = 1}), Error);
}

TEST_F(Synthesised, TheDataSetThatIsWrittenIsReadAgain) {
    const test::TemporaryFolder folder;
    const auto out = folder.path() / "made";
    const ClipPool pool(data);
    const Synthesis made = synthesise(pool, {.operators = {"layer", "sequence"}, .count = 12, .seed = 1});
    {
        CompactDatasetWriter writer(out);
        for (const CaptionedMotion& motion : made.motions)
            writer.add(motion, decode_features(motion.features, skeleton), {{"operator", "layer"}});
        EXPECT_FALSE(std::filesystem::exists(out)) << "nothing is there before it is whole";
        writer.finish();
    }
    const MotionDataset read = load_dataset(out, {});
    ASSERT_EQ(read.motions.size(), made.motions.size());
    for (std::size_t i = 0; i < read.motions.size(); ++i) {
        EXPECT_EQ(read.motions[i].id, made.motions[i].id);
        EXPECT_EQ(read.motions[i].captions, made.motions[i].captions);
        EXPECT_EQ(read.motions[i].actions, made.motions[i].actions);
        EXPECT_EQ(read.motions[i].licence, made.motions[i].licence);
        EXPECT_EQ(read.motions[i].cut_frame, made.motions[i].cut_frame);
        ASSERT_EQ(read.motions[i].near_misses.size(), made.motions[i].near_misses.size());
        EXPECT_EQ(read.motions[i].near_misses[0].caption, made.motions[i].near_misses[0].caption);
        EXPECT_EQ(read.motions[i].features.frames + 1, made.motions[i].features.frames);
    }
    EXPECT_THROW(CompactDatasetWriter{out}, Error) << "never over files";
}

TEST(Wording, SidesAreExchangedInCaptionsAndTags) {
    EXPECT_EQ(mirror_sides("Left, then right; clockwise."), "Right, then left; counterclockwise.");
    EXPECT_EQ(mirror_sides("walk+wave_left_hand"), "walk+wave_right_hand");
    EXPECT_EQ(mirror_sides("a person cleft it upright."), "a person cleft it upright.");
}

TEST(Wording, AmountsAndLimbsAreFound) {
    EXPECT_TRUE(says_amount("walks for six steps"));
    EXPECT_TRUE(says_amount("jumps 3 times"));
    EXPECT_FALSE(says_amount("walks forward someone"));
    EXPECT_EQ(swap_limb("waves with their left hand."), "waves with both hands.");
    EXPECT_EQ(swap_limb("raises both arms."), "raises the right arm.");
    EXPECT_EQ(swap_limb("walks."), "");
}

TEST(Wording, EachLicenceOfThePartsIsToldOnce) {
    CaptionedMotion a, b, c;
    a.licence = "MIT + CC BY-NC 4.0";
    b.licence = "MIT";
    EXPECT_EQ(join_licences({&a, &b, &c}), std::string("CC BY-NC 4.0 + MIT + ") + kUnknownLicence);
}

TEST(Wording, CountsAreSaidInManyWays) {
    SynthesisRandom random(1);
    std::set<std::string> said;
    for (int i = 0; i < 200; ++i) said.insert(draw_times(3, random));
    EXPECT_EQ(said, (std::set<std::string>{"3 times", "three times", "thrice"}));
}

}  // namespace
}  // namespace im
