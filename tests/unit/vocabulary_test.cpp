// What a model has learnt, in words: made of captions, kept beside the weights, and offered while one types.
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/model/vocabulary_files.h"
#include "engine/vocabulary/action_groups.h"
#include "engine/vocabulary/caption_choices.h"
#include "engine/vocabulary/completion.h"
#include "engine/vocabulary/content_words.h"
#include "engine/vocabulary/make_vocabulary.h"
#include "engine/vocabulary/vocabulary_captions.h"
#include "tests/support/small_vocabulary.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

using test::small_vocabulary;
using test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const VocabularyAction* find(const Vocabulary& vocabulary, const std::string& name) {
    for (const auto& action : vocabulary.actions) {
        if (action.name == name) return &action;
    }
    return nullptr;
}

std::vector<std::string> values(const std::vector<VocabularyChoice>& choices) {
    std::vector<std::string> all;
    for (const auto& choice : choices) all.push_back(choice.value);
    return all;
}

TEST(MakeVocabulary, ActionsThatDifferBySideAreOneWithAChoice) {
    const auto vocabulary = small_vocabulary();
    const auto* wave = find(*vocabulary, "wave_hand");
    ASSERT_NE(wave, nullptr);
    EXPECT_THAT(wave->tags, ElementsAre("wave_left_hand", "wave_right_hand"));
    EXPECT_EQ(wave->group, "Arms and gestures");
    EXPECT_EQ(wave->clips, 5);
    EXPECT_EQ(wave->phrase, "waves with the right hand");
    EXPECT_THAT(values(wave->sides), ElementsAre("right", "left"));
    EXPECT_EQ(wave->sides[1].prompt, "a person waves with the left hand.");
    EXPECT_EQ(find(*vocabulary, "wave_left_hand"), nullptr);
}

TEST(MakeVocabulary, CountsPathsAndStylesAreThoseThatCaptionsTell) {
    const auto vocabulary = small_vocabulary();
    const auto* jump = find(*vocabulary, "jump");
    ASSERT_NE(jump, nullptr);
    EXPECT_THAT(values(jump->counts), ElementsAre("twice", "two jumps", "three times"));
    EXPECT_EQ(jump->counts[0].prompt, "a person jumps twice.");
    EXPECT_THAT(values(find(*vocabulary, "walk_circle")->paths), Contains("in a circle"));
    const auto* walk = find(*vocabulary, "walk");
    EXPECT_THAT(values(walk->paths), Contains("backwards"));
    ASSERT_EQ(walk->styles.size(), 1u);
    EXPECT_EQ(walk->styles[0].value, "elderly");
    EXPECT_EQ(walk->styles[0].prompt, "a person walks forward in an elderly manner.");
    EXPECT_THAT(walk->counts, IsEmpty());
}

TEST(MakeVocabulary, TwoAtOnceAndTwoInARowHaveGroupsOfTheirOwn) {
    const auto vocabulary = small_vocabulary();
    ASSERT_NE(find(*vocabulary, "walk+wave_hand"), nullptr);
    EXPECT_EQ(find(*vocabulary, "walk+wave_hand")->group, "Two at once");
    ASSERT_NE(find(*vocabulary, "walk>sit_down"), nullptr);
    EXPECT_EQ(find(*vocabulary, "walk>sit_down")->group, "One after another");
    EXPECT_THAT(vocabulary->pairs, ElementsAre(std::pair<std::string, std::string>("sit_down", "walk")));
    EXPECT_EQ(vocabulary->groups.back(), "One after another");
    EXPECT_THAT(vocabulary->groups, testing::Not(Contains("Dance"))) << "no empty groups";
}

TEST(MakeVocabulary, WithoutTagsAnActionIsNamedByItsVerbAndNoun) {
    const std::vector<SourceCaption> captions = {{"a man raises his left hand.", "1", {}, ""},
                                                 {"a person raises the right hand.", "2", {}, ""},
                                                 {"someone walks forward, then bows.", "3", {}, ""}};
    const auto vocabulary = make_vocabulary(captions, test::test_decomposer(), test::word_embedder());
    const auto* raise = find(vocabulary, "raise_hand");
    ASSERT_NE(raise, nullptr);
    EXPECT_EQ(raise->clips, 2);
    EXPECT_THAT(values(raise->sides), testing::UnorderedElementsAre("left", "right"));
    EXPECT_NE(find(vocabulary, "walk"), nullptr);
    EXPECT_NE(find(vocabulary, "bow"), nullptr);
}

