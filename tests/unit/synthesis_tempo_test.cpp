#include "engine/synthesis/tempo.h"

#include <set>

#include <gtest/gtest.h>

#include "engine/synthesis/clip_pool.h"
#include "engine/synthesis/moving_words.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

TEST(PlayedAt, TakesAsMuchLongerAsAsked) {
    const MotionClip walk = walking(80);
    for (const double factor : {0.6, 0.8, 1.25, 1.5}) {
        const auto played = played_at(walk, factor);
        ASSERT_TRUE(played) << factor;
        EXPECT_NEAR(played->frame_count(), 79 / factor + 1, 1);
        EXPECT_LT(bone_error(*played), 1e-3);
        EXPECT_NEAR(played->frame(played->frame_count() - 1)[0].z, walk.frame(79)[0].z, 0.1);
    }
    EXPECT_FALSE(played_at(walking(30), 1.5));
    EXPECT_FALSE(played_at(walking(150), 0.6));
}

TEST(WithTempo, PutsAdverbsInFrontAndAtTheEnd) {
    std::set<std::string> slow, quick;
    for (unsigned seed = 0; seed < 300; ++seed) {
        SynthesisRandom random(seed);
        slow.insert(*with_tempo("a person waves their hand.", 0.75, random));
        quick.insert(*with_tempo("the man bows and waves.", 1.3, random));
    }
    EXPECT_TRUE(slow.contains("a person slowly waves their hand."));
    EXPECT_TRUE(slow.contains("a person waves their hand slowly."));
    EXPECT_TRUE(slow.contains("a person waves their hand at a slow pace."));
    EXPECT_TRUE(slow.contains("a person is slowly waving their hand."));
    EXPECT_TRUE(quick.contains("the man quickly bows and waves."));
    EXPECT_FALSE(quick.contains("the man bows and waves quickly."));  // would be said of the waving alone
}

TEST(WithTempo, LeavesCaptionsAloneThatSayATempo) {
    SynthesisRandom random(1);
    for (const char* caption :
         {"a person walks slowly.", "a man dashes ahead.", "someone bows at a fast pace."}) {
        EXPECT_TRUE(says_tempo(caption)) << caption;
        EXPECT_FALSE(with_tempo(caption, 0.7, random)) << caption;
    }
    EXPECT_FALSE(says_tempo("a person fastens a belt."));
}

TEST(TempoOperator, TellsTheOtherTempoAsNearMiss) {
    const MotionDataset data = data_of(
        {{"walk", walking(80), {"a man walks.", "the man is walking ahead.", "someone takes a walk."}}});
    const ClipPool pool(data);
    int made = 0;
    for (unsigned seed = 0; seed < 20; ++seed) {
        SynthesisRandom random(seed);
        const auto clip = make_tempo(pool, random);
        if (!clip) continue;
        ++made;
        const double tempo = clip->facts.at("tempo");
        EXPECT_EQ(clip->style, tempo < 1 ? "slow" : "fast");
        EXPECT_EQ(tempo<1, clip->motion.frame_count()> data.motions[0].features.frames);
        for (const std::string& caption : clip->captions)
            EXPECT_TRUE(says_tempo(caption) || has_word(caption, "unhurriedly")) << caption;
        for (const NearMiss& miss : clip->near_misses) EXPECT_EQ(miss.kind, "tempo");
    }
    EXPECT_GT(made, 10);
}

}  // namespace
}  // namespace im::test
