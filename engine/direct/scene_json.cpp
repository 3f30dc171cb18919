#include "engine/direct/scene_json.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr const char* kSceneFormat = "instructmotion scene";
constexpr const char* kSequenceFormat = "instructmotion sequence";
constexpr int kVersion = 1;
constexpr double kFarthest = 1000;       // metres from the origin
constexpr double kLatest = 24 * 3600.0;  // seconds
constexpr std::size_t kPointsMax = 100'000, kPinsMax = 1000, kEditsMax = 1000;

const std::vector<std::string> kParts = {"left hand",  "right hand", "left foot",
                                         "right foot", "pelvis",     "facing"};
const std::vector<std::string> kEdits = {"between", "onward", "trim", "mirror", "reverse", "tempo", "loop"};
const std::vector<std::string> kForms = {"tokens", "blend"};

template <class Enum>
Enum chosen(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<Enum>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::string shown(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 60);
}

std::optional<double> read_optional(JsonReader& reader, const char* key, double min, double max) {
    if (!reader.contains(key) || reader.raw(key).is_null()) return std::nullopt;
    double value = 0;
    reader.read(key, value, min, max);
    return value;
}

void read_seed(JsonReader& reader, std::uint64_t& seed) {
    if (!reader.contains("seed")) return;
    const json& value = reader.raw("seed");
    if (!value.is_number_unsigned())
        throw input_error("{}.seed: expected a whole number from 0, found {}", reader.place(), shown(value));
    seed = value.get<std::uint64_t>();
}

/// The elements of a list, at most `most`; none where the key is absent.
const json& list_of(JsonReader& reader, const char* key, std::size_t most) {
    static const json none = json::array();
    if (!reader.contains(key)) return none;
    const json& list = reader.raw(key);
    if (!list.is_array())
        throw input_error("{}.{}: expected a list, found {}", reader.place(), key, shown(list));
    if (list.size() > most)
        throw input_error("{}.{}: expected at most {}, found {}", reader.place(), key, most, list.size());
    return list;
}

std::vector<double> numbers(const json& value, std::size_t least, std::size_t most,
                            const std::string& place) {
    std::vector<double> found;
    if (value.is_array() && value.size() >= least && value.size() <= most) {
        for (const json& item : value) {
            if (item.is_number() && std::abs(item.get<double>()) <= kFarthest)
                found.push_back(item.get<double>());
        }
    }
    if (found.size() != (value.is_array() ? value.size() : 0) || found.size() < least) {
        throw input_error("{}: expected {} numbers of at most {:.0f} metres, found {}", place,
                          least == most ? std::to_string(least) : fmt::format("{} or {}", least, most),
                          kFarthest, shown(value));
    }
    return found;
}

SequenceBlock read_block(const json& value, const std::string& place) {
    JsonReader reader(value, place);
    SequenceBlock block;
    reader.require("prompt");
    reader.read("prompt", block.prompt);
    block.seconds = read_optional(reader, "seconds", 0, kBlockSecondsMax);
    if (block.seconds && !(*block.seconds > 0))
        throw input_error("{}.seconds: expected more than 0, found {}", place, *block.seconds);
    if (reader.contains("seed")) {
        block.seed = 0;
        read_seed(reader, *block.seed);
    }
    reader.finish();
    return block;
}

DrawnPath read_path(JsonReader reader) {
    DrawnPath path;
    reader.require("points");
    const json& points = list_of(reader, "points", kPointsMax);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto xz = numbers(points[i], 2, 2, fmt::format("{}.points[{}]", reader.place(), i));
        path.points.emplace_back(xz[0], xz[1]);
    }
    if (points.empty())
        throw input_error("{}.points: expected at least one point, found none", reader.place());
    reader.read("closed", path.closed);
    path.seconds = read_optional(reader, "seconds", 0.05, kBlockSecondsMax);
    path.facing_deg = read_optional(reader, "facing", -3600, 3600);
    reader.finish();
    return path;
}

Pin read_pin(const json& value, const std::string& place) {
    JsonReader reader(value, place);
    Pin pin;
    std::string part;
    reader.require("part");
    reader.read("part", part, kParts);
    pin.part = chosen<PinnedPart>(kParts, part);
    if (reader.contains("at")) {
        reader.read("at", pin.from, 0, kLatest);
        pin.to = pin.from;
    } else {
        reader.require("from");
        reader.require("to");
        reader.read("from", pin.from, 0, kLatest);
        reader.read("to", pin.to, pin.from, kLatest);
    }
    if (pin.part == PinnedPart::Facing) {
        reader.require("degrees");
        reader.read("degrees", pin.degrees, -3600, 3600);
    } else {
        reader.require("place");
        const std::size_t least = pin.part == PinnedPart::Pelvis ? 2 : 3;
        const auto xyz = numbers(reader.raw("place"), least, 3, place + ".place");
        pin.any_height = xyz.size() == 2;
        pin.place = pin.any_height ? glm::dvec3(xyz[0], 0, xyz[1]) : glm::dvec3(xyz[0], xyz[1], xyz[2]);
    }
    reader.finish();
    return pin;
}

