#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/model/preference_head.h"
#include "engine/model/text_encoder.h"
#include "engine/model/vocabulary_files.h"
#include "engine/train/finetune/finetune.h"
#include "engine/train/run/run_folder.h"

namespace im {
namespace fs = std::filesystem;

void merge_lora_folder(const fs::path& lora, const fs::path& out) {
    if (!is_lora_folder(lora))
        throw usage_error("{}: expected a folder with lora.json, found none", lora.string());
    const RunFolder folder(out);
    if (folder.holds_model()) {
        throw usage_error("{}: already holds a model; choose another --out", out.string());
    }
    auto config = load_model_config(lora);
    config.name = folder.name();
    const auto generator = load_generator(lora, config, torch::kCPU);
    const auto tokenizer = load_tokenizer(lora, config, torch::kCPU);
    std::error_code code;
    fs::create_directories(out, code);
    save_tokenizer(out, tokenizer, /*half=*/false);
    save_generator(out, generator, /*half=*/false);
    save_model_config(out, config);
    copy_text_encoder(lora, out, config);
    copy_vocabulary(lora, out);
    copy_encoders(lora, out);
    for (const auto& source : {lora, base_folder(lora)}) {  // what the user likes, as learnt last
        fs::copy_file(preference_file(source), preference_file(out), fs::copy_options::skip_existing,
                      code);  // there may be none
    }
}

}  // namespace im
