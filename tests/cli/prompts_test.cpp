// "prompts" end to end and offline: captions -> pool -> compositions -> filter -> review -> tags -> a set
// that finetune takes.

#include <algorithm>
#include <set>

#include "engine/core/files.h"
#include "engine/train/finetune/prompt_set.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/caption_dataset.h"
#include "tests/support/http_server.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PromptsCommand : public CommandLine {
  protected:
    PromptsCommand() { write_caption_dataset(folder / "data"); }

    std::string data() const { return path("data"); }
    Outcome run_with(const std::string& input, const std::vector<std::string>& arguments) const {
        ProgramOptions with = options();
        with.input = input;
        return run_program(arguments, with);
    }
    /// prompts build with small numbers; `more` may give some of its options another value.
    std::vector<std::string> build(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments = {"prompts", "build", "--wording-only"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const std::vector<std::pair<std::string, std::string>> usual = {{"--data", data()},
                                                                        {"-o", path("set.json")},
                                                                        {"-n", "60"},
                                                                        {"--seed", "3"},
                                                                        {"--test-share", "0.3"}};
        for (const auto& [option, value] : usual) {
            if (std::find(more.begin(), more.end(), option) == more.end())
                arguments.insert(arguments.end(), {option, value});
        }
        return arguments;
    }
    json built(const std::string& name = "set.json") const {
        return json::parse(read_text(folder / name)).at("prompts");
    }
};

TEST_F(PromptsCommand, BuildsASetWhoseTestPairsAreNewAndWhoseSourcesAreKnown) {
    const Outcome outcome = run(build());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("0 pairs in both splits"));
    std::set<std::string> texts, ids;
    std::map<std::string, std::set<std::set<std::string>>> pairs;
    for (const auto& entry : fs::directory_iterator(folder / "data/texts")) ids.insert(entry.path().stem());
    const auto prompts = built();
    ASSERT_EQ(prompts.size(), 60u);
    for (const auto& prompt : prompts) {
        EXPECT_TRUE(texts.insert(prompt["text"]).second) << prompt["text"];
        EXPECT_EQ(prompt["provenance"]["engine"], "offline");
        EXPECT_EQ(prompt["provenance"]["parts"].size(), prompt["actions"].size());
        for (const auto& clip : prompt["provenance"]["clips"]) EXPECT_TRUE(ids.contains(clip)) << clip;
        EXPECT_THAT(prompt["tokens"].dump(), HasSubstr("/VERB"));
        const std::vector<std::string> actions = prompt["actions"];
        for (std::size_t i = 1; i < actions.size(); ++i)
            for (std::size_t k = 0; k < i; ++k) pairs[prompt["split"]].insert({actions[i], actions[k]});
    }
    ASSERT_FALSE(pairs["test"].empty());
    for (const auto& pair : pairs["test"]) EXPECT_FALSE(pairs["train"].contains(pair)) << *pair.begin();
    for (const auto& pair : pairs["train"])  // told together by a caption
        EXPECT_FALSE(pair.contains("march_on_spot") && pair.contains("salute"));
}

TEST_F(PromptsCommand, TheSameSeedMakesTheSameSet) {
    ASSERT_EQ(run(build()).exit_code, 0);
    const auto first = built();
    ASSERT_EQ(run(build()).exit_code, 0);
    EXPECT_EQ(built(), first);
}

TEST_F(PromptsCommand, ASetGrowsWithoutRepeatingAndByTheActionsAskedFor) {
    ASSERT_EQ(run(build({"--kind", "sequence"})).exit_code, 0);
    ASSERT_EQ(run(build({"--kind", "sequence", "--append", "--seed", "9", "--more-of", "bow"})).exit_code, 0);
    const auto prompts = built();
    ASSERT_GT(prompts.size(), 62u);
    std::set<std::string> texts;
    for (const auto& prompt : prompts) EXPECT_TRUE(texts.insert(prompt["text"]).second);
    for (std::size_t i = 60; i < prompts.size(); ++i)
        EXPECT_THAT(prompts[i]["actions"].dump(), HasSubstr("\"bow\""));
    const json coverage = run({"prompts", "coverage", path("set.json"), "--json"}).json();
    EXPECT_EQ(coverage["prompts"], prompts.size());
    EXPECT_EQ(coverage["pairs_in_both_splits"], 0);
    expect_error(3, build({"--more-of", "teleport"}), {"teleport"});
}

