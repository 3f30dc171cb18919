#include "tests/support/bvh_text.h"

#include <numbers>

#include <fmt/format.h>

namespace im::test {
namespace {

class Writer {
  public:
    Writer(const Rig& rig, const RigMotion& motion, const BvhStyle& style)
        : rig_(rig),
          motion_(motion),
          style_(style),
          children_(rig.joints.size()),
          slot_(rig.joints.size(), -1) {
        for (std::size_t j = 0; j < rig.joints.size(); ++j) {
            if (rig.joints[j].parent >= 0)
                children_[static_cast<std::size_t>(rig.joints[j].parent)].push_back(j);
        }
        for (std::size_t m = 0; m < motion.moving.size(); ++m)
            slot_[static_cast<std::size_t>(motion.moving[m])] = static_cast<int>(m);
    }

    std::string text() {
        text_ = "HIERARCHY\n";
        for (std::size_t j = 0; j < rig_.joints.size(); ++j) {
            if (rig_.joints[j].parent < 0) write_joint(j);
        }
        if (!style_.with_motion) return text_;
        text_ += fmt::format(
            "MOTION\nFrames: {}\nFrame Time: {}\n",
            style_.frames.empty() ? std::to_string(motion_.frame_count()) : style_.frames,
            style_.frame_time.empty() ? fmt::format("{:.8f}", 1 / motion_.fps) : style_.frame_time);
        std::vector<glm::dvec3> angles(rig_.joints.size(), glm::dvec3(0));
        for (int t = 0; t < motion_.frame_count(); ++t) write_frame(static_cast<std::size_t>(t), angles);
        return text_;
    }

  private:
    bool is_root(std::size_t j) const { return rig_.joints[j].parent < 0; }
    bool has_position(std::size_t j) const {
        return is_root(j) || slot_[j] >= 0 || style_.below != BvhStyle::Below::None;
    }
    std::string number(double value) const { return fmt::format(fmt::runtime(style_.number), value); }
    std::string point(const glm::dvec3& p) const {
        return number(p.x) + " " + number(p.y) + " " + number(p.z);
    }

    void write_joint(std::size_t j) {
        text_ += fmt::format("{} {}\n{{\n\tOFFSET {}\n", is_root(j) ? "ROOT" : "JOINT", rig_.joints[j].name,
                             point(rig_.joints[j].rest.translation));
        const std::string positions = has_position(j) ? " Xposition Yposition Zposition" : "";
        std::string rotations;
        for (const char axis : style_.order) rotations += std::string(" ") + axis + "rotation";
        const std::string scales = style_.scales ? " Xscale Yscale Zscale" : "";
        text_ += fmt::format("\tCHANNELS {}{}{}\n", 3 + (has_position(j) ? 3 : 0) + (style_.scales ? 3 : 0),
                             style_.rotations_first ? rotations + positions : positions + rotations, scales);
        order_.push_back(j);
        for (const std::size_t child : children_[j]) write_joint(child);
        if (children_[j].empty() && style_.ends)
            text_ += fmt::format("\tEnd Site\n\t{{\n\t\tOFFSET {}\n\t}}\n",
                                 point(0.3 * rig_.joints[j].rest.translation));
        text_ += "}\n";
    }

    glm::dvec3 place_of(std::size_t frame, std::size_t j) const {
        const glm::dvec3& offset = rig_.joints[j].rest.translation;
        if (slot_[j] >= 0)
            return motion_.translations[frame * motion_.moving.size() + static_cast<std::size_t>(slot_[j])];
        switch (style_.below) {
            case BvhStyle::Below::Zeros:
                return glm::dvec3(0);
            case BvhStyle::Below::Moves:
                return is_root(j) ? offset : glm::dvec3(1e-4 * (frame % 2 == 0 ? 1 : -1));
            default:
                return offset;
        }
    }

    void write_frame(std::size_t frame, std::vector<glm::dvec3>& angles) {
        std::string line;
        for (const std::size_t j : order_) {
            const std::string positions = has_position(j) ? " " + point(place_of(frame, j)) : "";
            angles[j] = to_euler(motion_.rotations[frame * rig_.joints.size() + j], euler_order(style_.order),
                                 angles[j]);
            std::string rotations;
            for (const int axis : euler_order(style_.order).axes)
                rotations += " " + number(angles[j][axis] * 180 / std::numbers::pi);
            line += (style_.rotations_first ? rotations + positions : positions + rotations) +
                    (style_.scales ? " 1 1 1" : "");
        }
        text_ += line.substr(1) + "\n";
    }

    const Rig& rig_;
    const RigMotion& motion_;
    const BvhStyle& style_;
    std::vector<std::vector<std::size_t>> children_;
    std::vector<int> slot_;
    std::vector<std::size_t> order_;
    std::string text_;
};

std::string in_units(const std::string& text, std::size_t width, bool little_endian, bool mark) {
    std::string out;
    const auto put = [&](char32_t point) {
        for (std::size_t b = 0; b < width; ++b)
            out += static_cast<char>(point >> 8 * (little_endian ? b : width - 1 - b) & 0xff);
    };
    if (mark) put(0xFEFF);
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : 2;  // no pairs needed
        char32_t point = more == 0 ? byte : byte & (0x3fu >> more);
        for (std::size_t k = 1; k <= more; ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3fu);
        put(point);
        i += 1 + more;
    }
    return out;
}

}  // namespace

std::string bvh_text(const Rig& rig, const RigMotion& motion, const BvhStyle& style) {
    return Writer(rig, motion, style).text();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

std::string in_utf16(const std::string& text, bool little_endian, bool mark) {
    return in_units(text, 2, little_endian, mark);
}
std::string in_utf32(const std::string& text, bool little_endian, bool mark) {
    return in_units(text, 4, little_endian, mark);
}

}  // namespace im::test
