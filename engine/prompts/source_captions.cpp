#include "engine/prompts/source_captions.h"

#include <set>

#include "engine/io/captions.h"

namespace im {

std::vector<SourceCaption> read_source_captions(const std::filesystem::path& data, const std::string& split) {
    std::vector<Split> splits = {Split::Train, Split::Val, Split::Test};
    if (split != "all") splits = {split_by_name(split)};
    std::vector<SourceCaption> captions;
    for (const auto& clip : load_captions(data, splits)) {
        std::set<std::string> seen;
        for (const auto& text : clip.captions) {
            if (seen.insert(text).second) captions.push_back({text, clip.id, clip.actions, clip.style});
        }
    }
    return captions;
}

}  // namespace im
