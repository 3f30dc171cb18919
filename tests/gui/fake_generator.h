#pragma once
// A generator without a model: a figure that slides forward, streamed token by token at a chosen pace.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/workers/loaded_model.h"
#include "engine/direct/continuing_model.h"

namespace im::test {

/// What the tests turn while the worker runs.
struct FakeBehaviour {
    std::atomic<int> milliseconds_per_token{0};
    std::atomic<int> tokens{12};
    std::atomic<bool> fails_after_three_tokens{false};
    std::atomic<bool> load_fails{false};
    std::atomic<bool> weights_fail{false};  ///< of a snapshot
    std::atomic<int> weights_taken{0};
    std::atomic<bool> scores{true};      ///< the model has encoders
    std::atomic<int> running{0};         ///< generate() calls that have not returned
    std::atomic<double> percentile{-1};  ///< of every clip, by reward and judge; below 0: they do not know
    std::shared_ptr<const PromptReader>
        reader;  ///< set before the studio opens; null: a model without a vocabulary
};

class FakeGenerator : public MotionGenerator {
  public:
    explicit FakeGenerator(std::shared_ptr<FakeBehaviour> behaviour,
                           const std::filesystem::path& folder = {});
    const ModelInfo& info() const override { return info_; }
    std::vector<GeneratedMotion> generate(const GenerateRequest& request, const StreamListener& listener,
                                          std::stop_token stop) override;
    std::vector<std::vector<GeneratedMotion>> generate_batch(const std::vector<GenerateRequest>& requests,
                                                             std::stop_token stop) override;
    MotionClip decode_tokens(const std::vector<int>& tokens) override;
    std::vector<int> encode_clip(const MotionClip& clip) const override;
    std::shared_ptr<MotionGenerator> with(const GeneratorSnapshot& snapshot) const override;

  private:
    std::shared_ptr<FakeBehaviour> behaviour_;
    ModelInfo info_;
};

/// Goes on from what is there: a figure that slides forward, as fast as prompt and seed decide.
class FakeContinuingModel : public ContinuingModel {
  public:
    FakeContinuingModel(std::shared_ptr<FakeBehaviour> behaviour, ModelInfo info)
        : behaviour_(std::move(behaviour)), info_(std::move(info)) {}
    const ModelInfo& info() const override { return info_; }
    std::vector<std::vector<int>> draw(const std::vector<StepRequest>& requests,
                                       const SamplingOptions& sampling, std::stop_token stop) override;
    MotionClip decode(const std::vector<int>& tokens) const override;
    std::vector<int> encode(const MotionClip& clip) const override;
    std::shared_ptr<ContinuingModel> with(const GeneratorSnapshot& snapshot) const override;

  private:
    std::shared_ptr<FakeBehaviour> behaviour_;
    ModelInfo info_;
};

/// The fake's clip: `seed` and `variation` decide its speed.
MotionClip fake_clip(int frames, std::uint64_t seed, int variation);

/// The generator with a reward and a judge, for which variation 1 is the best; without them when `behaviour`
/// says so.
LoadedModel fake_model(std::shared_ptr<FakeBehaviour> behaviour, const std::filesystem::path& folder = {});

inline constexpr const char* kFakeFailure = "The fake model ran out of ideas";

}  // namespace im::test
