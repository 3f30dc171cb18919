// Model folders that are damaged in one place each.

#include <functional>

#include <torch/torch.h>

#include "engine/core/files.h"
#include "engine/model/weights.h"
#include "im_config.h"
#include "tests/cli/command_line_test.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Damage {
    const char* name;
    std::function<void(const fs::path& folder)> apply;
    std::vector<std::string> message;
};

void edit_json(const fs::path& file, const std::function<void(json&)>& edit) {
    json content = json::parse(read_text(file));
    edit(content);
    write_file_atomically(file, content.dump());
}

void edit_tensors(const fs::path& file, const std::function<void(TensorMap&)>& edit) {
    TensorMap tensors = load_tensors(file);
    edit(tensors);
    save_tensors(file, tensors);
}

void cut_in_half(const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) / 2);
}

const std::vector<Damage>& damages() {
    static const std::vector<Damage> list = {
        {"folder missing", [](const fs::path& f) { fs::remove_all(f); }, {"model", "found none"}},
        {"model.json missing", [](const fs::path& f) { fs::remove(f / "model.json"); }, {"model.json"}},
        {"generator missing",
         [](const fs::path& f) { fs::remove(f / "generator.safetensors"); },
         {"generator.safetensors"}},
        {"tokenizer missing",
         [](const fs::path& f) { fs::remove(f / "tokenizer.safetensors"); },
         {"tokenizer.safetensors"}},
        {"model.json cut", [](const fs::path& f) { cut_in_half(f / "model.json"); }, {"model.json", "JSON"}},
        {"model.json a list",
         [](const fs::path& f) { write_file_atomically(f / "model.json", "[]"); },
         {"model.json", "object"}},
        {"unknown key",
         [](const fs::path& f) { edit_json(f / "model.json", [](json& m) { m["colour"] = "red"; }); },
         {"model.json", "colour"}},
        {"wrong type",
         [](const fs::path& f) {
             edit_json(f / "model.json", [](json& m) { m["generator"]["width"] = "wide"; });
         },
         {"model.json", "generator.width", "wide"}},
        {"wrong width",
         [](const fs::path& f) {
             edit_json(f / "model.json", [](json& m) { m["generator"]["width"] = 128; });
         },
         {"generator.safetensors", "128", "64"}},
        {"wrong feature width",
         [](const fs::path& f) {
             edit_json(f / "model.json", [](json& m) { m["tokenizer"]["feature_width"] = 251; });
         },
         {"model.json", "263", "251"}},
        {"generator cut",
         [](const fs::path& f) { cut_in_half(f / "generator.safetensors"); },
         {"generator.safetensors"}},
        {"tokenizer cut",
         [](const fs::path& f) { cut_in_half(f / "tokenizer.safetensors"); },
         {"tokenizer.safetensors"}},
        {"generator empty",
         [](const fs::path& f) { fs::resize_file(f / "generator.safetensors", 0); },
         {"generator.safetensors"}},
        {"NaN weights",
         [](const fs::path& f) {
             edit_tensors(f / "generator.safetensors", [](TensorMap& t) {
                 t.begin()->second.fill_(std::numeric_limits<float>::quiet_NaN());
             });
         },
         {"generator.safetensors", "NaN"}},
        {"tensor missing",
         [](const fs::path& f) {
             edit_tensors(f / "tokenizer.safetensors", [](TensorMap& t) { t.erase("mean"); });
         },
         {"tokenizer.safetensors", "mean"}},
    };
    return list;
}

TEST_F(CommandLine, ADamagedModelFolderIsNamedWithWhatIsWrong) {
    const fs::path intact = model();
    for (const Damage& damage : damages()) {
        SCOPED_TRACE(damage.name);
        const fs::path copy = folder / "damaged_model";
        fs::remove_all(copy);
        fs::copy(intact, copy);
        damage.apply(copy);
        expect_error(3, {"generate", "a person walks", "--model", copy.string()}, damage.message);
    }
}

TEST_F(CommandLine, ADamagedStarterIsNamedWithWhatIsWrong) {
    const fs::path starter = fs::path(IM_SOURCE_DIR) / "assets/starter";
    if (!fs::exists(starter / "generator.safetensors"))
        GTEST_SKIP() << "the starter model is not in " << starter;
    for (const char* name : {"generator.safetensors", "tokenizer.safetensors", "model.json"}) {
        const fs::path copy = folder / "damaged_starter";
        fs::remove_all(copy);
        fs::copy(starter, copy, fs::copy_options::recursive);
        cut_in_half(copy / name);
        expect_error(3, {"generate", "a person walks", "--model", copy.string()}, {name});
    }
}

}  // namespace
}  // namespace im::test
