// A model's vocabulary from the command line: made, used by generate and prompts, measured.

#include "engine/vocabulary/vocabulary.h"
#include "engine/core/files.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/caption_dataset.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class VocabularyCommand : public CommandLine {
  protected:
    /// A copy of the tiny model with encoders and the vocabulary of thirty captions.
    std::string model_that_knows() {
        const fs::path copy = folder / "knows";
        fs::copy(model(), copy);
        write_tiny_encoders(copy);
        write_caption_dataset(folder / "data");
        const Outcome made =
            run({"train", "vocabulary", "--data", path("data"), "--model", copy.string(), "--json"});
        EXPECT_EQ(made.exit_code, 0) << made.err;
        made_ = made.json();
        return copy.string();
    }
    json made_;
};

TEST_F(VocabularyCommand, IsMadeOfADataSetsTrainingCaptions) {
    const auto model = model_that_knows();
    EXPECT_EQ(made_["captions"], 30);
    const auto known = load_vocabulary(model);
    EXPECT_EQ(made_["actions"], known.actions.size());
    EXPECT_GE(known.actions.size(), 18u);
    EXPECT_EQ(known.width, 384);
    const Outcome twice =
        run({"train", "vocabulary", "--data", path("data"), "--data", path("data"), "--model", model});
    ASSERT_EQ(twice.exit_code, 0) << twice.err;
    EXPECT_THAT(twice.out, HasSubstr("of 60 captions"));
    EXPECT_EQ(load_vocabulary(model).actions.size(), known.actions.size());
}

TEST_F(VocabularyCommand, WhatCannotBeDoneIsNamed) {
    write_caption_dataset(folder / "data");
    expect_error(2, {"train", "vocabulary", "--data", path("data")}, {"--model"});
    expect_error(3, {"train", "vocabulary", "--data", path("data"), "--model", path("nowhere")}, {"nowhere"});
    expect_error(3, {"train", "vocabulary", "--data", path("gone"), "--model", model()}, {"gone"});
    expect_error(2, {"prompts", "sample", "--model", model()}, {"--data", "train vocabulary"});
    expect_error(2, {"bench", "notice", "--write", "--model", model()}, {"train vocabulary"});
}

TEST_F(VocabularyCommand, GenerateTellsWhatIsUnlikeAnythingThatWasLearnt) {
    const auto model = model_that_knows();
    const auto answer = [&](const std::string& prompt) {
        const Outcome outcome =
            run({"generate", prompt, "--seconds", "2", "--seed", "1", "--json", "--model", model});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        return outcome.json();
    };
    const json unknown = answer("quarterly tax invoices");
    EXPECT_EQ(unknown["understanding"], "unlikely");
    EXPECT_THAT(unknown["notice"].get<std::string>(), HasSubstr("probably not what you asked"));
    EXPECT_FALSE(unknown["nearest"].empty());
    EXPECT_GT(unknown["frames"].get<int>(), 0) << "still a motion";
    EXPECT_TRUE(unknown["percentile"].is_number());
    const json foreign = answer("человек идёт вперёд");
    EXPECT_THAT(foreign["notice"].get<std::string>(), HasSubstr("English is expected"));
    EXPECT_GT(foreign["frames"].get<int>(), 0);

    const Outcome plain = run({"generate", "quarterly tax invoices", "--seconds", "2", "--model", model});
    EXPECT_THAT(plain.err, HasSubstr("probably not what you asked"));
    EXPECT_THAT(plain.out, testing::Not(HasSubstr("probably")));
}

TEST_F(VocabularyCommand, WithoutOneGenerateSaysNothingOfTheWords) {
    const Outcome outcome = run(generate("quarterly tax invoices", {"--seconds", "2", "--json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json line = outcome.json();
    EXPECT_EQ(line["understanding"], "fine");
    EXPECT_TRUE(line["percentile"].is_null());
    EXPECT_TRUE(line["nearest"].empty());
}

TEST_F(VocabularyCommand, ABrokenOneStopsNothing) {
    const auto model = model_that_knows();
    write_file_atomically(fs::path(model) / "vocabulary.json", "{");
    const Outcome outcome = run({"generate", "a person walks", "--seconds", "2", "--json", "--model", model});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("vocabulary.json"));
    EXPECT_GT(outcome.json()["frames"].get<int>(), 0);
}

TEST_F(VocabularyCommand, PromptsAreComposedOfTheModelsOwnCaptions) {
    const auto model = model_that_knows();
    const Outcome built = run({"prompts", "build", "-n", "8", "--seed", "1", "--wording-only", "-o",
                               path("set.json"), "--model", model});
    ASSERT_EQ(built.exit_code, 0) << built.err;
    EXPECT_THAT(built.out, HasSubstr("8 prompts"));
    const auto sample =
        run({"prompts", "sample", "-n", "5", "--seed", "2", "--json", "--model", model}).json_lines();
    EXPECT_EQ(sample.size(), 5u);
}

TEST_F(VocabularyCommand, BenchNoticeMeasuresAndKeepsTheThreshold) {
    const auto model = model_that_knows();
    const Outcome outcome = run({"bench", "notice", "--seeds", "1", "--write", "--json", "--model", model});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json report = outcome.json();
    EXPECT_EQ(report["chosen"]["failing"].get<int>() + report["chosen"]["passing"].get<int>(),
              report["clips"]);
    EXPECT_LE(report["words_alone"]["marked_of_failing"].get<double>(),
              report["chosen"]["marked_of_failing"].get<double>());
    const auto kept = load_vocabulary(model).calibration;
    EXPECT_EQ(kept.percentile_unlikely, report["chosen"]["percentile"].get<double>());
    EXPECT_NEAR(kept.nearness_doubtful, report["chosen"]["nearness_doubtful"].get<double>(), 1e-6);
    EXPECT_EQ(kept.clips_failing, report["chosen"]["failing"].get<int>());
    EXPECT_NEAR(kept.marked_of_failing.value_or(-1), report["chosen"]["marked_of_failing"].get<double>(),
                1e-9);
}

}  // namespace
}  // namespace im::test
