#include <charconv>
#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/io/dataset_layouts.h"
#include "engine/io/npy.h"

namespace im {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> lines_of(const fs::path& file) {
    std::istringstream in(read_text(file));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.pop_back();
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

struct Caption {
    std::string text, tags;
    double from_second = 0, to_second = 0;  // both 0: the whole clip
};

/// `a person walks.#a/DET person/NOUN walk/VERB#0.0#0.0`
Caption parse_caption(const std::string& line, const std::string& place) {
    std::vector<std::string> parts;
    std::istringstream in(line);
    for (std::string part; std::getline(in, part, '#');) parts.push_back(part);
    if (parts.empty() || parts[0].empty())
        throw input_error("{}: expected \"caption#tags#from#to\", found \"{}\"", place, line);
    Caption caption{parts[0], parts.size() > 1 ? parts[1] : ""};
    const auto seconds = [&](std::size_t i) {
        if (i >= parts.size()) return 0.0;
        std::string_view text = parts[i];
        while (text.starts_with(' ')) text.remove_prefix(1);
        while (text.ends_with(' ')) text.remove_suffix(1);
        double value = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code != std::errc() || end != text.data() + text.size())
            throw input_error("{}: expected a time in seconds, found \"{}\"", place, parts[i]);
        return std::isfinite(value) && value >= 0 ? value
                                                  : 0.0;  // published files write "nan" for "whole clip"
    };
    caption.from_second = seconds(2);
    caption.to_second = seconds(3);
    return caption;
}

struct Source {
    fs::path file;
    double from_second, to_second;
};

FeatureSequence read_features(const Source& source, int width, double fps) {
    const NpyArray array = read_npy(source.file);
    if (array.shape.size() != 2 || array.shape[1] != width) {
        throw input_error("{}: expected shape (frames, {}), found {} columns", source.file.string(), width,
                          array.shape.size() == 2 ? array.shape[1] : -1);
    }
    const auto total = static_cast<int>(array.shape[0]);
    const int first = std::min(total, static_cast<int>(source.from_second * fps));
    const int last = source.to_second > 0 ? std::min(total, static_cast<int>(source.to_second * fps)) : total;
    const std::vector<float> values = array.as_float();
    FeatureSequence features{std::max(0, last - first), width, {}};
    features.values.assign(values.begin() + static_cast<std::ptrdiff_t>(first) * width,
                           values.begin() + static_cast<std::ptrdiff_t>(first + features.frames) * width);
    for (const float value : features.values) {
        if (!std::isfinite(value))
            throw input_error("{}: contains NaN or infinite values", source.file.string());
    }
    return features;
}

std::vector<float> read_statistics(const fs::path& file, int width) {
    const NpyArray array = read_npy(file);
    if (array.element_count() != width) {
        throw input_error("{}: expected {} values, found {}", file.string(), width, array.element_count());
    }
    return array.as_float();
}

/// Returns the features' width.
int read_description(const fs::path& file, MotionDataset& data) {
    const auto root = read_json_file(file);
    JsonReader reader(root, file.string());
    int format = 1;
    std::string codec = "official";
    reader.read("format", format, 1, 1);
    reader.read("skeleton", data.skeleton, {"humanml3d", "kit"});
    reader.read("codec", codec, {"official", "corrected"});
    reader.finish();
    data.codec = feature_codec_by_name(codec);
    return FeatureLayout(skeleton_by_name(data.skeleton).joint_count()).width;
}

/// HumanML3D or KIT-ML? Where no description says so, the features of a clip do, by their width.
int read_width(const fs::path& motion_file) {
    const NpyHeader header = read_npy_header(motion_file);
    const int width = header.shape.size() == 2 ? static_cast<int>(header.shape[1]) : -1;
    if (width != 263 && width != 251) {
        throw input_error("{}: expected 263 (HumanML3D) or 251 (KIT-ML) columns, found {}",
                          motion_file.string(), width);
    }
    return width;
}

struct Part {
    CaptionedMotion motion;
    Source source;
};

/// Captions of the whole clip stay together; a caption of a part makes a clip of its own. Empty where there
/// is no caption.
std::vector<Part> read_parts(const std::string& id, Split split, const fs::path& motion_file,
                             const fs::path& text_file) {
    CaptionedMotion whole;
    whole.id = id;
    whole.split = split;
    whole.mirrored = id.starts_with('M');
    std::vector<Part> parts;
    int number = 0;
    for (const std::string& line : lines_of(text_file)) {
        const Caption caption = parse_caption(line, fmt::format("{}:{}", text_file.string(), ++number));
        if (caption.from_second == 0 && caption.to_second == 0) {
            whole.captions.push_back(caption.text);
            whole.caption_tags.push_back(caption.tags);
        } else {
            CaptionedMotion part = whole;
            part.id = fmt::format("{}_{}", id, number);
            part.captions = {caption.text};
            part.caption_tags = {caption.tags};
            parts.push_back({std::move(part), {motion_file, caption.from_second, caption.to_second}});
        }
    }
    if (!whole.captions.empty()) parts.push_back({std::move(whole), {motion_file, 0, 0}});
    return parts;
}

}  // namespace

