#include "engine/motion/representation/normaliser.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace im {
namespace {

void check_width(const FeatureSequence& features, std::size_t width) {
    if (static_cast<std::size_t>(features.width) != width) {
        throw input_error("features: expected {} columns, found {}", width, features.width);
    }
}

}  // namespace

void FeatureNormaliser::normalise(FeatureSequence& features) const {
    check_width(features, mean.size());
    for (std::size_t i = 0; i < features.values.size(); ++i) {
        const std::size_t column = i % mean.size();
        features.values[i] = (features.values[i] - mean[column]) / std[column];
    }
}

void FeatureNormaliser::denormalise(FeatureSequence& features) const {
    check_width(features, mean.size());
    for (std::size_t i = 0; i < features.values.size(); ++i) {
        const std::size_t column = i % mean.size();
        features.values[i] = features.values[i] * std[column] + mean[column];
    }
}

FeatureNormaliser FeatureNormaliser::of(std::span<const FeatureSequence> sequences,
                                        const FeatureLayout& layout) {
    const auto width = static_cast<std::size_t>(layout.width);
    std::vector<double> mean(width, 0.0), variance(width, 0.0);
    std::size_t rows = 0;
    for (const FeatureSequence& features : sequences) {
        check_width(features, width);
        rows += static_cast<std::size_t>(features.frames);
        for (std::size_t i = 0; i < features.values.size(); ++i) mean[i % width] += features.values[i];
    }
    if (rows == 0) throw input_error("features: expected at least one row to take statistics of");
    for (double& value : mean) value /= static_cast<double>(rows);
    for (const FeatureSequence& features : sequences) {
        for (std::size_t i = 0; i < features.values.size(); ++i) {
            const double difference = features.values[i] - mean[i % width];
            variance[i % width] += difference * difference / static_cast<double>(rows);
        }
    }

    FeatureNormaliser result{{mean.begin(), mean.end()}, std::vector<float>(width)};
    for (const ColumnRange group : {layout.yaw_velocity, layout.root_velocity, layout.root_height, layout.ric,
                                    layout.rot6d, layout.velocity, layout.contacts}) {
        double sum = 0;
        for (int c = group.begin; c < group.end; ++c) sum += std::sqrt(variance[static_cast<std::size_t>(c)]);
        const auto spread = static_cast<float>(sum / group.width());
        std::fill(result.std.begin() + group.begin, result.std.begin() + group.end,
                  spread > 0 ? spread : 1.0f);
    }
    return result;
}

}  // namespace im
