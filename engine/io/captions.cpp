#include "engine/io/captions.h"

#include "engine/core/error.h"
#include "engine/io/dataset_layouts.h"

namespace im {
namespace fs = std::filesystem;

std::vector<CaptionedMotion> load_captions(const fs::path& folder, const std::vector<Split>& splits) {
    std::error_code code;
    if (!fs::is_directory(folder, code))
        throw input_error("{}: expected a data-set folder, found none", folder.string());
    DatasetOptions options;
    options.splits = splits;
    LoadedClips clips;
    if (fs::exists(folder / "clips.json", code))
        clips = load_compact_layout(folder, options);
    else if (fs::exists(folder / "texts", code))
        clips = load_humanml3d_layout(folder, options);
    else
        throw input_error("{}: expected clips.json + joints.npy, or texts/ + train.txt; found neither",
                          folder.string());
    if (clips.data.motions.empty())
        throw input_error("{}: expected at least one captioned clip, found none", folder.string());
    return std::move(clips.data.motions);
}

}  // namespace im
