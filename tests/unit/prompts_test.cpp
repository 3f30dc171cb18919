// The prompt lab: tags, decomposition, plausibility, composition, review.

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/prompts/caption_check.h"
#include "engine/prompts/novel_set.h"
#include "engine/prompts/review.h"
#include "engine/prompts/style.h"
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

TEST(Prompts, FrontedRelativeRepeatedAndMirroredFormsDecomposeAsExpected) {
    const auto data = read_json_file(IM_SOURCE_DIR "/tests/data/decompositions.json");
    int right = 0, all = 0;
    std::map<std::string, std::pair<int, int>> of_kind;
    for (const auto& entry : data.at("forms")) {
        const auto caption = entry.at("caption").get<std::string>();
        const auto parts = parts_of(caption);
        const bool exact = parts == entry.at("parts").get<std::vector<std::string>>();
        auto& [kind_right, kind_all] = of_kind[entry.at("kind").get<std::string>()];
        ++all, ++kind_all;
        right += exact ? 1 : 0;
        kind_right += exact ? 1 : 0;
        std::string joined;
        for (const auto& part : parts) joined += part + " ";
        for (const char* word : {"left", "right", "not"}) {
            if (tells(caption, word)) {
                EXPECT_TRUE(tells(joined, word)) << caption;
            }
        }
    }
    EXPECT_EQ(all, 100);
    EXPECT_GE(right, 85);
    EXPECT_EQ(of_kind.size(), 7u);
    for (const auto& [kind, counts] : of_kind) EXPECT_GE(counts.first * 4, counts.second * 3) << kind;
}

TEST(Prompts, SeveralActionsAreRepeatedAsOftenAsSaidWithinReason) {
    EXPECT_EQ(parts_of("a man squats, stands up and repeats this twice.").size(), 6u);
    EXPECT_EQ(parts_of("a man squats, stands up and repeats this nine times.").size(), 4u);
    EXPECT_THAT(parts_of("a man squats and repeats this nine times."),
                testing::ElementsAre("a man squats.", "a man squats nine times."));
}

TEST(Prompts, WhatFollowsIsAnActionOfItsOwn) {
    EXPECT_THAT(parts_of("a person walks forward, followed by a jump to the left."),
                testing::ElementsAre("a person walks forward.", "a person does a jump to the left."));
    EXPECT_THAT(parts_of("a man squats followed by jumping and waving."),
                testing::ElementsAre("a man squats.", "a man jumps.", "a man waves."));
    EXPECT_THAT(parts_of("a man kicks with the left leg followed by the right."),
                testing::ElementsAre("a man kicks with the left leg.", "a man kicks with the right leg."));
    EXPECT_THAT(parts_of("a man is followed by a dog."), testing::ElementsAre("a man is followed by a dog."));
}

TEST(Prompts, WhatRepeatsNothingIsLeftAsItIs) {
    EXPECT_THAT(parts_of("a woman does a cartwheel and does the dishes."),
                testing::ElementsAre("a woman does a cartwheel.", "a woman does the dishes."));
    EXPECT_THAT(parts_of("a person does the same with the left hand."),
                testing::ElementsAre("a person does the same with the left hand."));
}

TEST(Prompts, ReadersFindTheCompositionsGrammatical) {
    const auto data = read_json_file(IM_SOURCE_DIR "/tests/data/compositions.json");
    int grammatical = 0, all = 0;
    for (const auto& entry : data.at("compositions")) {
        std::vector<MetaMotion> parts;
        for (const auto& text : entry.at("parts")) parts.push_back(motion(text.get<std::string>()));
        const auto kind = composition_kind_by_name(entry.at("kind"));
        const auto manner = entry.value("manner", std::string());
        const auto text = entry.contains("draw")
                              ? compose_text(parts, kind, manner, entry["draw"].get<std::uint64_t>())
                              : plain_text(parts, kind, manner);
        EXPECT_EQ(text, entry.at("text")) << "read it anew, and put text and verdict into compositions.json";
        grammatical += entry.at("grammatical").get<bool>() ? 1 : 0;
        ++all;
    }
    EXPECT_EQ(all, 200);
    EXPECT_GE(grammatical, all * 95 / 100);
}