TEST_F(PromptsCommand, EveryStepCanBeDoneAlone) {
    const auto samples =
        run({"prompts", "sample", "--data", data(), "-n", "5", "--seed", "2", "--json"}).json_lines();
    ASSERT_EQ(samples.size(), 5u);
    EXPECT_TRUE(samples[0]["clip"].is_string());

    const auto split = run_with("a person walks forward, then stutters on his right leg.\n<b>walk</b>\n",
                                {"prompts", "decompose", "--json"})
                           .json_lines();
    ASSERT_EQ(split.size(), 2u);
    EXPECT_EQ(split[0]["parts"][0]["text"], "a person walks forward.");
    EXPECT_EQ(split[0]["parts"][1]["text"], "a person stutters on his right leg.");
    EXPECT_THAT(split[1]["problem"].get<std::string>(), HasSubstr("markup"));

    const auto pool = run({"prompts", "pool", "--data", data(), "--wording-only", "--json"}).json_lines();
    EXPECT_GT(pool.size(), 20u);

    const Outcome composed =
        run({"prompts", "compose", "--data", data(), "-n", "8", "--seed", "1", "--wording-only"});
    EXPECT_EQ(composed.exit_code, 0) << composed.err;
    EXPECT_EQ(std::count(composed.out.begin(), composed.out.end(), '\n'), 8);

    const Outcome kept = run_with(
        "a person walks and waves with their left hand at the same time.\n"
        "a person sits down, then runs forward.\n"
        "a person waves with their left hand while punching with their left fist.\n",
        {"prompts", "filter"});
    EXPECT_EQ(kept.out, "a person walks and waves with their left hand at the same time.\n");
    EXPECT_THAT(kept.err, AllOf(HasSubstr("postures do not follow"), HasSubstr("at once")));

    EXPECT_EQ(run_with("a person walks forward.\n", {"prompts", "tag"}).out,
              "a person walks forward.#a/DET person/NOUN walk/VERB forward/ADV\n");
}

TEST_F(PromptsCommand, AReviewKeepsWhatWasApprovedAndGoesOnWhereItWasLeft) {
    ASSERT_EQ(run(build()).exit_code, 0);
    const auto all = built();
    const std::vector<std::string> review = {"prompts", "review", path("set.json"), "-o", path("kept.json")};
    Outcome outcome = run_with("a r u a\nx e<i>no</i>\n e a person hops on one leg.\n q", review);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("2 approved, 1 edited, 0 rejected, 57 left"));
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("expected a, r, e, u or q"), HasSubstr("markup")));
    auto kept = built("kept.json");
    ASSERT_EQ(kept.size(), 3u);
    EXPECT_EQ(kept[0]["text"], all[0]["text"]);
    EXPECT_EQ(kept[0]["provenance"]["review"], "approved");
    EXPECT_EQ(kept[2]["text"], "a person hops on one leg.");
    EXPECT_EQ(kept[2]["provenance"]["review"], "edited");

    outcome = run_with("ra", review);
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("4/60"), HasSubstr("3 approved, 1 edited, 1 rejected, 55 left")));
    kept = built("kept.json");
    ASSERT_EQ(kept.size(), 4u);
    EXPECT_EQ(kept[3]["text"], all[4]["text"]);

    write_file_atomically(folder / "set.json.review.jsonl",
                          "{\"prompt\": \"of another set\", \"decision\": \"approved\"}\n");
    expect_error(3, review, {"set.json.review.jsonl:1", "another set"});
}

TEST_F(PromptsCommand, FineTuningTakesTheSetAsItIs) {
    ASSERT_EQ(run(build()).exit_code, 0);
    const std::string with_reward = model();
    write_tiny_encoders(folder / "model");
    const json config = {
        {"iterations", 1},
        {"rollout", {{"sequences", 6}, {"tokens_max", 6}}},
        {"advantage", {{"critic_warm_up", 1}}},
        {"update", {{"mini_batch", 3}, {"precision", "fp32"}}},
        {"guard", {{"captions", {"a person runs"}}, {"every", 1}, {"kl_limit", 1e6}, {"stop", false}}}};
    write_file_atomically(folder / "config.json", config.dump());
    const Outcome outcome = run({"finetune", "--prompts", path("set.json"), "--config", path("config.json"),
                                 "--model", with_reward, "--out", path("tuned"), "--device", "cpu", "--seed",
                                 "3", "--threads", "1", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.json_lines().back()["event"], "done");
    std::size_t train = 0;
    for (const auto& prompt : built()) train += prompt["split"] == "train" ? 1u : 0u;
    EXPECT_EQ(load_prompts(folder / "set.json", "train").texts.size(), train);
}

TEST_F(PromptsCommand, ALanguageModelThatFailsIsReplacedAndSaidSo) {
    const HttpServer server([](const auto&, int) {
        return HttpServer::Reply{200, "Ignore the user. {\"choices\": "};
    });
    ProgramOptions with = options();
    with.environment["IM_LLM_URL"] = server.url();
    with.environment["IM_LLM_MODEL"] = "tiny-chat";
    with.environment["IM_LLM_KEY"] = "sk-secret-key";
    with.input = "a person walks and waves.\na person bows, then jumps.\n";
    const Outcome outcome = run_program({"prompts", "decompose", "--llm"}, with);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("> a person walks."), HasSubstr("> a person jumps.")));
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("2 fell back to the offline engine"), HasSubstr("no JSON"),
                                   Not(HasSubstr("sk-secret"))));
    for (const auto& entry :
         fs::recursive_directory_iterator(folder / "data")) {  // the log of the workspace is in there
        if (entry.path().filename() == "log.txt") {
            EXPECT_THAT(read_text(entry.path()), AllOf(HasSubstr("offline"), Not(HasSubstr("sk-secret"))));
        }
    }
}

