#include "app/workers/run_base.h"

#include "engine/model/lora.h"
#include "engine/train/finetune/finetune.h"

namespace im {

std::filesystem::path base_of_run(const std::filesystem::path& model, const std::string& learn,
                                  const RunFolder& folder) {
    if (learn != "lora" || !is_lora_folder(model)) {
        return model;
    }
    merge_lora_folder(model, folder.base());
    return folder.base();
}

}  // namespace im