TEST(MakeVocabulary, EncodesNoMoreCaptionsThanItKeeps) {
    int encoded = 0;
    const auto counting = [&](const std::vector<std::string>& texts) {
        encoded += static_cast<int>(texts.size());
        return test::word_embedder()(texts);
    };
    VocabularyOptions options;
    options.captions_max = 10;
    const auto vocabulary =
        make_vocabulary(test::tagged_captions(), test::test_decomposer(), counting, options);
    EXPECT_LE(vocabulary.captions.size(), 10u);
    EXPECT_EQ(encoded, static_cast<int>(vocabulary.captions.size()));
}

TEST(MakeVocabulary, CaptionsThatTellNothingAreRefused) {
    EXPECT_THROW(make_vocabulary({{"the weather is fine", "1", {}, ""}}, test::test_decomposer(),
                                 test::word_embedder()),
                 Error);
}

TEST(VocabularyFiles, ComeBackAsTheyWere) {
    const TemporaryFolder folder;
    const auto made = small_vocabulary();
    EXPECT_FALSE(has_vocabulary(folder.path()));
    save_vocabulary(folder.path(), *made);
    ASSERT_TRUE(has_vocabulary(folder.path()));
    const auto read = load_vocabulary(folder.path());
    EXPECT_EQ(read.groups, made->groups);
    EXPECT_EQ(read.pairs, made->pairs);
    ASSERT_EQ(read.actions.size(), made->actions.size());
    for (std::size_t i = 0; i < read.actions.size(); ++i) {
        EXPECT_EQ(read.actions[i].name, made->actions[i].name);
        EXPECT_EQ(read.actions[i].words, made->actions[i].words);
        EXPECT_EQ(values(read.actions[i].counts), values(made->actions[i].counts));
        EXPECT_EQ(read.actions[i].examples, made->actions[i].examples);
    }
    ASSERT_EQ(read.vectors.size(), made->vectors.size());
    for (std::size_t i = 0; i < read.vectors.size(); ++i)
        EXPECT_NEAR(read.vectors[i], made->vectors[i], 1e-3);

    NoticeCalibration measured;
    measured.percentile_unlikely = 0.07;
    measured.marked_of_failing = 0.75;
    measured.marked_of_passing = 0.08;
    measured.clips_failing = 12;
    save_calibration(folder.path(), measured);
    const auto again = load_vocabulary(folder.path());
    EXPECT_EQ(again.calibration.percentile_unlikely, 0.07);
    EXPECT_EQ(again.calibration.marked_of_failing, 0.75);
    EXPECT_EQ(again.calibration.clips_failing, 12);
    EXPECT_EQ(again.actions.size(), made->actions.size());
}

std::string load_error(const std::filesystem::path& folder) {
    try {
        load_vocabulary(folder);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        return error.what();
    }
    return "no error";
}

TEST(VocabularyFiles, ThatAreDamagedOrDoNotBelongTogetherAreNamed) {
    const TemporaryFolder folder;
    save_vocabulary(folder.path(), *small_vocabulary());
    const auto whole = read_json_file(folder / kVocabularyFile);
    const auto with = [&](const char* key, const nlohmann::json& value) {
        auto changed = whole;
        changed[key] = value;
        write_file_atomically(folder / kVocabularyFile, changed.dump());
        return load_error(folder.path());
    };
    EXPECT_THAT(with("format", 2), HasSubstr("format"));
    EXPECT_THAT(with("encoder", "another"), HasSubstr("all-MiniLM-L6-v2"));
    EXPECT_THAT(with("colour", "red"), HasSubstr("unknown key colour"));
    EXPECT_THAT(with("caption_actions", {0, 1}), HasSubstr("caption_actions"));
    auto owners = whole["caption_actions"];
    owners[0] = 1000;
    EXPECT_THAT(with("caption_actions", owners), HasSubstr("caption_actions[0]"));
    EXPECT_THAT(with("pairs", nlohmann::json::array({{0, 99}})), HasSubstr("pairs"));
    auto fewer = whole;
    fewer["captions"].erase(0);
    fewer["caption_actions"].erase(0);
    write_file_atomically(folder / kVocabularyFile, fewer.dump());
    EXPECT_THAT(load_error(folder.path()), HasSubstr("vocabulary.safetensors"));
    write_file_atomically(folder / kVocabularyFile, "{");
    EXPECT_THAT(load_error(folder.path()), HasSubstr("vocabulary.json"));
}

