#pragma once
// Fields of MMCP's requests, each checked, each error saying which one. Fields that this server does not know
// are left alone: later versions of the protocol add some.

#include <optional>
#include <string>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>
#include <nlohmann/json.hpp>

#include "app/serve/api_error.h"

namespace im::serve {

/// 422, with `details.errors` as the protocol has it.
ApiError schema_error(const std::string& place, const std::string& message);

/// Parses a request's body. Throws ApiError 422 for what is no JSON object or is nested deeper than 64.
nlohmann::json parse_body(const std::string& body);

// All throw ApiError 422 for a value of another kind; `place` opens the message: "segments[2]".
const nlohmann::json& object_at(const nlohmann::json& value, const std::string& place);
/// An empty list where the key is absent.
const nlohmann::json& list_field(const nlohmann::json& object, const char* key, const std::string& place);
std::string text_field(const nlohmann::json& object, const char* key, const std::string& place);
/// Nothing where it is absent or null; else finite and in the range.
std::optional<double> number_field(const nlohmann::json& object, const char* key, const std::string& place,
                                   double min, double max);
std::optional<std::int64_t> whole_field(const nlohmann::json& object, const char* key,
                                        const std::string& place, std::int64_t min, std::int64_t max);
/// Three finite numbers, none beyond 10 km.
glm::dvec3 vector_field(const nlohmann::json& object, const char* key, const std::string& place);
glm::dvec3 vector_at(const nlohmann::json& value, const std::string& place);
/// x, y, z, w with a length; made a unit.
glm::dquat quaternion_field(const nlohmann::json& object, const char* key, const std::string& place);
glm::dquat quaternion_at(const nlohmann::json& value, const std::string& place);
/// `count` finite numbers.
std::vector<double> numbers_at(const nlohmann::json& value, std::size_t count, const std::string& place);

}  // namespace im::serve
