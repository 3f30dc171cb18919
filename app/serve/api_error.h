#pragma once
// What a request is answered with when it cannot be served: the error envelope of MMCP, which the plain API
// shares.
//
//   {"error": {"code": "unknown_model", "message": "...", "details": {"available_models": ["starter"]}}}

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace im::serve {

struct ApiError : std::runtime_error {
    ApiError(int http_status, std::string error_code, const std::string& message,
             nlohmann::json more = nullptr)
        : std::runtime_error(message),
          status(http_status),
          code(std::move(error_code)),
          details(std::move(more)) {}

    int status;              ///< of HTTP
    std::string code;        ///< one of MMCP's
    nlohmann::json details;  ///< an object, or null
};

/// The envelope as text, always valid UTF-8.
std::string envelope_of(const ApiError& error);

/// What another exception means to a caller: Usage and Input are the request's fault (400), Resource is ours
/// (503), memory that ran out may be there later (503); the rest is a defect (500), told in the log alone.
ApiError api_error_of(std::exception_ptr exception);

/// JSON as text; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const nlohmann::json& json);

}  // namespace im::serve
