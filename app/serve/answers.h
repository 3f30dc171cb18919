#pragma once
// How the server says what it has to say: a JSON object, or an error's envelope with the headers that go with it.

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "app/serve/api_error.h"

namespace im::serve {

inline constexpr const char* kJson = "application/json";

void answer(httplib::Response& response, const nlohmann::json& body, int status = 200);
void answer(httplib::Response& response, const ApiError& error);

/// What the library itself refuses has no body: this is what it means.
ApiError refusal_of(int status);

/// A body follows, or may follow.
bool has_body(const httplib::Request& request);

/// The caller does not want to wait for the result.
bool wants_it_later(const httplib::Request& request);

}  // namespace im::serve
