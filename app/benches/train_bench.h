#pragma once
// How fast the supervised trainers step here. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace im {

struct TrainBenchResult {
    std::string stage;  ///< "tokenizer" | "generator"
    std::int64_t parameters = 0;
    std::int64_t units = 0;  ///< frames or tokens (prefix included) in a batch
    double fp32_steps_per_second = 0;
    double bf16_steps_per_second = 0;  ///< 0 where the device has no fast bfloat16
    double speedup() const {
        return fp32_steps_per_second > 0 ? bf16_steps_per_second / fp32_steps_per_second : 0;
    }
    double best_steps_per_second() const {
        return bf16_steps_per_second > fp32_steps_per_second ? bf16_steps_per_second : fp32_steps_per_second;
    }
};

/// Forward, backward and AdamW on random data of the config's sizes and batches, for about `seconds` a stage
/// and precision. Throws Input for a broken config.
TrainBenchResult bench_train_tokenizer(const std::filesystem::path& config, const std::string& device,
                                       double seconds);
TrainBenchResult bench_train_generator(const std::filesystem::path& config, const std::string& device,
                                       double seconds);

}  // namespace im
