#include "engine/vocabulary/vocabulary.h"

#include <cmath>
#include <map>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/io/safetensors.h"
#include "engine/model/lora.h"
#include "engine/model/vocabulary_files.h"
#include "engine/model/weights.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;
constexpr int kCountMax = 100'000'000;
constexpr const char* kEncoder = "all-MiniLM-L6-v2";

fs::path folder_of(const fs::path& model_folder) {
    return is_lora_folder(model_folder) ? base_folder(model_folder) : model_folder;
}

json choices_json(const std::vector<VocabularyChoice>& choices) {
    json list = json::array();
    for (const auto& choice : choices) list.push_back({{"value", choice.value}, {"prompt", choice.prompt}});
    return list;
}

/// The elements of the list under `key`; none where it is absent.
const json& list_of(JsonReader& reader, const char* key) {
    static const json none = json::array();
    const json& list = reader.raw(key);
    if (list.is_null()) return none;
    if (!list.is_array()) throw input_error("{}.{}: expected a list", reader.place(), key);
    return list;
}

std::vector<VocabularyChoice> parse_choices(JsonReader& reader, const char* key) {
    std::vector<VocabularyChoice> choices;
    for (const json& item : list_of(reader, key)) {
        JsonReader choice(item, reader.place() + "." + key);
        choices.emplace_back();
        choice.read("value", choices.back().value);
        choice.read("prompt", choices.back().prompt);
        choice.finish();
    }
    return choices;
}

json action_json(const VocabularyAction& action) {
    json object = {{"name", action.name},        {"tags", action.tags},     {"group", action.group},
                   {"phrase", action.phrase},    {"prompt", action.prompt}, {"clips", action.clips},
                   {"examples", action.examples}};
    for (const auto& [key, choices] :
         {std::pair{"sides", &action.sides}, std::pair{"counts", &action.counts},
          std::pair{"paths", &action.paths}, std::pair{"styles", &action.styles}}) {
        if (!choices->empty()) object[key] = choices_json(*choices);
    }
    std::string words;
    for (const auto& word : action.words) words += (words.empty() ? "" : " ") + word;
    object["words"] = words;
    return object;
}

VocabularyAction parse_action(JsonReader reader) {
    VocabularyAction action;
    for (const char* key : {"name", "group", "phrase", "prompt"}) reader.require(key);
    reader.read("name", action.name);
    reader.read("tags", action.tags);
    reader.read("group", action.group);
    reader.read("phrase", action.phrase);
    reader.read("prompt", action.prompt);
    reader.read("clips", action.clips, 0, kCountMax);
    reader.read("examples", action.examples);
    action.sides = parse_choices(reader, "sides");
    action.counts = parse_choices(reader, "counts");
    action.paths = parse_choices(reader, "paths");
    action.styles = parse_choices(reader, "styles");
    std::string words;
    reader.read("words", words);
    reader.finish();
    for (std::size_t from = 0; from < words.size();) {
        const auto to = std::min(words.find(' ', from), words.size());
        if (to > from) action.words.push_back(words.substr(from, to - from));
        from = to + 1;
    }
    return action;
}

json to_json(const NoticeCalibration& c) {
    json object = {{"nearness_unlikely", c.nearness_unlikely},
                   {"nearness_doubtful", c.nearness_doubtful},
                   {"known_below", c.known_below},
                   {"unlearnt_below", c.unlearnt_below},
                   {"percentile_unlikely", c.percentile_unlikely}};
    if (c.marked_of_failing && c.marked_of_passing) {
        object["marked_of_failing"] = *c.marked_of_failing;
        object["marked_of_passing"] = *c.marked_of_passing;
        object["clips_failing"] = c.clips_failing;
        object["clips_passing"] = c.clips_passing;
    }
    return object;
}

NoticeCalibration parse_calibration(JsonReader reader) {
    NoticeCalibration c;
    reader.read("nearness_unlikely", c.nearness_unlikely, -1.0, 1.0);
    reader.read("nearness_doubtful", c.nearness_doubtful, -1.0, 1.0);
    reader.read("known_below", c.known_below, 0.0, 1.0);
    reader.read("unlearnt_below", c.unlearnt_below, 0.0, 1.0);
    reader.read("percentile_unlikely", c.percentile_unlikely, 0.0, 1.0);
    for (auto [key, share] : {std::pair{"marked_of_failing", &c.marked_of_failing},
                              std::pair{"marked_of_passing", &c.marked_of_passing}}) {
        double value = 0;
        if (!reader.contains(key)) continue;
        reader.read(key, value, 0.0, 1.0);
        *share = value;
    }
    reader.read("clips_failing", c.clips_failing, 0, kCountMax);
    reader.read("clips_passing", c.clips_passing, 0, kCountMax);
    reader.finish();
    return c;
}

void parse_captions(JsonReader& reader, Vocabulary& vocabulary) {
    std::vector<std::string> texts;
    reader.read("captions", texts);
    const json& owners = list_of(reader, "caption_actions");
    if (owners.size() != texts.size()) {
        throw input_error("{}.caption_actions: expected {} numbers, one a caption, found {}", reader.place(),
                          texts.size(), owners.size());
    }
    const auto actions = static_cast<std::int64_t>(vocabulary.actions.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!owners[i].is_number_integer() || owners[i].get<std::int64_t>() < 0 ||
            owners[i].get<std::int64_t>() >= actions) {
            throw input_error("{}.caption_actions[{}]: expected the number of an action, 0 to {}",
                              reader.place(), i, actions - 1);
        }
        vocabulary.captions.push_back({std::move(texts[i]), owners[i].get<int>()});
    }
}

