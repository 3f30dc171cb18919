#include "engine/store/preference_data.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/reward.h"

namespace im {
namespace {

struct Pair {
    std::int64_t better, worse;  ///< rows of the embeddings
    double weight;
    int group;
};

/// same_codebook(), once for each folder.
class SameCodebook {
  public:
    explicit SameCodebook(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}
    bool operator()(const std::string& model_folder) {
        const auto [known, is_new] = same_.try_emplace(model_folder, true);
        if (is_new && !model_folder.empty()) known->second = same_codebook(tokenizer_, model_folder);
        return known->second;
    }

  private:
    const Tokenizer& tokenizer_;
    std::map<std::string, bool> same_;
};

/// Pairs of clips with different ratings: all those of one prompt, then at most `across_max` of two prompts.
std::vector<Pair> rated_pairs(const std::vector<ClipRecord>& clips,
                              const std::map<std::string, int>& group_of, int across_max) {
    std::vector<Pair> pairs, across;
    for (std::size_t a = 0; a < clips.size(); ++a) {
        for (std::size_t b = 0; b < clips.size(); ++b) {
            const int difference = clips[a].rating - clips[b].rating;
            if (clips[b].rating == 0 || difference <= 0) continue;
            const bool same = clips[a].prompt == clips[b].prompt;
            const double weight = std::min(1.0, difference / 2.0) * (same ? 1.0 : 0.25);
            (same ? pairs : across)
                .push_back({static_cast<std::int64_t>(a), static_cast<std::int64_t>(b), weight,
                            group_of.at(clips[a].prompt)});
        }
    }
    std::mt19937_64 random(0);
    std::shuffle(across.begin(), across.end(), random);
    across.resize(std::min<std::size_t>(across.size(), static_cast<std::size_t>(std::max(0, across_max))));
    pairs.insert(pairs.end(), across.begin(), across.end());
    return pairs;
}

}  // namespace

bool same_codebook(const Tokenizer& tokenizer, const std::filesystem::path& model_folder) {
    std::error_code code;
    if (!std::filesystem::exists(model_folder, code)) return true;
    try {
        const auto other = load_tokenizer(model_folder, load_model_config(model_folder), torch::kCPU);
        const auto a = other.vqvae->quantizer->codebook.detach(),
                   b = tokenizer.vqvae->quantizer->codebook.detach().to(torch::kCPU);
        return a.sizes() == b.sizes() &&
               torch::allclose(a, b, 1e-3, 1e-3);  // one may have been stored in half precision
    } catch (const Error&) {
        return true;  // a broken model says nothing about its clips
    }
}

CollectedPreferences collect_preferences(Workspace& workspace, const MotionTextEncoders& encoders,
                                         const Tokenizer& tokenizer, int cross_prompt_pairs) {
    CollectedPreferences result;
    const int K = tokenizer.vqvae->config().codebook_size;
    const auto levels = static_cast<std::size_t>(tokenizer.vqvae->config().levels);
    std::vector<ClipRecord> clips;
    std::map<std::int64_t, std::int64_t> row_of;
    SameCodebook same_codebook(tokenizer);
    const auto add = [&](ClipRecord clip) {
        if (row_of.contains(clip.id)) return;
        const bool codes = !clip.tokens.empty() && clip.tokens.size() % levels == 0 &&
                           std::all_of(clip.tokens.begin(), clip.tokens.end(), [K](int t) { return t < K; });
        const bool usable = codes && same_codebook(clip.model_folder);
        if (!usable) {
            ++result.left_out;
            return;
        }
        row_of[clip.id] = static_cast<std::int64_t>(clips.size());
        clips.push_back(std::move(clip));
    };
    for (auto& clip : workspace.clips({.rated_only = true, .with_trash = true, .limit = 100000}))
        add(std::move(clip));
    result.ratings = static_cast<int>(clips.size());
    const auto comparisons = workspace.comparisons();
    for (const auto& comparison : comparisons) {
        for (const auto id : {comparison.better, comparison.worse}) {
            if (auto clip = workspace.clip(id)) add(std::move(*clip));
        }
    }
    std::map<std::string, int> group_of;
    for (const auto& clip : clips) group_of.emplace(clip.prompt, static_cast<int>(group_of.size()));

    std::vector<Pair> pairs;
    for (const auto& comparison : comparisons) {
        if (!row_of.contains(comparison.better) || !row_of.contains(comparison.worse)) continue;
        const auto better = row_of.at(comparison.better);
        pairs.push_back({better, row_of.at(comparison.worse), 1.0,
                         group_of.at(clips[static_cast<std::size_t>(better)].prompt)});
        ++result.choices;
    }
    const auto rated = rated_pairs(clips, group_of, cross_prompt_pairs);
    pairs.insert(pairs.end(), rated.begin(), rated.end());
    result.pairs.judgements = result.ratings + result.choices;
    if (pairs.empty()) return result;

    std::vector<Caption> captions;
    std::vector<std::vector<int>> tokens;
    for (const auto& clip : clips) {
        captions.push_back({clip.prompt, {}});
        tokens.push_back(clip.tokens);
    }
    const auto text = encoders.embed_texts(captions), motion = embed_tokens(encoders, tokenizer, tokens);
    std::vector<std::int64_t> better, worse;
    std::vector<float> weight;
    for (const auto& pair : pairs) {
        better.push_back(pair.better);
        worse.push_back(pair.worse);
        weight.push_back(static_cast<float>(pair.weight));
        result.pairs.group.push_back(pair.group);
    }
    const auto better_rows = torch::tensor(better, torch::kLong),
               worse_rows = torch::tensor(worse, torch::kLong);
    result.pairs.better_text = text.index_select(0, better_rows);
    result.pairs.better = motion.index_select(0, better_rows);
    result.pairs.worse_text = text.index_select(0, worse_rows);
    result.pairs.worse = motion.index_select(0, worse_rows);
    result.pairs.weight = torch::tensor(weight);
    return result;
}

}  // namespace im
