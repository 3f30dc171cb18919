#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/text_encoding.h"
#include "engine/io/bvh_text.h"
#include "engine/io/frame_rate.h"
#include "engine/io/scene_file.h"

namespace im {
namespace {

constexpr std::size_t kJointsMax = 5000;
constexpr int kChannelsMax = 12;  // of one joint: position, rotation, scale and room to spare
constexpr double kRadians = std::numbers::pi / 180;
// Position channels that stay below this share of the joint's OFFSET cannot be its place.
constexpr double kMoveMax = 0.1;

struct Channel {
    enum Kind : std::uint8_t { Position, Rotation, Ignored } kind;
    std::uint8_t axis;  // 0 X, 1 Y, 2 Z
};

/// One HIERARCHY and its MOTION.
class Block {
  public:
    Block(BvhText& text, bool motion_needed) : text_(text), motion_needed_(motion_needed) {}

    SceneFile read() {
        read_hierarchy();
        if (!same_word(text_.peek(), "MOTION") && !motion_needed_)
            rest();
        else
            read_motion();
        return std::move(file_);
    }

  private:
    Rig& rig() { return file_.scene.rig; }

    std::string name() {
        const std::string_view here = text_.rest_of_line();
        return std::string(here.empty() && text_.peek() != "{" ? text_.next() : here);
    }

    void read_hierarchy() {
        text_.expect("HIERARCHY");
        std::vector<int> open;  // joints whose brace is open
        for (;;) {
            if (open.empty() && ends_hierarchy(text_.peek())) break;
            const std::string_view word = text_.next();
            if (same_word(word, "ROOT") || same_word(word, "JOINT")) {
                if (open.empty() != same_word(word, "ROOT"))
                    text_.fail(open.empty() ? "ROOT or MOTION" : "JOINT, End Site or }", word);
                add_joint(name(), open.empty() ? -1 : open.back());
                text_.expect("{");
                open.push_back(rig().joint_count() - 1);
            } else if (same_word(word, "End") && !open.empty()) {
                text_.rest_of_line();  // "Site"
                text_.expect("{");
                add_joint(rig().joints[static_cast<std::size_t>(open.back())].name + "_end", open.back());
                open.push_back(rig().joint_count() - 1);
            } else if (same_word(word, "OFFSET") && !open.empty()) {
                rig().joints[static_cast<std::size_t>(open.back())].rest.translation = text_.offset();
            } else if (same_word(word, "CHANNELS") && !open.empty()) {
                read_channels(channels_[static_cast<std::size_t>(open.back())]);
            } else if (word == "}" && !open.empty()) {
                open.pop_back();
            } else {
                text_.fail(open.empty() ? "ROOT or MOTION" : "OFFSET, CHANNELS, JOINT, End Site or }", word);
            }
        }
        if (rig().joints.empty()) text_.fail("ROOT", text_.next());
    }

    bool ends_hierarchy(std::string_view word) const {
        return same_word(word, "MOTION") || (!motion_needed_ && !file_.scene.rig.joints.empty() &&
                                             (word.empty() || same_word(word, "HIERARCHY")));
    }

    void add_joint(std::string name, int parent) {
        if (rig().joints.size() == kJointsMax)
            text_.fail(fmt::format("at most {} joints", kJointsMax), "one more");
        rig().joints.push_back({std::move(name), parent, {}});
        channels_.emplace_back();
    }

    void read_channels(std::vector<Channel>& channels) {
        const double count = text_.number("the number of channels");
        if (!(count >= 0) || !(count <= kChannelsMax) || count != std::floor(count))
            text_.fail(fmt::format("0 to {} channels", kChannelsMax), text_.last());
        channels.clear();
        for (int i = 0; i < static_cast<int>(count); ++i) {
            const std::string_view word = text_.next();
            const char axis = word.empty() ? '?' : static_cast<char>(word[0] | 0x20);  // small
            const std::string_view kind = word.substr(std::min<std::size_t>(1, word.size()));
            const bool position = same_word(kind, "position"), rotation = same_word(kind, "rotation");
            if (axis < 'x' || axis > 'z' || !(position || rotation || same_word(kind, "scale")))
                text_.fail("a channel such as Xrotation", word);
            channels.push_back({position   ? Channel::Position
                                : rotation ? Channel::Rotation
                                           : Channel::Ignored,
                                static_cast<std::uint8_t>(axis - 'x')});
        }
    }

