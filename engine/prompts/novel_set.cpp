#include "engine/prompts/novel_set.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/text/english_words.h"
#include "engine/text/hash.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

using Pair = std::pair<std::string, std::string>;

/// The pairs that a composition shows; a style counts like an action.
std::vector<Pair> pairs_of(const NovelPrompt& prompt) {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < prompt.actions.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k)
            pairs.push_back(action_pair(prompt.actions[k], prompt.actions[i]));
    }
    if (!prompt.style.empty() && !prompt.actions.empty())
        pairs.push_back({prompt.actions.front(), "style " + prompt.style});
    return pairs;
}

bool has_word(const MetaMotion& motion, std::string_view word) {
    return std::find(motion.rest.begin(), motion.rest.end(), word) != motion.rest.end();
}

bool tells_any(const std::string& text, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](auto part) { return text.find(part) != std::string::npos; });
}

/// "at a fast pace" says nothing of who sits still, "with a stoop" nothing of who lies.
bool manner_fits(const PoolMotion& item, const PoolManner& manner) {
    const bool pace = tells_any(
        manner.text, {"pace", "speed", "quick", "slow", "fast", "heav", "ponderous", "energ", "rhythm",
                      "beat", "music", "movement", "swagger", "force", "vigor", "hast", "brisk"});
    const bool upright =
        tells_any(manner.text, {"stoop", "shoulders", "swagger", "chest", "behind the back"});
    const auto& lemma = item.motion.lemma;
    const bool still = (lemma == "sit" || lemma == "stand" || lemma == "lie" || lemma == "wait" ||
                        lemma == "hold" || lemma == "rest" || lemma == "sleep") &&
                       !has_word(item.motion, "down") && !has_word(item.motion, "up");
    const auto& use = item.use;
    const auto low = [](Posture posture) {
        return posture == Posture::Lying || posture == Posture::Sitting || posture == Posture::Kneeling;
    };
    if (upright && (low(use.start) || low(use.end))) return false;
    const bool arms_busy = use.left_arm || use.right_arm || use.some_arm;
    if (manner.text.ends_with("behind the back") && arms_busy) return false;
    const bool limbs_out = manner.text.starts_with("with") && has_word(item.motion, "with");
    if (manner.text.find("full speed") != std::string::npos && !(use.left_leg && use.right_leg && !use.trunk))
        return false;
    if (has_word(item.motion, ",") || has_word(item.motion, "as")) return false;
    if (manner.text.starts_with("to ") && has_word(item.motion, "to"))
        return false;  // "to block to a rhythm"
    const bool compares =
        has_word(item.motion, "like") || (has_word(item.motion, "as") && manner.text.starts_with("as"));
    return !(pace && still) && !limbs_out && !compares;
}

class Maker {
  public:
    Maker(const MotionPool& pool, const PosTagger& tagger, const NovelOptions& options,
          const std::vector<NovelPrompt>& existing)
        : pool_(pool), tagger_(tagger), options_(options), random_(options.seed) {
        for (const auto& item : pool.motions) {
            meanings_.emplace(item.motion.text, item.meaning);
            for (const auto& wording : item.wordings) meanings_.emplace(wording.text, item.meaning);
        }
        for (const auto& prompt : existing) {
            texts_.insert(prompt.text);
            combinations_.insert(combination_key(prompt));
            for (const auto& pair : pairs_of(prompt)) fixed_split_.emplace(pair, prompt.split);
        }
        for (std::size_t i = 0; i < pool.motions.size(); ++i) by_action_[pool.motions[i].action].push_back(i);
        for (const auto& action : options.more_of) {
            if (!by_action_.contains(action))
                throw input_error("more of \"{}\": the pool has no such action", action);
        }
        for (const auto& [action, items] : by_action_) actions_.push_back(action);
    }

    NovelSet make() {
        const auto tries_max = static_cast<std::int64_t>(options_.count) * 60 + 2000;
        for (std::int64_t tries = 0;
             tries < tries_max && set_.prompts.size() < static_cast<std::size_t>(options_.count); ++tries) {
            if (options_.stop.stop_requested())
                throw Error(ErrorKind::Interrupted, "stopped while composing; nothing was written");
            if (options_.on_progress && tries % 512 == 0)
                options_.on_progress(static_cast<int>(set_.prompts.size()), options_.count);
            const std::string reason = draw();
            if (!reason.empty()) ++set_.left_out[reason];
        }
        return std::move(set_);
    }

  private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    bool chance(double share) { return static_cast<double>(random_() >> 11) * 0x1p-53 < share; }

    /// Actions alike, then one of the action's wordings: frequent ones do not drown the rest.
    const PoolMotion& pick(bool favoured) {
        const auto& action = favoured && !options_.more_of.empty()
                                 ? options_.more_of[below(options_.more_of.size())]
                                 : actions_[below(actions_.size())];
        const auto& items = by_action_.at(action);
        return pool_.motions[items[below(items.size())]];
    }

