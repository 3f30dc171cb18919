// The protocol of `evaluate` on a tiny data set, a tiny model and encoders whose answers are known.

#include "engine/evaluate/evaluation.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/evaluate/evaluation_report.h"
#include "engine/text/sentence_encoder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

/// Motions by the mean of a few columns; texts at random places that depend on the text alone.
class PlainEncoders final : public MotionTextEncoders {
  public:
    int width() const override { return 4; }
    torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
        std::vector<torch::Tensor> rows;
        for (const auto& caption : captions) {
            const auto seed = static_cast<double>(std::hash<std::string>{}(caption.text) % 1000);
            rows.push_back(torch::sin(torch::arange(1, 5) * seed).to(torch::kFloat32));
        }
        return torch::stack(rows);
    }
    torch::Tensor embed_motions(const torch::Tensor& features, const torch::Tensor& frames) const override {
        const auto T = features.size(1);
        const auto valid = torch::arange(T).unsqueeze(0).lt(frames.unsqueeze(1)).unsqueeze(2);
        return (features.slice(2, 0, 4) * valid).sum(1) / frames.unsqueeze(1);
    }
};

class Evaluations : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(default_sentence_encoder_folder() / "model.safetensors"))
            GTEST_SKIP() << "no sentence encoder";
        auto config = tiny_model_config();
        config.codec = FeatureCodec::Official;
        write_tiny_model(folder / "model", config);
        model = std::make_unique<MotionSampler>(folder / "model", torch::kCPU);
        options.repeats = 2;
        options.multimodality_texts = 3;
        options.multimodality_samples = 4;
    }
    EvaluationSet clips(int count) {
        write_tiny_dataset(folder / "data",
                           {.train_clips = 1, .val_clips = 1, .test_clips = count, .frames = 48});
        return read_evaluation_clips({folder / "data"}, "test", "humanml3d", model->config().codec, 0, 0, 1);
    }
    EvaluationSet prompts(int count) {
        std::ofstream file(folder / "prompts.txt");
        for (int i = 0; i < count; ++i) file << "a person walks " << i << " steps, then jumps.\n\n";
        file.close();
        return read_evaluation_prompts(folder / "prompts.txt", "test");
    }
    std::string message(const EvaluationSet& set) {
        try {
            evaluate(set, *model, encoders, nullptr, options);
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }
    static double mean(const EvaluationRow& row, const char* name) { return row.figures.at(name).mean; }

    TemporaryFolder folder;
    std::unique_ptr<MotionSampler> model;
    PlainEncoders encoders;
    EvaluationOptions options;
};

TEST_F(Evaluations, HaveARowForCapturedMotionOneForTheTokenizerAndOneForTheModel) {
    const auto report = evaluate(clips(40), *model, encoders, nullptr, options);
    ASSERT_EQ(report.rows.size(), 3u);
    EXPECT_EQ(report.items, 40);
    EXPECT_EQ(report.items_per_repeat, 32);
    for (const auto& row : report.rows) {
        for (const char* name : {figure::kTop[0], figure::kTop[1], figure::kTop[2], figure::kFid,
                                 figure::kMatching, figure::kDiversity, figure::kFootSkate, figure::kJerk,
                                 figure::kPenetration, figure::kSeconds}) {
            ASSERT_TRUE(row.figures.contains(name)) << row.name << ": " << name;
            EXPECT_TRUE(std::isfinite(mean(row, name))) << row.name << ": " << name;
        }
        EXPECT_LE(mean(row, figure::kTop[0]), mean(row, figure::kTop[2]));
        EXPECT_EQ(row.figures.contains(figure::kMultiModality), &row == &report.rows.back());
    }
    // Two draws of the same captured motion are nearer to each other than what an untrained model makes of
    // the texts.
    EXPECT_LT(mean(report.rows[0], figure::kFid), mean(report.rows[2], figure::kFid));
    EXPECT_GT(mean(report.rows[2], figure::kMultiModality), 0);
    EXPECT_EQ(report.motions, 2 * (32 + 3 * 3));
    EXPECT_GT(report.peak_memory_mb, 0);
}

TEST_F(Evaluations, GiveTheSameFiguresForTheSameSeedAndOthersForAnother) {
    const auto set = clips(32);
    options.multimodality_texts = 0;
    const auto first = evaluate(set, *model, encoders, nullptr, options);
    const auto again = evaluate(set, *model, encoders, nullptr, options);
    options.seed = 7;
    const auto other = evaluate(set, *model, encoders, nullptr, options);
    EXPECT_EQ(to_json(first)["rows"], to_json(again)["rows"]);
    EXPECT_NE(to_json(first)["rows"], to_json(other)["rows"]);
}

