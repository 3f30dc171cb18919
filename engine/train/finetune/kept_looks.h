#pragma once
// Weights of looks that may be wanted instead of the best: those on the front of judge against skating (pareto.h). They
// lie in RUN/looks/ITERATION; of corrections (LoRA) all, of whole models a few. Torch-free header.
//
//   use_look(RunFolder("runs/mine"), 20);  // runs/mine is from now on the model of iteration 20

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/train/finetune/run_record.h"
#include "engine/train/run/run_folder.h"

namespace im {

/// Iterations of looks that are to be kept: on the front or the best; at most `looks_max`, the best and then the newest.
/// The base, iteration 0, is a model of its own and needs no keeping.
std::vector<std::int64_t> looks_to_keep(const RunRecord& record, std::size_t looks_max);

/// Keeps the newest look of `record`, if it is wanted, by `save`, which writes it into the folder that it is given;
/// and removes those that are wanted no longer. Throws what `save` throws, and Resource.
void keep_newest_look(const RunFolder& folder, const RunRecord& record, std::size_t looks_max,
                      const std::function<void(const std::filesystem::path&)>& save);

/// Iterations whose weights are there, upwards.
std::vector<std::int64_t> kept_looks(const RunFolder& folder);

/// The folder's model is from now on that of `iteration`, and its record says so. Throws Usage where its weights were not
/// kept, Resource where the run is in progress or the disk says no.
void use_look(const RunFolder& folder, std::int64_t iteration);

}  // namespace im
