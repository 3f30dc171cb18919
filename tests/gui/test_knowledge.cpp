// What the model can do, offered and searched; and what it does not know, said.
#include <gmock/gmock.h>

#include "app/studio/state/prompt_lab.h"
#include "gui_harness.h"
#include "tests/support/small_vocabulary.h"

namespace im::test {
namespace {

using testing::HasSubstr;

class KnowledgeTest : public StudioTest {
  protected:
    KnowledgeTest() { fake_->reader = small_reader(); }
    studio::PromptKnowledge& known() { return state().knowledge; }

    void wait_for_model(ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(2);
    }
    void wait_for_suggestions(ImGuiTestContext& user, const std::string& text) {
        wait_for(user, "suggestions", [&] { return known().open && known().completed == text; });
        user.Yield();
    }
};

TEST_F(KnowledgeTest, ANewcomerSearchesWhatItCanDoAndAClickWritesThePrompt) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        wait_for(user, "the list",
                 [&] { return known().found.size() == known().reader->vocabulary()->actions.size(); });
        user.ItemInputValue("//Prompt/##search actions", "wave");
        wait_for(user, "the search", [&] { return known().searched == "wave"; });
        ASSERT_FALSE(known().found.empty());
        for (const auto* action : known().found) EXPECT_THAT(action->name, HasSubstr("wave"));
        user.Yield(2);
        user.ItemClick("//Prompt/**/###wave_hand");
        EXPECT_EQ(state().prompt.text, "a person waves with the right hand.");
        user.Yield(2);
        user.ItemClick("//Prompt/**/###Side left");
        EXPECT_EQ(state().prompt.text, "a person waves with the left hand.");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.back().request.prompt, "a person waves with the left hand.");
        EXPECT_FALSE(known().list_shown) << "the history, once there is one";
        user.ItemClick("//Prompt/lists/What it can do");
        user.Yield(2);
        EXPECT_TRUE(known().list_shown);
    });
}

TEST_F(KnowledgeTest, TabCompletesWhatIsTyped) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        type_prompt(user, "a person wav");
        wait_for_suggestions(user, "a person wav");
        ASSERT_GE(known().suggestions.size(), 2u);
        user.KeyPress(ImGuiKey_Tab);
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, "a person waves with the right hand");
        EXPECT_TRUE(known().suggestions.empty());
        user.KeyChars(", then si");
        wait_for_suggestions(user, "a person waves with the right hand, then si");
        user.KeyPress(ImGuiKey_Tab);
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, "a person waves with the right hand, then sits down on a chair");
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Enter);
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(state().takes[0].request.prompt,
                  "a person waves with the right hand, then sits down on a chair");
    });
}

TEST_F(KnowledgeTest, TheArrowKeysAndTheMouseChooseAmongSuggestions) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        type_prompt(user, "a person wav");
        wait_for_suggestions(user, "a person wav");
        ASSERT_GE(known().suggestions.size(), 2u);
        const std::string second = known().suggestions[1].text;
        user.KeyPress(ImGuiKey_DownArrow);
        EXPECT_EQ(known().chosen, 1);
        user.KeyPress(ImGuiKey_UpArrow);
        EXPECT_EQ(known().chosen, 0);
        user.KeyPress(ImGuiKey_DownArrow);
        user.KeyPress(ImGuiKey_Tab);
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, second);

        type_prompt(user, "a person wav");
        wait_for_suggestions(user, "a person wav");
        user.ItemClick("//Prompt/###suggestion 2");
        user.Yield(3);
        EXPECT_EQ(state().prompt.text, second);
        user.KeyChars(" again");
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, second + " again") << "one types on at its end";
    });
}

TEST_F(KnowledgeTest, WithoutSuggestionsTabLeavesTheField) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        type_prompt(user, "zzz");
        wait_for(user, "no suggestions", [&] { return known().completed == "zzz"; });
        EXPECT_TRUE(known().suggestions.empty());
        user.KeyPress(ImGuiKey_Tab);
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, "zzz");
        EXPECT_FALSE(known().field_active);
    });
}

TEST_F(KnowledgeTest, UnderThePromptItSaysWhatIsUnlikeAnythingThatWasLearnt) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        type_prompt(user, "a person juggles flaming torches with both hands");
        wait_for(user, "the notice",
                 [&] { return known().read == "a person juggles flaming torches with both hands"; });
        EXPECT_EQ(known().understanding.level, UnderstandingLevel::Unlikely);
        EXPECT_THAT(known().understanding.reason, HasSubstr("juggles flaming torches"));
        press_generate(user);
        wait_until_done(user);
        wait_for(user, "the scores", [&] { return state().figure()->reward.has_value(); });
        EXPECT_EQ(state().takes.back().status, studio::TakeStatus::Done) << "still a motion";
        EXPECT_EQ(state().figure()->understanding.level, UnderstandingLevel::Unlikely);
        type_prompt(user, "a person claps");
        wait_for(user, "the notice to go", [&] { return known().read == "a person claps"; });
        EXPECT_EQ(known().understanding.level, UnderstandingLevel::Fine);
    });
}

TEST_F(KnowledgeTest, AClipThatTheJudgeFindsUnlikeItsWordsIsMarked) {
    fake_->percentile = 0.001;
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        type_prompt(user, "a person in a circle");
        press_generate(user);
        wait_until_done(user);
        wait_for(user, "the scores", [&] { return state().figure()->reward.has_value(); });
        EXPECT_EQ(state().figure()->understanding.level, UnderstandingLevel::Unlikely);
        EXPECT_EQ(state().figure()->understanding.percentile, 0.001);
        fake_->percentile = 0.6;
        press_generate(user);
        wait_until_done(user);
        wait_for(user, "the scores", [&] { return state().figure()->reward.has_value(); });
        EXPECT_EQ(state().figure()->understanding.level, UnderstandingLevel::Fine);
    });
}

TEST_F(StudioTest, AModelWithoutAVocabularySaysSo) {
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        EXPECT_FALSE(state().knowledge.list_shown);
        user.ItemClick("//Prompt/lists/What it can do");
        user.Yield(2);
        EXPECT_TRUE(state().knowledge.list_shown);
        EXPECT_FALSE(user.ItemExists("//Prompt/##search actions"));
        type_prompt(user, "a person wav");
        user.Yield(5);
        EXPECT_TRUE(state().knowledge.suggestions.empty());
        EXPECT_EQ(state().knowledge.understanding.level, UnderstandingLevel::Fine);
    });
}

TEST_F(KnowledgeTest, ThePromptLabStartsWithTheModelsOwnCaptions) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        user.WindowFocus("//Prompt lab");
        studio::PromptLabState& lab = state().lab;
        wait_for(user, "the lab to open", [&] { return services().lab != nullptr && !lab.busy(); });
        ASSERT_EQ(lab.form.data, "");
        user.ItemClick("//Prompt lab/###Read captions");
        wait_for(
            user, "the captions", [&] { return lab.pool.has_value() && !lab.busy(); }, 30);
        EXPECT_EQ(lab.error, "");
        EXPECT_TRUE(lab.pool->data.empty());
        EXPECT_GE(lab.pool->motions, 6);
        lab.form.count = 10;
        user.ItemClick("//Prompt lab/###Compose");
        wait_for(user, "the set", [&] { return lab.review.has_value() && !lab.busy(); });
        EXPECT_GT(lab.review->size, 0u);
    });
}

}  // namespace
}  // namespace im::test
