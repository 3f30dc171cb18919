#include "fake_generator.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <thread>

#include "engine/core/error.h"
#include "engine/motion/representation/skeleton.h"

namespace im::test {

MotionClip fake_clip(int frames, std::uint64_t seed, int variation) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const std::vector<double>& lengths = humanml3d_bone_lengths();
    const float speed =
        0.03f + 0.002f * static_cast<float>((seed + static_cast<std::uint64_t>(variation)) % 10);
    MotionClip clip;
    for (int t = 0; t < frames; ++t) {
        std::vector<glm::vec3> joints(static_cast<std::size_t>(skeleton.joint_count()));
        joints[0] = {0, 0.92f, speed * static_cast<float>(t)};
        for (std::size_t j = 1; j < joints.size(); ++j) {
            const auto parent = static_cast<std::size_t>(skeleton.parents[j]);
            joints[j] = joints[parent] + glm::vec3(skeleton.raw_offsets[j] * lengths[j]);
        }
        clip.positions.insert(clip.positions.end(), joints.begin(), joints.end());
    }
    return clip;
}

FakeGenerator::FakeGenerator(std::shared_ptr<FakeBehaviour> behaviour, const std::filesystem::path& folder)
    : behaviour_(std::move(behaviour)) {
    info_.folder = folder;
    info_.name = "fake";
    info_.skeleton = "humanml3d";
    info_.parameters = 1;
}

std::vector<GeneratedMotion> FakeGenerator::generate(const GenerateRequest& request,
                                                     const StreamListener& listener, std::stop_token stop) {
    struct Running {
        std::atomic<int>& count;
        explicit Running(std::atomic<int>& c) : count(c) { ++count; }
        ~Running() { --count; }
    } running(behaviour_->running);
    if (request.prompt.size() > static_cast<std::size_t>(kPromptBytesMax)) {
        throw usage_error("The prompt is too long: at most {} bytes, found {}", kPromptBytesMax,
                          request.prompt.size());
    }

    const int frames_per_step = info_.frames_per_step;
    const int tokens = request.seconds
                           ? static_cast<int>(std::lround(*request.seconds * info_.fps / frames_per_step))
                           : behaviour_->tokens.load();
    std::vector<GeneratedMotion> motions;
    for (int v = request.first_variation; v < request.first_variation + request.variations; ++v) {
        GeneratedMotion motion;
        motion.prompt = request.prompt;
        motion.seed = request.seed;
        motion.variation = v;
        motion.ended = true;
        motion.log_probability = -2.0 * tokens;
        motion.clip = fake_clip(tokens * frames_per_step, request.seed, v);
        motions.push_back(std::move(motion));
    }
    for (int token = 0; token < tokens; ++token) {
        std::this_thread::sleep_for(std::chrono::milliseconds(behaviour_->milliseconds_per_token));
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Interrupted, "stopped");
        }
        if (token == 3 && behaviour_->fails_after_three_tokens) {
            throw resource_error("{}", kFakeFailure);
        }
        for (GeneratedMotion& motion : motions) {
            motion.tokens.push_back(token == 0 ? motion.variation
                                               : token);  // the first tells variations apart
            const int first = token * frames_per_step;
            const auto begin = motion.clip.positions.data() + static_cast<std::size_t>(first) * 22;
            if (listener.on_frames)
                listener.on_frames(motion.variation, first,
                                   {begin, static_cast<std::size_t>(frames_per_step) * 22});
        }
        if (listener.on_progress) listener.on_progress((token + 1.0) / tokens);
    }
    return motions;
}

std::vector<std::vector<GeneratedMotion>> FakeGenerator::generate_batch(
    const std::vector<GenerateRequest>& requests, std::stop_token stop) {
    std::vector<std::vector<GeneratedMotion>> all;
    for (const GenerateRequest& request : requests) {
        all.push_back(generate(request, {}, stop));
    }
    return all;
}

