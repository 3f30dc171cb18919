#include "engine/train/training_data.h"

#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im {

MotionDataset load_training_data(const TrainRequest& request, const TrainConfig& config,
                                 const ModelConfig& model) {
    MotionDataset data = load_datasets(request.data, {.splits = {Split::Train, Split::Val},
                                                      .codec = model.codec,
                                                      .leave_out_sources = config.leave_out_sources,
                                                      .threads = request.threads,
                                                      .on_progress = {}});
    for (const auto& warning : data.warnings) spdlog::warn("{}", warning);
    if (data.skeleton != model.skeleton || data.codec != model.codec) {
        throw input_error(
            "{}: the model wants skeleton \"{}\" with its codec; the data set has \"{}\" or another codec",
            folder_names(request.data), model.skeleton, data.skeleton);
    }
    return data;
}

}  // namespace im
