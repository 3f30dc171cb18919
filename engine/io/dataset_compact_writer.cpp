#include "engine/io/dataset_compact_writer.h"

#include <unistd.h>

#include <cmath>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "engine/motion/representation/placement.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr double kScale = 0.0005, kFps = 20;

std::string preamble(std::int64_t frames) {
    return npy_preamble("<i2", {frames, humanml3d_skeleton().joint_count(), 3});
}

}  // namespace

CompactDatasetWriter::CompactDatasetWriter(fs::path folder) : folder_(std::move(folder)) {
    std::error_code code;
    if (fs::exists(folder_, code) && !(fs::is_directory(folder_, code) && fs::is_empty(folder_, code)))
        throw usage_error("{}: expected a new or empty folder, found one with files in it", folder_.string());
    if (!folder_.has_filename()) folder_ = folder_.parent_path();
    partial_ = folder_;
    partial_ += fmt::format(".partial-{}", ::getpid());
    if (!fs::create_directories(partial_, code) || code)
        throw resource_error("{}: cannot be made: {}", partial_.string(), code.message());
    joints_.open(partial_ / "joints.npy", std::ios::binary);
    joints_ << preamble(0);  // as long as the final one, which is known at the end
}

CompactDatasetWriter::~CompactDatasetWriter() {
    joints_.close();
    std::error_code ignored;
    if (!partial_.empty()) fs::remove_all(partial_, ignored);
}

void CompactDatasetWriter::add(const CaptionedMotion& motion, const MotionClip& joints, const json& more) {
    check_clip(joints, humanml3d_skeleton());
    if (joints.fps != kFps)
        throw input_error("{}: expected {} frames a second, found {}", motion.id, kFps, joints.fps);
    std::vector<std::int16_t> raw;
    raw.reserve(joints.positions.size() * 3);
    for (const glm::vec3& p : joints.positions) {
        for (const float value : {p.x, p.y, p.z}) {
            const double steps = std::round(value / kScale);
            if (std::abs(steps) > 32767)
                throw input_error("{}: a joint is farther than 16 m from the origin", motion.id);
            raw.push_back(static_cast<std::int16_t>(steps));
        }
    }
    joints_.write(reinterpret_cast<const char*>(raw.data()),
                  static_cast<std::streamsize>(raw.size() * sizeof(raw[0])));
    json entry = more.is_object() ? more : json::object();
    entry["id"] = motion.id;
    entry["start"] = frames_;
    entry["length"] = joints.frame_count();
    entry["split"] = split_name(motion.split);
    entry["source"] = motion.source;
    entry["licence"] = motion.licence;
    entry["actions"] = motion.actions;
    entry["style"] = motion.style;
    entry["mirrored"] = motion.mirrored;
    entry["captions"] = motion.captions;
    entry["weight"] = motion.weight;
    if (motion.cut_frame > 0) entry["cut"] = motion.cut_frame;
    if (motion.composed) entry["composed"] = true;
    if (motion.novel_pair) entry["novel_pair"] = true;
    for (const NearMiss& miss : motion.near_misses)
        entry["near_misses"].push_back({{"kind", miss.kind}, {"caption", miss.caption}});
    frames_ += joints.frame_count();
    index_.push_back(entry.dump(-1, ' ', false, json::error_handler_t::replace));
}

void CompactDatasetWriter::finish() {
    if (index_.empty()) throw input_error("{}: expected at least one clip, found none", folder_.string());
    joints_.seekp(0);
    joints_ << preamble(frames_);
    joints_.close();
    if (joints_.fail())
        throw resource_error("{}: cannot be written completely", (partial_ / "joints.npy").string());
    const Skeleton& skeleton = humanml3d_skeleton();
    json lengths = json::object();
    for (std::size_t j = 1; j < skeleton.joint_names.size(); ++j)
        lengths[skeleton.joint_names[j]] = humanml3d_bone_lengths()[j];
    json head = {{"format", 1},       {"fps", static_cast<int>(kFps)},  {"unit", "metre"},
                 {"scale", kScale},   {"joints", skeleton.joint_names}, {"parents", skeleton.parents},
                 {"frames", frames_}, {"clips", index_.size()},         {"bone_lengths", lengths}};
    std::string text = head.dump();
    text.pop_back();
    text += ",\n\"index\": [\n";
    for (std::size_t i = 0; i < index_.size(); ++i)
        text += index_[i] + (i + 1 < index_.size() ? ",\n" : "\n");
    text += "]}\n";
    write_file_atomically(partial_ / "clips.json", text);
    std::error_code code;
    fs::rename(partial_, folder_, code);  // over an empty folder, too
    if (code) throw resource_error("{}: cannot be made: {}", folder_.string(), code.message());
    partial_.clear();
}

}  // namespace im
