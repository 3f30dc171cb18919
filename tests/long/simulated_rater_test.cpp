// How many ratings does it take? Simulated raters compare clips of the starter model by something that can be
// measured and that no caption tells, such as how wide the arms swing. The preference head learns from N of
// their choices and is asked about clips of prompts that it has never seen; then a short LoRA run shows that
// generated motion moves their way.

#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/files.h"
#include "engine/generate/motion_generator.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/model_folder.h"
#include "engine/model/reward.h"
#include "engine/model/starter_folder.h"
#include "engine/store/learn_preferences.h"
#include "engine/store/preference_data.h"
#include "engine/store/workspace.h"
#include "engine/train/finetune/finetune.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kRatedPrompts = {"a person walks forward.",
                                                "a man walks in a circle.",
                                                "someone walks and turns to the left.",
                                                "a person walks happily.",
                                                "a tired person walks.",
                                                "a woman walks proudly.",
                                                "a person runs ahead.",
                                                "someone jogs slowly.",
                                                "a person marches like a soldier.",
                                                "a young person walks.",
                                                "an old man walks.",
                                                "a person walks angrily.",
                                                "someone dances.",
                                                "a person walks and turns to the right.",
                                                "a person turns around.",
                                                "someone strolls along."};
const std::vector<std::string> kUnseenPrompts = {
    "a woman walks forward.",      "a person runs and turns to the left.",
    "a man walks like a zombie.",  "someone walks excitedly.",
    "a person walks backwards.",   "a child runs happily.",
    "a person walks while tired.", "a man strides ahead."};
constexpr double kSeconds = 4;  // the same for all: raters are not to judge the length

struct Rater {
    const char* name;
    double (*score)(const MotionClip& clip);
};

/// How far the wrists move about their means, seen from the trunk: metres, mean of both.
double arm_swing(const MotionClip& clip) {
    constexpr int kHips[2] = {1, 2}, kShoulders[2] = {16, 17}, kWrists[2] = {20, 21};
    double swing = 0;
    for (int side = 0; side < 2; ++side) {
        glm::dvec3 sum(0), squares(0);
        for (int f = 0; f < clip.frame_count(); ++f) {
            const auto pose = clip.frame(f);
            const glm::dvec3 across = glm::dvec3(pose[kHips[0]]) - glm::dvec3(pose[kHips[1]]);
            const double length = std::hypot(across.x, across.z);
            const glm::dvec3 left(across.x / length, 0, across.z / length), ahead(-left.z, 0, left.x);
            const glm::dvec3 arm = glm::dvec3(pose[kWrists[side]]) - glm::dvec3(pose[kShoulders[side]]);
            const auto along = [&](const glm::dvec3& axis) {
                return arm.x * axis.x + arm.y * axis.y + arm.z * axis.z;
            };
            const glm::dvec3 seen(along(left), arm.y, along(ahead));
            sum += seen;
            squares += seen * seen;
        }
        const double n = clip.frame_count();
        const glm::dvec3 variance = squares / n - (sum / n) * (sum / n);
        swing += 0.5 * std::sqrt(std::max(0.0, variance.x + variance.y + variance.z));
    }
    return swing;
}

/// Mean speed of the pelvis over the floor, m/s.
double speed(const MotionClip& clip) {
    double path = 0;
    for (int f = 1; f < clip.frame_count(); ++f) {
        const auto a = clip.frame(f - 1)[0], b = clip.frame(f)[0];
        path += std::hypot(b.x - a.x, b.z - a.z);
    }
    return path / clip.seconds();
}

constexpr Rater kRaters[] = {{"wide arm swings", arm_swing}, {"fast movement", speed}};

struct Clips {
    std::vector<GeneratedMotion> motions;
    torch::Tensor text, motion;  ///< by the reward's encoders
};

class SimulatedRaters : public testing::Test {
  protected:
    void SetUp() override {
        starter_ = default_model_folder();
        if (!has_encoders(starter_, "reward")) GTEST_SKIP() << starter_ << " has no reward encoders";
        encoders_ = load_encoders(starter_, "reward");
        tokenizer_ = load_tokenizer(starter_, load_model_config(starter_), torch::kCPU);
    }
    Clips generate(const fs::path& model, const std::vector<std::string>& prompts, int samples,
                   std::uint64_t seed) const {
        const auto generator = MotionGenerator::load(model, {"cpu", 1});
        std::vector<GenerateRequest> requests;
        for (const auto& prompt : prompts)
            requests.push_back({.prompt = prompt, .variations = samples, .seconds = kSeconds, .seed = seed});
        Clips clips;
        std::vector<Caption> captions;
        std::vector<std::vector<int>> tokens;
        for (auto& of_prompt : generator->generate_batch(requests)) {
            for (auto& motion : of_prompt) {
                captions.push_back({motion.prompt, {}});
                tokens.push_back(motion.tokens);
                clips.motions.push_back(std::move(motion));
            }
        }
        clips.text = encoders_->embed_texts(captions);
        clips.motion = embed_tokens(*encoders_, tokenizer_, tokens);
        return clips;
    }
    fs::path starter_;
    std::shared_ptr<const MotionTextEncoders> encoders_;
    Tokenizer tokenizer_;
};

