#pragma once
// How fast this machine decodes, as ratios: against the memory bandwidth and against decoding without a
// cache, all measured in the same run. Random weights, CPU; the CLI's `bench decode` and `bench stream` print
// what comes back.

#include <string>
#include <vector>

#include "engine/generate/motion_generator.h"

namespace im {

struct DecodeBenchCase {
    std::string name;
    int layers = 18, width = 1024, heads = 16, prefix_positions = 0;
    int sequences = 1;    ///< decoded together
    double guidance = 0;  ///< > 0 doubles the rows
    int repeats = 3;      ///< the best one counts
};

struct DecodeBenchResult {
    std::string name, kernels;
    int sequences = 0, tokens = 0;      ///< tokens a sequence
    double tokens_per_second = 0;       ///< of all sequences together
    double weight_bytes = 0;            ///< read once a step
    double bytes_per_second = 0;        ///< weights read while decoding
    double bandwidth = 0;               ///< plain reading of memory, bytes/s
    double full_tokens_per_second = 0;  ///< one sequence at a time, everything recomputed for every token
    double share_of_bandwidth() const { return bytes_per_second / bandwidth; }
    double speedup() const { return tokens_per_second / full_tokens_per_second; }
};

/// Official size for one text and for 32, a starter's size for one (guided) and for 64.
std::vector<DecodeBenchCase> standard_decode_cases();
DecodeBenchResult bench_decode(const DecodeBenchCase& what);

/// Bytes a second that all threads together read from memory, best of `repeats`.
double measure_read_bandwidth(int repeats = 5);

struct StreamBenchResult {
    double first_frame_ms = 0;  ///< from the call to the first frames of the first variation
    double total_ms = 0;
    double motion_seconds = 0;  ///< length of the clip
    int calls = 0;              ///< how often frames came
};

/// Best of `repeats` requests for `seconds` of motion.
StreamBenchResult bench_stream(MotionGenerator& generator, double seconds, int repeats = 3);

}  // namespace im
