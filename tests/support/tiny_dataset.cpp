#include "tests/support/tiny_dataset.h"

#include <cmath>
#include <random>

#include <fmt/format.h>

#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "engine/motion/representation/features.h"

namespace im::test {
namespace {

/// Plausible numbers in every column, a function of (number) alone.
std::vector<float> features_of(int number, int frames) {
    const FeatureLayout layout(22);
    std::mt19937 random(static_cast<unsigned>(number) + 1u);
    std::normal_distribution<float> noise(0.0f, 0.01f);
    std::vector<float> values(static_cast<std::size_t>(frames) * layout.width);
    for (int t = 0; t < frames; ++t) {
        float* row = values.data() + static_cast<std::size_t>(t) * layout.width;
        for (int c = 0; c < layout.width; ++c)
            row[c] = std::sin(0.3f * static_cast<float>(t + c + number)) * 0.2f + noise(random);
        row[layout.yaw_velocity.begin] = 0.01f * static_cast<float>(number % 3 - 1);
        row[layout.root_velocity.begin + 1] = 0.02f + 0.01f * static_cast<float>(number % 4);
        row[layout.root_height.begin] = 0.9f;
        for (int c = layout.contacts.begin; c < layout.contacts.end; ++c)
            row[c] = (t / 8 + c) % 2 == 0 ? 1.0f : 0.0f;
    }
    return values;
}

}  // namespace

void write_tiny_dataset(const std::filesystem::path& folder, const TinyDataset& shape) {
    std::filesystem::create_directories(folder / "new_joint_vecs");
    std::filesystem::create_directories(folder / "texts");
    int number = 0;
    for (const auto& [split, count] :
         {std::pair{"train", shape.train_clips}, {"val", shape.val_clips}, {"test", shape.test_clips}}) {
        std::string list;
        for (int i = 0; i < count; ++i, ++number) {
            const std::string id = fmt::format("{:06d}", number);
            list += id + "\n";
            write_npy(folder / "new_joint_vecs" / (id + ".npy"), {shape.frames, 263},
                      features_of(number, shape.frames).data());
            write_file_atomically(
                folder / "texts" / (id + ".txt"),
                fmt::format("a person walks {} times.#a/DET person/NOUN walk/VERB#0.0#0.0\n"
                            "someone takes {} steps.#someone/PRON take/VERB step/NOUN#nan#nan\n",
                            number, number));
        }
        write_file_atomically(folder / (std::string(split) + ".txt"), list);
    }
}

}  // namespace im::test