    /// One frame at rest.
    void rest() {
        RigMotion& motion = file_.scene.motion;
        motion.fps = FrameRate{}.fps;
        motion.joint_count = rig().joint_count();
        motion.rotations.assign(rig().joints.size(), glm::dquat(1, 0, 0, 0));
        motion.moving.clear();
        file_.warnings.emplace_back(kNoMotionWarning);
    }

    void read_motion() {
        text_.expect("MOTION");
        if (!motion_needed_ && text_.peek().empty()) return rest();
        const double stated = read_field("Frames:", "Frames");
        if (!motion_needed_ && text_.peek().empty()) return rest();
        text_.expect("Frame");
        const double frame_time = read_field("Time:", "Frame Time");
        RigMotion& motion = file_.scene.motion;
        const std::size_t J = rig().joints.size();
        motion.joint_count = static_cast<int>(J);
        for (std::size_t j = 0; j < J; ++j) {
            width_ += channels_[j].size();
            const bool moves =
                std::any_of(channels_[j].begin(), channels_[j].end(),
                            [](const Channel& channel) { return channel.kind == Channel::Position; });
            if (moves) motion.moving.push_back(static_cast<int>(j));
        }
        if (width_ == 0 && motion_needed_) text_.fail("joints with channels", "none");
        if (width_ > 0) read_frames(stated);
        if (motion.frame_count() == 0) {
            if (motion_needed_) text_.fail("at least one frame of motion", "");
            return rest();
        }
        FrameRate rate = frame_rate_of_time(frame_time, motion.frame_count());
        motion.fps = rate.fps;
        file_.rate_doubt = std::move(rate.doubt);
        mend_places();
    }

