// instructmotion import FILE|DIR... --out DIR

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/motion_files.h"
#include "engine/core/error.h"
#include "engine/io/caption_files.h"
#include "engine/io/dataset_writer.h"
#include "engine/text/hash.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kFps = 20;
constexpr int kFramesMin = 24;   // as load_dataset
constexpr int kFramesMax = 196;  // as HumanML3D
constexpr int kToldMax = 3;      // files that one warning is told of
constexpr double kValShare = 0.05, kTestShare = 0.15;

struct ImportOptions {
    std::vector<fs::path> given;
    fs::path captions, out;
    std::string codec = "corrected";
    ReadingChoices reading;
};

struct Source {
    fs::path file;
    std::vector<ImportedCaption> captions;
    Split split = Split::Train;
};

/// The folder that captions tell paths in.
fs::path base_of(const ImportOptions& options) {
    std::error_code code;
    const fs::path& first = options.given.front();
    return fs::is_directory(first, code) ? first : first.parent_path();
}

/// Files with captions; the others are told of.
std::vector<Source> sources_of(const ImportOptions& options) {
    std::vector<Source> sources;
    const bool table_given = !options.captions.empty();
    const CaptionTable table = table_given ? read_captions(options.captions) : CaptionTable{};
    std::vector<std::string> without;
    for (const fs::path& file : motion_files(options.given)) {
        std::error_code code;
        if (table_given && fs::equivalent(file, options.captions, code)) continue;
        const fs::path beside = fs::path(file).replace_extension(".txt");
        Source source{file, table_given                ? captions_of(table, file, base_of(options))
                            : fs::exists(beside, code) ? read_caption_lines(beside)
                                                       : std::vector<ImportedCaption>{}};
        if (source.captions.empty())
            without.push_back(file.filename().string());
        else
            sources.push_back(std::move(source));
    }
    if (sources.empty())
        throw input_error("{}: none of the {} motion files has a caption; expected {}",
                          options.given.front().string(), without.size(),
                          table_given ? "their names in " + options.captions.string()
                                      : "NAME.txt beside each, or --captions FILE");
    for (const std::string& name : without) print_warning(name, "left out: it has no caption");
    return sources;
}

/// By the hash of their names, so that a file's split does not depend on the others: 5 % val, 15 % test, at
/// least one each.
void split_up(std::vector<Source>& sources) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (std::size_t i = 0; i < sources.size(); ++i)
        order.emplace_back(Hash().add(sources[i].file.filename().string()).value(), i);
    std::sort(order.begin(), order.end());
    const auto share = [&](double part, std::size_t files_min) {
        return sources.size() < files_min
                   ? 0
                   : std::max<std::size_t>(
                         1, static_cast<std::size_t>(part * static_cast<double>(sources.size()) + 0.5));
    };
    const std::size_t val = share(kValShare, 2), test = share(kTestShare, 3);
    for (std::size_t i = 0; i < val + test; ++i)
        sources[order[i].second].split = i < val ? Split::Val : Split::Test;
    if (val == 0)
        print_warning(sources.front().file,
                      "the only file: all of it is for training, and train wants val clips, too");
}

/// File names as ids, without what the data set's lists cannot hold; a second one of the same name gets a
/// number.
std::string id_of(const fs::path& file, std::set<std::string>& taken) {
    std::string stem = file.stem().string();
    for (char& c : stem) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '/' || c == 0x7f) c = '_';
    }
    for (std::size_t at; (at = stem.find("..")) != std::string::npos;) stem.replace(at, 2, "__");
    if (stem.starts_with('M')) stem.insert(0, "_");  // HumanML3D's sign of a mirrored clip
    std::string id = stem;
    for (int i = 2; !taken.insert(id).second; ++i) id = fmt::format("{}-{}", stem, i);
    return id;
}

/// Frames of the clip that a caption is about.
MotionClip part_of(const MotionClip& clip, double from_second, double to_second) {
    const int T = clip.frame_count();
    const int begin = std::min(T, static_cast<int>(from_second * clip.fps + 0.5));
    const int end = to_second > 0 ? std::clamp(static_cast<int>(to_second * clip.fps + 0.5), begin, T) : T;
    MotionClip part{clip.joint_count, clip.fps, {}};
    part.positions.assign(clip.positions.begin() + static_cast<std::ptrdiff_t>(begin) * clip.joint_count,
                          clip.positions.begin() + static_cast<std::ptrdiff_t>(end) * clip.joint_count);
    return part;
}

struct Counts {
    int clips = 0, frames = 0, captions = 0;
};

