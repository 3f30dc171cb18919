// The list of models: what is on it, what a click makes of them.
#include <fstream>

#include <gmock/gmock.h>
#include <imgui_internal.h>
#include <nlohmann/json.hpp>

#include "app/studio/actions/model_actions.h"
#include "app/workers/model_shelf.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/safetensors.h"
#include "engine/model/lora.h"
#include "engine/model/starter_folder.h"
#include "engine/train/run/run_lock.h"
#include "gui_harness.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// LoRA corrections of `base` as far as a list looks at them, and what a run leaves beside them.
void write_lora_run(const fs::path& folder, const fs::path& base) {
    fs::create_directories(folder);
    const nlohmann::json about = {{"format", 1},
                                  {"name", folder.filename().string()},
                                  {"base", base.string()},
                                  {"base_hash", generator_hash(base)},
                                  {"rank", 4},
                                  {"alpha", 8.0},
                                  {"attention", true},
                                  {"mlp", true}};
    write_file_atomically(folder / "lora.json", about.dump());
    const std::vector<float> numbers(10);
    write_safetensors(folder / "lora.safetensors", {{"a", {"F32", {10}, std::as_bytes(std::span(numbers))}}});
    std::ofstream(folder / "finetune.log.jsonl")
        << R"({"kind": "guard", "step": 0, "guard.judge": 0.5, "guard.best": true}
{"kind": "iteration", "step": 1}
{"kind": "iteration", "step": 2}
{"kind": "guard", "step": 2, "guard.judge": 0.56, "guard.best": true}
{"kind": "iteration", "step": 3}
{"kind": "guard", "step": 3, "guard.judge": 0.53, "guard.best": false}
{"kind": "iterat)";
}

const ShelfModel& named(const std::vector<ShelfModel>& models, const std::string& name) {
    static const ShelfModel none;
    for (const ShelfModel& model : models) {
        if (model.folder.filename() == name) return model;
    }
    ADD_FAILURE() << name << " is not on the list";
    return none;
}

class ModelShelf : public testing::Test {
  protected:
    ModelShelf() {
        write_tiny_model(own("base"));
        write_lora_run(own("tuned"), own("base"));
    }
    fs::path workspace() const { return folder_ / "workspace"; }
    fs::path own(const std::string& name) const { return workspace() / "models" / name; }
    std::vector<ShelfModel> list(const std::vector<fs::path>& added = {}) const {
        return list_models(workspace(), added);
    }
    std::string failure(const std::function<void()>& action) const {
        try {
            action();
        } catch (const Error& error) {
            return error.what();
        }
        return "no failure";
    }
    TemporaryFolder folder_;
};

TEST_F(ModelShelf, WhatWasFineTunedStandsBelowItsBaseWithItsFigures) {
    const auto models = list();
    ASSERT_EQ(models.size(), 3u);
    EXPECT_EQ(models[0].place, ModelPlace::Program);
    EXPECT_EQ(models[0].name, "starter");
    EXPECT_GT(models[0].parameters, 1'000'000);
    EXPECT_THAT(models[0].licence, HasSubstr("CC BY-NC"));
    EXPECT_EQ(models[1].name, "tiny");
    EXPECT_EQ(models[1].depth, 0);
    EXPECT_FALSE(models[1].judge_before);
    const ShelfModel& tuned = models[2];
    EXPECT_EQ(tuned.name, "tuned");
    EXPECT_EQ(tuned.error, "");
    EXPECT_EQ(tuned.depth, 1);
    EXPECT_EQ(tuned.base, own("base"));
    EXPECT_EQ(tuned.lora_rank, 4);
    EXPECT_EQ(tuned.parameters, 10);
    EXPECT_EQ(tuned.licence, models[1].licence) << "corrections have their base's licence";
    EXPECT_EQ(tuned.iterations, 3);
    EXPECT_NEAR(tuned.judge_before.value(), 0.5, 1e-9);
    EXPECT_NEAR(tuned.judge_after.value(), 0.56, 1e-9) << "of the look that was kept";
}

TEST_F(ModelShelf, ABrokenFolderIsListedWithWhatIsWrong) {
    fs::resize_file(own("base") / "generator.safetensors", 1000);
    write_tiny_model(own("cut"));
    fs::resize_file(own("cut") / "tokenizer.safetensors",
                    fs::file_size(own("cut") / "tokenizer.safetensors") - 1);
    fs::create_directories(folder_ / "holiday pictures");
    const auto models = list({folder_ / "holiday pictures", folder_ / "gone", own("cut"), own("cut") / ""});
    EXPECT_EQ(models.size(), 6u) << "a folder that is on the list already is not added again";
    EXPECT_THAT(named(models, "base").error, HasSubstr("generator.safetensors"));
    EXPECT_THAT(named(models, "tuned").error, HasSubstr("expected a generator.safetensors with the hash"));
    EXPECT_THAT(named(models, "cut").error, HasSubstr("tokenizer.safetensors"));
    EXPECT_THAT(named(models, "holiday pictures").error, HasSubstr("expected model.json or lora.json"));
    EXPECT_THAT(named(models, "gone").error, HasSubstr("found none"));
    for (const ShelfModel& model : models)
        EXPECT_EQ(model.usable(), model.place == ModelPlace::Program) << model.name;
}

TEST_F(ModelShelf, TheTrashKeepsAModelUntilItIsPutBackOrEmptied) {
    trash_model(workspace(), own("tuned"));
    EXPECT_FALSE(fs::exists(own("tuned")));
    EXPECT_EQ(list().back().place, ModelPlace::Trash);
    EXPECT_EQ(list().back().name, "tuned");
    write_lora_run(own("tuned"), own("base"));  // another one of that name
    EXPECT_THAT(failure([&] { put_back_model(workspace(), list().back().folder); }),
                HasSubstr("another model has this name"));
    trash_model(workspace(), own("tuned"));
    const auto models = list();
    ASSERT_EQ(models.size(), 4u);
    put_back_model(workspace(), models.back().folder);
    EXPECT_EQ(named(list(), "tuned").error, "");
    empty_trash(workspace());
    EXPECT_EQ(list().size(), 3u);
    EXPECT_TRUE(fs::exists(own("tuned") / "lora.json"));
    empty_trash(workspace());  // there is none any more
}

TEST_F(ModelShelf, WhatIsNeededBusyOrSomebodyElsesIsNotDeleted) {
    EXPECT_THAT(failure([&] { trash_model(workspace(), own("base")); }),
                HasSubstr("'tuned' is corrections of this model"));
    {
        const RunLock lock(own("tuned"));
        EXPECT_TRUE(named(list(), "tuned").being_trained);
        EXPECT_THAT(failure([&] { trash_model(workspace(), own("tuned")); }), HasSubstr("is being trained"));
    }
    EXPECT_THAT(failure([&] { trash_model(workspace(), default_model_folder()); }),
                HasSubstr("only models of the workspace"));
    EXPECT_THAT(failure([&] { trash_model(workspace(), own("base") / ".." / ".." / ".."); }),
                HasSubstr("only models of the workspace"));
    EXPECT_THAT(failure([&] { put_back_model(workspace(), own("base")); }), HasSubstr("not in the trash"));
    EXPECT_TRUE(fs::exists(own("tuned")));
}

class ModelsPanel : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        write_tiny_model(workspace() / "models/base");
        write_lora_run(workspace() / "models/tuned", workspace() / "models/base");
        write_tiny_model(folder_ / "elsewhere");
    }
    studio::StudioParts parts() override {
        studio::StudioParts parts = StudioTest::parts();
        parts.open_model = [open = parts.open_model](const fs::path& folder) {
            if (folder.filename() == "elsewhere") throw resource_error("out of memory");
            return open(folder);
        };
        return parts;
    }
    fs::path workspace() const { return folder_ / "workspace"; }

    void open_panel(ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(6);
        user.WindowFocus("//Models");
        wait_for_list(user);
    }
    void wait_for_list(ImGuiTestContext& user) {
        user.Yield(3);
        wait_for(user, "the list", [this] {
            return !state().models.changed && !state().models.listing && !state().models.models.empty();
        });
        user.Yield(2);
    }
    void choose(ImGuiTestContext& user, const std::string& name) {
        user.ItemClick(("//Models/**/###model " + name).c_str());
        user.Yield(2);
    }
    bool enabled(ImGuiTestContext& user, const std::string& button) {
        const ImGuiTestItemInfo item =
            user.ItemInfo(("//Models/**/###" + button).c_str(), ImGuiTestOpFlags_NoError);
        return item.ID != 0 && (item.ItemFlags & ImGuiItemFlags_Disabled) == 0;
    }
    bool listed(const std::string& name, ModelPlace place) {
        const auto& models = state().models.models;
        return std::any_of(models.begin(), models.end(), [&](const ShelfModel& m) {
            return m.folder.filename() == name && m.place == place;
        });
    }
    void answer_question(ImGuiTestContext& user) {
        user.Yield(3);
        user.SetRef("//$FOCUSED");
        user.ItemClick("###Delete it");
        user.SetRef("");
    }
};

