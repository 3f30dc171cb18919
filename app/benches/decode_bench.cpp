#include "app/benches/decode_bench.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <limits>
#include <numeric>

#include <torch/torch.h>

#include "engine/generate/aligned_floats.h"
#include "engine/generate/cpu_kernels.h"
#include "engine/generate/thread_team.h"
#include "engine/generate/token_decoder.h"

namespace im {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Shortest time of `repeats` calls.
template <class Work>
double best_seconds(int repeats, const Work& work) {
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < repeats; ++i) {
        const auto begin = Clock::now();
        work();
        best = std::min(best, seconds_since(begin));
    }
    return best;
}

TransformerConfig model_of(const DecodeBenchCase& what) {
    TransformerConfig model;
    model.base_layers = what.layers / 2;
    model.head_layers = what.layers - model.base_layers;
    model.width = what.width;
    model.heads = what.heads;
    model.prefix_positions = what.prefix_positions;
    return model;
}

TextCondition random_texts(const TransformerConfig& config, int count) {
    TextCondition condition;
    condition.sentence = torch::randn({count, config.condition_width});
    if (config.prefix_positions > 0) {
        const int length = std::min(18, config.prefix_positions);  // an average caption
        condition.states = torch::randn({count, length, config.condition_width});
        condition.mask = torch::ones({count, length}, torch::kBool);
    }
    return condition;
}

/// Bytes of what every step reads: the layers and the output.
double bytes_of_step(const Transformer& generator) {
    double bytes = 0;
    for (const auto& entry : generator->named_parameters()) {
        if (entry.key().find("blocks.") != std::string::npos || entry.key().starts_with("trans_head.")) {
            bytes += static_cast<double>(entry.value().nbytes());
        }
    }
    return bytes;
}

/// Seconds for all tokens of one sequence without a cache. Its cost grows evenly with the length: a few
/// lengths are enough.
double full_seconds(Transformer& generator, const TextCondition& condition, int tokens) {
    constexpr int samples = 5;
    double sum = 0;
    for (int i = 0; i < samples; ++i) {
        const auto prefix = torch::zeros({1, (tokens - 1) * i / (samples - 1)}, torch::kInt64);
        sum += best_seconds(1, [&] { generator(prefix, condition); });
    }
    return sum / samples * tokens;
}

}  // namespace

double measure_read_bandwidth(int repeats) {
    const std::size_t count = std::size_t{1} << 27;  // 512 MiB: more than any cache
    AlignedFloats memory(count);
    const int threads = at::get_num_threads();
    constexpr int blocks = 1 << 9;
    const std::size_t block = count / blocks;  // 1 MiB
    run_team(threads, 1, [&](TeamMember& member) {
        member.each(blocks, [&](int i) {
            std::fill_n(memory.data() + static_cast<std::size_t>(i) * block, block, 1.0f);
        });
    });
    std::atomic<float> total{0};
    const auto read = [&](TeamMember& member) {
        member.each(blocks, [&](int i) {
            // Many sums at once: a single one would wait for its own additions instead of for memory.
            const float* from = memory.data() + static_cast<std::size_t>(i) * block;
            float lanes[32] = {};
            for (std::size_t j = 0; j < block; j += 32) {
                __builtin_prefetch(from + j + 1024);  // as the kernels do
                __builtin_prefetch(from + j + 1040);
#pragma omp simd
                for (std::size_t lane = 0; lane < 32; ++lane) lanes[lane] += from[j + lane];
            }
            const float sum = std::accumulate(std::begin(lanes), std::end(lanes), 0.0f);
            total.store(sum, std::memory_order_relaxed);  // keeps the loop
        });
    };
    return static_cast<double>(count * sizeof(float)) /
           best_seconds(repeats, [&] { run_team(threads, 1, read); });
}

std::vector<DecodeBenchCase> standard_decode_cases() {
    const DecodeBenchCase official{.name = "official, 1 text"};
    const DecodeBenchCase starter{.name = "starter 384 x 8, 1 text, guided",
                                  .layers = 8,
                                  .width = 384,
                                  .heads = 6,
                                  .prefix_positions = 40,
                                  .guidance = 1.5};
    auto official_batch = official, starter_batch = starter;
    official_batch.name = "official, 32 texts";
    official_batch.sequences = 32;
    official_batch.repeats = 1;
    starter_batch.name = "starter 384 x 8, 64 texts";
    starter_batch.sequences = 64;
    starter_batch.guidance = 0;
    return {official, official_batch, starter, starter_batch};
}

DecodeBenchResult bench_decode(const DecodeBenchCase& what) {
    torch::NoGradGuard no_grad;
    const auto model = model_of(what);
    Transformer generator(model);
    generator->eval();
    DecodeBenchResult result;
    result.name = what.name;
    result.kernels = cpu_kernels().name;
    result.sequences = what.sequences;
    result.tokens = std::min(49, model.tokens_max());
    result.weight_bytes = bytes_of_step(generator);
    const auto condition = random_texts(model, what.sequences);
    const auto first = condition.select(torch::zeros({1}, torch::kInt64));
    result.full_tokens_per_second = result.tokens / full_seconds(generator, first, result.tokens);

    TokenDecoder decoder(generator);
    std::vector<SequenceRequest> requests;
    for (int i = 0; i < what.sequences; ++i) requests.push_back({i, 1, i, result.tokens});
    DecodeOptions options;
    options.sampling.guidance = what.guidance;
    // Wakes the threads, touches the memory.
    decoder.decode(condition, std::span(requests).first(1), options);
    // Other programs share the machine: bandwidth before and after, the better one counts.
    result.bandwidth = measure_read_bandwidth();
    const double taken = best_seconds(what.repeats, [&] { decoder.decode(condition, requests, options); });
    result.bandwidth = std::max(result.bandwidth, measure_read_bandwidth());
    result.tokens_per_second = what.sequences * result.tokens / taken;
    result.bytes_per_second = result.weight_bytes * result.tokens / taken;
    return result;
}

StreamBenchResult bench_stream(MotionGenerator& generator, double seconds, int repeats) {
    StreamBenchResult best;
    best.total_ms = std::numeric_limits<double>::infinity();
    for (int i = 0; i < repeats; ++i) {
        StreamBenchResult result;
        const auto begin = Clock::now();
        StreamListener listener;
        listener.on_frames = [&](int, int, std::span<const glm::vec3>) {
            if (result.calls++ == 0) result.first_frame_ms = 1e3 * seconds_since(begin);
        };
        const auto motions =
            generator.generate({.prompt = "a person walks forward and waves", .seconds = seconds}, listener);
        result.total_ms = 1e3 * seconds_since(begin);
        result.motion_seconds = motions[0].clip.seconds();
        if (result.total_ms < best.total_ms) best = result;
    }
    return best;
}

}  // namespace im