TEST(VocabularyFiles, GoWithAModelThatIsMadeOfAnother) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "a");
    std::filesystem::create_directories(folder / "b");
    copy_vocabulary(folder / "a", folder / "b");
    EXPECT_FALSE(has_vocabulary(folder / "b"));
    save_vocabulary(folder / "a", *small_vocabulary());
    copy_vocabulary(folder / "a", folder / "b");
    EXPECT_EQ(load_vocabulary(folder / "b").actions.size(), small_vocabulary()->actions.size());
}

TEST(ActionGroups, FollowFromTheName) {
    EXPECT_EQ(group_of_action("run"), "Walking and running");
    EXPECT_EQ(group_of_action("walk_circle_left"), "Turns and paths");
    EXPECT_EQ(group_of_action("raise_right_hand"), "Arms and gestures");
    EXPECT_EQ(group_of_action("jump_forward"), "Jumps and sports");
    EXPECT_EQ(group_of_action("sit_down"), "Sitting and on the floor");
    EXPECT_EQ(group_of_action("breakdance"), "Dance");
    EXPECT_EQ(group_of_action("swordplay"), "Fight and play");
    EXPECT_EQ(group_of_action("drink"), "Everyday");
    EXPECT_EQ(group_of_action("walk_wave_right"), "Two at once");
    EXPECT_EQ(group_of_action("walk>bow"), "One after another");
}

TEST(ActionGroups, NamesLoseTheirSideWhereItIsOne) {
    EXPECT_EQ(without_side("wave_left_hand"), "wave_hand");
    EXPECT_EQ(without_side("raise_both_hands"), "raise_hand");
    EXPECT_EQ(without_side("walk_turn_left"), "walk_turn");
    EXPECT_EQ(without_side("walk+wave_right_hand"), "walk+wave_hand");
    EXPECT_EQ(without_side("wave_left_hand+walk"), "wave_hand+walk");
    EXPECT_EQ(without_side("look_left_right"), "look_left_right");
    EXPECT_EQ(without_side("sit_idle"), "sit_idle");
}

TEST(CaptionChoices, AreReadOffTheWords) {
    EXPECT_EQ(side_in("a person waves with the left hand."), "left");
    EXPECT_EQ(side_in("a person raises both arms."), "both");
    EXPECT_EQ(side_in("a person lifts two hands."), "both");
    EXPECT_EQ(side_in("a person looks left, then right."), std::nullopt);
    EXPECT_EQ(count_in("a person jumps twice.")->count, 2);
    EXPECT_EQ(count_in("a person squats 3 times.")->words, "three times");
    EXPECT_EQ(count_in("a person takes four steps forward.")->words, "four steps");
    EXPECT_FALSE(count_in("a person raises two hands."));
    EXPECT_FALSE(count_in("a person stands on one leg."));
    EXPECT_FALSE(count_in("a person walks."));
    EXPECT_EQ(path_in("a person walks in a circle."), "in a circle");
    EXPECT_EQ(path_in("a person runs in place."), "on the spot");
    EXPECT_EQ(path_in("a person walks backward, waving."), "backwards");
    EXPECT_EQ(path_in("a person walks forward."), std::nullopt);
    EXPECT_EQ(path_in("a person circlesque walks."), std::nullopt) << "whole words only";
}