KeyPose read_pose(const json& value, const std::string& place) {
    JsonReader reader(value, place);
    KeyPose pose;
    std::string clip;
    for (const char* key : {"at", "clip"}) reader.require(key);
    reader.read("at", pose.at, 0, kLatest);
    reader.read("clip", clip);
    pose.clip = clip;
    reader.read("clip_at", pose.clip_at, 0, kLatest);
    reader.finish();
    return pose;
}

SceneEdit read_edit(const json& value, const std::string& place) {
    JsonReader reader(value, place);
    SceneEdit edit;
    std::string kind;
    reader.require("edit");
    reader.read("edit", kind, kEdits);
    edit.kind = chosen<EditKind>(kEdits, kind);
    const bool drawn = edit.kind == EditKind::Between || edit.kind == EditKind::Onward;
    if (drawn || edit.kind == EditKind::Trim) {
        reader.require("from");
        reader.read("from", edit.from, 0, kLatest);
    }
    if (edit.kind == EditKind::Between || edit.kind == EditKind::Trim) {
        reader.require("to");
        reader.read("to", edit.to, 0, kLatest);
    }
    if (drawn) {
        reader.require("prompt");
        reader.read("prompt", edit.prompt);
        read_seed(reader, edit.seed);
        reader.read("candidates", edit.candidates, 1, kVariationsMax);
        reader.read("variation", edit.variation, 0, edit.candidates - 1);
    }
    if (edit.kind == EditKind::Onward)
        edit.seconds = read_optional(reader, "seconds", 0.05, kBlockSecondsMax);
    if (edit.kind == EditKind::Tempo) {
        reader.require("factor");
        reader.read("factor", edit.factor, 0.25, 4);
    }
    if (edit.kind == EditKind::Loop) reader.read("times", edit.times, 1, 1000);
    reader.finish();
    return edit;
}

/// The figure's own keys; the caller finishes the reader.
SceneFigure read_figure(JsonReader& reader) {
    SceneFigure figure;
    std::string clip, form = kForms[static_cast<std::size_t>(figure.form)];
    reader.read("name", figure.name);
    read_seed(reader, figure.seed);
    reader.read("best_of", figure.best_of, 1, kVariationsMax);
    reader.read("form", form, kForms);
    figure.form = chosen<SequenceForm>(kForms, form);
    reader.read("clip", clip);
    figure.clip = clip;
    const auto each = [&](const char* key, std::size_t most, const auto& read, auto& into) {
        const json& list = list_of(reader, key, most);
        for (std::size_t i = 0; i < list.size(); ++i)
            into.push_back(read(list[i], fmt::format("{}.{}[{}]", reader.place(), key, i)));
    };
    each("blocks", kBlocksMax, read_block, figure.blocks);
    each("pins", kPinsMax, read_pin, figure.pins);
    each("poses", kPinsMax, read_pose, figure.poses);
    each("edits", kEditsMax, read_edit, figure.edits);
    if (reader.contains("path")) figure.path = read_path(reader.child("path"));
    if (reader.contains("place")) {
        const auto xz = numbers(reader.raw("place"), 2, 2, reader.place() + ".place");
        figure.place = {xz[0], xz[1]};
    }
    reader.read("turn", figure.turn_deg, -3600, 3600);
    if (figure.blocks.empty() == figure.clip.empty()) {
        throw input_error("{}: expected either blocks or a clip, found {}", reader.place(),
                          figure.clip.empty() ? "neither" : "both");
    }
    return figure;
}

json told(const SceneEdit& edit) {
    json value = {{"edit", kEdits[static_cast<std::size_t>(edit.kind)]}};
    const bool drawn = edit.kind == EditKind::Between || edit.kind == EditKind::Onward;
    if (drawn || edit.kind == EditKind::Trim) value["from"] = edit.from;
    if (edit.kind == EditKind::Between || edit.kind == EditKind::Trim) value["to"] = edit.to;
    if (drawn) {
        value["prompt"] = edit.prompt;
        value["seed"] = edit.seed;
        value["candidates"] = edit.candidates;
        value["variation"] = edit.variation;
    }
    if (edit.kind == EditKind::Onward && edit.seconds) value["seconds"] = *edit.seconds;
    if (edit.kind == EditKind::Tempo) value["factor"] = edit.factor;
    if (edit.kind == EditKind::Loop) value["times"] = edit.times;
    return value;
}

json told(const Pin& pin) {
    json value = {{"part", kParts[static_cast<std::size_t>(pin.part)]}};
    if (pin.from == pin.to) {
        value["at"] = pin.from;
    } else {
        value["from"] = pin.from;
        value["to"] = pin.to;
    }
    if (pin.part == PinnedPart::Facing)
        value["degrees"] = pin.degrees;
    else if (pin.any_height)
        value["place"] = {pin.place.x, pin.place.z};
    else
        value["place"] = {pin.place.x, pin.place.y, pin.place.z};
    return value;
}