TEST_F(Evaluations, ChooseTheBestOfSeveralByTheRewardInARowOfItsOwn) {
    options.best_of = 4;
    options.multimodality_texts = 0;
    options.guidance = {0, 2};
    const auto report = evaluate(prompts(32), *model, encoders, &encoders, options);
    ASSERT_EQ(report.rows.size(), 4u);
    // Chosen and scored by the same encoders: the best cannot be farther away than the first.
    for (const std::size_t row : {0u, 2u})
        EXPECT_LT(mean(report.rows[row + 1], figure::kMatching), mean(report.rows[row], figure::kMatching));
    EXPECT_THAT(report.rows[0].name, testing::HasSubstr("no guidance"));
    EXPECT_THAT(report.rows[3].name, testing::HasSubstr("guidance 2, best of 4"));
    EXPECT_THROW(evaluate(prompts(32), *model, encoders, nullptr, options), Error);
}

TEST_F(Evaluations, SampleOnceForTheFirstTheBestAndTheLikenessOfSamples) {
    options.repeats = 1;
    options.best_of = 2;
    options.multimodality_texts = 5;
    options.multimodality_samples = 4;
    const auto report = evaluate(prompts(32), *model, encoders, &encoders, options);
    EXPECT_EQ(report.motions, 5 * 4 + 27 * 2);
}

TEST_F(Evaluations, TellHowAlikeTextAndMotionAreByJudgeAndByReward) {
    class Other final : public MotionTextEncoders {  // the same motions, the opposite texts
      public:
        int width() const override { return plain_.width(); }
        torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
            return -plain_.embed_texts(captions);
        }
        torch::Tensor embed_motions(const torch::Tensor& features,
                                    const torch::Tensor& frames) const override {
            return plain_.embed_motions(features, frames);
        }

      private:
        PlainEncoders plain_;
    } reward;
    options.best_of = 3;
    const auto report = evaluate(prompts(32), *model, encoders, &reward, options);
    const auto &first = report.rows[0], &best = report.rows[1];
    EXPECT_NEAR(mean(first, figure::kSimilarity), -mean(first, figure::kRewardSimilarity), 1e-6);
    EXPECT_GT(mean(best, figure::kRewardSimilarity), mean(first, figure::kRewardSimilarity));
    EXPECT_LT(mean(best, figure::kSimilarity), mean(first, figure::kSimilarity))
        << "chosen by encoders that are wrong";
    EXPECT_GT(mean(first, figure::kSampleSimilarity), -1);
    EXPECT_LT(mean(first, figure::kSampleSimilarity), 1);
    EXPECT_FALSE(best.figures.contains(figure::kSampleSimilarity));
    EXPECT_THAT(to_markdown(report),
                testing::HasSubstr("similarity, judge ↑ | similarity, reward ↑ | likeness of samples"));
}

TEST(SampleSimilarity, IsTheMeanCosineOfAllPairsOfDifferentSamples) {
    // One text with the same motion three times, and one with three motions at right angles.
    const auto same = torch::tensor({{0.0f, 2.0f, 0.0f}}).repeat({3, 1}), different = 5 * torch::eye(3);
    EXPECT_NEAR(sample_similarity(same.unsqueeze(0)), 1.0, 1e-9);
    EXPECT_NEAR(sample_similarity(different.unsqueeze(0)), 0.0, 1e-9);
    EXPECT_NEAR(sample_similarity(torch::stack({same, different})), 0.5, 1e-9);
    EXPECT_THROW(sample_similarity(same.unsqueeze(1)), Error);
}

TEST_F(Evaluations, OfAFewPromptsLeaveOutRPrecisionOnly) {
    const auto report = evaluate(prompts(10), *model, encoders, nullptr, options);
    EXPECT_EQ(report.items_per_repeat, 10);
    EXPECT_FALSE(report.rows[0].figures.contains(figure::kTop[0]));
    for (const char* name :
         {figure::kSimilarity, figure::kDiversity, figure::kSampleSimilarity, figure::kFollowed})
        EXPECT_TRUE(report.rows[0].figures.contains(name)) << name;
    EXPECT_THAT(report.notes, testing::Contains(testing::HasSubstr("no R-precision")));
    EXPECT_THAT(message(prompts(1)), testing::HasSubstr("at least 2 prompts, found 1"));
}

