#include "engine/evaluate/tokenizer_report.h"

#include "engine/io/dataset.h"
#include "engine/model/device.h"
#include "engine/model/model_folder.h"
#include "engine/train/supervised/tokenizer_score.h"

namespace im {

TokenizerReport report_tokenizer(const std::filesystem::path& model_folder,
                                 const std::vector<std::filesystem::path>& data, const std::string& split,
                                 const std::string& device, int threads) {
    set_thread_count(threads);
    const ModelConfig config = load_model_config(model_folder);
    Tokenizer tokenizer = load_tokenizer(model_folder, config, choose_device(device));
    DatasetOptions options;
    options.splits = {split_by_name(split)};
    options.codec = config.codec;
    options.threads = threads;
    const MotionDataset set = load_datasets(data, options);
    const auto clips = set.of(options.splits[0]);
    const TokenizerScore score = score_tokenizer(tokenizer, clips, skeleton_by_name(set.skeleton));
    return {static_cast<int>(clips.size()),
            score.local_mm,
            score.global_mm,
            score.skate_mm,
            score.skate_data_mm,
            static_cast<int>(score.codes_used)};
}

}  // namespace im