TEST(Prompts, EveryWordingOfEveryKindIsASentence) {
    const auto waves = motion("a person waves with their left hand."),
               walks = motion("a person walks forward."),
               jumps = motion("a person jumps, spreading arms and legs."),
               holds = motion("a person stands holding a torch up.");
    for (std::uint64_t draw = 0; draw < 12 * 8; ++draw) {
        for (const auto& text : {compose_text({walks, waves}, CompositionKind::Sequence, "", draw),
                                 compose_text({jumps, waves, walks}, CompositionKind::Sequence, "", draw),
                                 compose_text({walks, waves}, CompositionKind::Simultaneous, "", draw),
                                 compose_text({holds, waves}, CompositionKind::Sequence, "", draw),
                                 compose_text({waves}, CompositionKind::Style, "sadly", draw)}) {
            EXPECT_EQ(text.back(), '.') << text;
            EXPECT_TRUE(tells(text, "left")) << text;
            for (const char* slip :
                 {"  ", " ,", "..", "standing holding", "legs and waves", "their their", "a human they"})
                EXPECT_EQ(text.find(slip), std::string::npos) << text;
            const bool she = text.find("woman") != std::string::npos,
                       he = !she && text.find(" man") != std::string::npos;
            EXPECT_EQ(tells(text, "her"), she) << text;
            EXPECT_EQ(tells(text, "his"), he) << text;
        }
    }
}

TEST(Prompts, AnAdverbStandsWhereItsVerbIs) {
    const auto reach = motion("a person reaches forward to press something."),
               kneel = motion("a person kneels.");
    EXPECT_EQ(plain_text({reach}, CompositionKind::Style, "heartily"),
              "a person heartily reaches forward to press something.");
    EXPECT_EQ(plain_text({kneel}, CompositionKind::Style, "sadly"), "a person kneels sadly.");
    EXPECT_EQ(plain_text({kneel}, CompositionKind::Style, "looking proud"),
              "a person kneels, looking proud.");
}

TEST(Prompts, ASideStandsWithItsLimb) {
    const auto bare = [](const char* text) { return split_style(motion(text)).bare.text; };
    EXPECT_EQ(bare("a person holds out a hand as if to guide someone with their left hand."),
              "a person holds out their left hand as if to guide someone.");
    EXPECT_EQ(bare("a man gestures forward with one hand with his right hand."),
              "a person gestures forward with their right hand.");
    EXPECT_EQ(bare("a person strikes with their fists with their right fist."),
              "a person strikes with their right fist.");
    EXPECT_EQ(bare("a person cleans a window with their left hand."),
              "a person cleans a window with their left hand.");
}

TEST(Prompts, MannersAreToldFromActions) {
    const auto manners = [](const char* text) { return split_style(motion(text)).manners; };
    EXPECT_THAT(manners("a person walks forward, with heavy giant movements."),
                testing::ElementsAre("with heavy giant movements"));
    EXPECT_THAT(manners("a person picks something up in front in a cartoon style."),
                testing::ElementsAre("in a cartoon style"));
    EXPECT_THAT(manners("a person shuffles ahead with arms held out to the right."), testing::IsEmpty());
    EXPECT_THAT(manners("a person walks like a zombie."), testing::IsEmpty());
}