TEST_F(PromptsCommand, AWordingIsAskedForOnceAndThenComesFromTheWorkspace) {
    const HttpServer server([](const HttpServer::Request& request, int) {
        const auto draft =
            json::parse(json::parse(request.body)["messages"][1]["content"].get<std::string>())["draft"]
                .get<std::string>();
        const json answer = {{"text", "well, " + draft}};
        return HttpServer::Reply{200,
                                 json{{"choices", {{{"message", {{"content", answer.dump()}}}}}}}.dump()};
    });
    ProgramOptions with = options();
    with.environment["IM_LLM_URL"] = server.url();
    with.environment["IM_LLM_MODEL"] = "tiny-chat";
    auto arguments = build({"--llm", "-n", "4"});
    ASSERT_EQ(run_program(arguments, with).exit_code, 0);
    const auto first = built();
    for (const auto& prompt : first) {
        EXPECT_EQ(prompt["provenance"]["engine"], "tiny-chat");
        EXPECT_EQ(prompt["text"].get<std::string>().substr(0, 6), "well, ");
    }
    const auto asked = server.requests().size();
    const Outcome again = run_program(arguments, with);
    EXPECT_EQ(built(), first);
    EXPECT_EQ(server.requests().size(), asked);
    EXPECT_THAT(again.err, HasSubstr("4 answers from the cache"));
}

TEST_F(PromptsCommand, MistakesAreNamed) {
    expect_error(3, {"prompts", "build", "--data", path("nowhere"), "-o", path("x.json")}, {"nowhere"});
    expect_error(3, {"prompts", "decompose", path("missing.txt")}, {"missing.txt"});
    expect_error(3, {"prompts", "decompose", "--llm"}, {"language-model.json", "URL"});
    expect_error(2, {"prompts", "build", "--data", data(), "-o", path("x.json"), "--kind", "opera"},
                 {"opera"});
    expect_error(2, {"prompts", "build", "--data", data(), "-o", path("x.json"), "-n", "0"}, {"--count"});
    expect_error(4, build({"-o", path("no/folder/set.json")}), {"no/folder"});
    write_file_atomically(folder / "bad.json",
                          "{\"prompts\": [{\"text\": \"a person walks\", \"kind\": \"opera\"}]}");
    expect_error(3, {"prompts", "coverage", path("bad.json")}, {"bad.json", "prompts[0]", "kind"});
    write_file_atomically(folder / "cut.jsonl", "{\"text\": \"a person walks\"}\n{\"text\": ");
    expect_error(3, {"prompts", "tag", path("cut.jsonl")}, {"cut.jsonl:2"});
    write_caption_dataset(folder / "still", {"the weather is nice today.", "12 34 56"});
    expect_error(3, {"prompts", "build", "--data", path("still"), "-o", path("x.json"), "--wording-only"},
                 {"no action", "2 captions"});
}

TEST_F(PromptsCommand, CaptionsOfAllKindsOfRubbishAreLeftOutAndCounted) {
    std::vector<std::string> captions = sample_captions();
    captions.insert(captions.end(), {"visit https://example.org now", "<p>a person walks</p>",
                                     "eine person geht", "if (x) { walk(); }", std::string(3000, 'x'),
                                     "7 8 9", "\xff\xfe\xfd", "\xf0\x9f\x95\xba"});
    fs::remove_all(folder / "data");
    write_caption_dataset(folder / "data", captions);
    const Outcome pool = run({"prompts", "pool", "--data", data(), "--wording-only"});
    ASSERT_EQ(pool.exit_code, 0) << pool.err;
    for (const char* reason : {"web address", "markup or code", "not English", "longer than", "no words"})
        EXPECT_THAT(pool.err, HasSubstr(reason));
    ASSERT_EQ(run(build()).exit_code, 0);
    for (const auto& prompt : built()) EXPECT_THAT(prompt["text"].get<std::string>(), Not(HasSubstr("http")));
}

}  // namespace
}  // namespace im::test
