#include "engine/io/caption_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/core/text_encoding.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kBytesMax = 256u << 20;
constexpr double kSecondsMax = 1e6;

/// A caption on one line, without what the data set's own format uses.
std::string cleaned(std::string text) {
    for (char& c : text) {
        if (c == '#' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    const auto begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

double seconds_of(const std::string& text, const std::string& place) {
    if (text.empty()) return 0;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= 0) || !(value <= kSecondsMax))
        throw input_error("{}: expected a time in seconds, found \"{}\"", place, text.substr(0, 40));
    return value;
}

struct Row {
    int line;
    std::vector<std::string> cells;
};

/// RFC 4180: cells in quotes may hold separators, line ends and doubled quotes.
std::vector<Row> rows_of(const std::string& text, char separator, const std::string& place) {
    std::vector<Row> rows;
    int line = 1;
    Row row{1, {""}};
    bool quoted = false;
    const auto finish = [&] {
        if (row.cells.size() > 1 || !row.cells[0].empty()) rows.push_back(row);
        row = {line, {""}};
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        line += c == '\n' ? 1 : 0;
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
                row.cells.back() += text[++i];
            else if (c == '"')
                quoted = false;
            else
                row.cells.back() += c;
        } else if (c == '"' && row.cells.back().empty()) {
            quoted = true;
        } else if (c == separator) {
            row.cells.emplace_back();
        } else if (c == '\n') {
            finish();
        } else if (c != '\r') {
            row.cells.back() += c;
        }
    }
    if (quoted) throw input_error("{}:{}: a quote is opened here and never closed", place, row.line);
    finish();
    return rows;
}

char separator_of(const std::string& text) {
    const std::string first = text.substr(0, text.find('\n'));
    for (const char c : {'\t', ';'}) {
        if (first.find(c) != std::string::npos && first.find(',') == std::string::npos) return c;
    }
    return first.find('\t') != std::string::npos ? '\t' : ',';
}

CaptionTable read_table(const fs::path& file, std::optional<char> separator) {
    const std::string text = decode_text(read_text(file, kBytesMax)).text;
    std::vector<Row> rows = rows_of(text, separator.value_or(separator_of(text)), file.string());
    // Where a header names the columns, in any order, else: file, caption, start, end.
    std::size_t file_at = 0, caption_at = 1, start_at = 2, end_at = 3;
    if (!rows.empty()) {
        std::vector<std::string> names = rows[0].cells;
        for (std::string& name : names) {
            name = cleaned(name);
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        }
        const auto column = [&names](std::initializer_list<const char*> wanted) {
            const auto found = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
                return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
            });
            return static_cast<std::size_t>(found - names.begin());
        };
        const std::size_t f = column({"file", "filename", "name", "clip", "id"}),
                          c = column({"caption", "text", "description"});
        if (f < names.size() && c < names.size()) {
            file_at = f;
            caption_at = c;
            start_at = column({"start", "from", "begin"});
            end_at = column({"end", "to"});
            rows.erase(rows.begin());
        }
    }
    CaptionTable table;
    for (const Row& row : rows) {
        const std::string place = fmt::format("{}:{}", file.string(), row.line);
        if (row.cells.size() <= std::max(file_at, caption_at))
            throw input_error("{}: expected a file and a caption, found one cell", place);
        const auto cell = [&row](std::size_t at) {
            return at < row.cells.size() ? cleaned(row.cells[at]) : std::string();
        };
        const std::string name = cell(file_at), caption = cell(caption_at);
        if (name.empty() || caption.empty())
            throw input_error("{}: expected a file and a caption, found an empty cell", place);
        table[name].push_back({caption, seconds_of(cell(start_at), place), seconds_of(cell(end_at), place)});
    }
    return table;
}

std::vector<std::string> texts_of(const nlohmann::json& value, const std::string& place) {
    std::vector<std::string> texts;
    const auto add = [&](const nlohmann::json& text) {
        if (!text.is_string() || cleaned(text.get<std::string>()).empty())
            throw input_error("{}: expected a caption, found {}", place,
                              text.is_string() ? "an empty text" : text.type_name());
        texts.push_back(cleaned(text.get<std::string>()));
    };
    if (value.is_array())
        std::for_each(value.begin(), value.end(), add);
    else
        add(value);
    return texts;
}

CaptionTable read_json_table(const fs::path& file) {
    const nlohmann::json content = read_json_file(file);
    CaptionTable table;
    if (content.is_object()) {
        for (const auto& [name, captions] : content.items()) {
            for (const std::string& text : texts_of(captions, file.string() + ": " + name))
                table[name].push_back({text});
        }
        return table;
    }
    if (!content.is_array())
        throw input_error("{}: expected an object of file names or a list, found {}", file.string(),
                          content.type_name());
    for (std::size_t i = 0; i < content.size(); ++i) {
        const std::string place = fmt::format("{}: entry {}", file.string(), i);
        if (!content[i].is_object())
            throw input_error("{}: expected an object with \"file\" and \"caption\", found {}", place,
                              content[i].type_name());
        JsonReader reader(content[i], place);
        std::string name;
        double start = 0, end = 0;
        reader.require("file");
        reader.read("file", name);
        reader.read("start", start, 0, kSecondsMax);
        reader.read("end", end, 0, kSecondsMax);
        const char* key = reader.contains("captions") ? "captions" : "caption";
        reader.require(key);
        for (const std::string& text : texts_of(reader.raw(key), place))
            table[name].push_back({text, start, end});
    }
    return table;
}

}  // namespace

CaptionTable read_captions(const fs::path& file) {
    const std::string extension = file.extension().string();
    CaptionTable table;
    if (extension == ".json")
        table = read_json_table(file);
    else if (extension == ".csv")
        table = read_table(file, std::nullopt);
    else if (extension == ".tsv" || extension == ".txt")
        table = read_table(file, '\t');
    else
        throw input_error("{}: expected captions in a file ending in .csv, .tsv, .json or .txt, found \"{}\"",
                          file.string(), extension);
    if (table.empty()) throw input_error("{}: expected captions, found none", file.string());
    return table;
}

std::vector<ImportedCaption> read_caption_lines(const fs::path& file) {
    const std::string text = decode_text(read_text(file, kBytesMax)).text;
    std::vector<ImportedCaption> captions;
    std::size_t start = 0;
    for (int line = 1; start < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string row = text.substr(start, end - start);
        start = end + 1;
        std::vector<std::string> parts{""};
        for (const char c : row) {
            if (c == '#')
                parts.emplace_back();
            else
                parts.back() += c;
        }
        const std::string caption = cleaned(parts[0]), place = fmt::format("{}:{}", file.string(), line);
        if (caption.empty()) continue;
        const auto seconds = [&](std::size_t at) {
            const std::string cell = at < parts.size() ? cleaned(parts[at]) : "";
            return cell == "nan"
                       ? 0
                       : seconds_of(cell, place);  // the published files write "nan" for "whole clip"
        };
        captions.push_back({caption, seconds(2), seconds(3)});
    }
    return captions;
}

std::vector<ImportedCaption> captions_of(const CaptionTable& table, const fs::path& file,
                                         const fs::path& folder) {
    const fs::path below = file.lexically_relative(folder);
    std::vector<ImportedCaption> captions;
    std::set<std::string> asked;
    for (const fs::path& key : {below, fs::path(below).replace_extension(), file.filename(), file.stem()}) {
        const auto found = table.find(key.generic_string());
        if (found == table.end() || !asked.insert(found->first).second) continue;
        captions.insert(captions.end(), found->second.begin(), found->second.end());
    }
    return captions;
}

}  // namespace im