TEST_F(ModelsPanel, AModelIsMadeActiveAlsoForTheNextStart) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        EXPECT_FALSE(enabled(user, "Make active")) << "the starter is it already";
        choose(user, "tuned");
        user.ItemClick("//Models/**/###Make active");
        wait_for(user, "the model", [&] {
            return state().model.info.folder == workspace() / "models/tuned" && state().settings.model != "";
        });
        user.Yield(3);
        EXPECT_FALSE(enabled(user, "Make active"));
        EXPECT_FALSE(enabled(user, "Delete")) << "it generates now";
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        EXPECT_EQ(state().model.info.folder, workspace() / "models/tuned");
        choose(user, "starter");
        user.ItemClick("//Models/**/###Make active");
        wait_for(user, "the starter", [&] { return state().settings.model.empty(); });
        EXPECT_EQ(state().model.info.folder, studio::starter_folder());
        EXPECT_FALSE(enabled(user, "Delete") || enabled(user, "Remove")) << "the base is nobody's to delete";
    });
}

TEST_F(ModelsPanel, AnAddedFolderStaysOnTheListUntilItIsRemoved) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemClick("//Models/##add");
        user.KeyCharsReplace((" " + (folder_ / "elsewhere/").string()).c_str());
        user.ItemClick("//Models/###Add");
        wait_for_list(user);
        EXPECT_EQ(state().models.selected, folder_ / "elsewhere");
        EXPECT_TRUE(listed("elsewhere", ModelPlace::Added));
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        choose(user, "elsewhere");
        user.ItemClick("//Models/**/###Remove");
        wait_for_list(user);
        EXPECT_FALSE(listed("elsewhere", ModelPlace::Added));
        EXPECT_TRUE(fs::exists(folder_ / "elsewhere/model.json"));
    });
}