    void read_frames(double stated) {
        const RigMotion& motion = file_.scene.motion;
        const std::size_t J = rig().joints.size();
        std::vector<double> row(width_);
        std::size_t read = 0;
        for (std::string_view word = text_.next(); !word.empty(); word = text_.next()) {
            if (same_word(word, "HIERARCHY")) {
                text_.back();
                break;
            }
            const auto value = text_.number_of(word);
            if (!value)
                text_.fail(fmt::format("frame {}, value {}: a number", motion.frame_count() + 1, read + 1),
                           word);
            row[read] = *value;
            if (++read < width_) continue;
            read = 0;
            // Joints without channels cost memory that no text stands for.
            if (motion.rotations.size() + J > 2 * text_.size() + 100'000)
                text_.fail("fewer joints without channels", fmt::format("{} joints", J));
            add_frame(row);
        }
        const auto warn = [this](std::string text) { file_.warnings.push_back(std::move(text)); };
        if (read > 0)
            warn(fmt::format("frame {} has {} of {} values and was left out", motion.frame_count() + 1, read,
                             width_));
        if (motion.frame_count() > 0 && stated != motion.frame_count())
            warn(fmt::format("{} frames are stated, {} were found and read", stated, motion.frame_count()));
    }

    /// Position channels below the root are places, but some writers put moves from the OFFSET there, mostly
    /// none: taken for places they would pull all joints together.
    void mend_places() {
        RigMotion& motion = file_.scene.motion;
        const std::size_t M = motion.moving.size();
        std::vector<bool> still(M, false);
        std::size_t mended = 0;
        for (std::size_t m = 0; m < M; ++m) {
            const auto j = static_cast<std::size_t>(motion.moving[m]);
            if (rig().joints[j].parent < 0) continue;
            const glm::dvec3& offset = rig().joints[j].rest.translation;
            glm::dvec3 told(0);  // 1 on axes that have a channel
            for (const Channel& channel : channels_[j]) {
                if (channel.kind == Channel::Position) told[channel.axis] = 1;
            }
            double reach = 0;
            for (std::size_t i = m; i < motion.translations.size(); i += M)
                reach = std::max(reach, glm::length(told * motion.translations[i]));
            if (!(reach < kMoveMax * glm::length(told * offset))) continue;
            ++mended;
            still[m] = reach == 0;
            for (std::size_t i = m; i < motion.translations.size(); i += M)
                motion.translations[i] += told * offset;
        }
        if (mended == 0) return;
        file_.warnings.push_back(fmt::format(
            "position channels of {} joints hold no places: they were read as moves away from the "
            "joints' OFFSETs",
            mended));
        leave_out(still);
    }

    /// Joints that do not move against their parents after all.
    void leave_out(const std::vector<bool>& still) {
        RigMotion& motion = file_.scene.motion;
        std::vector<int> moving;
        std::vector<glm::dvec3> translations;
        for (std::size_t i = 0; i < motion.translations.size(); ++i) {
            if (!still[i % still.size()]) translations.push_back(motion.translations[i]);
        }
        for (std::size_t m = 0; m < still.size(); ++m) {
            if (!still[m]) moving.push_back(motion.moving[m]);
        }
        motion.moving = std::move(moving);
        motion.translations = std::move(translations);
    }

    /// "NAME value", with or without a space between.
    double read_field(std::string_view name, const char* what) {
        std::string_view word = text_.next();
        if (word.size() > name.size() && same_word(word.substr(0, name.size()), name)) {
            const auto value = text_.number_of(word.substr(name.size()));
            if (!value) text_.fail(std::string("the value of ") + what, word);
            return *value;
        }
        if (same_word(word, name.substr(0, name.size() - 1)))
            word = text_.next();  // the colon stands alone
        else if (same_word(word, name))
            word = ":";
        if (word != ":") text_.fail(std::string(name), word);
        return text_.number(what);
    }

    void add_frame(const std::vector<double>& row) {
        RigMotion& motion = file_.scene.motion;
        std::size_t at = 0;
        for (std::size_t j = 0; j < channels_.size(); ++j) {
            glm::dquat q(1, 0, 0, 0);
            glm::dvec3 place = rig().joints[j].rest.translation;
            bool moves = false;
            for (const Channel& channel : channels_[j]) {
                const double value = row[at++];
                if (channel.kind == Channel::Position) {
                    place[channel.axis] = value;
                    moves = true;
                } else if (channel.kind == Channel::Rotation) {
                    const double half = 0.5 * kRadians * value;
                    glm::dquat turn(std::cos(half), 0, 0, 0);
                    (channel.axis == 0 ? turn.x : channel.axis == 1 ? turn.y : turn.z) = std::sin(half);
                    q = q * turn;
                }
            }
            motion.rotations.push_back(q);
            if (moves) motion.translations.push_back(place);
        }
    }

    BvhText& text_;
    const bool motion_needed_;
    SceneFile file_;
    std::vector<std::vector<Channel>> channels_;  // of each joint
    std::size_t width_ = 0;                       // values in a frame
};

std::vector<SceneFile> parse(DecodedText decoded, const std::string& place, bool motion_needed) {
    BvhText words(decoded.text, place);
    std::vector<SceneFile> blocks;
    do {
        blocks.push_back(Block(words, motion_needed).read());
    } while (!words.peek().empty());
    std::vector<std::string>& warnings = blocks[0].warnings;
    if (!decoded.encoding.empty())
        warnings.push_back(fmt::format("the text is {}; expected UTF-8", decoded.encoding));
    if (!words.comma().empty())
        warnings.push_back(fmt::format(
            "numbers have decimal commas (\"{}\"): they were read as decimal points", words.comma()));
    return blocks;
}

}  // namespace

std::vector<SceneFile> parse_bvh_blocks(std::string_view text, const std::string& place, bool motion_needed) {
    return parse(decode_text(std::string(text)), place, motion_needed);
}

SceneFile parse_bvh(std::string_view text, const std::string& place) {
    return std::move(parse_bvh_blocks(text, place).front());
}

std::vector<SceneFile> read_bvh_blocks(const std::filesystem::path& file, bool motion_needed) {
    std::vector<SceneFile> blocks =
        parse(decode_text(read_text(file, 1ull << 30)), file.string(), motion_needed);
    for (SceneFile& block : blocks) block.scene.rig.name = file.stem().string();
    return blocks;
}

SceneFile read_bvh(const std::filesystem::path& file) {
    return std::move(read_bvh_blocks(file).front());
}

}  // namespace im
