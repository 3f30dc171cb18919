#include "app/serve/mmcp_fields.h"

#include <cmath>

#include <fmt/format.h>

namespace im::serve {
namespace {

using nlohmann::json;

constexpr int kNestingMax = 64;
constexpr double kFarthest = 10000;

/// Without parsing: a parser's or a printer's recursion must not meet what this refuses.
bool too_deep(const std::string& text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kNestingMax) return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

const json* find(const json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const json& needed(const json& object, const char* key, const std::string& place) {
    const json* found = find(object, key);
    if (found == nullptr) throw schema_error(place + "." + key, "expected a value, found none");
    return *found;
}

}  // namespace

ApiError schema_error(const std::string& place, const std::string& message) {
    return {422,
            "schema_validation",
            place + ": " + message,
            {{"errors", json::array({{{"loc", place}, {"msg", message}}})}}};
}

json parse_body(const std::string& body) {
    if (too_deep(body)) throw schema_error("body", fmt::format("is nested deeper than {}", kNestingMax));
    json value = json::parse(body, nullptr, false);
    if (value.is_discarded()) throw schema_error("body", "is not valid JSON");
    if (!value.is_object()) throw schema_error("body", "expected an object {...}");
    return value;
}

const json& object_at(const json& value, const std::string& place) {
    if (!value.is_object()) throw schema_error(place, "expected an object {...}");
    return value;
}

const json& list_field(const json& object, const char* key, const std::string& place) {
    static const json empty = json::array();
    const json* found = find(object, key);
    if (found == nullptr) return empty;
    if (!found->is_array()) throw schema_error(place + "." + key, "expected a list [...]");
    return *found;
}

std::string text_field(const json& object, const char* key, const std::string& place) {
    const json& found = needed(object, key, place);
    if (!found.is_string()) throw schema_error(place + "." + key, "expected a text");
    return found.get<std::string>();
}

std::optional<double> number_field(const json& object, const char* key, const std::string& place, double min,
                                   double max) {
    const json* found = find(object, key);
    if (found == nullptr) return std::nullopt;
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= min && value <= max))
        throw schema_error(place + "." + key, fmt::format("expected a number from {} to {}", min, max));
    return value;
}

std::optional<std::int64_t> whole_field(const json& object, const char* key, const std::string& place,
                                        std::int64_t min, std::int64_t max) {
    const json* found = find(object, key);
    if (found == nullptr) return std::nullopt;
    const auto refuse = [&] {
        return schema_error(place + "." + key,
                            fmt::format("expected a whole number from {} to {}", min, max));
    };
    if (!found->is_number_integer()) throw refuse();
    if (found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        throw refuse();
    const auto value = found->get<std::int64_t>();
    if (value < min || value > max) throw refuse();
    return value;
}

std::vector<double> numbers_at(const json& value, std::size_t count, const std::string& place) {
    const auto refuse = [&] { return schema_error(place, fmt::format("expected {} numbers", count)); };
    if (!value.is_array() || value.size() != count) throw refuse();
    std::vector<double> numbers;
    for (const json& number : value) {
        if (!number.is_number() || !std::isfinite(number.get<double>())) throw refuse();
        numbers.push_back(number.get<double>());
    }
    return numbers;
}

glm::dvec3 vector_at(const json& value, const std::string& place) {
    const std::vector<double> numbers = numbers_at(value, 3, place);
    for (const double number : numbers) {
        if (std::abs(number) > kFarthest)
            throw schema_error(place, fmt::format("expected metres from -{0} to {0}", kFarthest));
    }
    return {numbers[0], numbers[1], numbers[2]};
}

glm::dvec3 vector_field(const json& object, const char* key, const std::string& place) {
    return vector_at(needed(object, key, place), place + "." + key);
}

glm::dquat quaternion_at(const json& value, const std::string& place) {
    const std::vector<double> q = numbers_at(value, 4, place);
    const double length = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    if (!(length > 1e-6) || !std::isfinite(length))
        throw schema_error(place, "expected a rotation x, y, z, w with a length");
    return {q[3] / length, q[0] / length, q[1] / length, q[2] / length};
}

glm::dquat quaternion_field(const json& object, const char* key, const std::string& place) {
    return quaternion_at(needed(object, key, place), place + "." + key);
}

}  // namespace im::serve
