#include "tests/support/caption_dataset.h"

#include <fmt/format.h>

#include "engine/core/files.h"
#include "engine/io/npy.h"

namespace im::test {

const std::vector<std::string>& sample_captions() {
    static const std::vector<std::string> captions = {
        "a person walks forward.",
        "a man walks forward slowly.",
        "a person walks backwards.",
        "a person runs forward quickly.",
        "someone jumps up.",
        "a person jumps forward with both feet.",
        "a person waves with their left hand.",
        "a woman waves with her right hand.",
        "a person raises both arms.",
        "a person kicks with their left leg.",
        "a person kicks a ball with their right foot.",
        "a person punches with their right fist.",
        "a person turns around.",
        "a person sits down on a chair.",
        "a person stands up from a chair.",
        "a person lies down on the floor.",
        "a person gets up from the floor.",
        "a person bows deeply.",
        "a person laughs.",
        "a person nods.",
        "a person dances slowly.",
        "a person crawls on hands and knees.",
        "a person squats.",
        "a person throws a ball with their left hand.",
        "a man walks forward in a sad manner.",
        "a woman dances in a sad manner.",
        "a person marches on the spot, then salutes.",
        "a person hops on the spot and then claps.",
        "a person cartwheels, then bows.",
        "a person does a backflip quickly.",
    };
    return captions;
}

void write_caption_dataset(const std::filesystem::path& folder, const std::vector<std::string>& captions) {
    for (const char* part : {"new_joint_vecs", "texts"}) std::filesystem::create_directories(folder / part);
    const std::vector<float> still(263, 0.0f);
    std::string names;
    for (std::size_t i = 0; i < captions.size(); ++i) {
        const auto name = fmt::format("{:06}", i);
        names += name + "\n";
        write_npy(folder / "new_joint_vecs" / (name + ".npy"), {1, 263}, still.data());
        write_file_atomically(folder / "texts" / (name + ".txt"), captions[i] + "#a/DET#0.0#0.0\n");
    }
    for (const char* split : {"train.txt", "val.txt", "test.txt"})
        write_file_atomically(folder / split, names);
}

}  // namespace im::test
