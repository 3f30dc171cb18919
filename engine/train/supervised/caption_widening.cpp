#include "engine/train/supervised/caption_widening.h"

#include <algorithm>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/language/clauses.h"
#include "engine/language/normalise.h"
#include "engine/language/prompt_form.h"
#include "engine/language/speaker.h"
#include "engine/language/widen.h"
#include "engine/text/hash.h"
#include "engine/text/pos_tagger.h"

namespace im {
namespace {

/// What a caption tells, whoever does it: "the man waves his hand." and "a woman is waving her hand." have
/// one.
std::string content_of(const std::string& caption) {
    const auto clauses = split_clauses(caption);
    if (!clauses) return caption;
    std::string content = is_anyone(clauses->subject) ? "" : clauses->subject;
    for (std::size_t i = 0; i < clauses->actions.size(); ++i) {
        content += i > 0 && clauses->joints[i - 1] == Joint::While ? " while " : ". ";
        content += third_person(with_subject(clauses->actions[i], "a person"));
    }
    return content;
}

class WordingPools {
  public:
    WordingPools(int size, bool normalised, std::uint64_t seed)
        : size_(size), normalised_(normalised), seed_(seed) {}

    const std::vector<std::string>& of(const std::string& caption) {
        const auto [known, is_new_caption] = contents_.try_emplace(caption);
        if (is_new_caption) known->second = content_of(caption);
        const auto [pool, is_new] = pools_.try_emplace(known->second);
        if (is_new) {
            std::mt19937_64 random(seed_ ^ Hash().add(known->second).value());
            pool->second = widen_caption(caption, size_, random);
            if (normalised_) {
                for (auto& wording : pool->second) wording = normalise_prompt(wording);
            }
        }
        return pool->second;
    }

  private:
    int size_;
    bool normalised_;
    std::uint64_t seed_;
    std::unordered_map<std::string, std::string> contents_;
    std::unordered_map<std::string, std::vector<std::string>> pools_;
};

}  // namespace

void widen_captions(MotionDataset& data, int count, const std::string& prompt_form, std::uint64_t seed) {
    if (count <= 0) return;
    WordingPools pools(count, prompt_form == kNormalised, seed);
    std::optional<PosTagger> tagger;
    for (auto& motion : data.motions) {
        if (motion.split != Split::Train) continue;
        const bool tagged = motion.caption_tags.size() == motion.captions.size();
        std::vector<std::string> wordings;
        for (const auto& caption : motion.captions) {
            for (const auto& wording : pools.of(caption)) wordings.push_back(wording);
        }
        std::mt19937_64 random(seed ^ Hash().add(motion.id).value());
        std::shuffle(wordings.begin(), wordings.end(), random);
        int added = 0;
        for (auto& wording : wordings) {
            if (added == count) break;
            if (std::find(motion.captions.begin(), motion.captions.end(), wording) != motion.captions.end())
                continue;
            if (tagged && !motion.caption_tags.empty()) {
                if (!tagger) tagger = PosTagger::load(default_pos_tagger_file());
                motion.caption_tags.push_back(
                    fmt::format("{}", fmt::join(motion_tokens(*tagger, wording), " ")));
            }
            motion.captions.push_back(std::move(wording));
            ++added;
        }
    }
}

}  // namespace im
