#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/io/dataset_layouts.h"
#include "engine/io/npy.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

/// The joints of one clip, read from the big array when they are needed.
MotionClip read_joints(const fs::path& file, const NpyHeader& header, std::int64_t start, std::int64_t length,
                       double scale, double fps) {
    const auto joints = static_cast<std::size_t>(header.shape[1]);
    std::vector<std::int16_t> raw(static_cast<std::size_t>(length) * joints * 3);
    std::ifstream in(file, std::ios::binary);
    in.seekg(
        static_cast<std::streamoff>(header.data_offset + static_cast<std::uint64_t>(start) * joints * 3 * 2));
    in.read(reinterpret_cast<char*>(raw.data()), static_cast<std::streamsize>(raw.size() * 2));
    if (static_cast<std::size_t>(in.gcount()) != raw.size() * 2)
        throw input_error("{}: truncated", file.string());
    MotionClip clip;
    clip.fps = fps;
    clip.joint_count = static_cast<int>(joints);
    clip.positions.resize(static_cast<std::size_t>(length) * joints);
    for (std::size_t i = 0; i < clip.positions.size(); ++i) {
        clip.positions[i] = {static_cast<float>(raw[3 * i] * scale),
                             static_cast<float>(raw[3 * i + 1] * scale),
                             static_cast<float>(raw[3 * i + 2] * scale)};
    }
    return clip;
}

template <class T>
T field(const json& entry, const char* key, T fallback, const std::string& place) {
    const auto found = entry.find(key);
    if (found == entry.end()) return fallback;
    try {
        return found->template get<T>();
    } catch (const json::exception&) {
        throw input_error("{}.{}: unexpected type: {}", place, key, found->dump());
    }
}

bool overlaps(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::any_of(a.begin(), a.end(),
                       [&](const auto& item) { return std::find(b.begin(), b.end(), item) != b.end(); });
}

}  // namespace

LoadedClips load_compact_layout(const fs::path& folder, const DatasetOptions& options) {
    const fs::path index_file = folder / "clips.json", joints_file = folder / "joints.npy";
    const json root = read_json_file(index_file);
    const std::string place = index_file.string();
    const NpyHeader header = read_npy_header(joints_file);
    const Skeleton& skeleton = humanml3d_skeleton();
    if (header.dtype != "<i2" || header.fortran_order || header.shape.size() != 3 ||
        header.shape[1] != skeleton.joint_count() || header.shape[2] != 3) {
        throw input_error("{}: expected int16 of shape (frames, {}, 3)", joints_file.string(),
                          skeleton.joint_count());
    }
    if (!root.is_object() || !root.contains("index") || !root["index"].is_array()) {
        throw input_error("{}: expected an object with a list \"index\"", place);
    }
    const double scale = field(root, "scale", 0.0005, place);
    const double fps = field(root, "fps", 20.0, place);
    if (fps != skeleton.fps) throw input_error("{}.fps: expected {}, found {}", place, skeleton.fps, fps);

    LoadedClips clips;
    clips.data.codec = options.codec;
    clips.data.fps = fps;
    struct Range {
        std::int64_t start, length;
    };
    auto ranges = std::make_shared<std::vector<Range>>();
    std::size_t number = 0;
    for (const json& entry : root["index"]) {
        const std::string at = fmt::format("{}.index[{}]", place, number++);
        if (!entry.is_object()) throw input_error("{}: expected an object", at);
        CaptionedMotion motion;
        motion.id = field(entry, "id", std::string(), at);
        motion.split = split_by_name(field(entry, "split", std::string("train"), at));
        motion.source = field(entry, "source", std::string(), at);
        motion.composed = field(entry, "composed", motion.source == "composed", at);
        auto sources = field(entry, "sources", std::vector<std::string>(), at);
        sources.push_back(motion.source);
        if (std::find(options.splits.begin(), options.splits.end(), motion.split) == options.splits.end())
            continue;
        if (overlaps(sources, options.leave_out_sources)) continue;
        motion.captions = field(entry, "captions", std::vector<std::string>(), at);
        motion.weight = field(entry, "weight", 1.0, at);
        motion.actions = field(entry, "actions", std::vector<std::string>(), at);
        motion.cut_frame = field(entry, "cut", 0, at);
        motion.style = field(entry, "style", std::string(), at);
        motion.licence = field(entry, "licence", std::string(), at);
        motion.mirrored = field(entry, "mirrored", false, at);
        motion.augmented = entry.contains("augmented");
        motion.novel_pair = field(entry, "novel_pair", false, at);
        for (const json& miss : field(entry, "near_misses", json::array(), at)) {
            const std::string where = at + ".near_misses";
            if (!miss.is_object()) throw input_error("{}: expected objects, found {}", where, miss.dump());
            motion.near_misses.push_back(
                {field(miss, "kind", std::string(), where), field(miss, "caption", std::string(), where)});
        }
        const Range range{field(entry, "start", std::int64_t{-1}, at),
                          field(entry, "length", std::int64_t{0}, at)};
        std::string problem;
        if (motion.captions.empty()) problem = "a clip without caption";
        if (range.start < 0 || range.length < 2 || range.length > header.shape[0] ||
            range.start > header.shape[0] - range.length) {
            problem = fmt::format("frames {}..{} are not in joints.npy, which has {}", range.start,
                                  range.start + range.length, header.shape[0]);
        }
        if (!problem.empty()) {
            clips.problems.push_back(motion.id + ": " + problem);
            ++clips.missing;
            continue;
        }
        clips.data.motions.push_back(std::move(motion));
        ranges->push_back(range);
    }
    const FeatureCodec codec = options.codec;
    clips.read_features = [ranges, joints_file, header, scale, fps, codec](std::size_t i) {
        const Range& range = (*ranges)[i];
        return encode_features(read_joints(joints_file, header, range.start, range.length, scale, fps),
                               humanml3d_skeleton(), codec);
    };
    return clips;
}

}  // namespace im
