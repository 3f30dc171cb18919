#include "tests/support/captured_takes.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/json_reader.h"
#include "im_config.h"

namespace im::test {
namespace fs = std::filesystem;

std::vector<CapturedTake> captured_takes(const std::vector<std::string>& ids) {
    const char* named = std::getenv("IM_MOTION_DIR");
    const fs::path folder =
        named && *named ? fs::path(named) : fs::path(IM_SOURCE_DIR) / ".." / "shared" / "motion";
    std::ifstream joints(folder / "joints.npy", std::ios::binary);
    std::vector<CapturedTake> takes;
    if (!joints) return takes;
    constexpr std::streamoff kMagic = 10, kFrame = 22 * 3 * sizeof(std::int16_t);
    unsigned char magic[kMagic];
    joints.read(reinterpret_cast<char*>(magic), kMagic);
    const std::streamoff begin = kMagic + magic[8] + 256 * magic[9];
    const auto content = read_json_file(folder / "clips.json");
    const double scale = content.at("scale");
    for (const auto& entry : content.at("index")) {
        const std::string id = entry.at("id");
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) continue;
        std::vector<std::int16_t> values(entry.at("length").get<std::size_t>() * 66);
        joints.seekg(begin + entry.at("start").get<std::streamoff>() * kFrame);
        joints.read(reinterpret_cast<char*>(values.data()),
                    static_cast<std::streamsize>(values.size() * sizeof(std::int16_t)));
        CapturedTake take{id, {}};
        for (std::size_t i = 0; i + 2 < values.size(); i += 3)
            take.clip.positions.emplace_back(scale * glm::dvec3(values[i], values[i + 1], values[i + 2]));
        takes.push_back(std::move(take));
    }
    return takes;
}

}  // namespace im::test