json told(const SceneFigure& figure) {
    json value = {{"seed", figure.seed}};
    if (!figure.name.empty()) value["name"] = figure.name;
    if (figure.best_of != 1) value["best_of"] = figure.best_of;
    if (figure.form != SceneFigure{}.form) value["form"] = kForms[static_cast<std::size_t>(figure.form)];
    if (!figure.clip.empty()) value["clip"] = figure.clip.generic_string();
    for (const SequenceBlock& block : figure.blocks) {
        json one = {{"prompt", block.prompt}};
        if (block.seconds) one["seconds"] = *block.seconds;
        if (block.seed) one["seed"] = *block.seed;
        value["blocks"].push_back(std::move(one));
    }
    if (figure.path) {
        json& path = value["path"] = {{"points", json::array()}};
        for (const glm::dvec2& p : figure.path->points) path["points"].push_back({p.x, p.y});
        if (figure.path->closed) path["closed"] = true;
        if (figure.path->seconds) path["seconds"] = *figure.path->seconds;
        if (figure.path->facing_deg) path["facing"] = *figure.path->facing_deg;
    }
    for (const Pin& pin : figure.pins) value["pins"].push_back(told(pin));
    for (const KeyPose& pose : figure.poses) {
        value["poses"].push_back(
            {{"at", pose.at}, {"clip", pose.clip.generic_string()}, {"clip_at", pose.clip_at}});
    }
    for (const SceneEdit& edit : figure.edits) value["edits"].push_back(told(edit));
    if (figure.place != glm::dvec2(0)) value["place"] = {figure.place.x, figure.place.y};
    if (figure.turn_deg != 0) value["turn"] = figure.turn_deg;
    return value;
}

void read_sampling(JsonReader reader, SamplingOptions& sampling) {
    reader.read("temperature", sampling.temperature, 0, 100);
    reader.read("top_k", sampling.top_k, 0, std::numeric_limits<int>::max());
    reader.read("top_p", sampling.top_p, 1e-6, 1);
    reader.read("guidance", sampling.guidance, 0, 100);
    reader.finish();
}

}  // namespace

const char* part_name(PinnedPart part) {
    return kParts[static_cast<std::size_t>(part)].c_str();
}

const char* edit_name(EditKind kind) {
    return kEdits[static_cast<std::size_t>(kind)].c_str();
}

Scene parse_scene(const json& content, const std::string& place, const fs::path& folder) {
    JsonReader reader(content, place);
    std::string format = kSequenceFormat;
    reader.read("format", format, {kSceneFormat, kSequenceFormat});
    int version = kVersion;
    reader.read("version", version, 1, std::numeric_limits<int>::max());
    if (version > kVersion) {
        throw input_error(
            "{}: expected a {} of version {} at most, found {}: it was written by a newer program", place,
            format, kVersion, version);
    }
    Scene scene;
    scene.folder = folder;
    reader.read("model", scene.model);
    if (reader.contains("sampling")) read_sampling(reader.child("sampling"), scene.sampling.emplace());
    if (format == kSequenceFormat) {
        scene.figures.push_back(read_figure(reader));
    } else {
        const json& figures = list_of(reader, "figures", kFiguresMax);
        for (std::size_t i = 0; i < figures.size(); ++i) {
            JsonReader figure(figures[i], fmt::format("{}.figures[{}]", place, i));
            scene.figures.push_back(read_figure(figure));
            figure.finish();
        }
        if (figures.empty()) throw input_error("{}.figures: expected at least one, found none", place);
    }
    reader.finish();
    return scene;
}

Scene load_scene(const fs::path& file) {
    return parse_scene(read_json_file(file), file.string(), file.parent_path());
}

json to_json(const Scene& scene) {
    json content = {
        {"format", kSceneFormat}, {"version", kVersion}, {"model", scene.model}, {"figures", json::array()}};
    if (scene.sampling) {
        content["sampling"] = {{"temperature", scene.sampling->temperature},
                               {"top_k", scene.sampling->top_k},
                               {"top_p", scene.sampling->top_p},
                               {"guidance", scene.sampling->guidance}};
    }
    for (const SceneFigure& figure : scene.figures) content["figures"].push_back(told(figure));
    return content;
}

void save_scene(const fs::path& file, Scene scene) {
    const fs::path to = fs::absolute(file).parent_path();
    const auto retold = [&](fs::path& path) {
        if (path.empty()) return;
        const fs::path whole =
            fs::weakly_canonical(path.is_absolute() ? path : fs::absolute(scene.folder / path));
        const fs::path near = whole.lexically_relative(fs::weakly_canonical(to));
        path = near.empty() || *near.begin() == ".." ? whole : near;
    };
    for (SceneFigure& figure : scene.figures) {
        retold(figure.clip);
        for (KeyPose& pose : figure.poses) retold(pose.clip);
    }
    write_file_atomically(file, to_json(scene).dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace im