/// (better, worse): pairs of samples of one prompt. `errors`: share of choices that the rater gets wrong.
using Choices = std::vector<std::pair<std::size_t, std::size_t>>;
Choices choices(const Clips& clips, const Rater& rater, int samples, int per_prompt, double errors,
                unsigned seed) {
    std::mt19937 random(seed);
    std::vector<double> scores;
    for (const auto& motion : clips.motions) scores.push_back(rater.score(motion.clip));
    Choices pairs;
    for (std::size_t first = 0; first < clips.motions.size(); first += static_cast<std::size_t>(samples)) {
        for (int i = 0; i < per_prompt; ++i) {
            std::size_t a = first + random() % static_cast<unsigned>(samples),
                        b = first + random() % static_cast<unsigned>(samples);
            if (a == b) b = first + (b - first + 1) % static_cast<std::size_t>(samples);
            const bool wrong = std::uniform_real_distribution<>(0, 1)(random) < errors;
            if ((scores[a] < scores[b]) != wrong) std::swap(a, b);
            pairs.push_back({a, b});
        }
    }
    std::shuffle(pairs.begin(), pairs.end(), random);
    return pairs;
}

/// The half of them whose clips differ most: what a person could tell apart.
Choices clear_ones(const Clips& clips, const Rater& rater, Choices pairs) {
    const auto difference = [&](const auto& pair) {
        return std::abs(rater.score(clips.motions[pair.first].clip) -
                        rater.score(clips.motions[pair.second].clip));
    };
    std::sort(pairs.begin(), pairs.end(),
              [&](const auto& a, const auto& b) { return difference(a) > difference(b); });
    pairs.resize(pairs.size() / 2);
    return pairs;
}

PreferencePairs embedded(const Clips& clips, std::span<const std::pair<std::size_t, std::size_t>> pairs,
                         int samples) {
    PreferencePairs result;
    std::vector<std::int64_t> better, worse;
    for (const auto& [a, b] : pairs) {
        better.push_back(static_cast<std::int64_t>(a));
        worse.push_back(static_cast<std::int64_t>(b));
        result.group.push_back(static_cast<int>(a) / samples);
    }
    const auto rows = [](const torch::Tensor& table, const std::vector<std::int64_t>& which) {
        return table.index_select(0, torch::tensor(which, torch::kInt64));
    };
    result.better_text = rows(clips.text, better);
    result.better = rows(clips.motion, better);
    result.worse_text = rows(clips.text, worse);
    result.worse = rows(clips.motion, worse);
    result.weight = torch::ones({static_cast<std::int64_t>(pairs.size())});
    return result;
}

double agreement(const PreferenceHead& head, const PreferencePairs& pairs) {
    const auto right =
        head.score(pairs.better_text, pairs.better).gt(head.score(pairs.worse_text, pairs.worse));
    return right.to(torch::kFloat64).mean().item<double>();
}

TEST_F(SimulatedRaters, AreUnderstoodAfterAFewDozenChoicesOnPromptsNeverRated) {
    constexpr int kSamples = 20, kTimes = 3;
    const auto rated = generate(starter_, kRatedPrompts, kSamples, 1),
               unseen = generate(starter_, kUnseenPrompts, kSamples, 2);
    std::printf(
        "\nAgreement with the rater on held-out pairs / on the half of them that differ clearly (own "
        "estimate by cross-validation)\n\n");
    std::printf("| rater (10 %% of the choices wrong) | text alone |");
    const std::vector<std::size_t> counts = {10, 20, 50, 100, 200};
    for (const auto n : counts) std::printf(" N = %zu |", n);
    std::printf("\n|---|---:|---:|---:|---:|---:|---:|\n");
    for (const auto& rater : kRaters) {
        const auto all = choices(unseen, rater, kSamples, 60, 0, 99);
        const auto asked = embedded(unseen, all, kSamples),
                   clear = embedded(unseen, clear_ones(unseen, rater, all), kSamples);
        const auto nothing_learnt = PreferenceHead::of_width(encoders_->width());
        const double prior = agreement(nothing_learnt, clear);
        std::printf("| %s | %.0f / %.0f %% |", rater.name, 100 * agreement(nothing_learnt, asked),
                    100 * prior);
        std::vector<double> accuracy;
        for (const auto n : counts) {
            double of_all = 0, of_clear = 0, estimate = 0;
            for (unsigned seed = 0; seed < kTimes; ++seed) {
                const auto learnt_from = choices(rated, rater, kSamples, 16, 0.1, seed);
                const auto fit = fit_preferences(embedded(rated, std::span(learnt_from).first(n), kSamples),
                                                 encoders_->width());
                of_all += agreement(fit.head, asked) / kTimes;
                of_clear += agreement(fit.head, clear) / kTimes;
                estimate += fit.accuracy / kTimes;
            }
            std::printf(" %.0f / %.0f %% (%.0f %%) |", 100 * of_all, 100 * of_clear, 100 * estimate);
            std::fflush(stdout);
            accuracy.push_back(of_clear);
        }
        std::printf("\n");
        EXPECT_GT(accuracy.back(), 0.75) << rater.name;
        EXPECT_GT(accuracy.back(), accuracy.front()) << rater.name;
        EXPECT_GT(accuracy.back(), prior + 0.1) << rater.name;
    }
}

