#include "app/workers/run_files.h"
#include "engine/model/lora.h"

namespace im {

std::filesystem::path base_of_run(const std::filesystem::path& model, const std::string& learn,
                                  const std::filesystem::path& folder) {
    if (learn != "lora" || !is_lora_folder(model)) {
        return model;
    }
    const std::filesystem::path base = folder / "base";
    merge_lora_folder(model, base);
    return base;
}

}  // namespace im