TEST_F(Evaluations, OfPromptsWithoutMotionAskForBothActionsAndTheirOrder) {
    const auto report = evaluate(prompts(32), *model, encoders, nullptr, options);
    ASSERT_EQ(report.rows.size(), 1u);
    const auto& row = report.rows.front();
    EXPECT_FALSE(row.figures.contains(figure::kFid));
    for (const char* name : {figure::kBothActions, figure::kRightOrder, figure::kFollowed}) {
        EXPECT_GE(mean(row, name), 0);
        EXPECT_LE(mean(row, name), 1);
    }
    EXPECT_LE(mean(row, figure::kFollowed),
              std::min(mean(row, figure::kBothActions), mean(row, figure::kRightOrder)));
    EXPECT_EQ(report.composed, 32);
}

TEST_F(Evaluations, SayWhatAFidOfFewClipsIsWorth) {
    class Wide final : public MotionTextEncoders {
      public:
        int width() const override { return 64; }
        torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
            return torch::rand({static_cast<std::int64_t>(captions.size()), 64});
        }
        torch::Tensor embed_motions(const torch::Tensor& features, const torch::Tensor&) const override {
            return features.select(1, 0).slice(1, 0, 64);
        }
    } wide;
    const auto report = evaluate(clips(33), *model, wide, nullptr, options);
    EXPECT_THAT(
        report.notes,
        testing::Contains(testing::HasSubstr("FID is uncertain: 32 clips for embeddings of width 64")));
    EXPECT_THAT(to_markdown(report), testing::HasSubstr("FID is uncertain"));
}

TEST_F(Evaluations, AreTablesInTheColumnsOfPapers) {
    const auto text = to_markdown(evaluate(clips(32), *model, encoders, nullptr, options));
    EXPECT_THAT(text, testing::HasSubstr("| R-Precision Top-1 ↑ | Top-2 ↑ | Top-3 ↑ | FID ↓ | MM-Dist ↓ | "
                                         "Diversity → | MultiModality ↑ |"));
    EXPECT_THAT(text, testing::ContainsRegex("\\| Real motion \\| [0-9.]+ ± [0-9.]+ \\|"));
    EXPECT_THAT(text, testing::HasSubstr("motions generated at"));
}

TEST_F(Evaluations, RefuseFewerThan32ClipsOneClipAndFeaturesThatAreNoNumbers) {
    auto set = clips(32);
    set.items[5].motion.values[100] = std::nanf("");
    EXPECT_THAT(message(set), testing::HasSubstr("clip 6: expected numbers, found NaN"));
    set = clips(32);
    set.items[3].captions.clear();
    EXPECT_THAT(message(set), testing::HasSubstr("clip 4: expected a caption, found none"));
    set = clips(32);
    set.items.resize(31);
    EXPECT_THAT(message(set), testing::HasSubstr("expected at least 32 clips, found 31"));
    set.items.resize(1);
    EXPECT_THAT(message(set), testing::HasSubstr("expected at least 32 clips, found 1"));
}

TEST_F(Evaluations, StopWhenAsked) {
    std::stop_source source;
    options.stop = source.get_token();
    options.on_progress = [&](const std::string&, std::int64_t, std::int64_t) { source.request_stop(); };
    EXPECT_THAT(message(clips(32)), testing::HasSubstr("stopped"));
}

TEST_F(Evaluations, ReadPromptsBySplitAndKind) {
    write_file_atomically(folder / "novel.json",
                          R"({"prompts": [{"text": "a", "kind": "style", "split": "test", "actions": ["x"]},
                                                                 {"text": "b", "kind": "sequence", "split": "train"}, {"text": "c"}]})");
    const auto set = read_evaluation_prompts(folder / "novel.json", "test");
    ASSERT_EQ(set.items.size(), 2u);
    EXPECT_EQ(set.items[0].kind, "style");
    EXPECT_EQ(set.items[1].captions[0].text, "c");
    write_file_atomically(folder / "novel.json", R"({"prompts": [{"text": 5}]})");
    EXPECT_THROW(read_evaluation_prompts(folder / "novel.json", "test"), Error);
    write_file_atomically(folder / "novel.json", R"({"texts": []})");
    EXPECT_THROW(read_evaluation_prompts(folder / "novel.json", "test"), Error);
}

TEST_F(Evaluations, EncodeMotionOfTheOtherCodecAgainAndSaySo) {
    write_tiny_dataset(folder / "data", {.train_clips = 1, .val_clips = 1, .test_clips = 2, .frames = 48});
    const auto set =
        read_evaluation_clips({folder / "data"}, "test", "humanml3d", FeatureCodec::Corrected, 0, 0, 1);
    EXPECT_EQ(set.items[0].motion.frames, 47);
    EXPECT_THAT(set.notes, testing::Contains(testing::HasSubstr("encoded again")));
    EXPECT_THROW(read_evaluation_clips({folder / "data"}, "test", "kit", FeatureCodec::Official, 0, 0, 1),
                 Error);
}

}  // namespace
}  // namespace im::test
