#include "app/workers/same_tokenizer.h"

#include <optional>

#include "app/workers/model_shelf.h"
#include "engine/core/error.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/store/preference_data.h"

namespace im {
namespace {

/// Where the folder's tokenizer lies; the folder itself when that cannot be told.
std::filesystem::path tokenizer_folder(const std::filesystem::path& folder) {
    std::error_code code;
    if (!std::filesystem::exists(folder, code)) {
        return folder;
    }
    try {
        return tidy_folder(base_folder(folder));
    } catch (const Error&) {
        return folder;
    }
}

}  // namespace

std::map<std::string, bool> same_tokenizers(const std::filesystem::path& model_folder,
                                            const std::vector<std::string>& folders) {
    const auto own = tokenizer_folder(tidy_folder(model_folder));
    std::optional<Tokenizer> tokenizer;
    std::map<std::string, bool> same;
    for (const std::string& folder : folders) {
        const auto other = folder.empty() ? own : tokenizer_folder(tidy_folder(folder));
        if (other == own) {
            same[folder] = true;
            continue;
        }
        try {
            if (!tokenizer) {
                tokenizer = load_tokenizer(own, load_model_config(own), torch::kCPU);
            }
            same[folder] = same_codebook(*tokenizer, other);
        } catch (const Error&) {
            same[folder] = true;
        }
    }
    return same;
}

}  // namespace im