    /// Empty when a prompt was made, else why not.
    std::string draw() {
        NovelPrompt prompt;
        prompt.kind = options_.kinds[below(options_.kinds.size())];
        const bool style = prompt.kind == CompositionKind::Style;
        const bool three = prompt.kind == CompositionKind::Sequence && chance(options_.three_share);
        const std::size_t count = style ? 1 : three ? 3 : 2;
        const auto favoured = below(count);
        std::vector<const PoolMotion*> items;
        for (std::size_t i = 0; i < count; ++i) items.push_back(&pick(i == favoured));
        std::string manner;
        if (style) {
            if (pool_.manners.empty()) return "no manners in the captions";
            const auto& drawn = pool_.manners[below(pool_.manners.size())];
            if (drawn.count < 2) return "manner too rare";
            if (!manner_fits(*items[0], drawn)) return "manner does not fit";
            if (items[0]->styles.contains(drawn.style)) return "known from a caption";
            manner = drawn.text;
            prompt.style = drawn.style;
        }
        if (const auto problem = implausible(items, prompt.kind); !problem.empty()) return problem;
        std::vector<MetaMotion> motions;
        for (const auto* item : items) {
            const auto wording = below(item->wordings.size() + 1);
            motions.push_back(wording == 0 ? item->motion : item->wordings[wording - 1]);
            prompt.actions.push_back(item->action);
            prompt.parts.push_back(motions.back().text);
            prompt.clips.push_back(item->clips.empty() ? std::string()
                                                       : item->clips[below(item->clips.size())]);
        }
        const auto pairs = pairs_of(prompt);
        for (const auto& pair : pairs) {
            if (pool_.known_pairs.contains(pair)) return "known from a caption";
        }
        prompt.split = split_of(pairs.front());
        for (const auto& pair : pairs) {
            if (split_of(pair) != prompt.split) return "pairs of both splits";
        }
        if (!combinations_.insert(combination_key(prompt)).second) return "made already";
        // One of eight keeps the plainest wording.
        prompt.text = below(8) == 0 ? plain_text(motions, prompt.kind, manner)
                                    : compose_text(motions, prompt.kind, manner, random_());
        if (split_words(prompt.text).size() > static_cast<std::size_t>(options_.words_max)) return "too long";
        if (!texts_.insert(prompt.text).second) return "made already";
        prompt.tokens = motion_tokens(tagger_, prompt.text);
        set_.prompts.push_back(std::move(prompt));
        return {};
    }

    std::string implausible(const std::vector<const PoolMotion*>& items, CompositionKind kind) const {
        for (std::size_t i = 0; i < items.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (items[i]->action == items[k]->action || items[i]->meaning == items[k]->meaning ||
                    items[i]->motion.lemma == items[k]->motion.lemma)
                    return "the same action twice";
            }
            if (i == 0) continue;
            if (kind == CompositionKind::Simultaneous && !can_go_together(items[i - 1]->use, items[i]->use))
                return "cannot be done at once";
            if (kind == CompositionKind::Sequence && !can_follow(items[i - 1]->use, items[i]->use))
                return "postures do not follow";
        }
        if (kind != CompositionKind::Simultaneous) return {};
        for (const auto* item : items) {
            if (has_word(item->motion, "while") || has_word(item->motion, ","))
                return "is two things already";
        }
        // A change of posture is over before the other action is.
        for (const auto* item : items) {
            if (item->use.start != item->use.end) return "cannot be done at once";
        }
        return {};
    }

    /// What compositions that mean the same have in common: kind, meanings of the parts, style; not the
    /// wording.
    std::string combination_key(const NovelPrompt& prompt) const {
        std::vector<std::string> meanings;
        for (const auto& part : prompt.parts) {
            const auto found = meanings_.find(part);
            meanings.push_back(found != meanings_.end() ? found->second : part);
        }
        if (prompt.kind == CompositionKind::Simultaneous) std::sort(meanings.begin(), meanings.end());
        return fmt::format("{}|{}|{}", composition_kind_name(prompt.kind), prompt.style,
                           fmt::join(meanings, "|"));
    }

    std::string split_of(const Pair& pair) const {
        const auto fixed = fixed_split_.find(pair);
        return fixed != fixed_split_.end() ? fixed->second
                                           : split_of_pair(pair, options_.test_share, options_.seed);
    }

    const MotionPool& pool_;
    const PosTagger& tagger_;
    const NovelOptions& options_;
    std::mt19937_64 random_;
    std::map<std::string, std::vector<std::size_t>> by_action_;
    std::vector<std::string> actions_;
    std::unordered_map<std::string, std::string> meanings_;  ///< of the pool's wordings
    std::unordered_set<std::string> texts_, combinations_;
    std::map<Pair, std::string> fixed_split_;
    NovelSet set_;
};

}  // namespace

