#include "engine/io/dataset.h"

#include <atomic>
#include <cmath>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/io/dataset_layouts.h"

namespace im {
namespace fs = std::filesystem;

const char* split_name(Split split) {
    return split == Split::Train ? "train" : split == Split::Val ? "val" : "test";
}

Split split_by_name(const std::string& name) {
    for (const Split split : {Split::Train, Split::Val, Split::Test}) {
        if (name == split_name(split)) return split;
    }
    throw usage_error("split: expected train, val or test, found \"{}\"", name);
}

std::vector<const CaptionedMotion*> MotionDataset::of(Split split) const {
    std::vector<const CaptionedMotion*> found;
    for (const auto& motion : motions) {
        if (motion.split == split) found.push_back(&motion);
    }
    return found;
}

MotionDataset load_dataset(const fs::path& folder, const DatasetOptions& options) {
    std::error_code code;
    if (!fs::is_directory(folder, code))
        throw input_error("{}: expected a data-set folder, found none", folder.string());

    LoadedClips clips;
    if (fs::exists(folder / "clips.json")) {
        clips = load_compact_layout(folder, options);
    } else if (fs::exists(folder / "new_joint_vecs") || fs::exists(folder / "texts")) {
        clips = load_humanml3d_layout(folder, options);
    } else {
        throw input_error(
            "{}: expected clips.json + joints.npy, or new_joint_vecs/ + texts/ + train.txt; found neither",
            folder.string());
    }

    // Featurising is the slow part; clips are independent of each other.
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::vector<bool> broken(clips.data.motions.size(), false);
    const auto work = [&] {
        for (std::size_t i; (i = next++) < clips.data.motions.size();) {
            std::string problem;
            try {
                clips.data.motions[i].features = clips.read_features(i);
            } catch (const Error& error) {
                problem = error.what();
            }
            if (problem.empty() && i % 64 != 0) continue;
            const std::lock_guard lock(mutex);
            if (!problem.empty()) {
                broken[i] = true;
                clips.problems.push_back(fmt::format("{}: {}", clips.data.motions[i].id, problem));
            }
            if (options.on_progress)
                options.on_progress(static_cast<double>(i) / static_cast<double>(clips.data.motions.size()));
        }
    };
    {
        std::vector<std::jthread> workers;
        const unsigned count = options.threads > 0 ? static_cast<unsigned>(options.threads)
                                                   : std::max(1u, std::thread::hardware_concurrency());
        for (unsigned i = 1; i < count; ++i) workers.emplace_back(work);
        work();
    }

    auto& motions = clips.data.motions;
    const std::size_t listed = motions.size() + clips.missing;
    const std::size_t bad = clips.problems.size();
    if (bad * 100 > listed) {
        std::sort(clips.problems.begin(), clips.problems.end());
        const std::size_t shown = std::min<std::size_t>(bad, 10);
        throw input_error("{}: {} of {} clips cannot be used:\n  {}{}", folder.string(), bad, listed,
                          fmt::join(clips.problems.begin(),
                                    clips.problems.begin() + static_cast<std::ptrdiff_t>(shown), "\n  "),
                          bad > shown ? "\n  ..." : "");
    }
    std::vector<CaptionedMotion> kept;
    std::size_t short_clips = 0;
    for (std::size_t i = 0; i < motions.size(); ++i) {
        if (broken[i]) continue;
        if (motions[i].features.frames < options.frames_min) {
            ++short_clips;
            continue;
        }
        kept.push_back(std::move(motions[i]));
    }
    motions = std::move(kept);
    for (auto& problem : clips.problems) clips.data.warnings.push_back("left out: " + problem);
    if (short_clips > 0) {
        clips.data.warnings.push_back(
            fmt::format("left out: {} clips shorter than {} frames", short_clips, options.frames_min));
    }
    if (motions.empty())
        throw input_error("{}: expected at least one usable clip, found none", folder.string());
    return std::move(clips.data);
}

MotionDataset load_datasets(const std::vector<fs::path>& folders, const DatasetOptions& options) {
    if (folders.empty()) throw usage_error("--data: expected a data-set folder, found none");
    MotionDataset all;
    std::set<fs::path> seen_folders;
    std::set<std::string> seen_ids;
    for (const fs::path& folder : folders) {
        std::error_code code;
        const fs::path place = fs::weakly_canonical(folder, code);
        if (!seen_folders.insert(place).second)
            throw usage_error("{}: expected each data set once, found it twice", folder.string());
        MotionDataset data = load_dataset(folder, options);
        const bool first = seen_folders.size() == 1;
        if (!first && (data.skeleton != all.skeleton || data.codec != all.codec || data.fps != all.fps)) {
            throw input_error("{}: expected the skeleton, codec and frame rate of {}, found others",
                              folder.string(), folders.front().string());
        }
        for (auto& motion : data.motions) {
            if (!seen_ids.insert(motion.id).second) {
                motion.id = place.filename().string() + "/" + motion.id;
                while (!seen_ids.insert(motion.id).second) motion.id += "'";
            }
        }
        for (auto& warning : data.warnings) warning = folder.string() + ": " + warning;
        if (first) {
            all = std::move(data);
            continue;
        }
        std::move(data.motions.begin(), data.motions.end(), std::back_inserter(all.motions));
        std::move(data.warnings.begin(), data.warnings.end(), std::back_inserter(all.warnings));
        all.mean.clear(), all.std.clear();  // those of one folder are not those of all
    }
    return all;
}

std::string folder_names(const std::vector<fs::path>& folders) {
    std::string names;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        if (i > 0) names += i + 1 < folders.size() ? ", " : " and ";
        names += folders[i].string();
    }
    return names;
}

}  // namespace im
