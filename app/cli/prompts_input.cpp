#include "app/cli/prompts_input.h"

#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/prompts/novel_set.h"

namespace im::cli {

std::shared_ptr<const PosTagger> load_tagger() {
    return std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file()));
}

Decomposer offline_decomposer() {
    return Decomposer(load_tagger());
}

void each_text(const std::string& file, const std::stop_token& stop,
               const std::function<void(const std::string&)>& each) {
    std::ifstream opened;
    if (!file.empty() && file != "-") {
        if (std::filesystem::path(file).extension() == ".json") {
            for (const auto& prompt : load_novel_set(file)) each(prompt.text);
            return;
        }
        opened.open(file);
        if (!opened) throw input_error("{}: cannot be read", file);
    }
    std::istream& in = opened.is_open() ? opened : std::cin;
    const bool json_lines = std::filesystem::path(file).extension() == ".jsonl";
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (stop.stop_requested())
            throw Error(ErrorKind::Interrupted, fmt::format("stopped at line {}", number));
        if (json_lines || (line.starts_with("{\"") && line.ends_with('}'))) {
            const auto object = nlohmann::json::parse(line, nullptr, false);
            if (!object.is_object() || !object.contains("text") || !object["text"].is_string()) {
                throw input_error("{}:{}: expected a JSON object with a \"text\"",
                                  file.empty() ? "standard input" : file, number);
            }
            line = object["text"].get<std::string>();
        }
        if (!line.empty()) each(line);
    }
}

Vocabulary model_vocabulary(const Context& context) {
    const auto folder = model_folder(context);
    if (!has_vocabulary(folder)) {
        throw usage_error(
            "{}: the model has no vocabulary to take captions from; give --data DIR, or let \"instructmotion "
            "train vocabulary\" make one",
            folder.string());
    }
    return load_vocabulary(folder);
}

}  // namespace im::cli
