// The prompt lab: tags, decomposition, plausibility, composition, review.

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/prompts/caption_check.h"
#include "engine/prompts/novel_set.h"
#include "engine/prompts/review.h"
#include "engine/text/english_words.h"
#include "im_config.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

std::shared_ptr<const PosTagger> tagger() {
    static const auto tagger = std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file()));
    return tagger;
}

std::vector<std::string> parts_of(const std::string& caption) {
    std::vector<std::string> parts;
    for (const auto& part : Decomposer(tagger()).decompose(caption).parts) parts.push_back(part.text);
    return parts;
}

MetaMotion motion(const std::string& text) {
    return Decomposer(tagger()).decompose(text).parts.at(0);
}

bool tells(const std::string& text, const std::string& word) {
    const auto words = split_words(text);
    return std::find(words.begin(), words.end(), word) != words.end();
}

TEST(Prompts, TheWorkedExampleOfThePaper) {
    EXPECT_THAT(parts_of("a person walks forward, then stutters on his right leg."),
                testing::ElementsAre("a person walks forward.", "a person stutters on his right leg."));
    EXPECT_EQ(plain_text({motion("a person walks forward."), motion("a person flexes their left arm.")},
                         CompositionKind::Simultaneous, ""),
              "a person walks forward and flexes their left arm.");
}

TEST(Prompts, CheckedCaptionsDecomposeAsExpected) {
    const auto data = read_json_file(IM_SOURCE_DIR "/tests/data/decompositions.json");
    for (const char* list : {"captions", "written"}) {
        int right = 0, all = 0;
        for (const auto& entry : data.at(list)) {
            const auto caption = entry.at("caption").get<std::string>();
            const auto parts = parts_of(caption);
            ++all;
            right += parts == entry.at("parts").get<std::vector<std::string>>() ? 1 : 0;
            std::string joined;
            for (const auto& part : parts) joined += part + " ";
            for (const char* word : {"left", "right", "not"})
                EXPECT_EQ(tells(caption, word), tells(joined, word)) << caption;
        }
        EXPECT_GE(right, all * 85 / 100) << list;
    }
}

TEST(Prompts, TextsThatAreNoDescriptionsAreRefused) {
    const Decomposer decomposer(tagger());
    for (const std::string& text :
         {std::string(), std::string("   "), std::string(5000, 'a'),
          std::string("un homme marche vers l'avant puis tourne"),
          std::string("visit https://example.org and walk"), std::string("<b>a person walks</b>"),
          std::string("for (int i = 0; i < 3; ++i) { walk(); }"), std::string("12 34 56"),
          std::string("the weather is nice today")}) {
        const auto result = decomposer.decompose(text);
        EXPECT_TRUE(result.problem.has_value()) << text;
        EXPECT_TRUE(result.parts.empty()) << text;
    }
}

TEST(Prompts, OneArmDoesNotDoTwoThingsAtOnce) {
    const auto use = [](const char* text) { return body_use(motion(text)); };
    EXPECT_TRUE(can_go_together(use("a person waves with their left hand."),
                                use("a person punches with their right fist.")));
    EXPECT_FALSE(can_go_together(use("a person waves with their left hand."),
                                 use("a person punches with their left fist.")));
    EXPECT_FALSE(can_go_together(use("a person walks forward."), use("a person sits down.")));
    EXPECT_TRUE(can_go_together(use("a person walks forward."), use("a person waves with their left hand.")));
}

TEST(Prompts, WhoSitsStandsUpBeforeWalking) {
    const auto use = [](const char* text) { return body_use(motion(text)); };
    EXPECT_FALSE(can_follow(use("a person sits down."), use("a person walks forward.")));
    EXPECT_TRUE(can_follow(use("a person sits down on a chair."), use("a person stands up from a chair.")));
    EXPECT_TRUE(can_follow(use("a person stands up from a chair."), use("a person walks forward.")));
}

MotionPool small_pool() {
    std::vector<SourceCaption> captions;
    for (const char* text :
         {"a person walks forward.", "a person jumps up.", "a person waves with their left hand.",
          "a person waves with their right hand.", "a person kicks with their left leg.",
          "a person sits down.", "a person bows.", "a person laughs.", "a person runs forward slowly.",
          "a person dances slowly."}) {
        captions.push_back({text, "clip", {}, ""});
    }
    return build_pool(captions, Decomposer(tagger()), {}, {});
}

TEST(Prompts, NoPairOfTestOccursInTrain) {
    NovelOptions options;
    options.count = 60;
    options.test_share = 0.4;
    const auto set = compose_novel(small_pool(), *tagger(), options);
    const auto coverage = coverage_of(set.prompts);
    EXPECT_GT(set.prompts.size(), 20u);
    EXPECT_GT(coverage.splits.at("test"), 0);
    EXPECT_EQ(coverage.shared_pairs, 0u);
}

TEST(Prompts, ASetSurvivesSavingAndAppendingRepeatsNothing) {
    const TemporaryFolder folder;
    NovelOptions options;
    options.count = 15;
    auto first = compose_novel(small_pool(), *tagger(), options).prompts;
    save_novel_set(folder / "set.json", first);
    const auto read = load_novel_set(folder / "set.json");
    ASSERT_EQ(read.size(), first.size());
    EXPECT_EQ(to_json(read[3]), to_json(first[3]));
    options.seed = 9;
    for (const auto& prompt : compose_novel(small_pool(), *tagger(), options, read).prompts) {
        for (const auto& old : read) EXPECT_NE(prompt.text, old.text);
    }
}

TEST(Prompts, AReviewGoesOnWhereItWasLeft) {
    const TemporaryFolder folder;
    NovelOptions options;
    options.count = 4;
    const auto prompts = compose_novel(small_pool(), *tagger(), options).prompts;
    {
        ReviewSession session(prompts, folder / "journal");
        session.approve();
        session.reject();
        EXPECT_TRUE(session.undo());
        EXPECT_THROW(session.edit("<b>", *tagger()), Error);
        session.edit("a person hops forward.", *tagger());
    }
    ReviewSession session(prompts, folder / "journal");
    EXPECT_EQ(session.done(), 2u);
    ASSERT_EQ(session.kept().size(), 2u);
    EXPECT_EQ(session.kept()[1].text, "a person hops forward.");
}

}  // namespace
}  // namespace im::test
