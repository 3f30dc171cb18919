#include "engine/evaluate/contrastive_report.h"

#include <algorithm>
#include <map>
#include <random>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/evaluate/metrics.h"
#include "engine/io/dataset.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/model_folder.h"
#include "engine/motion/clean_up/join.h"
#include "engine/train/supervised/hard_negatives.h"

namespace im {
namespace {

constexpr int kShuffles = 20;
constexpr int kFramesMax = 196;

using Motions = std::vector<FeatureSequence>;

torch::Tensor embed(const MotionTextEncoders& encoders, const Motions& motions) {
    constexpr std::size_t kChunk = 64;
    std::vector<torch::Tensor> parts;
    for (std::size_t first = 0; first < motions.size(); first += kChunk) {
        const auto end = std::min(motions.size(), first + kChunk);
        std::vector<std::int64_t> frames;
        for (auto i = first; i < end; ++i) frames.push_back(motions[i].frames);
        const auto longest = *std::max_element(frames.begin(), frames.end());
        auto features =
            torch::zeros({static_cast<std::int64_t>(frames.size()), longest, motions.front().width});
        for (auto i = first; i < end; ++i) {
            const auto& m = motions[i];
            features[static_cast<std::int64_t>(i - first)].slice(0, 0, m.frames).copy_(feature_tensor(m));
        }
        parts.push_back(encoders.embed_motions(features, torch::tensor(frames, torch::kInt64)));
    }
    return torch::cat(parts);
}

torch::Tensor embed(const MotionTextEncoders& encoders, const std::vector<std::string>& texts) {
    std::vector<Caption> captions;
    for (const auto& text : texts) captions.push_back({text, {}});
    return encoders.embed_texts(captions);
}

FeatureSequence frames_of(const FeatureSequence& features, int begin, int end) {
    return {end - begin,
            features.width,
            {features.row(begin),
             features.row(begin) + static_cast<std::ptrdiff_t>(end - begin) * features.width}};
}

/// Questions of one kind: clip, its caption, and what is wrong by little: a caption or a motion.
class Questions {
  public:
    explicit Questions(std::string kind) : kind_(std::move(kind)) {}
    void ask(std::size_t clip, const std::string& caption, const std::string& wrong) {
        if (wrong.empty()) return;
        clips_.push_back(static_cast<std::int64_t>(clip));
        captions_.push_back(caption);
        wrong_captions_.push_back(wrong);
    }
    void ask(std::size_t clip, const std::string& caption, FeatureSequence wrong) {
        clips_.push_back(static_cast<std::int64_t>(clip));
        captions_.push_back(caption);
        wrong_motions_.push_back(std::move(wrong));
    }
    void answer(const MotionTextEncoders& encoders, const torch::Tensor& motions,
                std::vector<NearMisses>& results) const {
        if (clips_.empty()) return;
        const auto text = embed(encoders, captions_),
                   motion = motions.index_select(0, torch::tensor(clips_, torch::kInt64));
        const auto right = (text - motion).norm(2, 1);
        const auto wrong = wrong_motions_.empty() ? (embed(encoders, wrong_captions_) - motion).norm(2, 1)
                                                  : (text - embed(encoders, wrong_motions_)).norm(2, 1);
        results.push_back({kind_, static_cast<int>(clips_.size()),
                           static_cast<int>(right.lt(wrong).sum().item<std::int64_t>())});
    }