TEST(Prompts, TextsThatAreNoDescriptionsAreRefused) {
    const Decomposer decomposer(tagger());
    std::string endless = "a person walks";
    for (int i = 0; i < 100'000; ++i) endless += " and walks";
    const std::vector<std::pair<std::string, std::string>> refused = {
        {"", "is empty"},
        {" \t\r\n ", "is empty"},
        {std::string("\0\0", 2), "is empty"},
        {std::string(5000, 'a'), "longer than"},
        {endless, "longer than"},
        {"un homme marche vers l'avant puis tourne", "not English"},
        {"eine person geht vorwaerts und winkt", "not English"},
        {"\xe4\xb8\x80\xe4\xb8\xaa\xe4\xba\xba\xe5\x90\x91\xe5\x89\x8d\xe8\xb5\xb0", "not English"},
        {"\xff\xfe\xfd a \x80", "not English"},
        {"visit https://example.org and walk", "web address"},
        {"a person walks to www.example.org", "web address"},
        {"<b>a person walks</b>", "markup or code"},
        {"a person **walks** forward", "markup or code"},
        {"&lt;p&gt; a person walks", "markup or code"},
        {"for (int i = 0; i < 3; ++i) { walk(); }", "markup or code"},
        {"a person walks; $(rm -rf \\)", "markup or code"},
        {"# a person walks", "markup or code"},
        {"12 34 56", "no words"},
        {"!!! ... ???", "no words"},
        {"the weather is nice today", "no motion"},
    };
    for (const auto& [text, reason] : refused) {
        const auto result = decomposer.decompose(text);
        ASSERT_TRUE(result.problem.has_value()) << text;
        EXPECT_THAT(*result.problem, testing::HasSubstr(reason)) << text.substr(0, 60);
        EXPECT_TRUE(result.parts.empty()) << text;
    }
}

TEST(Prompts, NumbersQuotesAndBlanksInDescriptionsDoNoHarm) {
    EXPECT_THAT(
        parts_of("a person takes 3 steps forward, then turns 90 degrees to the left."),
        testing::ElementsAre("a person takes 3 steps forward.", "a person turns 90 degrees to the left."));
    EXPECT_THAT(parts_of("  \"A   person\twalks\nand jumps\"  "),
                testing::ElementsAre("a person walks.", "a person jumps."));
    EXPECT_THAT(parts_of("a person doesn't walk but jumps"),
                testing::ElementsAre("a person does not walk.", "a person jumps."));
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

/// Vectors as an encoder would give them: texts of the same list mean the same.
TextEmbedder lists(std::vector<std::vector<std::string>> meanings) {
    return [meanings](const std::vector<std::string>& texts) {
        std::vector<std::vector<float>> vectors;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            std::size_t meaning = meanings.size() + i;
            for (std::size_t m = 0; m < meanings.size(); ++m) {
                if (std::count(meanings[m].begin(), meanings[m].end(), texts[i]) > 0) meaning = m;
            }
            std::vector<float> vector(meanings.size() + texts.size(), 0.0f);
            vector[meaning] = 1.0f;
            vectors.push_back(vector);
        }
        return vectors;
    };
}

TEST(Prompts, DescriptionsOfOneMeaningAreOneEntryWithSeveralWordings) {
    std::vector<SourceCaption> captions;
    for (const char* text : {"a person bows.", "a person bows.", "a person takes a bow.", "a person kicks.",
                             "a person jumps with the left leg.", "a person jumps with the right leg."})
        captions.push_back({text, "clip", {}, ""});
    const auto embed = lists({{"a person bows.", "a person takes a bow."},
                              {"a person jumps with the left leg.", "a person jumps with the right leg."}});
    const auto pool = build_pool(captions, Decomposer(tagger()), embed, {});
    ASSERT_EQ(pool.motions.size(), 4u) << "left and right never mean the same";
    EXPECT_EQ(pool.motions[0].motion.text, "a person bows.");
    EXPECT_EQ(pool.motions[0].count, 3);
    ASSERT_EQ(pool.motions[0].wordings.size(), 1u);
    EXPECT_EQ(pool.motions[0].wordings[0].text, "a person takes a bow.");
    EXPECT_EQ(pool.same_meaning, 1);
}

TEST(Prompts, NoSetTellsOneThingInTwoWordings) {
    std::vector<SourceCaption> captions;
    for (const char* text :
         {"a person bows.", "a person takes a bow.", "a person performs a bow.", "a person kicks.",
          "a person kicks a ball.", "a person jumps.", "a person leaps."})
        captions.push_back({text, "clip", {}, ""});
    const auto same = lists({{"a person bows.", "a person takes a bow.", "a person performs a bow."},
                             {"a person kicks.", "a person kicks a ball."},
                             {"a person jumps.", "a person leaps."}});
    NovelOptions options;
    options.count = 500;
    options.three_share = 0;
    options.kinds = {CompositionKind::Sequence};
    const auto set = compose_novel(build_pool(captions, Decomposer(tagger()), same, {}), *tagger(), options);
    EXPECT_LE(set.prompts.size(), 6u) << "three meanings have six ordered pairs";
    EXPECT_GE(set.prompts.size(), 4u);
}

TEST(Prompts, AStyleOfSeveralPartsIsGivenToEach) {
    std::vector<SourceCaption> captions;
    for (int i = 0; i < 2; ++i)
        captions.push_back(
            {"a person walks proudly, then waves sadly.", "clip", {"walk", "wave"}, "proud>sad"});
    const auto pool = build_pool(captions, Decomposer(tagger()), {}, {});
    ASSERT_EQ(pool.manners.size(), 2u);
    for (const auto& manner : pool.manners)
        EXPECT_EQ(manner.style, manner.text == "proudly" ? "proud" : "sad");
}

TEST(Prompts, MoreOfAnActionIsMadeWhereAsked) {
    NovelOptions options;
    options.count = 8;
    const auto pool = small_pool();
    options.more_of = {pool.motions.back().action};
    for (const auto& prompt : compose_novel(pool, *tagger(), options).prompts)
        EXPECT_THAT(prompt.actions, testing::Contains(options.more_of[0]));
    options.more_of = {"flying"};
    EXPECT_THROW(compose_novel(pool, *tagger(), options), Error);
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
