// What a seed gives is the same file every time, byte for byte.

#include <malloc.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/glb.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/export/clips.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

/// While it lives, fresh memory holds this byte, so that what was never written to shows.
class FilledMemory {
  public:
    explicit FilledMemory(int byte) {
#ifdef M_PERTURB
        ::mallopt(M_PERTURB, ~byte & 0xff);
#else
        (void)byte;
#endif
    }
    ~FilledMemory() {
#ifdef M_PERTURB
        ::mallopt(M_PERTURB, 0);
#endif
    }
    FilledMemory(const FilledMemory&) = delete;
    FilledMemory& operator=(const FilledMemory&) = delete;
};

std::string written(const fs::path& file, const std::string& skeleton, int fresh_memory) {
    const FilledMemory memory(fresh_memory);
    save_clip(file, export_clips(12).front().clip, {.prompt = "walks", .seed = 7, .tokens = {1, 2, 3}},
              {.skeleton = skeleton});
    return read_text(file);
}

TEST(WrittenBytes, AreTheSameInEveryFormatWhateverTheMemoryHeld) {
    const TemporaryFolder folder;
    for (const std::string& extension : clip_extensions()) {
        for (const RigPreset& preset : rig_presets()) {
            const fs::path file = folder / ("clip" + extension);
            const std::string once = written(file, preset.name, 0x55);
            EXPECT_EQ(once == written(file, preset.name, 0xAA), true) << preset.name << extension;
            EXPECT_GT(once.size(), 1000u);
        }
    }
}

TEST(WrittenBytes, OfGltfAreAllCoveredByViewsOrArePadding) {
    const TemporaryFolder folder;
    save_clip(folder / "clip.glb", export_clips(12).front().clip, {});
    const Glb glb = parse_glb(read_text(folder / "clip.glb"), "clip");
    std::vector<char> covered(glb.binary.size(), 0);
    for (const auto& view : glb.content.at("bufferViews")) {
        const std::size_t begin = view.value("byteOffset", std::size_t{0}), length = view.at("byteLength");
        ASSERT_LE(begin + length, covered.size());
        EXPECT_EQ(begin % 4, 0u);
        std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(begin), length, 1);
    }
    EXPECT_LT(std::count(covered.begin(), covered.end(), 0), 64);
}

}  // namespace
}  // namespace im::test