TEST(ContentWords, LeaveOutWhatTellsNoMovement) {
    EXPECT_THAT(content_words("The man is waving with both of his hands."),
                ElementsAre("wave", "both", "hand"));
    EXPECT_THAT(content_words("a person"), IsEmpty());
    EXPECT_EQ(with_plain_subject("the old man raises his arm."), "a person raises their arm.");
    EXPECT_EQ(with_plain_subject("someone bows."), "a person bows.");
    EXPECT_EQ(with_plain_subject("walks in a circle."), "walks in a circle.");
    EXPECT_TRUE(names_a_person("the tall man bows"));
    EXPECT_FALSE(names_a_person("waves to a person"));
    EXPECT_TRUE(is_other_script("человек идёт"));
    EXPECT_TRUE(is_other_script("一个人在走路"));
    EXPECT_FALSE(is_other_script("a café visitor — naïve — walks"));
    EXPECT_FALSE(is_other_script("…"));
}

TEST(Completion, GoesOnAsTheTextDoes) {
    const auto vocabulary = small_vocabulary();
    auto offered = complete_prompt(*vocabulary, "a person wav", 3);
    ASSERT_FALSE(offered.empty());
    EXPECT_EQ(offered[0].text, "a person waves with the right hand");
    EXPECT_EQ(offered[0].shown, "waves with the right hand");
    offered = complete_prompt(*vocabulary, "waves left", 3);
    ASSERT_FALSE(offered.empty());
    EXPECT_EQ(offered[0].text, "a person waves with the left hand");
    offered = complete_prompt(*vocabulary, "The man kicks", 3);
    ASSERT_FALSE(offered.empty());
    EXPECT_THAT(offered[0].text, testing::StartsWith("the man kicks"));
    EXPECT_LE(complete_prompt(*vocabulary, "a person w", 2).size(), 2u);
}

TEST(Completion, CompletesTheNextActionBehindAJoint) {
    const auto vocabulary = small_vocabulary();
    auto offered = complete_prompt(*vocabulary, "Somebody hums, then sit", 3);
    ASSERT_FALSE(offered.empty());
    EXPECT_EQ(offered[0].text, "Somebody hums, then sits down on a chair");
    offered = complete_prompt(*vocabulary, "a person walks while wav", 3);
    ASSERT_FALSE(offered.empty());
    EXPECT_EQ(offered[0].text, "a person walks while waving with the right hand");
}

TEST(Completion, OffersNothingThatWouldChangeNothing) {
    const auto vocabulary = small_vocabulary();
    EXPECT_THAT(complete_prompt(*vocabulary, "", 3), IsEmpty());
    EXPECT_THAT(complete_prompt(*vocabulary, " ,", 3), IsEmpty());
    EXPECT_THAT(complete_prompt(*vocabulary, "a person juggles chainsaws", 3), IsEmpty());
    for (const auto& suggestion : complete_prompt(*vocabulary, "a person waves with the right hand.", 3))
        EXPECT_NE(suggestion.text, "a person waves with the right hand");
}

TEST(FindActions, LooksInNamesCaptionsAndChoices) {
    const auto vocabulary = small_vocabulary();
    EXPECT_EQ(find_actions(*vocabulary, "").size(), vocabulary->actions.size());
    ASSERT_FALSE(find_actions(*vocabulary, "circ").empty());
    EXPECT_EQ(find_actions(*vocabulary, "circ")[0]->name, "walk_circle");
    ASSERT_EQ(find_actions(*vocabulary, "elderly").size(), 1u);
    EXPECT_EQ(find_actions(*vocabulary, "elderly")[0]->name, "walk");
    EXPECT_THAT(find_actions(*vocabulary, "parachute"), IsEmpty());
}

TEST(VocabularyCaptions, AreAPoolForNovelPrompts) {
    const auto vocabulary = small_vocabulary();
    const auto captions = captions_of(*vocabulary);
    const auto left = std::find_if(captions.begin(), captions.end(), [](const auto& c) {
        return c.text == "a person waves with the left hand.";
    });
    ASSERT_NE(left, captions.end());
    EXPECT_THAT(left->actions, ElementsAre("wave_left_hand"));
    auto pool = build_pool(captions, test::test_decomposer(), {}, {});
    EXPECT_GE(pool.motions.size(), 8u);
    EXPECT_FALSE(pool.known_pairs.contains({"sit_down", "walk"}));
    add_known_pairs(*vocabulary, pool);
    EXPECT_TRUE(pool.known_pairs.contains({"sit_down", "walk"}));
}

}  // namespace
}  // namespace im
