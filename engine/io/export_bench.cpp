#include "engine/io/export_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/motion/pose.h"
#include "engine/motion/skeleton.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr double kExportMs = 50, kImportMs = 300;

/// A figure that swings its limbs and walks in a circle.
MotionClip made_up_clip(int frames) {
    PosedMotion motion;
    for (int t = 0; t < frames; ++t) {
        for (int j = 0; j < 22; ++j) {
            const double angle = j == 0 ? 0.02 * t : 0.4 * std::sin(0.3 * t + j);
            motion.rotations.push_back(glm::angleAxis(angle, j == 0 ? glm::dvec3(0, 1, 0) : glm::dvec3(1, 0, 0)));
        }
        motion.root_positions.emplace_back(std::sin(0.02 * t), humanml3d_rest_pose().offsets[0].y, std::cos(0.02 * t));
    }
    return forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
}

double best_ms(int repeats, const std::function<void()>& action) {
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        action();
        best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

}  // namespace

std::vector<ExportBenchResult> bench_export(const fs::path& folder, int repeats) {
    std::vector<ExportBenchResult> results;
    const MotionClip ten_seconds = made_up_clip(200);
    for (const std::string& extension : clip_extensions()) {
        const fs::path file = folder / ("bench" + extension);
        ExportBenchResult result{extension, best_ms(repeats, [&] { save_clip(file, ten_seconds, {}); }), static_cast<double>(fs::file_size(file)), 0, kExportMs};
        const std::string bytes = read_text(file);
        result.ratio = result.ms / best_ms(repeats, [&] { write_file_atomically(file, bytes); });
        results.push_back(result);
    }
    const fs::path file = folder / "long.bvh";
    save_clip(file, made_up_clip(10'000), {});
    ExportBenchResult result{"10,000 frames of .bvh", best_ms(repeats, [&] { read_motion(file, {.fps = 20}); }), static_cast<double>(fs::file_size(file)), 0, kImportMs};
    result.ratio = result.ms / best_ms(repeats, [&] { read_text(file); });
    results.push_back(result);
    return results;
}

}  // namespace im