LoadedClips load_humanml3d_layout(const fs::path& folder, const DatasetOptions& options) {
    for (const char* needed : {"new_joint_vecs", "texts"}) {
        if (!fs::is_directory(folder / needed))
            throw input_error("{}: expected the folder {}/, found none", folder.string(), needed);
    }
    LoadedClips clips;
    auto sources = std::make_shared<std::vector<Source>>();
    int width = 0;
    const fs::path description = folder / "dataset.json";
    if (fs::exists(description)) width = read_description(description, clips.data);

    for (const Split split : options.splits) {
        const fs::path list = folder / (std::string(split_name(split)) + ".txt");
        if (!fs::exists(list)) {
            if (options.splits.size() == 1) throw input_error("{}: no such file", list.string());
            continue;
        }
        for (const std::string& id : lines_of(list)) {
            if (id.find('/') != std::string::npos || id.find("..") != std::string::npos) {
                throw input_error("{}: expected clip names, found \"{}\"", list.string(), id);
            }
            const fs::path motion_file = folder / "new_joint_vecs" / (id + ".npy"),
                           text_file = folder / "texts" / (id + ".txt");
            const auto skip = [&](const std::string& why) {
                clips.problems.push_back(id + ": " + why);
                ++clips.missing;
            };
            if (!fs::exists(motion_file)) {
                skip(fs::exists(text_file) ? "caption without clip: new_joint_vecs/" + id + ".npy is missing"
                                           : "listed, but no file has it");
                continue;
            }
            if (!fs::exists(text_file)) {
                skip("clip without caption: texts/" + id + ".txt is missing");
                continue;
            }
            if (width == 0) {
                width = read_width(motion_file);
                clips.data.skeleton = width == 263 ? "humanml3d" : "kit";
            }
            auto parts = read_parts(id, split, motion_file, text_file);
            if (parts.empty()) {
                skip("clip without caption: texts/" + id + ".txt is empty");
                continue;
            }
            for (auto& [motion, source] : parts) {
                clips.data.motions.push_back(std::move(motion));
                sources->push_back(std::move(source));
            }
        }
    }

    const Skeleton& skeleton = skeleton_by_name(clips.data.skeleton);
    clips.data.fps = skeleton.fps;
    if (width > 0 && fs::exists(folder / "Mean.npy") && fs::exists(folder / "Std.npy")) {
        clips.data.mean = read_statistics(folder / "Mean.npy", width);
        clips.data.std = read_statistics(folder / "Std.npy", width);
    }
    clips.read_features = [sources, width, fps = skeleton.fps](std::size_t i) {
        return read_features((*sources)[i], width, fps);
    };
    return clips;
}

}  // namespace im
