// The prompt lab: from captions to a set that fine-tuning takes, by mouse and keys.
#include <sys/stat.h>

#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "app/studio/actions/prompt_lab_actions.h"
#include "engine/prompts/novel_set.h"
#include "gui_harness.h"
#include "tests/support/caption_dataset.h"
#include "tests/support/http_server.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class PromptLabTest : public StudioTest {
  protected:
    PromptLabTest() {
        for (const char* name : {"IM_LLM_URL", "IM_LLM_MODEL", "IM_LLM_KEY"}) ::unsetenv(name);
    }
    studio::PromptLabState& lab() { return state().lab; }

    void show_lab(ImGuiTestContext& user) {
        user.WindowFocus("//Prompt lab");
        wait_for(user, "the lab to open", [&] { return services().lab != nullptr && !lab().busy(); });
    }
    void read_captions(ImGuiTestContext& user) {
        write_caption_dataset(folder_ / "data");
        show_lab(user);
        lab().form.data = (folder_ / "data").string();
        user.ItemClick("//Prompt lab/###Read captions");
        wait_for(
            user, "the captions", [&] { return lab().pool.has_value() && !lab().busy(); }, 30);
    }
    void compose(ImGuiTestContext& user, int count = 12) {
        lab().form.count = count;
        user.ItemClick("//Prompt lab/###Compose");
        wait_for(user, "the set", [&] { return lab().review.has_value() && !lab().busy(); });
    }
    void press(ImGuiTestContext& user, ImGuiKey key) {
        user.KeyPress(key);
        wait_for(user, "the decision", [&] { return !lab().deciding && !lab().busy(); });
    }
    std::size_t approved() { return lab().review->approved; }
};

TEST_F(PromptLabTest, MakesASetOfCaptionsThatFineTuningTakes) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        EXPECT_EQ(lab().pool->captions, 30);
        EXPECT_FALSE(lab().samples.empty());
        compose(user);
        ASSERT_EQ(lab().review->size, 12u);
        const std::string first = lab().current()->text;
        press(user, ImGuiKey_A);
        EXPECT_NE(lab().current()->text, first);
        press(user, ImGuiKey_R);
        press(user, ImGuiKey_U);
        press(user, ImGuiKey_A);
        press(user, ImGuiKey_R);
        EXPECT_EQ(approved(), 2u);
        EXPECT_EQ(lab().review->rejected, 1u);
        lab().form.save_file = (folder_ / "sets/mine.json").string();
        user.ItemClick("//Prompt lab/###Use set");
        wait_for(user, "the file", [&] { return !lab().busy(); });
        user.Yield(2);
        const auto saved = load_novel_set(folder_ / "sets/mine.json");
        ASSERT_EQ(saved.size(), 2u);
        EXPECT_EQ(saved[0].text, first);
        EXPECT_EQ(saved[0].review, "approved");
        EXPECT_EQ(state().training.form.file, (folder_ / "sets/mine.json").string());
        EXPECT_EQ(state().training.form.source, studio::PromptSource::File);
    });
}

TEST_F(PromptLabTest, ThePromptUnderReviewIsGeneratedBesideIt) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        compose(user);
        const auto previewed = [&](const std::string& text) {
            return state().preview.take() && state().preview.take()->request.prompt == text &&
                   !state().preview.take()->growing();
        };
        for (int i = 0; i < 2; ++i) {
            wait_for(user, "the preview", [&] { return previewed(lab().current()->text); });
            EXPECT_GT(state().figure()->clip.frame_count(), 0);
            press(user, ImGuiKey_A);
        }
        EXPECT_TRUE(state().takes.empty()) << "previews are no takes";
        EXPECT_TRUE(state().history.empty());
        wait_for(user, "the preview", [&] { return previewed(lab().current()->text); });
        user.WindowFocus("//Prompt");
        user.Yield(2);
        EXPECT_FALSE(state().preview.take()) << "it goes with the panel";
        type_prompt(user, "a person jumps");
        press_generate(user);
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(state().take()->request.prompt, "a person jumps");
    });
}

TEST_F(PromptLabTest, AFailedPreviewStopsNothing) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        fake_->fails_after_three_tokens = true;
        compose(user);
        wait_for(user, "the failure", [&] { return !lab().error.empty(); });
        EXPECT_THAT(lab().error, HasSubstr(kFakeFailure));
        EXPECT_FALSE(state().preview.take());
        press(user, ImGuiKey_A);
        EXPECT_EQ(approved(), 1u);
    });
}

TEST_F(PromptLabTest, KeysThatAreTypedDecideNothing) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        compose(user);
        const std::string text = lab().current()->text;
        press(user, ImGuiKey_E);
        ASSERT_TRUE(lab().form.editing);
        user.Yield(2);
        user.KeyCharsReplace("a runner jumps over her rucksack");
        EXPECT_EQ(lab().review->done, 0u);
        user.KeyPress(ImGuiKey_Enter);
        wait_for(user, "the decision", [&] { return lab().review->done == 1; });
        EXPECT_EQ(lab().review->edited, 1u);
        press(user, ImGuiKey_U);
        EXPECT_EQ(lab().current()->text, text);
    });
}

TEST_F(PromptLabTest, AnEditThatIsNoDescriptionIsExplained) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        compose(user);
        press(user, ImGuiKey_E);
        user.Yield(2);
        user.KeyCharsReplace("<b>nothing</b>");
        user.KeyPress(ImGuiKey_Enter);
        wait_for(user, "the reason", [&] { return !lab().error.empty(); });
        EXPECT_THAT(lab().error, HasSubstr("markup"));
        EXPECT_TRUE(lab().form.editing) << "what was typed is not lost";
        EXPECT_EQ(lab().review->done, 0u);
    });
}

