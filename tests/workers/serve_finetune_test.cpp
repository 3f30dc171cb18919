// Runs that callers start: with a run that only counts, and for real on a model of a few kilobytes.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "engine/store/workspace.h"
#include "fake_run.h"
#include "serve_fixture.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

class ServeFinetuneTest : public ServeTest {
  protected:
    serve::ServeHome home() const {
        return {.workspace = folder_.path(),
                .device = "cpu",
                .threads = 1,
                .make_run = [training = training_](FinetuneRequest request, FinetuneListener listener) {
                    return make_fake_run(training, std::move(request), std::move(listener));
                }};
    }
    void start_with_workspace() { start({}, home()); }
    /// Long enough that nobody waits for its end.
    void make_it_long() {
        training_->iterations = 100000;
        training_->milliseconds_an_iteration = 5;
    }
    static json body() { return {{"prompts", {"a person bows", "a person crawls"}}, {"name", "mine"}}; }
    std::string path(const json& run, const std::string& more = "") const {
        return "/v1/finetune/" + run.at("id").get<std::string>() + more;
    }
    /// Asks until the run is in that state, at most `seconds`.
    json wait_for(const json& run, const std::string& state, int seconds = 10) const {
        json now;
        for (int i = 0; i < seconds * 100; ++i) {
            now = get(path(run));
            if (now.is_object() && now["state"] == state) return now;
            std::this_thread::sleep_for(milliseconds(10));
        }
        ADD_FAILURE() << "not " << state << ": " << now;
        return now;
    }

    TemporaryFolder folder_;
    std::shared_ptr<FakeTraining> training_ = std::make_shared<FakeTraining>();
};

TEST_F(ServeFinetuneTest, ARunIsStartedWatchedAndItsGainTold) {
    start_with_workspace();
    const json run = post("/v1/finetune", body(), 202);
    EXPECT_EQ(run["state"], "starting");
    EXPECT_EQ(run["prompts"], 2);
    EXPECT_EQ(run["from"], "127.0.0.1");
    const json done = wait_for(run, "done");
    EXPECT_EQ(done["model"], "mine");
    EXPECT_EQ(done["base"], "fake");
    EXPECT_EQ(done["iteration"], 6);
    EXPECT_NEAR(done["last"]["kl"].get<double>(), 1.2, 1e-9);
    EXPECT_EQ(done["guard"]["step"], 6);
    EXPECT_EQ(done["gain"]["best_iteration"], 6);
    EXPECT_NEAR(done["gain"]["own"]["judge"]["after"].get<double>(), 0.66, 1e-9);
    EXPECT_EQ(get("/v1/finetune")["runs"].size(), 1u);

    Workspace workspace(folder_.path());
    ASSERT_EQ(workspace.runs().size(), 1u);
    EXPECT_EQ(workspace.runs().front().folder, (folder_ / "models/mine").string());
    EXPECT_EQ(workspace.runs().front().status, RunStatus::Completed);
}

TEST_F(ServeFinetuneTest, OneRunAtATimeWhileTheModelGoesOnServing) {
    make_it_long();
    start_with_workspace();
    const json run = post("/v1/finetune", body(), 202);
    wait_for(run, "running");
    const json refused = post("/v1/finetune", body(), 409)["error"];
    EXPECT_EQ(refused["code"], "conflict");
    EXPECT_EQ(refused["details"]["id"], run["id"]);
    EXPECT_THAT(refused["message"].get<std::string>(), HasSubstr("one run at a time: \"mine\""));
    EXPECT_EQ(post("/v1/generate", {{"prompt", "a person walks"}})["motions"].size(), 1u);

    std::this_thread::sleep_for(milliseconds(200));  // some iterations
    post(path(run, "/stop"), json::object());
    const json stopped = wait_for(run, "stopped");
    EXPECT_GT(stopped["iteration"], 0);
    EXPECT_EQ(post(path(run, "/stop"), json::object())["state"], "stopped");  // once more does nothing

    training_->iterations = 2;
    const json next = post("/v1/finetune", body(), 202);
    EXPECT_EQ(wait_for(next, "done")["model"], "mine-2");  // the first one's folder is left alone
    EXPECT_EQ(get("/v1/finetune")["runs"][0]["id"], next["id"]);
}

