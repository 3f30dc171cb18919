#include "app/workers/run_files.h"
#include "engine/model/lora.h"

namespace im {

std::filesystem::path base_of_run(const std::filesystem::path& model, const std::string& learn, const std::filesystem::path& folder) {
    if (learn != "lora" || !is_lora_folder(model)) {
        return model;
    }
    const std::filesystem::path base = folder / "base";
    merge_lora_folder(model, base);
    for (const char* name : {"reward.safetensors", "judge.safetensors"}) {
        std::error_code code;
        std::filesystem::copy_file(base_folder(model) / name, base / name, code);  // what is not there is not needed
    }
    return base;
}

}  // namespace im
