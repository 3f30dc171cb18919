#include "engine/core/json_reader.h"

#include <cmath>

#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/text_encoding.h"

namespace im {
namespace {

using nlohmann::json;
const json kEmptyObject = json::object();
const json kNull = nullptr;

std::string shown(const json& value) {
    std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() > 60) text = text.substr(0, 57) + "...";
    return text;
}

}  // namespace

json read_json_file(const std::filesystem::path& file) {
    const std::string text = decode_text(read_text(file)).text;
    try {
        return json::parse(text, nullptr, true, true);
    } catch (const json::parse_error& error) {
        const std::size_t at = std::min<std::size_t>(error.byte, text.size());
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        throw input_error("{}:{}: expected valid JSON: {}", file.string(), line, error.what());
    } catch (const json::exception& error) {  // a number out of range, say
        throw input_error("{}: expected valid JSON: {}", file.string(), error.what());
    }
}

JsonReader::JsonReader(const json& object, std::string place) : object_(object), place_(std::move(place)) {
    if (!object_.is_object())
        throw input_error("{}: expected an object {{...}}, found {}", place_, shown(object_));
}

const json* JsonReader::find(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

bool JsonReader::contains(const char* key) const {
    return object_.contains(key);
}

void JsonReader::require(const char* key) const {
    if (!contains(key)) throw input_error("{}: expected the key \"{}\", found none", place_, key);
}

void JsonReader::read(const char* key, bool& value) {
    const json* found = find(key);
    if (!found) return;
    if (!found->is_boolean())
        throw input_error("{}.{}: expected true or false, found {}", place_, key, shown(*found));
    value = found->get<bool>();
}

void JsonReader::read(const char* key, std::int64_t& value, std::int64_t min, std::int64_t max) {
    const json* found = find(key);
    if (!found) return;
    if (!found->is_number_integer() || found->get<double>() < static_cast<double>(min) ||
        found->get<double>() > static_cast<double>(max)) {
        throw input_error("{}.{}: expected a whole number in {}..{}, found {}", place_, key, min, max,
                          shown(*found));
    }
    value = found->get<std::int64_t>();
}

void JsonReader::read(const char* key, int& value, int min, int max) {
    std::int64_t wide = value;
    read(key, wide, min, max);
    value = static_cast<int>(wide);
}

void JsonReader::read(const char* key, double& value, double min, double max) {
    const json* found = find(key);
    if (!found) return;
    if (!found->is_number() || !std::isfinite(found->get<double>()) || found->get<double>() < min ||
        found->get<double>() > max) {
        throw input_error("{}.{}: expected a number in {}..{}, found {}", place_, key, min, max,
                          shown(*found));
    }
    value = found->get<double>();
}

void JsonReader::read(const char* key, std::string& value) {
    const json* found = find(key);
    if (!found) return;
    if (!found->is_string())
        throw input_error("{}.{}: expected a text, found {}", place_, key, shown(*found));
    value = found->get<std::string>();
}

void JsonReader::read(const char* key, std::string& value, const std::vector<std::string>& allowed) {
    read(key, value);
    if (contains(key) && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
        throw input_error("{}.{}: expected one of {}, found \"{}\"", place_, key, fmt::join(allowed, ", "),
                          value);
    }
}

void JsonReader::read(const char* key, std::vector<std::string>& value) {
    const json* found = find(key);
    if (!found) return;
    if (!found->is_array())
        throw input_error("{}.{}: expected a list of texts, found {}", place_, key, shown(*found));
    value.clear();
    for (const json& item : *found) {
        if (!item.is_string())
            throw input_error("{}.{}: expected a list of texts, found {}", place_, key, shown(item));
        value.push_back(item.get<std::string>());
    }
}

JsonReader JsonReader::child(const char* key) {
    const json* found = find(key);
    return JsonReader(found ? *found : kEmptyObject, place_ + "." + key);
}

const json& JsonReader::raw(const char* key) {
    const json* found = find(key);
    return found ? *found : kNull;
}

void JsonReader::finish() const {
    std::vector<std::string> unknown;
    for (const auto& [key, value] : object_.items()) {
        if (!known_.contains(key)) unknown.push_back(key);
    }
    if (!unknown.empty()) {
        throw input_error("{}: unknown key {}; known are {}", place_, fmt::join(unknown, ", "),
                          fmt::join(known_, ", "));
    }
}

}  // namespace im
