#include "engine/io/bvh.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_formats.h"

namespace im {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

/// Where a leaf's bone ends: its own bone a third longer; feet end level, so that toes do not dig into the
/// floor.
glm::dvec3 end_site(glm::dvec3 offset) {
    if (std::hypot(offset.x, offset.z) > std::abs(offset.y)) offset.y = 0;
    return offset / 3.0;
}

class Writer {
  public:
    Writer(const Rig& rig, const RigMotion& motion, const BvhOptions& options)
        : rig_(rig),
          motion_(motion),
          options_(options),
          children_(rig.joints.size()),
          slot_(rig.joints.size(), -1) {
        for (std::size_t j = 1; j < rig.joints.size(); ++j)
            children_[static_cast<std::size_t>(rig.joints[j].parent)].push_back(j);
        for (std::size_t m = 0; m < motion.moving.size(); ++m)
            slot_[static_cast<std::size_t>(motion.moving[m])] = static_cast<int>(m);
    }

    std::string text() {
        put("HIERARCHY\n");
        write_joint(0, 0);
        put("MOTION\nFrames: {}\nFrame Time: {:.8f}\n", motion_.frame_count(), 1.0 / motion_.fps);
        std::vector<glm::dvec3> angles(rig_.joints.size(), glm::dvec3(0));
        for (int t = 0; t < motion_.frame_count(); ++t) write_frame(static_cast<std::size_t>(t), angles);
        return std::move(text_);
    }

  private:
    template <class... Args>
    void put(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    }
    bool has_position(std::size_t joint) const { return joint == 0 || slot_[joint] >= 0; }

    void write_joint(std::size_t joint, int depth) {
        const std::string indent(static_cast<std::size_t>(depth), '\t');
        const glm::dvec3& offset = rig_.joints[joint].rest.translation;
        put("{}{} {}\n{}{{\n", indent, joint == 0 ? "ROOT" : "JOINT", rig_.joints[joint].name, indent);
        put("{}\tOFFSET {:.6f} {:.6f} {:.6f}\n", indent, offset.x, offset.y, offset.z);
        put("{}\tCHANNELS {}", indent, has_position(joint) ? "6 Xposition Yposition Zposition" : "3");
        for (const char axis : options_.order.name()) put(" {}rotation", axis);
        put("\n");
        order_.push_back(joint);
        for (const std::size_t child : children_[joint]) write_joint(child, depth + 1);
        if (children_[joint].empty() && options_.end_sites) {
            const glm::dvec3 end = end_site(offset);
            put("{}\tEnd Site\n{}\t{{\n{}\t\tOFFSET {:.6f} {:.6f} {:.6f}\n{}\t}}\n", indent, indent, indent,
                end.x, end.y, end.z, indent);
        }
        put("{}}}\n", indent);
    }

    void write_frame(std::size_t frame, std::vector<glm::dvec3>& angles) {
        const char* separator = "";
        for (const std::size_t joint : order_) {
            if (has_position(joint)) {
                const int slot = slot_[joint];
                const glm::dvec3& p =
                    slot < 0
                        ? rig_.joints[joint].rest.translation
                        : motion_
                              .translations[frame * motion_.moving.size() + static_cast<std::size_t>(slot)];
                put("{}{:.6f} {:.6f} {:.6f}", separator, p.x, p.y, p.z);
                separator = " ";
            }
            glm::dvec3& angle = angles[joint];
            angle = to_euler(motion_.rotations[frame * angles.size() + joint], options_.order, angle);
            for (const int axis : options_.order.axes) put(" {:.6f}", angle[axis] * kDegrees);
        }
        put("\n");
    }

    const Rig& rig_;
    const RigMotion& motion_;
    const BvhOptions& options_;
    std::vector<std::vector<std::size_t>> children_;
    std::vector<int> slot_;           // J, place among the moving joints, -1: none
    std::vector<std::size_t> order_;  // joints as the hierarchy lists them
    std::string text_;
};

}  // namespace

std::string bvh_text(const Rig& rig, const RigMotion& motion, const std::string& place,
                     const BvhOptions& options) {
    check_rig_motion(rig, motion, place);
    for (std::size_t j = 1; j < rig.joints.size(); ++j) {
        if (rig.joints[j].parent < 0)
            throw input_error("{}: BVH holds one root joint; found another, {}", place, rig.joints[j].name);
    }
    PlainRig plain = without_rest_rotations(rig, motion);
    for (RigJoint& joint : plain.rig.joints) std::replace(joint.name.begin(), joint.name.end(), ' ', '_');
    make_names_unique(plain.rig);
    return Writer(plain.rig, plain.motion, options).text();
}

void write_bvh(const std::filesystem::path& file, const Rig& rig, const RigMotion& motion,
               const BvhOptions& options) {
    write_file_atomically(file, bvh_text(rig, motion, file.string(), options));
}

namespace {

void write_bvh_clip(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    const FigureScene scene = in_space(export_scene(clip, options, false), space_of(bvh_format(), options));
    write_bvh(file, scene.rig, scene.motion, {options.order, options.end_sites});
}

}  // namespace

ClipFormat bvh_format() {
    return {.extension = ".bvh",
            .title = "BVH (Blender, MotionBuilder)",
            .has_rig = true,
            .metres_per_unit = 1,
            .has_order = true,
            .write = write_bvh_clip};
}

}  // namespace im