TEST_F(SimulatedRaters, MoveGeneratedMotionTheirWayThroughAShortRun) {
    constexpr int kSamples = 20, kSamplesAfter = 24;
    const TemporaryFolder folder;
    const Rater& rater = kRaters[0];
    {
        const auto rated = generate(starter_, kRatedPrompts, kSamples, 1);
        Workspace workspace(folder / "workspace");
        std::vector<std::int64_t> ids;
        for (const auto& motion : rated.motions) {
            ids.push_back(workspace.add_clip({.prompt = motion.prompt,
                                              .tokens = motion.tokens,
                                              .seed = motion.seed,
                                              .variation = motion.variation,
                                              .seconds = kSeconds,
                                              .model = "starter",
                                              .model_folder = starter_.string()}));
        }
        for (const auto& [better, worse] : choices(rated, rater, kSamples, 10, 0.1, 5))
            workspace.compare(ids[better], ids[worse]);
    }
    std::string prompts;
    for (const auto& prompt : kRatedPrompts) prompts += prompt + "\n";
    write_file_atomically(folder / "prompts.txt", prompts);
    write_file_atomically(folder / "config.json", R"({
        "iterations": 35, "checkpoint_every": 35, "learn": "lora", "lora": {"learning_rate": 1e-3},
        "rollout": {"sequences": 32, "samples_per_prompt": 4, "tokens_max": 20},
        "reward": {"preference": 1.0},
        "advantage": {"baseline": "leave_one_out"},
        "update": {"mini_batch": 16, "micro_batch": 16},
        "guard": {"captions": ["a person walks forward."], "held_out": 8, "every": 5, "stop": false}})");
    FinetuneRequest request;
    request.model = starter_;
    request.prompts = folder / "prompts.txt";
    request.config = folder / "config.json";
    request.out = folder / "mine";
    request.device = "cpu";
    request.threads = 1;
    request.preferences = preferences_of(folder / "workspace");
    FinetuneListener listener;
    listener.on_guard = [](const GuardReport& look) {
        std::printf("iteration %lld: preference %.3f, reward %.3f, judge %.3f%s\n",
                    static_cast<long long>(look.iteration), look.preference.value_or(0), look.reward,
                    look.judge, look.verdict.best ? " (best)" : "");
    };
    Finetune(request, listener).run();

    const auto before = generate(starter_, kUnseenPrompts, kSamplesAfter, 3),
               after = generate(folder / "mine", kUnseenPrompts, kSamplesAfter, 3);
    std::vector<double> gains;
    double first = 0;
    for (std::size_t prompt = 0; prompt < kUnseenPrompts.size(); ++prompt) {
        double gain = 0;
        for (std::size_t i = prompt * kSamplesAfter; i < (prompt + 1) * kSamplesAfter; ++i) {
            first += rater.score(before.motions[i].clip) / static_cast<double>(before.motions.size());
            gain +=
                (rater.score(after.motions[i].clip) - rater.score(before.motions[i].clip)) / kSamplesAfter;
        }
        gains.push_back(gain);
    }
    const auto n = static_cast<double>(gains.size());
    const double mean = std::accumulate(gains.begin(), gains.end(), 0.0) / n;
    double squares = 0;
    for (const double gain : gains) squares += (gain - mean) * (gain - mean);
    const double error = std::sqrt(squares / (n - 1) / n);
    std::printf("arm swing on prompts never rated: %.3f m before, %+.3f +- %.3f m after\n", first, mean,
                1.96 * error);
    EXPECT_GT(mean, 2 * error);
    EXPECT_GT(mean, 0.05 * first);
}

}  // namespace
}  // namespace im::test
