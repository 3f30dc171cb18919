#include "engine/io/dataset_writer.h"

#include <unistd.h>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "engine/motion/representation/normaliser.h"
#include "engine/motion/rig/retarget.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr double kFps = 20;

}  // namespace

DatasetWriter::DatasetWriter(fs::path folder, FeatureCodec codec)
    : folder_(std::move(folder)), codec_(codec) {
    std::error_code code;
    if (fs::exists(folder_, code) && !(fs::is_directory(folder_, code) && fs::is_empty(folder_, code)))
        throw usage_error("{}: expected a new or empty folder, found one with files in it", folder_.string());
    if (!folder_.has_filename()) folder_ = folder_.parent_path();
    partial_ = folder_;
    partial_ += fmt::format(".partial-{}", ::getpid());
    for (const char* part : {"new_joint_vecs", "texts"}) {
        if (!fs::create_directories(partial_ / part, code) || code)
            throw resource_error("{}: cannot be made: {}", partial_.string(), code.message());
    }
}

DatasetWriter::~DatasetWriter() {
    std::error_code ignored;
    if (!partial_.empty()) fs::remove_all(partial_, ignored);
}

void DatasetWriter::add(const std::string& id, const MotionClip& clip,
                        const std::vector<std::string>& captions, Split split) {
    if (clip.fps != kFps) throw input_error("{}: expected {} frames a second, found {}", id, kFps, clip.fps);
    FeatureSequence features = encode_features(clip, humanml3d_skeleton(), codec_, humanml3d_offsets());
    std::string text;
    for (const std::string& caption : captions) text += caption + "##0.0#0.0\n";
    write_npy(partial_ / "new_joint_vecs" / (id + ".npy"), {features.frames, features.width},
              features.values.data());
    write_file_atomically(partial_ / "texts" / (id + ".txt"), text);
    clips_.emplace_back(id, split);
    if (split == Split::Train) train_.push_back(std::move(features));
}

void DatasetWriter::finish() {
    if (train_.empty())
        throw input_error("{}: expected at least one clip to train on, found none", folder_.string());
    for (const Split split : {Split::Train, Split::Val, Split::Test}) {
        std::string list;
        for (const auto& [id, where] : clips_) list += where == split ? id + "\n" : "";
        write_file_atomically(partial_ / (std::string(split_name(split)) + ".txt"), list);
    }
    const FeatureLayout layout(humanml3d_skeleton().joint_count());
    const FeatureNormaliser statistics = FeatureNormaliser::of(train_, layout);
    write_npy(partial_ / "Mean.npy", {layout.width}, statistics.mean.data());
    write_npy(partial_ / "Std.npy", {layout.width}, statistics.std.data());
    write_file_atomically(
        partial_ / "dataset.json",
        fmt::format("{{\n  \"format\": 1,\n  \"skeleton\": \"humanml3d\",\n  \"codec\": \"{}\"\n}}\n",
                    codec_ == FeatureCodec::Official ? "official" : "corrected"));
    std::error_code code;
    fs::rename(partial_, folder_, code);  // over an empty folder, too
    if (code) throw resource_error("{}: cannot be made: {}", folder_.string(), code.message());
    partial_.clear();
}

}  // namespace im
