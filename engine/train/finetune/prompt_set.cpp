#include "engine/train/finetune/prompt_set.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <sstream>
#include <unordered_set>

#include <utf8proc.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/generate/motion_generator.h"
#include "engine/generate/prompt_text.h"
#include "engine/train/run/run_state.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kFileBytesMax = 256ull << 20;
constexpr std::uint64_t kOrder = 12;  // purpose of step_seed

bool is_text(const std::string& bytes) {
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
    auto left = static_cast<utf8proc_ssize_t>(bytes.size());
    while (left > 0) {
        utf8proc_int32_t code = 0;
        const auto length = utf8proc_iterate(at, left, &code);
        if (length <= 0 || code == 0) return false;
        at += length;
        left -= length;
    }
    return true;
}

class Collector {
  public:
    void add(const std::string& place, const std::string& raw) {
        if (!is_text(raw))
            throw input_error("{}: expected a prompt in UTF-8, found bytes that are no text", place);
        auto text = clean_prompt(raw);
        if (text.empty()) return;
        if (text.size() > static_cast<std::size_t>(kPromptBytesMax)) {
            throw input_error("{}: expected a prompt of at most {} bytes, found {}", place, kPromptBytesMax,
                              text.size());
        }
        if (!seen_.insert(text).second) {
            ++set.duplicates;
            return;
        }
        if (set.texts.size() >= static_cast<std::size_t>(kPromptsMax)) {
            throw input_error("{}: expected at most {} prompts, found more", place, kPromptsMax);
        }
        set.texts.push_back(std::move(text));
    }
    PromptSet set;

  private:
    std::unordered_set<std::string> seen_;
};

void read_json_prompts(const fs::path& file, const std::string& split, Collector& prompts) {
    const auto root = read_json_file(file);
    JsonReader reader(root, file.string());
    reader.require("prompts");
    const auto& list = reader.raw("prompts");
    if (!list.is_array())
        throw input_error("{}.prompts: expected a list, found {}", file.string(), list.type_name());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto place = fmt::format("{}.prompts[{}]", file.string(), i);
        JsonReader entry(list[i], place);
        entry.require("text");
        std::string text, own_split = split;
        entry.read("text", text);
        entry.read("split", own_split);
        if (split == "all" || own_split == split) prompts.add(place, text);
    }
}

}  // namespace

PromptSet load_prompts(const fs::path& file, const std::string& split) {
    Collector prompts;
    const bool json = file.extension() == ".json";
    if (json) {
        read_json_prompts(file, split, prompts);
    } else {
        std::istringstream lines(read_text(file, kFileBytesMax));
        int number = 0;
        for (std::string line; std::getline(lines, line);)
            prompts.add(fmt::format("{}:{}", file.string(), ++number), line);
    }
    if (prompts.set.texts.empty()) {
        throw input_error("{}: expected at least one prompt{}, found none", file.string(),
                          json ? fmt::format(" of split \"{}\"", split) : "");
    }
    return std::move(prompts.set);
}

int PromptOrder::at(std::int64_t position) {
    const auto round = position / count_;
    if (round != round_) {
        order_.resize(static_cast<std::size_t>(count_));
        std::iota(order_.begin(), order_.end(), 0);
        std::mt19937_64 random(step_seed(seed_, round, kOrder));
        for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[random() % i]);
        round_ = round;
    }
    return order_[static_cast<std::size_t>(position % count_)];
}

}  // namespace im
