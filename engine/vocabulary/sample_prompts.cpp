#include "engine/vocabulary/sample_prompts.h"

#include <algorithm>
#include <map>

namespace im {

std::vector<std::string> sample_prompts(const Vocabulary& vocabulary, std::size_t count) {
    std::map<std::string, std::vector<const VocabularyAction*>> by_group;
    for (const VocabularyAction& action : vocabulary.actions) by_group[action.group].push_back(&action);
    for (auto& [group, actions] : by_group) {
        std::stable_sort(actions.begin(), actions.end(),
                         [](const auto* a, const auto* b) { return a->clips > b->clips; });
    }
    std::vector<std::string> prompts;
    bool more = true;
    for (std::size_t round = 0; more && prompts.size() < count; ++round) {
        more = false;
        for (const std::string& group : vocabulary.groups) {
            const auto& actions = by_group[group];
            if (round >= actions.size() || prompts.size() >= count) continue;
            more = true;
            const std::string& prompt = actions[round]->prompt;
            if (!prompt.empty() && std::find(prompts.begin(), prompts.end(), prompt) == prompts.end())
                prompts.push_back(prompt);
        }
    }
    return prompts;
}

}  // namespace im
