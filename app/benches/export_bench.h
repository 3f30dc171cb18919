#pragma once
// How fast files are written and read: the measurements of `instructmotion bench export`.

#include <filesystem>
#include <string>
#include <vector>

namespace im {

struct ExportBenchResult {
    std::string what;   ///< ".fbx", "10,000 frames of .bvh"
    double ms = 0;      ///< on the clock, the best of several
    double cpu_ms = 0;  ///< of which this process computed: what is left on a busy machine
    double bytes = 0;   ///< of the file
    double ratio = 0;   ///< to writing, or reading, as many bare bytes
    double wanted_ms = 0;
};

/// Exports a clip of 10 s in every format that clip_formats names, then imports a BVH of
/// 10,000 frames, in `folder`.
std::vector<ExportBenchResult> bench_export(const std::filesystem::path& folder, int repeats);

}  // namespace im