TEST_F(ModelsPanel, WhereLoadingFailsTheModelBeforeGoesOn) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        state().models.typed = (folder_ / "elsewhere").string();
        studio::add_model_folder(state());
        wait_for_list(user);
        user.ItemClick("//Models/**/###Make active");
        wait_for(user, "the failure", [&] { return state().models.failed.contains(folder_ / "elsewhere"); });
        wait_for(user, "the model before", [&] {
            return state().model.status == studio::ModelStatus::Ready &&
                   state().model.info.folder == studio::starter_folder();
        });
        EXPECT_EQ(state().settings.model, "");
        user.WindowFocus("//Prompt");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.back().status, studio::TakeStatus::Done);
    });
}

TEST_F(ModelsPanel, ABrokenFolderShowsItsErrorAndCannotBeMadeActive) {
    fs::resize_file(workspace() / "models/base/generator.safetensors", 1000);
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        choose(user, "base");
        EXPECT_FALSE(enabled(user, "Make active"));
        EXPECT_TRUE(enabled(user, "Delete"));
        EXPECT_THAT(named(state().models.models, "base").error, HasSubstr("generator.safetensors"));
    });
}

TEST_F(ModelsPanel, DeletingAsksAndCanBeTakenBack) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        choose(user, "tuned");
        user.ItemClick("//Models/**/###Delete");
        user.Yield(3);
        EXPECT_TRUE(fs::exists(workspace() / "models/tuned")) << "nobody has answered yet";
        answer_question(user);
        wait_for(user, "the trash", [&] { return listed("tuned", ModelPlace::Trash); });
        EXPECT_FALSE(fs::exists(workspace() / "models/tuned"));
        user.Yield(2);
        choose(user, "tuned");
        user.ItemClick("//Models/**/###Put back");
        wait_for(user, "it to be back", [&] { return listed("tuned", ModelPlace::Workspace); });

        choose(user, "base");
        user.ItemClick("//Models/**/###Delete");
        answer_question(user);
        wait_for(user, "the refusal",
                 [&] { return state().models.error.find("'tuned'") != std::string::npos; });
        EXPECT_TRUE(fs::exists(workspace() / "models/base"));

        choose(user, "tuned");
        user.ItemClick("//Models/**/###Delete");
        answer_question(user);
        wait_for(user, "the trash", [&] { return listed("tuned", ModelPlace::Trash); });
        user.Yield(2);
        choose(user, "tuned");
        user.ItemClick("//Models/**/###Empty trash");
        answer_question(user);
        wait_for(user, "the empty trash", [&] { return !fs::exists(workspace() / "trash"); });
    });
}

TEST_F(ModelsPanel, ARunStandsOnTheListAsSoonAsItBegins) {
    training_->milliseconds_an_iteration = 100;
    training_->iterations = 300;
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(6);
        user.WindowFocus("//Fine-tune");
        state().training.form.typed = "a person crawls";
        user.Yield(2);
        user.ItemClick("//Fine-tune/###Start");
        wait_for(user, "the run", [&] { return state().training.view.has_value(); });
        open_panel(user);
        EXPECT_TRUE(named(state().models.models, "a-person-crawls").being_trained);
        choose(user, "a-person-crawls");
        EXPECT_FALSE(enabled(user, "Delete"));
    });
}

}  // namespace
}  // namespace im::test
