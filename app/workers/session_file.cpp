#include "app/workers/session_file.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/npy.h"
#include "engine/motion/representation/skeleton.h"

namespace nlohmann {

/// null for nothing.
template <class T>
struct adl_serializer<std::optional<T>> {
    static void to_json(json& to, const std::optional<T>& value) {
        to = value ? json(*value) : json(nullptr);
    }
    static void from_json(const json& from, std::optional<T>& value) {
        value = from.is_null() ? std::nullopt : std::optional<T>(from.get<T>());
    }
};

/// [x, z].
template <>
struct adl_serializer<glm::dvec2> {
    static void to_json(json& to, const glm::dvec2& value) { to = {value.x, value.y}; }
    static void from_json(const json& from, glm::dvec2& value) {
        value = {from.at(0).get<double>(), from.at(1).get<double>()};
    }
};

/// [x, y, z].
template <>
struct adl_serializer<glm::dvec3> {
    static void to_json(json& to, const glm::dvec3& value) { to = {value.x, value.y, value.z}; }
    static void from_json(const json& from, glm::dvec3& value) {
        value = {from.at(0).get<double>(), from.at(1).get<double>(), from.at(2).get<double>()};
    }
};

}  // namespace nlohmann

namespace im {

// Keys are the fields' names; one that is missing keeps its default, one that is not known is not read.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SamplingOptions, temperature, top_k, top_p, guidance)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(MotionScore, total, text, motion, preference, distance,
                                                reference_distance, beats_matched, beats_mismatched)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Understanding, level, reason, nearest, percentile)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionFigure, file, tokens, log_probability, ended,
                                                candidate, clip_id, rating, label, name, tags, reward, judge,
                                                understanding)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionBlock, prompt, seconds, seed, begin, end, block)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DrawnPath, points, closed, seconds, facing_deg)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Pin, part, from, to, place, any_height, degrees)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ConstraintError, what, cm, degrees)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionDirect, blocks, chosen, seed, best_of, path, pins)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionTake, job, prompt, seed, seconds_asked, sampling,
                                                best_of, tries, model, model_folder, made, complete, seconds,
                                                is_opened, file, caption, problem, warnings, is_directed,
                                                blocks, words, path, pins, path_error_cm, misses, figures)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionPrompt, text, variations, automatic_length, seconds,
                                                seed, seed_locked, best_of, sampling)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionView, body, arrangement, grid, shadow, contacts, trail,
                                                follow, playing, loop, speed, time, camera)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionTraining, source, typed, file, name, paired, chosen,
                                                undecided_run)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Session, next_job, prompt, view, training, direct, lab_data,
                                                panels_closed, takes, shown_job, selected_figure)

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kBytesMax = 256u << 20;
constexpr const char* kVersionKey = "version";
constexpr const char* kClipEnding = ".npy";

fs::path session_file(const fs::path& workspace) {
    return session_folder(workspace) / "session.json";
}

/// A plain name: nothing that is read or removed lies outside of the folder.
bool is_clip_name(const std::string& name) {
    return name.ends_with(kClipEnding) && name.find('/') == std::string::npos && !name.starts_with('.');
}

std::set<std::string> clip_files(const Session& session) {
    std::set<std::string> files;
    for (const SessionTake& take : session.takes) {
        for (const SessionFigure& figure : take.figures) files.insert(figure.file);
    }
    return files;
}

void remove_others(const fs::path& folder, const std::set<std::string>& needed) {
    std::error_code code;
    std::vector<fs::path> others;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
        const std::string name = it->path().filename().string();
        if (is_clip_name(name) && !needed.contains(name)) others.push_back(it->path());
    }
    for (const fs::path& file : others) fs::remove(file, code);
}

Session parse(const fs::path& file) {
    const json content = json::parse(read_text(file, kBytesMax));
    const int version = content.at(kVersionKey).get<int>();
    if (version > kSessionVersion) {
        throw input_error(
            "{}: was written by a newer version of the studio (format {}; this one reads up to {})",
            file.string(), version, kSessionVersion);
    }
    auto session = content.get<Session>();
    for (const std::string& name : clip_files(session)) {
        if (!is_clip_name(name))
            throw input_error("{}: expected a clip's name, found \"{}\"", file.string(), name);
    }
    return session;
}

/// Says what has become of it.
std::string put_aside(const fs::path& workspace) {
    for (int number = 1; number < 1000; ++number) {
        const fs::path aside = workspace / fmt::format("session-aside-{}", number);
        std::error_code code;
        if (fs::exists(aside, code)) continue;
        fs::rename(session_folder(workspace), aside, code);
        return code ? "it stays where it is: " + code.message() : "it was put aside as " + aside.string();
    }
    return "it stays where it is";
}

void read_clips(const fs::path& folder, SessionFound& found) {
    int missing = 0;
    std::string first;
    for (SessionTake& take : found.session->takes) {
        std::erase_if(take.figures, [&](const SessionFigure& figure) {
            try {
                found.clips[figure.file] = load_clip(folder / figure.file);
                if (found.clips[figure.file].joint_count == humanml3d_skeleton().joint_count()) return false;
                throw input_error("{}: is of another skeleton", figure.file);
            } catch (const std::exception& error) {
                if (missing++ == 0) first = error.what();
                found.clips.erase(figure.file);
                return true;
            }
        });
    }
    std::erase_if(found.session->takes, [](const SessionTake& take) { return take.figures.empty(); });
    if (missing > 0) {
        found.messages.push_back(fmt::format("{} {} of the last session cannot be shown again: {}", missing,
                                             missing == 1 ? "clip" : "clips", first));
    }
}

}  // namespace

fs::path session_folder(const fs::path& workspace) {
    return workspace / "session";
}

void write_session(const fs::path& workspace, const Session& session, const std::vector<SessionClip>& fresh) {
    const fs::path folder = session_folder(workspace);
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) throw resource_error("{}: cannot be made: {}", folder.string(), code.message());
    for (const auto& [file, clip] : fresh) {
        if (!clip.positions.empty()) {
            write_npy(folder / file, {clip.frame_count(), clip.joint_count, 3}, &clip.positions.front().x,
                      clip.fps);
        }
    }
    json content = session;
    content[kVersionKey] = kSessionVersion;
    write_file_atomically(session_file(workspace),
                          content.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
    remove_others(folder, clip_files(session));
}

SessionFound read_session(const fs::path& workspace, bool may_write) {
    SessionFound found;
    std::error_code code;
    if (!fs::exists(session_file(workspace), code)) return found;
    try {
        found.session = parse(session_file(workspace));
        read_clips(session_folder(workspace), found);
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());
        found = {};
        found.messages.push_back(fmt::format("The last session cannot be opened: {}. {}", error.what(),
                                             may_write ? put_aside(workspace) : "It stays where it is."));
    }
    return found;
}

}  // namespace im
