#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/scene_file.h"

namespace im {
namespace {

constexpr std::size_t kJointsMax = 5000;
constexpr int kChannelsMax = 12;  // of one joint: position, rotation, scale and room to spare
constexpr double kRadians = std::numbers::pi / 180;
constexpr double kUsualFrameTime = 1.0 / 30;

struct Channel {
    enum Kind : std::uint8_t { Position, Rotation, Ignored } kind;
    std::uint8_t axis;  // 0 X, 1 Y, 2 Z
};

bool is_space(char c) {
    return static_cast<unsigned char>(c) <= ' ';  // zero bytes, too: some writers pad with them
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

class Parser {
  public:
    Parser(std::string_view text, const std::string& place) : text_(text), place_(place) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    SceneFile parse() {
        read_hierarchy();
        read_motion();
        return std::move(file_);
    }

  private:
    Rig& rig() { return file_.scene.rig; }

    [[noreturn]] void fail(const std::string& expected, std::string_view found) const {
        std::size_t line = 1;
        for (std::size_t i = 0; i < std::min(token_start_, text_.size()); ++i)
            line += text_[i] == '\n' ? 1 : 0;
        throw input_error("{}:{}: expected {}, found {}", place_, line, expected,
                          found.empty() ? "the end of the file" : fmt::format("\"{}\"", found.substr(0, 40)));
    }

    /// The next word, brace or nothing at the end of the file.
    std::string_view next() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
        token_start_ = at_;
        if (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '}')) return text_.substr(at_++, 1);
        while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '{' && text_[at_] != '}') ++at_;
        return text_.substr(token_start_, at_ - token_start_);
    }
    std::string_view peek() {
        const std::size_t here = at_;
        const std::string_view word = next();
        at_ = here;
        return word;
    }
    void expect(std::string_view wanted) {
        const std::string_view word = next();
        if (!same(word, wanted)) fail(std::string(wanted), word);
    }
    /// What is left of the line, up to a brace: names may have spaces in them.
    std::string_view rest_of_line() {
        token_start_ = at_;
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r' && text_[at_] != '{') ++at_;
        return trimmed(text_.substr(token_start_, at_ - token_start_));
    }
    std::string name() {
        const std::string_view here = rest_of_line();
        return std::string(here.empty() && peek() != "{" ? next() : here);
    }

    static std::optional<double> number_of(std::string_view word) {
        if (word.starts_with('+')) word.remove_prefix(1);
        double value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value))
            return std::nullopt;
        return value;
    }
    double number(const char* what) {
        const std::string_view word = next();
        const auto value = number_of(word);
        if (!value) fail(what, word);
        return *value;
    }
    glm::dvec3 offset() {
        const double x = number("a number"), y = number("a number"), z = number("a number");
        return {x, y, z};
    }

    void read_hierarchy() {
        expect("HIERARCHY");
        std::vector<int> open;  // joints whose brace is open
        for (;;) {
            const std::string_view word = next();
            if (open.empty() && same(word, "MOTION")) break;
            if (same(word, "ROOT") || same(word, "JOINT")) {
                if (open.empty() != same(word, "ROOT"))
                    fail(open.empty() ? "ROOT or MOTION" : "JOINT, End Site or }", word);
                add_joint(name(), open.empty() ? -1 : open.back());
                expect("{");
                open.push_back(rig().joint_count() - 1);
            } else if (same(word, "End") && !open.empty()) {
                rest_of_line();  // "Site"
                expect("{");
                add_joint(rig().joints[static_cast<std::size_t>(open.back())].name + "_end", open.back());
                open.push_back(rig().joint_count() - 1);
            } else if (same(word, "OFFSET") && !open.empty()) {
                rig().joints[static_cast<std::size_t>(open.back())].rest.translation = offset();
            } else if (same(word, "CHANNELS") && !open.empty()) {
                read_channels(channels_[static_cast<std::size_t>(open.back())]);
            } else if (word == "}" && !open.empty()) {
                open.pop_back();
            } else {
                fail(open.empty() ? "ROOT or MOTION" : "OFFSET, CHANNELS, JOINT, End Site or }", word);
            }
        }
        if (rig().joints.empty()) fail("ROOT", "MOTION");
    }

    void add_joint(std::string name, int parent) {
        if (rig().joints.size() == kJointsMax) fail(fmt::format("at most {} joints", kJointsMax), "one more");
        rig().joints.push_back({std::move(name), parent, {}});
        channels_.emplace_back();
    }

    void read_channels(std::vector<Channel>& channels) {
        const double count = number("the number of channels");
        if (!(count >= 0) || !(count <= kChannelsMax) || count != std::floor(count))
            fail(fmt::format("0 to {} channels", kChannelsMax),
                 text_.substr(token_start_, at_ - token_start_));
        channels.clear();
        for (int i = 0; i < static_cast<int>(count); ++i) {
            const std::string_view word = next();
            const char axis = word.empty() ? '?' : lower(word[0]);
            const std::string_view kind = word.substr(std::min<std::size_t>(1, word.size()));
            const bool position = same(kind, "position"), rotation = same(kind, "rotation");
            if (axis < 'x' || axis > 'z' || !(position || rotation || same(kind, "scale")))
                fail("a channel such as Xrotation", word);
            channels.push_back({position   ? Channel::Position
                                : rotation ? Channel::Rotation
                                           : Channel::Ignored,
                                static_cast<std::uint8_t>(axis - 'x')});
        }
    }

    void read_motion() {
        const double stated = read_field("Frames:", "Frames");
        const double frame_time = read_frame_time();
        RigMotion& motion = file_.scene.motion;
        const std::size_t J = rig().joints.size();
        motion.joint_count = static_cast<int>(J);
        motion.fps = 1 / frame_time;
        std::size_t width = 0;
        for (std::size_t j = 0; j < J; ++j) {
            width += channels_[j].size();
            for (const Channel& channel : channels_[j]) {
                if (channel.kind != Channel::Position) continue;
                motion.moving.push_back(static_cast<int>(j));
                break;
            }
        }
        if (width == 0) fail("joints with channels", "none");
        std::vector<double> row(width);
        std::size_t read = 0;
        for (std::string_view word = next(); !word.empty(); word = next()) {
            const auto value = number_of(word);
            if (!value)
                fail(fmt::format("frame {}, value {}: a number", motion.frame_count() + 1, read + 1), word);
            row[read++] = *value;
            if (read < width) continue;
            read = 0;
            // Joints without channels cost memory that no text stands for.
            if (motion.rotations.size() + J > 2 * text_.size() + 100'000)
                fail("fewer joints without channels", fmt::format("{} joints", J));
            add_frame(row);
        }
        const auto warn = [this](std::string text) { file_.warnings.push_back(std::move(text)); };
        if (read > 0)
            warn(fmt::format("frame {} has {} of {} values and was left out", motion.frame_count() + 1, read,
                             width));
        if (motion.frame_count() == 0) fail("at least one frame of motion", "");
        if (stated != motion.frame_count())
            warn(fmt::format("{} frames are stated, {} were found and read", stated, motion.frame_count()));
    }

    /// "NAME value", with or without a space between.
    double read_field(std::string_view name, const char* what) {
        std::string_view word = next();
        if (word.size() > name.size() && same(word.substr(0, name.size()), name)) {
            const auto value = number_of(word.substr(name.size()));
            if (!value) fail(std::string("the value of ") + what, word);
            return *value;
        }
        if (same(word, name.substr(0, name.size() - 1)))
            word = next();  // the colon stands alone
        else if (same(word, name))
            word = ":";
        if (word != ":") fail(std::string(name), word);
        return number(what);
    }

    double read_frame_time() {
        expect("Frame");
        const double seconds = read_field("Time:", "Frame Time");
        if (seconds >= 1e-4 && seconds <= 10) return seconds;
        file_.warnings.push_back(
            fmt::format("a frame time of {} s makes no sense: 1/30 s is taken", seconds));
        return kUsualFrameTime;
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

    std::string_view text_;
    const std::string& place_;
    std::size_t at_ = 0, token_start_ = 0;
    SceneFile file_;
    std::vector<std::vector<Channel>> channels_;  // of each joint
};

}  // namespace

SceneFile parse_bvh(std::string_view text, const std::string& place) {
    return Parser(text, place).parse();
}

SceneFile read_bvh(const std::filesystem::path& file) {
    SceneFile read = parse_bvh(read_text(file, 1ull << 30), file.string());
    read.scene.rig.name = file.stem().string();
    return read;
}

}  // namespace im