std::string split_of_pair(const Pair& pair, double test_share, std::uint64_t seed) {
    std::mt19937_64 random(Hash().add(pair.first).add(pair.second).add(seed).value());
    return static_cast<double>(random() >> 11) * 0x1p-53 < test_share ? "test" : "train";
}

NovelSet compose_novel(const MotionPool& pool, const PosTagger& tagger, const NovelOptions& options,
                       const std::vector<NovelPrompt>& existing) {
    if (options.count < 1 || options.count > 1'000'000)
        throw usage_error("count: expected 1 to 1000000, found {}", options.count);
    if (options.kinds.empty()) throw usage_error("kinds: expected at least one, found none");
    if (pool.motions.empty())
        throw input_error("composing: expected a pool with at least one meta-motion, found none");
    return Maker(pool, tagger, options, existing).make();
}

json to_json(const NovelPrompt& prompt) {
    json object = {
        {"text", prompt.text},
        {"kind", composition_kind_name(prompt.kind)},
        {"actions", prompt.actions},
        {"split", prompt.split},
        {"tokens", prompt.tokens},
        {"provenance", {{"engine", prompt.engine}, {"parts", prompt.parts}, {"clips", prompt.clips}}}};
    if (!prompt.style.empty()) object["style"] = prompt.style;
    if (!prompt.review.empty()) object["provenance"]["review"] = prompt.review;
    return object;
}

NovelPrompt novel_prompt_from_json(const json& object, const std::string& place) {
    JsonReader reader(object, place);
    NovelPrompt prompt;
    std::string kind = "sequence";
    reader.require("text");
    reader.read("text", prompt.text);
    reader.read("kind", kind, {"sequence", "simultaneous", "style"});
    prompt.kind = composition_kind_by_name(kind);
    reader.read("actions", prompt.actions);
    reader.read("style", prompt.style);
    reader.read("split", prompt.split, {"train", "test"});
    reader.read("tokens", prompt.tokens);
    JsonReader provenance = reader.child("provenance");
    provenance.read("engine", prompt.engine);
    provenance.read("parts", prompt.parts);
    provenance.read("clips", prompt.clips);
    provenance.read("review", prompt.review);
    if (prompt.text.empty() || prompt.text.size() > 4000)
        throw input_error("{}.text: expected 1 to 4000 bytes, found {}", place, prompt.text.size());
    return prompt;
}

std::vector<NovelPrompt> load_novel_set(const fs::path& file) {
    std::vector<NovelPrompt> prompts;
    if (file.extension() == ".jsonl") {
        std::istringstream lines(read_text(file));
        std::string line;
        for (int number = 1; std::getline(lines, line); ++number) {
            if (line.empty()) continue;
            const auto place = fmt::format("{}:{}", file.string(), number);
            const auto object = json::parse(line, nullptr, false);
            if (object.is_discarded()) throw input_error("{}: expected a JSON object", place);
            prompts.push_back(novel_prompt_from_json(object, place));
        }
        return prompts;
    }
    const auto root = read_json_file(file);
    if (!root.is_object() || !root.contains("prompts") || !root["prompts"].is_array()) {
        throw input_error("{}: expected an object with a list \"prompts\"", file.string());
    }
    for (const auto& object : root["prompts"]) {
        prompts.push_back(
            novel_prompt_from_json(object, fmt::format("{}.prompts[{}]", file.string(), prompts.size())));
    }
    return prompts;
}

void save_novel_set(const fs::path& file, const std::vector<NovelPrompt>& prompts) {
    const bool lines = file.extension() == ".jsonl";
    write_file_atomically(file, [&](std::ostream& out) {
        if (!lines) out << "{\n \"prompts\": [\n";
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            out << (lines ? "" : "  ")
                << to_json(prompts[i]).dump(-1, ' ', false, json::error_handler_t::replace);
            out << (lines || i + 1 == prompts.size() ? "\n" : ",\n");
        }
        if (!lines) out << " ]\n}\n";
    });
}

std::vector<std::pair<std::string, int>> Coverage::rare(std::size_t count) const {
    std::vector<std::pair<std::string, int>> all(actions.begin(), actions.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second < b.second; });
    if (all.size() > count) all.resize(count);
    return all;
}

Coverage coverage_of(const std::vector<NovelPrompt>& prompts) {
    Coverage coverage;
    std::map<Pair, std::set<std::string>> splits;
    for (const auto& prompt : prompts) {
        for (const auto& action : prompt.actions) ++coverage.actions[action];
        for (const auto& pair : pairs_of(prompt)) {
            ++coverage.pairs[pair];
            splits[pair].insert(prompt.split);
        }
        ++coverage.kinds[composition_kind_name(prompt.kind)];
        ++coverage.splits[prompt.split];
    }
    for (const auto& [pair, names] : splits) coverage.shared_pairs += names.size() > 1 ? 1u : 0u;
    return coverage;
}

}  // namespace im