/// "pairs" names tags by their place in "tags": a large model has thousands of pairs.
void parse_pairs(JsonReader& reader, Vocabulary& vocabulary) {
    std::vector<std::string> tags;
    reader.read("tags", tags);
    const auto is_tag = [&](const json& number) {
        return number.is_number_integer() && number.get<std::int64_t>() >= 0 &&
               number.get<std::int64_t>() < static_cast<std::int64_t>(tags.size());
    };
    for (const json& pair : list_of(reader, "pairs")) {
        if (!pair.is_array() || pair.size() != 2 || !is_tag(pair[0]) || !is_tag(pair[1]))
            throw input_error("{}.pairs: expected pairs of numbers of tags", reader.place());
        vocabulary.pairs.emplace_back(tags[pair[0].get<std::size_t>()], tags[pair[1].get<std::size_t>()]);
    }
}

void read_vectors(const fs::path& file, Vocabulary& vocabulary) {
    const auto stored = SafetensorsFile::read(file);
    const auto& view = stored.at("captions");
    const auto rows = static_cast<std::int64_t>(vocabulary.captions.size());
    if (view.shape.size() != 2 || view.shape[0] != rows || view.shape[1] < 1) {
        throw input_error("{}: captions: expected a vector for each of the {} captions of {}, found {}",
                          file.string(), rows, kVocabularyFile, view.shape.empty() ? 0 : view.shape[0]);
    }
    vocabulary.width = static_cast<int>(view.shape[1]);
    vocabulary.vectors = stored.as_float("captions");
    for (const float value : vocabulary.vectors) {
        if (!std::isfinite(value)) throw input_error("{}: captions: expected finite numbers", file.string());
    }
}

}  // namespace

bool has_vocabulary(const fs::path& model_folder) {
    std::error_code code;
    return fs::exists(folder_of(model_folder) / kVocabularyFile, code);
}

Vocabulary load_vocabulary(const fs::path& model_folder) {
    const fs::path folder = folder_of(model_folder), file = folder / kVocabularyFile;
    const json object = read_json_file(file);
    JsonReader reader(object, file.string());
    int format = 0;
    reader.require("format");
    reader.read("format", format, kFormat, kFormat);
    std::string encoder = kEncoder;
    reader.read("encoder", encoder, {kEncoder});
    Vocabulary vocabulary;
    reader.read("groups", vocabulary.groups);
    for (const json& item : list_of(reader, "actions"))
        vocabulary.actions.push_back(parse_action(JsonReader(item, file.string() + ": actions")));
    parse_captions(reader, vocabulary);
    parse_pairs(reader, vocabulary);
    vocabulary.calibration = parse_calibration(reader.child("calibration"));
    reader.finish();
    read_vectors(folder / kVocabularyVectorsFile, vocabulary);
    return vocabulary;
}

void save_vocabulary(const fs::path& model_folder, const Vocabulary& vocabulary) {
    const auto rows = static_cast<std::int64_t>(vocabulary.captions.size());
    if (static_cast<std::int64_t>(vocabulary.vectors.size()) != rows * vocabulary.width)
        throw usage_error("vocabulary: expected {} x {} numbers, found {}", rows, vocabulary.width,
                          vocabulary.vectors.size());
    json actions = json::array(), texts = json::array(), owners = json::array(), pairs = json::array();
    for (const auto& action : vocabulary.actions) actions.push_back(action_json(action));
    for (const auto& caption : vocabulary.captions) {
        texts.push_back(caption.text);
        owners.push_back(caption.action);
    }
    std::map<std::string, int> tags;
    for (const auto& [first, second] : vocabulary.pairs) {
        tags.emplace(first, 0);
        tags.emplace(second, 0);
    }
    json tag_list = json::array();
    for (auto& [tag, index] : tags) {
        index = static_cast<int>(tag_list.size());
        tag_list.push_back(tag);
    }
    for (const auto& [first, second] : vocabulary.pairs)
        pairs.push_back(json::array({tags.at(first), tags.at(second)}));
    const json object = {
        {"format", kFormat},  {"encoder", kEncoder}, {"groups", vocabulary.groups},
        {"actions", actions}, {"captions", texts},   {"caption_actions", owners},
        {"tags", tag_list},   {"pairs", pairs},      {"calibration", to_json(vocabulary.calibration)}};
    const auto vectors = torch::tensor(vocabulary.vectors).view({rows, vocabulary.width});
    save_tensors(model_folder / kVocabularyVectorsFile, {{"captions", vectors}}, {{"kind", "vocabulary"}},
                 StoredFloats::Float16);
    write_file_atomically(model_folder / kVocabularyFile,
                          object.dump(0, ' ', false, json::error_handler_t::replace) + "\n");
}

void save_calibration(const fs::path& model_folder, const NoticeCalibration& calibration) {
    const fs::path file = folder_of(model_folder) / kVocabularyFile;
    json object = read_json_file(file);
    if (!object.is_object()) throw input_error("{}: expected an object", file.string());
    object["calibration"] = to_json(calibration);
    write_file_atomically(file, object.dump(0, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace im
