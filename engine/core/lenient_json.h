#pragma once
// Reading JSON that the program itself wrote, perhaps an earlier version of it or one that lost its power: what is
// missing or of another kind is no error. Settings are read strictly instead (json_reader.h).

#include <optional>
#include <type_traits>

#include <nlohmann/json.hpp>

namespace im {

/// Takes the number, bool or string under `key` of an object; false, and `value` stays, where there is none.
template <class Value>
bool read_if_there(const nlohmann::json& object, const char* key, Value& value) {
    const auto found = object.find(key);
    if (found == object.end()) return false;
    const bool fits = std::is_same_v<Value, bool>       ? found->is_boolean()
                      : std::is_integral_v<Value>       ? found->is_number_integer()
                      : std::is_floating_point_v<Value> ? found->is_number()
                                                        : found->is_string();
    if (fits) found->get_to(value);
    return fits;
}

template <class Value>
bool read_if_there(const nlohmann::json& object, const char* key, std::optional<Value>& value) {
    Value read{};
    if (!read_if_there(object, key, read)) return false;
    value = read;
    return true;
}

}  // namespace im