/// One data-set clip for each span that captions are about, cut into pieces of at most kFramesMax frames.
void add_source(const Source& source, const MotionFile& read, std::set<std::string>& taken,
                DatasetWriter& writer, Counts& counts) {
    const MotionClip& clip = read.clip;
    std::map<std::pair<double, double>, std::vector<std::string>> spans;
    for (const ImportedCaption& caption : source.captions)
        spans[{caption.from_second, caption.to_second}].push_back(caption.text);
    int added = 0;
    for (const auto& [span, captions] : spans) {
        const MotionClip part = part_of(clip, span.first, span.second);
        const int rows = part.frame_count() - 1;  // a feature row tells of two frames
        const int pieces = std::max(1, (rows + kFramesMax - 1) / kFramesMax);
        for (int i = 0; i < pieces; ++i) {
            const int begin = rows * i / pieces, end = rows * (i + 1) / pieces;
            if (end - begin < kFramesMin) continue;
            writer.add(id_of(source.file, taken), part_of(part, begin / part.fps, (end + 1) / part.fps),
                       captions, source.split);
            ++added;
            ++counts.clips;
            counts.frames += end - begin;
            counts.captions += static_cast<int>(captions.size());
        }
    }
    if (added == 0)
        print_warning(source.file,
                      fmt::format("left out: expected at least {:.2f} s of motion, found {:.2f} s",
                                  (kFramesMin + 1) / kFps, clip.seconds()));
}

int run_import(const Context& context, const ImportOptions& options) {
    MotionFileOptions reading = plan_reading(options.reading);
    reading.fps = kFps;
    if (reading.take.empty()) reading.take = "all";
    std::vector<Source> sources = sources_of(options);
    split_up(sources);
    DatasetWriter writer(options.out, feature_codec_by_name(options.codec));
    std::set<std::string> taken;
    Counts counts;
    std::size_t broken = 0;
    nlohmann::json warnings = nlohmann::json::array();
    std::map<std::string, int> told;  // how often each, so that a folder's warning is not one line a file
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (context.stop.stop_requested())
            throw Error(ErrorKind::Interrupted,
                        fmt::format("interrupted after {} of {} files; {} was not made", i, sources.size(),
                                    options.out.string()));
        if (!context.options.json && stderr_is_terminal())
            show_status(fmt::format("importing {}/{}  {}", i + 1, sources.size(),
                                    printable(sources[i].file.filename().string())));
        try {
            for (const MotionFile& take : read_takes(sources[i].file, reading)) {
                for (const std::string& warning : take.warnings) {
                    if (++told[warning] <= kToldMax) print_warning(sources[i].file, warning);
                    warnings.push_back({{"file", sources[i].file.string()}, {"warning", warning}});
                }
                add_source(sources[i], take, taken, writer, counts);
            }
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Resource || sources.size() == 1) throw;
            print_warning(sources[i].file, fmt::format("left out: {}", error.what()));
            warnings.push_back({{"file", sources[i].file.string()}, {"warning", error.what()}});
            ++broken;
        }
    }
    writer.finish();
    end_status();
    for (const auto& [warning, count] : told) {
        if (count > kToldMax) print_warning(fmt::format("{} more", count - kToldMax), warning);
    }
    if (context.options.json) {
        print_json({{"folder", options.out.string()},
                    {"files", sources.size()},
                    {"broken", broken},
                    {"clips", counts.clips},
                    {"frames", counts.frames},
                    {"captions", counts.captions},
                    {"warnings", std::move(warnings)}});
    } else {
        fmt::print("{}: {} clips of {} files, {} captions, {}\n", options.out.string(), counts.clips,
                   sources.size() - broken, counts.captions, duration_text(counts.frames / kFps));
    }
    return 0;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "import", "Makes a data set of motion files and captions, for train and finetune --paired");
    auto options = std::make_shared<ImportOptions>();
    command
        ->add_option("files", options->given,
                     "Motion files (" + motion_extension_list() + "), or folders of them")
        ->required()
        ->type_name("FILE|DIR");
    command
        ->add_option("--captions", options->captions,
                     "Captions of all files: .csv (file, caption, start, end), .json or .txt; default: "
                     "NAME.txt beside each")
        ->type_name("FILE");
    command->add_option("-o,--out", options->out, "Folder to make")->required()->type_name("DIR");
    command
        ->add_option("--codec", options->codec,
                     "How motion is told: corrected for own models, official for published ones")
        ->type_name("corrected|official")
        ->capture_default_str();
    add_reading_choices(*command, options->reading, "all");
    command->footer(
        "Motion comes to HumanML3D's figure at 20 frames a second, on the floor, facing ahead; what is "
        "longer than 9.8 s is "
        "cut.");
    command->callback([&context, options] {
        if (options->codec != "corrected" && options->codec != "official")
            throw usage_error("--codec: expected corrected or official, found \"{}\"", options->codec);
        context.run = [&context, options] { return run_import(context, *options); };
    });
}

}  // namespace im::cli