namespace {

/// Motions whose first token is nearest to 1 are nearest to their words.
class FakeScorer final : public MotionScorer {
  public:
    explicit FakeScorer(std::shared_ptr<FakeBehaviour> behaviour) : behaviour_(std::move(behaviour)) {}
    std::vector<MotionScore> score(const std::vector<std::string>&,
                                   const std::vector<std::vector<int>>& tokens) const override {
        std::vector<MotionScore> scores;
        for (const auto& motion : tokens) {
            MotionScore score;
            score.distance = 0.5 + 0.1 * std::abs(motion.at(0) - 1);
            score.total = score.text = -2 * score.distance * score.distance;
            if (behaviour_->percentile >= 0)
                score.beats_matched = score.beats_mismatched = behaviour_->percentile;
            scores.push_back(score);
        }
        return scores;
    }
    /// The slower, the nearer to its words.
    MotionScore score_clip(const std::string&, const MotionClip& clip, const MotionClip*,
                           const RewardWeights&) const override {
        if (std::abs(clip.fps - 20) > 0.01) {
            throw input_error("motion: expected 20 frames a second, found {}", clip.fps);
        }
        const glm::vec3 way = clip.frame(clip.frame_count() - 1)[0] - clip.frame(0)[0];
        MotionScore score;
        score.distance = std::min(std::hypot(way.x, way.z) / clip.seconds(), 2.0);
        score.total = score.text = -2 * score.distance * score.distance;
        return score;
    }

  private:
    std::shared_ptr<FakeBehaviour> behaviour_;
};

}  // namespace

LoadedModel fake_model(std::shared_ptr<FakeBehaviour> behaviour, const std::filesystem::path& folder) {
    LoadedModel model{.generator = std::make_shared<FakeGenerator>(behaviour, folder)};
    if (behaviour->scores) {
        model.reward = model.judge = std::make_shared<FakeScorer>(behaviour);
    }
    model.reader = behaviour->reader;
    model.open_continuing = [behaviour, info = model.generator->info()] {
        return std::make_shared<FakeContinuingModel>(behaviour, info);
    };
    return model;
}

std::shared_ptr<MotionGenerator> FakeGenerator::with(const GeneratorSnapshot&) const {
    if (behaviour_->weights_fail) {
        throw input_error("{}", kFakeFailure);
    }
    ++behaviour_->weights_taken;
    return std::make_shared<FakeGenerator>(*this);
}

std::vector<std::vector<int>> FakeContinuingModel::draw(const std::vector<StepRequest>& requests,
                                                        const SamplingOptions&, std::stop_token stop) {
    std::vector<std::vector<int>> drawn;
    for (const StepRequest& request : requests) {
        const int steps = request.steps > 0 ? request.steps : behaviour_->tokens.load();
        const auto pace = std::hash<std::string>()(request.prompt) + request.seed;
        std::vector<int> tokens;
        for (int i = 0; i < steps; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(behaviour_->milliseconds_per_token));
            if (stop.stop_requested()) {
                throw Error(ErrorKind::Interrupted, "stopped");
            }
            if (i == 3 && behaviour_->fails_after_three_tokens) {
                throw resource_error("{}", kFakeFailure);
            }
            // The first tells variations apart, as FakeGenerator's.
            tokens.push_back(i == 0 ? request.variation : static_cast<int>(pace % 20));
        }
        drawn.push_back(std::move(tokens));
    }
    return drawn;
}

MotionClip FakeContinuingModel::decode(const std::vector<int>& tokens) const {
    const int each = info_.frames_per_step;
    MotionClip clip = fake_clip(static_cast<int>(tokens.size()) * each, 0, 0);
    float z = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const float moved = z - clip.frame(t)[0].z;
        for (glm::vec3& joint : clip.frame(t)) {
            joint.z += moved;
        }
        z += 0.02f + 0.001f * static_cast<float>(tokens[static_cast<std::size_t>(t / each)] % 20);
    }
    return clip;
}

std::vector<int> FakeContinuingModel::encode(const MotionClip& clip) const {
    return std::vector<int>(static_cast<std::size_t>((clip.frame_count() - 1) / info_.frames_per_step), 1);
}

std::shared_ptr<ContinuingModel> FakeContinuingModel::with(const GeneratorSnapshot&) const {
    return std::make_shared<FakeContinuingModel>(*this);
}

/// A token for four frames; the first one, which the scorer goes by, for how high the first frame's pelvis is, in
/// decimetres.
std::vector<int> FakeGenerator::encode_clip(const MotionClip& clip) const {
    std::vector<int> tokens(static_cast<std::size_t>((clip.frame_count() - 1) / info_.frames_per_step), 1);
    if (!tokens.empty()) {
        tokens.front() = static_cast<int>(std::lround(clip.frame(0)[0].y * 10));
    }
    return tokens;
}

MotionClip FakeGenerator::decode_tokens(const std::vector<int>& tokens) {
    return fake_clip(static_cast<int>(tokens.size()) * info_.frames_per_step, 0, 0);
}

}  // namespace im::test
