#pragma once
// The unpaired set: novel descriptions composed from a pool, split by combination, with tags and provenance.
// What fine-tuning reads ({"prompts": [{"text", "kind", "actions", "split", ...}]}).

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/prompts/composer.h"
#include "engine/prompts/pool.h"

namespace im {

struct NovelPrompt {
    std::string text;
    CompositionKind kind = CompositionKind::Sequence;
    std::vector<std::string> actions;  ///< of the parts, in order
    std::string style;                 ///< Style only
    std::string split = "train";       ///< "train" | "test"
    std::vector<std::string> tokens;   ///< "a/DET person/NOUN walk/VERB", as HumanML3D's texts have them
    std::vector<std::string> parts;    ///< the meta-motions: "a person walks forward."
    std::vector<std::string> clips;    ///< of the data set: one for each part, which tells it
    std::string engine = "offline";    ///< "offline" or the language model's name
    std::string review;                ///< "", "approved", "edited" (by a person)
};

struct NovelOptions {
    int count = 1000;
    std::uint64_t seed = 0;
    std::vector<CompositionKind> kinds = {CompositionKind::Sequence, CompositionKind::Simultaneous,
                                          CompositionKind::Style};
    double test_share = 0.2;
    double three_share = 0.15;         ///< of the sequences: of three parts
    int words_max = 36;                ///< longer compositions are left out
    std::vector<std::string> more_of;  ///< actions that take part in every composition (one of them)
    std::function<void(int done, int total)> on_progress;
    std::stop_token stop;  ///< throws Interrupted
};

struct NovelSet {
    std::vector<NovelPrompt> prompts;
    std::map<std::string, int> left_out;  ///< why drawn combinations were not taken -> how many
};

/// Random combinations that are plausible, that no caption tells, each once. Every unordered pair of actions
/// (or action and style) belongs to one split; a composition with pairs of both is left out, so that no test
/// pair occurs in train. Fewer than `count` when the pool has no more. `existing`: their combinations and
/// texts are not made again, and their pairs keep their split. Throws Input where `more_of` names an action
/// that the pool lacks.
NovelSet compose_novel(const MotionPool& pool, const PosTagger& tagger, const NovelOptions& options,
                       const std::vector<NovelPrompt>& existing = {});

/// train or test, by a hash of the pair and the seed.
std::string split_of_pair(const std::pair<std::string, std::string>& pair, double test_share,
                          std::uint64_t seed);

nlohmann::json to_json(const NovelPrompt& prompt);
/// Throws Input, naming `place`.
NovelPrompt novel_prompt_from_json(const nlohmann::json& object, const std::string& place);
/// {"prompts": [...]} or JSON lines (.jsonl). Throws Input naming entry or line.
std::vector<NovelPrompt> load_novel_set(const std::filesystem::path& file);
void save_novel_set(const std::filesystem::path& file, const std::vector<NovelPrompt>& prompts);

/// What a set covers.
struct Coverage {
    std::map<std::string, int> actions;                        ///< compositions that each takes part in
    std::map<std::pair<std::string, std::string>, int> pairs;  ///< compositions that show both
    std::map<std::string, int> kinds, splits;
    std::size_t shared_pairs = 0;  ///< pairs in both train and test; a good set has none
    std::vector<std::pair<std::string, int>> rare(std::size_t count) const;  ///< the least covered actions
};
Coverage coverage_of(const std::vector<NovelPrompt>& prompts);

}  // namespace im
