#include "app/benches/export_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/skeleton.h"

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
            motion.rotations.push_back(
                glm::angleAxis(angle, j == 0 ? glm::dvec3(0, 1, 0) : glm::dvec3(1, 0, 0)));
        }
        motion.root_positions.emplace_back(std::sin(0.02 * t), humanml3d_rest_pose().offsets[0].y,
                                           std::cos(0.02 * t));
    }
    return forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
}

struct Times {
    double ms = std::numeric_limits<double>::infinity(), cpu_ms = ms;
};

Times best_of(int repeats, const std::function<void()>& action) {
    Times best;
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t cpu_start = std::clock();
        action();
        best.ms = std::min(
            best.ms,
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        best.cpu_ms =
            std::min(best.cpu_ms, 1000.0 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC);
    }
    return best;
}

ExportBenchResult result_of(const std::string& what, const fs::path& file, double wanted_ms,
                            const Times& times, const Times& bare) {
    return {what,     times.ms, times.cpu_ms, static_cast<double>(fs::file_size(file)), times.ms / bare.ms,
            wanted_ms};
}

}  // namespace

std::vector<ExportBenchResult> bench_export(const fs::path& folder, int repeats) {
    std::vector<ExportBenchResult> results;
    const MotionClip ten_seconds = made_up_clip(200);
    for (const std::string& extension : clip_extensions()) {
        const fs::path file = folder / ("bench" + extension);
        const Times times = best_of(repeats, [&] { save_clip(file, ten_seconds, {}); });
        const std::string bytes = read_text(file);
        results.push_back(result_of(extension, file, kExportMs, times,
                                    best_of(repeats, [&] { write_file_atomically(file, bytes); })));
    }
    const fs::path file = folder / "long.bvh";
    save_clip(file, made_up_clip(10'000), {});
    const Times times = best_of(repeats, [&] { read_motion(file, {.fps = 20}); });
    results.push_back(result_of("10,000 frames of .bvh", file, kImportMs, times,
                                best_of(repeats, [&] { read_text(file); })));
    return results;
}

}  // namespace im
