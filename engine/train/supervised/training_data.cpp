#include "engine/train/supervised/training_data.h"

#include <iterator>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"
#include "engine/synthesis/synthesise.h"

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

void add_synthesised_clips(MotionDataset& data, const SynthesisTraining& synthesis, const TrainConfig& config,
                           const TrainRequest& request) {
    if (synthesis.clips == 0) return;
    ClipPool pool(data);
    pool.hold_out(config.held_out_pairs);
    for (const auto& warning : pool.warnings()) spdlog::warn("{}", warning);
    Synthesis made =
        synthesise(pool, {.operators = synthesis.operators,
                          .count = synthesis.clips,
                          .seed = request.seed,
                          .threads = request.threads,
                          .stop = request.stop,
                          .on_progress = [&](int done, int all) {
                              if (request.on_progress)
                                  request.on_progress({"synthesising clips", done, all, 0, 0, {}});
                          }});
    for (const auto& [name, counts] : made.report.operators) {
        spdlog::info("synthesis: {}: {} clips, {:.0f} % of the draws refused", name, counts.made,
                     100 * counts.refused_share());
    }
    for (auto& motion : made.motions) motion.weight = synthesis.weight;
    std::move(made.motions.begin(), made.motions.end(), std::back_inserter(data.motions));
}

}  // namespace im
