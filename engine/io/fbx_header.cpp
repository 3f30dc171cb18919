#include "engine/io/fbx_header.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace im {
namespace {

constexpr std::string_view kMagic("Kaydara FBX Binary  \0\x1a\0", 23);
constexpr std::size_t kVersionAt = 23, kFirstRecord = 27;
constexpr int kWideRecords = 7500;  // from here on records count in 64 bits

/// A walk over the records of a binary file, which nest.
class Records {
  public:
    Records(std::string_view bytes, int version) : bytes_(bytes), wide_(version >= kWideRecords) {}

    struct Record {
        std::string_view name;
        std::size_t properties = 0, properties_count = 0, children = 0, end = 0;
    };
    /// False at the end of a list, and for what is none.
    bool read(std::size_t at, Record& record) const {
        const std::size_t word = wide_ ? 8 : 4, head = 3 * word + 1;
        if (at + head > bytes_.size()) return false;
        const std::size_t end = number(at, word), count = number(at + word, word),
                          length = number(at + 2 * word, word),
                          name = static_cast<unsigned char>(bytes_[at + 3 * word]);
        const std::size_t properties = at + head + name;
        if (end <= at || end > bytes_.size() || properties > end || length > end - properties) return false;
        record = {bytes_.substr(at + head, name), properties, count, properties + length, end};
        return true;
    }
    /// The texts among a record's properties.
    std::vector<std::string_view> texts(const Record& record) const {
        std::vector<std::string_view> found;
        std::size_t at = record.properties;
        for (std::size_t i = 0; i < record.properties_count && at < record.children; ++i) {
            const char type = bytes_[at++];
            const std::size_t fixed = type == 'Y'                  ? 2
                                      : type == 'C'                ? 1
                                      : type == 'I' || type == 'F' ? 4
                                      : type == 'D' || type == 'L' ? 8
                                                                   : 0;
            if (fixed == 0 && type != 'S') break;
            if (type != 'S') {
                at += fixed;
                continue;
            }
            if (record.children - at < 4) break;
            const std::size_t length = number(at, 4);
            at += 4;
            if (length > record.children - at) break;
            found.push_back(bytes_.substr(at, length));
            at += length;
        }
        return found;
    }

  private:
    std::size_t number(std::size_t at, std::size_t width) const {
        std::uint64_t value = 0;
        if (at + width <= bytes_.size()) std::memcpy(&value, bytes_.data() + at, width);
        return value;
    }
    std::string_view bytes_;
    bool wide_;
};

bool is_limb(std::string_view kind) {
    return kind == "LimbNode" || kind == "Limb";
}

void read_binary(std::string_view bytes, FbxHeader& header) {
    const Records records(bytes, header.version);
    Records::Record top, model;
    for (std::size_t at = kFirstRecord; records.read(at, top); at = top.end) {
        if (top.name != "Objects") continue;
        for (std::size_t child = top.children; child < top.end && records.read(child, model);
             child = model.end) {
            if (model.name != "Model") continue;
            const std::vector<std::string_view> texts = records.texts(model);
            if (texts.size() < 2 || !is_limb(texts.back())) continue;
            header.limb_nodes.emplace_back(texts.front().substr(0, texts.front().find('\0')));
        }
    }
}

/// The texts in quotes of one line.
std::vector<std::string_view> quoted(std::string_view line) {
    std::vector<std::string_view> found;
    for (std::size_t open = line.find('"'); open != std::string_view::npos;) {
        const std::size_t close = line.find('"', open + 1);
        if (close == std::string_view::npos) break;
        found.push_back(line.substr(open + 1, close - open - 1));
        open = line.find('"', close + 1);
    }
    return found;
}

void read_text_file(std::string_view bytes, FbxHeader& header) {
    constexpr std::string_view kModel = "Model:", kVersion = "FBXVersion:", kClass = "Model::";
    while (!bytes.empty()) {
        std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
        bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front()))) line.remove_prefix(1);
        if (line.starts_with(kVersion) && header.version == 0) {
            line.remove_prefix(kVersion.size());
            while (line.starts_with(' ')) line.remove_prefix(1);
            std::from_chars(line.data(), line.data() + line.size(), header.version);
        } else if (line.starts_with(kModel)) {
            const std::vector<std::string_view> texts = quoted(line);
            if (texts.size() < 2 || !is_limb(texts.back())) continue;
            std::string_view name = texts[texts.size() - 2];
            if (name.starts_with(kClass)) name.remove_prefix(kClass.size());
            header.limb_nodes.emplace_back(name);
        }
    }
}

}  // namespace

FbxHeader read_fbx_header(std::string_view bytes) {
    FbxHeader header;
    if (bytes.starts_with(kMagic) && bytes.size() >= kFirstRecord) {
        std::uint32_t version = 0;
        std::memcpy(&version, bytes.data() + kVersionAt, sizeof version);
        header.version = static_cast<int>(std::min<std::uint32_t>(version, 1'000'000));
        read_binary(bytes, header);
    } else {
        read_text_file(bytes, header);
    }
    return header;
}

}  // namespace im
