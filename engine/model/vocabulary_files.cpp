#include "engine/model/vocabulary_files.h"

#include "engine/model/lora.h"

namespace im {

void copy_vocabulary(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto folder = is_lora_folder(from) ? base_folder(from) : from;
    std::error_code code;
    for (const char* name : {kVocabularyFile, kVocabularyVectorsFile}) {
        std::filesystem::copy_file(folder / name, to / name, std::filesystem::copy_options::skip_existing,
                                   code);  // there may be none
    }
}

}  // namespace im
