#pragma once
// The captions that people give with a folder of motion files.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace im {

struct ImportedCaption {
    std::string text;
    double from_second = 0, to_second = 0;  ///< to 0: until the end
};

/// Captions by file. A key is a path below the folder, a file name, or one without extension.
using CaptionTable = std::map<std::string, std::vector<ImportedCaption>>;

/// .csv .tsv  columns file, caption and, if given, start and end in seconds; a header row tells their order;
///            commas, semicolons or tabs
/// .json      {"walk.bvh": "text" or ["text", ...]} or [{"file", "caption" or "captions", "start", "end"}]
/// .txt       file, tab, caption
/// Throws Input, naming the line, for what is none of these.
CaptionTable read_captions(const std::filesystem::path& file);

/// NAME.txt beside a motion file: one caption a line, alone or in HumanML3D's form "caption#tags#from#to".
std::vector<ImportedCaption> read_caption_lines(const std::filesystem::path& file);

/// All that the table says of `file`, found in `folder`: by path, by path without
/// extension, by name, by stem.
std::vector<ImportedCaption> captions_of(const CaptionTable& table, const std::filesystem::path& file,
                                         const std::filesystem::path& folder);

}  // namespace im