TEST_F(PromptLabTest, AReviewGoesOnAfterARestart) {
    std::string next;
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        compose(user);
        press(user, ImGuiKey_A);
        press(user, ImGuiKey_R);
        next = lab().current()->text;
    });
    close();
    drive([&](ImGuiTestContext& user) {
        show_lab(user);
        ASSERT_TRUE(lab().review);
        EXPECT_EQ(lab().review->done, 2u);
        EXPECT_EQ(lab().current()->text, next);
        press(user, ImGuiKey_U);
        EXPECT_EQ(lab().review->done, 1u);
    });
}

TEST_F(PromptLabTest, ASetGrowsAndANewOneLeavesTheOldAside) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        compose(user);
        press(user, ImGuiKey_A);
        compose(user);
        EXPECT_EQ(lab().review->size, 24u);
        EXPECT_EQ(lab().review->done, 1u);
        user.ItemClick("//Prompt lab/###New set");
        wait_for(user, "the set", [&] { return !lab().busy(); });
        EXPECT_EQ(lab().review->size, 12u);
        EXPECT_EQ(lab().review->done, 0u);
        EXPECT_EQ(load_novel_set(folder_ / "workspace/prompt-lab/set-1.json").size(), 24u);
        EXPECT_TRUE(fs::exists(folder_ / "workspace/prompt-lab/set-1.json.review.jsonl"));
    });
}

TEST_F(PromptLabTest, MoreIsMadeOfWhatTheCoverageShowsToBeRare) {
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        compose(user);
        lab().form.view = studio::LabView::Coverage;
        wait_for(user, "the coverage", [&] { return lab().coverage && !lab().coverage_old; });
        const std::string rare = lab().coverage->rare(1).at(0).first;
        studio::make_more_of(state(), rare);
        user.Yield(2);
        lab().form.style = false;
        compose(user, 10);
        const auto set = load_novel_set(folder_ / "workspace/prompt-lab/set.json");
        ASSERT_GT(set.size(), 12u);
        for (std::size_t i = 12; i < set.size(); ++i) EXPECT_THAT(set[i].actions, testing::Contains(rare));
        EXPECT_EQ(lab().coverage->shared_pairs, 0u);
    });
}

TEST_F(PromptLabTest, AFolderThatIsNoDataSetIsNamed) {
    drive([&](ImGuiTestContext& user) {
        show_lab(user);
        user.ItemClick("//Prompt lab/###Read captions");
        EXPECT_FALSE(lab().error.empty());
        lab().form.data = (folder_ / "nowhere").string();
        user.ItemClick("//Prompt lab/###Read captions");
        wait_for(user, "the reason", [&] { return !lab().busy(); });
        EXPECT_THAT(lab().error, HasSubstr("nowhere"));
        EXPECT_FALSE(lab().pool);
    });
}

TEST_F(PromptLabTest, ADamagedSetOfTheLastSessionIsReported) {
    fs::create_directories(folder_ / "workspace/prompt-lab");
    std::ofstream(folder_ / "workspace/prompt-lab/set.json") << "{\"prompts\": [{";
    drive([&](ImGuiTestContext& user) {
        show_lab(user);
        EXPECT_THAT(lab().error, HasSubstr("set.json"));
        EXPECT_FALSE(lab().review);
    });
}

TEST_F(PromptLabTest, ALanguageModelWordsThePromptsAndItsCostIsShown) {
    const HttpServer server([](const HttpServer::Request& request, int number) {
        if (number == 2) return HttpServer::Reply{500, ""};
        const auto asked = nlohmann::json::parse(request.body)["messages"][1]["content"].get<std::string>();
        const auto draft = nlohmann::json::parse(asked)["draft"].get<std::string>();
        const nlohmann::json answer = {{"text", "look, " + draft}};
        return HttpServer::Reply{
            200, nlohmann::json{{"choices", {{{"message", {{"content", answer.dump()}}}}}},
                                {"usage", {{"prompt_tokens", 1000}, {"completion_tokens", 100}}}}
                     .dump()};
    });
    drive([&](ImGuiTestContext& user) {
        read_captions(user);
        lab().form.ask_model = true;
        lab().form.url = server.url();
        lab().form.model = "tiny-chat";
        lab().form.key = "sk-secret";
        lab().form.price_in = 1;
        user.Yield(2);
        user.ItemClick("//Prompt lab/**/###Keep model");
        wait_for(user, "the settings", [&] { return !lab().busy(); });
        EXPECT_EQ(lab().model.problem, "");
        EXPECT_EQ(lab().form.key, "") << "not on the screen any more";
        struct stat status {};
        ASSERT_EQ(::stat((folder_ / "workspace/language-model.json").c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600u);
        compose(user, 10);
        ASSERT_TRUE(lab().composed);
        EXPECT_EQ(lab().composed->model, "tiny-chat");
        EXPECT_EQ(lab().composed->usage.retries, 1);
        EXPECT_GT(lab().composed->usage.cost, 0.005);
        EXPECT_EQ(lab().current()->engine, "tiny-chat");
        EXPECT_EQ(lab().current()->text.substr(0, 6), "look, ");
    });
}

}  // namespace
}  // namespace im::test