  private:
    std::string kind_;
    std::vector<std::int64_t> clips_;
    std::vector<std::string> captions_, wrong_captions_;
    Motions wrong_motions_;
};

std::vector<NearMisses> ask_near_misses(const MotionTextEncoders& encoders, const MotionDataset& set,
                                        const std::vector<const CaptionedMotion*>& clips,
                                        const torch::Tensor& motions) {
    std::mt19937_64 random(1);
    Questions order("order"), sides_single("sides, one action"), sides_double("sides, two actions"),
        style("style"), half("half of it"), more("more than it");
    std::map<std::string, Questions> told;  // of synthesised clips, by kind
    const Skeleton& skeleton = skeleton_by_name(set.skeleton);
    const StyleWords words(clips);
    std::map<std::string, std::vector<const CaptionedMotion*>> by_action;
    for (const auto* clip : clips) {
        if (clip->actions.size() == 1) by_action[clip->actions.front()].push_back(clip);
    }
    for (std::size_t i = 0; i < clips.size(); ++i) {
        const CaptionedMotion& clip = *clips[i];
        const auto& caption = clip.captions.front();
        for (const NearMiss& miss : clip.near_misses) {
            told.try_emplace(miss.kind, miss.kind).first->second.ask(i, caption, miss.caption);
        }
        const bool single = clip.actions.size() == 1;
        (single ? sides_single : sides_double).ask(i, caption, swap_sides(caption));
        if (!single) {
            for (const auto& text : clip.captions) order.ask(i, text, retell(text).reversed);
        }
        if (clip.cut_frame > 8 && clip.cut_frame + 8 < clip.features.frames) {
            half.ask(i, caption, frames_of(clip.features, 0, clip.cut_frame));
            half.ask(i, caption, frames_of(clip.features, clip.cut_frame, clip.features.frames));
        }
        if (!single) continue;
        const auto& same_action = by_action[clip.actions.front()];
        for (const auto* other : same_action) {  // the first caption that tells another style of the action
            const auto& text = other->captions[random() % other->captions.size()];
            if (other->style == clip.style || words.style_of(text) != other->style) continue;
            style.ask(i, caption, text);
            break;
        }
        const CaptionedMotion& next = *clips[random() % clips.size()];
        if (next.actions.size() == 1 && next.actions != clip.actions &&
            clip.features.frames + next.features.frames < kFramesMax) {
            const auto joined = join_clips(decode_features(clip.features, skeleton),
                                           decode_features(next.features, skeleton), skeleton);
            more.ask(i, caption, encode_features(joined, skeleton, set.codec));
        }
    }
    std::vector<NearMisses> results;
    for (const auto* questions : {&order, &sides_single, &sides_double, &style, &half, &more})
        questions->answer(encoders, motions, results);
    for (const auto& [kind, questions] : told) questions.answer(encoders, motions, results);
    return results;
}

}  // namespace

ContrastiveReport report_encoders(const std::filesystem::path& model_folder, const std::string& encoders_name,
                                  const std::vector<std::filesystem::path>& data, const std::string& split,
                                  const std::string& device, int threads) {
    set_thread_count(threads);
    const auto encoders = load_encoders(model_folder, encoders_name, choose_device(device));
    const ModelConfig config = load_model_config(model_folder);
    DatasetOptions options;
    options.splits = {split_by_name(split)};
    options.codec = config.codec;
    options.threads = threads;
    const MotionDataset set = load_datasets(data, options);
    if (set.skeleton != config.skeleton || set.codec != config.codec) {
        throw input_error("{}: expected skeleton \"{}\" and the model's codec, found \"{}\" or another codec",
                          folder_names(data), config.skeleton, set.skeleton);
    }
    const auto clips = set.of(options.splits[0]);
    Motions features;
    std::vector<std::string> captions, labels;
    std::vector<std::int64_t> first_caption;
    for (const auto* clip : clips) {
        features.push_back(frames_of(clip->features, 0, std::min(clip->features.frames, kFramesMax)));
        first_caption.push_back(static_cast<std::int64_t>(captions.size()));
        captions.insert(captions.end(), clip->captions.begin(), clip->captions.end());
        labels.push_back(label_of(*clip));
    }
    const auto motions = embed(*encoders, features), texts = embed(*encoders, captions);

    ContrastiveReport report;
    report.clips = static_cast<int>(clips.size());
    std::vector<std::int64_t> order(clips.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
    for (int shuffle = 0; shuffle < kShuffles; ++shuffle) {
        std::mt19937_64 random(static_cast<std::uint64_t>(shuffle));
        std::shuffle(order.begin(), order.end(), random);
        std::vector<std::string> groups;
        std::vector<std::int64_t> told;  // any of a clip's captions, as the published protocol has it
        for (const auto i : order) {
            const auto clip = static_cast<std::size_t>(i);
            groups.push_back(labels[clip]);
            told.push_back(first_caption[clip] +
                           static_cast<std::int64_t>(random() % clips[clip]->captions.size()));
        }
        const auto t = texts.index_select(0, torch::tensor(told, torch::kInt64));
        const auto m = motions.index_select(0, torch::tensor(order, torch::kInt64));
        const auto all = r_precision(retrieval_hits(t, m)),
                   others = r_precision(retrieval_hits(t, m, groups));
        for (std::size_t k = 0; k < 3; ++k) {
            report.precision[k] += all[k] / kShuffles;
            report.other_precision[k] += others[k] / kShuffles;
        }
    }
    report.near_misses = ask_near_misses(*encoders, set, clips, motions);
    return report;
}

}  // namespace im