TEST_F(ServeFinetuneTest, TheLogComesWhileItGrowsAndFromItsFirstLine) {
    training_->milliseconds_an_iteration = 60;
    start_with_workspace();
    const json run = post("/v1/finetune", body(), 202);
    wait_for(run, "running");
    std::vector<json> lines;
    int pieces = 0;
    std::string text;
    const auto answer = client().Get(path(run, "/log"), [&](const char* bytes, std::size_t count) {
        text.append(bytes, count);
        ++pieces;
        return true;
    });
    ASSERT_TRUE(answer);
    EXPECT_GT(pieces, 3);
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
    std::vector<std::string> events;
    for (const json& line : lines) events.push_back(line["event"]);
    EXPECT_EQ(events, (std::vector<std::string>{"started", "guard", "iteration", "iteration", "guard",
                                                "iteration", "iteration", "guard", "iteration", "iteration",
                                                "guard", "result", "done"}));
    EXPECT_EQ(lines.back()["state"], "done");
    // Once more, after its end.
    const auto again = client().Get(path(run, "/log"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->body, text);
}

TEST_F(ServeFinetuneTest, WhoStopsReadingTheLogStopsNothing) {
    make_it_long();
    start_with_workspace();
    const json run = post("/v1/finetune", body(), 202);
    wait_for(run, "running");
    (void)client().Get(path(run, "/log"), [](const char*, std::size_t) { return false; });
    const auto before = get(path(run))["iteration"].get<int>();
    std::this_thread::sleep_for(milliseconds(200));
    EXPECT_GT(get(path(run))["iteration"].get<int>(), before);
}

TEST_F(ServeFinetuneTest, ARunThatFailsSaysWhyAndTheNextOneMayBegin) {
    training_->fails_after_three = true;
    start_with_workspace();
    const json failed = wait_for(post("/v1/finetune", body(), 202), "failed");
    EXPECT_EQ(failed["message"], kFakeTrainingFailure);
    EXPECT_EQ(failed["iteration"], 3);
    training_->fails_after_three = false;
    wait_for(post("/v1/finetune", body(), 202), "done");
}

TEST_F(ServeFinetuneTest, TheEndOfTheServerLeavesARunThatCanGoOn) {
    make_it_long();
    start_with_workspace();
    wait_for(post("/v1/finetune", body(), 202), "running");
    server_.reset();
    EXPECT_EQ(training_->running, 0);
    Workspace workspace(folder_.path());
    EXPECT_EQ(workspace.runs().front().status, RunStatus::Paused);
}

TEST_F(ServeFinetuneTest, SettingsGoIntoTheRunAsThePresetsAndTheTableSay) {
    start_with_workspace();
    json asked = body();
    asked["preset"] = "clean-feet";
    asked["effort"] = "quick";
    asked["iterations"] = 7;
    asked["settings"] = {{"kl.beta", 0.05}, {"lora.rank", 4}, {"guard.stop", false}};
    EXPECT_EQ(wait_for(post("/v1/finetune", asked, 202), "done")["iterations"], 7);
    const json config = json::parse(std::ifstream(folder_ / "models/mine/config.json"));
    EXPECT_EQ(config["reward"]["skating"], 1);
    EXPECT_EQ(config["rollout"]["sequences"], 32);
    EXPECT_EQ(config["kl"]["beta"], 0.05);
    EXPECT_EQ(config["lora"]["rank"], 4);
    EXPECT_EQ(config["guard"]["stop"], false);
}

TEST_F(ServeFinetuneTest, WhatMakesNoSenseIsToldByFieldAndNothingIsMade) {
    start_with_workspace();
    const auto refused = [&](const char* key, const json& value, const std::vector<std::string>& parts) {
        json asked = body();
        asked[key] = value;
        const json answer = post("/v1/finetune", asked, 400);
        for (const std::string& part : parts)
            EXPECT_THAT(answer["error"]["message"].get<std::string>(), HasSubstr(part)) << asked;
    };
    refused("prompts", json::array(), {"body.prompts", "1 to 1000", "found 0"});
    refused("prompts", "a person bows", {"body.prompts", "list of texts"});
    refused("prompts", json::array({"a person bows", 3}), {"body.prompts", "found 3"});
    refused("prompts", json::array({"a person bows", " \n"}), {"body.prompts[1]", "expected a text"});
    refused("prompts", json::array({std::string(1001, 'a')}), {"body.prompts[0]", "1000 bytes", "1001"});
    refused("prompts", std::vector<std::string>(1001, "a person bows"), {"body.prompts", "1001"});
    for (const char* name : {"", "../mine", "/tmp/mine", "a/b", "..", ".hidden", "a b", "a\\b"})
        refused("name", name, {"body.name", "letters, digits"});
    refused("name", std::string(65, 'a'), {"body.name", "64"});
    refused("name", 3, {"body.name", "expected a text", "found 3"});
    refused("preset", "best", {"body.preset", "clean-feet", "found \"best\""});
    refused("effort", "huge", {"body.effort", "quick", "found \"huge\""});
    refused("iterations", 0, {"body.iterations", "1..5000", "found 0"});
    refused("iterations", 5001, {"body.iterations", "1..5000", "found 5001"});
    refused("iterations", 1.5, {"body.iterations", "whole number"});
    refused("settings", {{"kl.bta", 1}}, {"body.settings", "unknown key kl.bta", "kl.beta"});
    refused("settings", {{"kl.beta", -1}}, {"body.settings.kl.beta", "0..1000", "found -1"});
    refused("settings", {{"kl.beta", "low"}}, {"body.settings.kl.beta", "a number"});
    refused("settings", {{"learn", "some"}}, {"body.settings.learn", "full, lora"});
    refused("settings", {{"rollout.sequences", 4096}}, {"body.settings.rollout.sequences", "2..512"});
    refused("settings", {{"rollout.sequences", 30}, {"rollout.samples_per_prompt", 4}},
            {"body.settings.rollout.sequences", "multiple"});
    refused("settings", 3, {"body.settings", "expected an object"});
    refused("model", "nobody", {"model", "found \"nobody\""});
    refused("model", "../fake", {"model", "found \"../fake\""});
    refused("out", "/tmp/out", {"unknown key out"});
    refused("paired", "/data", {"unknown key paired"});
    EXPECT_FALSE(std::filesystem::exists(folder_ / "models"));
    EXPECT_TRUE(get("/v1/finetune")["runs"].empty());
    post("/v1/finetune", {{"name", "mine"}}, 400);
    get("/v1/finetune/" + std::string(32, '0'), 404);
    get("/v1/finetune/" + std::string(32, '0') + "/log", 404);
    post("/v1/finetune/" + std::string(32, '0') + "/stop", json::object(), 404);
}

TEST_F(ServeFinetuneTest, WithoutAWorkspaceNobodyFineTunesOrChoosesModels) {
    start();
    EXPECT_EQ(post("/v1/finetune", body(), 403)["error"]["code"], "forbidden");
    get("/v1/finetune", 403);
    post("/v1/models/fake/serve", json::object(), 403);
    EXPECT_EQ(get("/v1/models")["models"].size(), 1u);
}

TEST_F(ServeFinetuneTest, WhoAsksForWhatIsTold) {
    std::mutex mutex;
    std::vector<serve::RequestNote> notes;
    serve::ServeHome with_ears = home();
    with_ears.on_request = [&](const serve::RequestNote& note) {
        const std::lock_guard lock(mutex);
        notes.push_back(note);
    };
    serve::ServeOptions options;
    start(options, with_ears);
    post("/v1/generate", {{"prompt", "a person walks"}});
    client().Get("/v1/models", {{"Origin", "https://evil.example"}});
    wait_for(post("/v1/finetune", body(), 202), "done");
    server_.reset();
    std::vector<std::string> told;
    for (const auto& note : notes) told.push_back(note.from + " " + note.what + " " + note.state);
    EXPECT_THAT(
        told, ::testing::ElementsAre("127.0.0.1 generate: a person walks waiting",
                                     "127.0.0.1 generate: a person walks running",
                                     "127.0.0.1 generate: a person walks done",
                                     "127.0.0.1 GET /v1/models refused", "127.0.0.1 finetune: mine started"));
    EXPECT_EQ(notes[0].id, notes[2].id);
    EXPECT_GT(notes[0].when, 1.6e9);
}

/// The tiny model, trained for real and served afterwards.
class ServeRealFinetuneTest : public ServeFinetuneTest {
  protected:
    void SetUp() override {
        write_tiny_model(folder_ / "models/base");
        write_tiny_encoders(folder_ / "models/base");
        const auto load = [](const std::filesystem::path& folder) {
            return load_model_folder(folder, {.device = "cpu", .threads = 1});
        };
        serve::ServeOptions options;
        options.port = 0;
        server_ = std::make_unique<serve::MotionServer>(
            load(folder_ / "models/base"), options,
            serve::ServeHome{.workspace = folder_.path(), .device = "cpu", .threads = 1, .open_model = load});
    }
};

TEST_F(ServeRealFinetuneTest, WhatWasLearntIsListedAndServed) {
    const json run = post("/v1/finetune",
                          {{"prompts", {"a person crawls", "a person hops", "a person spins"}},
                           {"name", "learnt"},
                           {"iterations", 2},
                           {"settings",
                            {{"rollout.sequences", 8},
                             {"update.mini_batch", 4},
                             {"advantage.critic_warm_up", 0},
                             {"guard.every", 2},
                             {"guard.stop", false}}}},
                          202);
    EXPECT_EQ(post("/v1/generate", {{"prompt", "a person walks"}, {"seconds", 1}})["model"], "base");
    const json done = wait_for(run, "done", 120);
    EXPECT_EQ(done["iteration"], 2);
    EXPECT_TRUE(done["gain"].is_object()) << done;

    const json models = get("/v1/models")["models"];
    const auto learnt =
        std::find_if(models.begin(), models.end(), [](const json& model) { return model["id"] == "learnt"; });
    ASSERT_NE(learnt, models.end()) << models;
    EXPECT_EQ((*learnt)["usable"], true) << *learnt;
    EXPECT_EQ((*learnt)["base"], "base");
    EXPECT_EQ(models[0]["id"], "base");
    EXPECT_EQ(models[0]["served"], true);

    EXPECT_EQ(post("/v1/models/learnt/serve", json::object())["models"][0]["id"], "learnt");
    EXPECT_EQ(post("/v1/generate", {{"prompt", "a person walks"}, {"seconds", 1}})["model"], "learnt");
    EXPECT_EQ(get("/")["model"], "learnt");
    const json unknown = post("/v1/models/nobody/serve", json::object(), 404)["error"];
    EXPECT_EQ(unknown["code"], "unknown_model");
    EXPECT_THAT(unknown["details"]["available_models"].get<std::vector<std::string>>(),
                ::testing::Contains("base"));
}

}  // namespace
}  // namespace im::test
