#include "engine/evaluate/behaviour_report.h"

#include "engine/generate/clip_decoding.h"
#include "engine/generate/frame_stream.h"
#include "engine/io/dataset.h"
#include "engine/model/device.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/model_folder.h"

namespace im {
namespace {

/// As many samples as fill a batch of the decoder.
constexpr int kClipsAtOnce = 128;

BehaviourResult result_of(const Behaviour& behaviour,
                          const std::vector<std::vector<GeneratedMotion>>& motions, std::size_t first) {
    BehaviourResult result{behaviour.name, behaviour.group, behaviour.wanted_share, 0, 0, {}};
    for (std::size_t i = first; i < first + behaviour.prompts.size(); ++i) {
        int shown = 0;
        for (const auto& motion : motions[i]) shown += behaviour.shown(measure_facts(motion.clip)) ? 1 : 0;
        result.shown_by_prompt.push_back(shown);
        result.shown += shown;
        result.clips += static_cast<int>(motions[i].size());
    }
    return result;
}

}  // namespace

std::vector<GenerateRequest> behaviour_requests(const Behaviour& behaviour, int seeds,
                                                const SamplingOptions& sampling) {
    std::vector<GenerateRequest> requests;
    for (const auto& prompt : behaviour.prompts) {
        GenerateRequest request;
        request.prompt = prompt;
        request.variations = seeds;
        request.sampling = sampling;
        request.seed = 1;
        requests.push_back(std::move(request));
    }
    return requests;
}

std::vector<BehaviourResult> measure_behaviours(
    const MotionSource& generate, const std::vector<Behaviour>& behaviours, int seeds,
    const SamplingOptions& sampling, const std::function<void(const BehaviourResult&)>& on_result) {
    std::vector<BehaviourResult> results;
    for (std::size_t first = 0; first < behaviours.size();) {
        std::vector<GenerateRequest> requests;
        std::size_t last = first;
        while (last < behaviours.size() && static_cast<int>(requests.size()) * seeds < kClipsAtOnce) {
            for (auto& request : behaviour_requests(behaviours[last], seeds, sampling))
                requests.push_back(std::move(request));
            ++last;
        }
        const auto motions = generate(requests);
        std::size_t request = 0;
        for (; first < last; request += behaviours[first++].prompts.size()) {
            results.push_back(result_of(behaviours[first], motions, request));
            if (on_result) on_result(results.back());
        }
    }
    return results;
}

BehaviourSummary summarise(const std::vector<BehaviourResult>& results) {
    BehaviourSummary summary;
    std::map<std::string, int> behaviours;
    for (const auto& result : results) {
        summary.mean_share += result.share() / static_cast<double>(results.size());
        summary.reached += result.share() >= result.wanted_share ? 1 : 0;
        if (result.share() < 0.6) summary.below_60.push_back(result.name);
        summary.by_group[result.group] += result.share();
        ++behaviours[result.group];
    }
    for (auto& [group, share] : summary.by_group) share /= behaviours[group];
    return summary;
}

std::vector<TaggedClip> load_tagged_clips(const std::vector<std::filesystem::path>& folders, int threads) {
    std::vector<TaggedClip> clips;
    for (const auto& folder : folders) {
        DatasetOptions what;
        what.threads = threads;
        const MotionDataset data = load_dataset(folder, what);
        const Skeleton& skeleton = skeleton_by_name(data.skeleton);
        for (const auto& motion : data.motions)
            clips.push_back(
                {motion.id, motion.actions, motion.captions, joints_of(motion.features, skeleton)});
    }
    return clips;
}

MotionPass through_tokenizer(const std::filesystem::path& model, const std::string& device) {
    const ModelConfig config = load_model_config(model);
    const torch::Device torch_device = choose_device(device);
    Tokenizer tokenizer = load_tokenizer(model, config, torch_device);
    tokenizer.vqvae->eval();
    return [config, tokenizer, torch_device](const MotionClip& motion) mutable {
        const torch::NoGradGuard no_grad;
        const Skeleton& skeleton = skeleton_by_name(config.skeleton);
        FeatureSequence features = encode_features(motion, skeleton, config.codec);
        features.frames = config.tokenizer.frames_of(config.tokenizer.tokens_of(features.frames));
        if (features.frames == 0) return motion;
        const auto heard = tokenizer.normalise(feature_tensor(features).unsqueeze(0).to(torch_device));
        const auto tokens = tokenizer.vqvae->encode(heard);
        return clip_of_codes(tokenizer, tokens, skeleton);
    };
}

}  // namespace im
