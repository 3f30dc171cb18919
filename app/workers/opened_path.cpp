#include "app/workers/opened_path.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

constexpr std::size_t kFilesMax = 50;  // of a folder at once

bool stands_still(const MotionFile& take) {
    return take.clip.frame_count() <= 1 &&
           std::find(take.warnings.begin(), take.warnings.end(), kNoMotionWarning) != take.warnings.end();
}

void read_clips(OpenedPath& opened) {
    std::vector<MotionFile> takes = read_takes(opened.path, {.take = "all"});
    if (std::all_of(takes.begin(), takes.end(), stands_still)) {
        opened.kind = PathKind::Rig;
        return;
    }
    opened.warnings = takes.front().warnings;
    if (takes.size() > kOpenedClipsMax) {
        opened.warnings.push_back(
            fmt::format("{} takes: the first {} are opened", takes.size(), kOpenedClipsMax));
        takes.resize(kOpenedClipsMax);
    }
    const int joints = humanml3d_skeleton().joint_count();
    for (MotionFile& take : takes) {
        if (take.clip.joint_count != joints) {
            throw input_error("{}: expected {} joints (HumanML3D), found {}", opened.path.string(), joints,
                              take.clip.joint_count);
        }
        if (take.clip.frame_count() == 0) {
            throw input_error("{}: expected one frame at least, found none", opened.path.string());
        }
        opened.clips.push_back({std::move(take.clip), takes.size() > 1 ? std::move(take.take) : ""});
    }
}

}  // namespace

OpenedPath read_path(const std::filesystem::path& path) {
    OpenedPath opened{.path = path};
    try {
        PathIdentity found = identify_path(path);
        opened.kind = found.kind;
        opened.problem = std::move(found.problem);
        if (opened.kind == PathKind::Motion) {
            read_clips(opened);
        } else if (opened.kind == PathKind::MotionFolder) {
            opened.files = motion_files_in(path, kFilesMax + 1);
            if (opened.files.size() > kFilesMax) {
                opened.files.resize(kFilesMax);
                opened.warnings.push_back(
                    fmt::format("{}: the first {} files of motion are opened", path.string(), kFilesMax));
            }
        }
    } catch (const std::bad_alloc&) {
        opened.problem = path.string() + ": needs more memory than there is";
    } catch (const std::exception& error) {
        opened.problem = error.what();
    }
    if (!opened.problem.empty()) {
        opened.clips.clear();
    }
    return opened;
}

}  // namespace im
