#pragma once
// A body of the plain interface, read strictly: what JsonReader refuses is the request's fault.
//
//   const int count = strictly(body, [](JsonReader& reader) {
//       int read = 1;
//       reader.read("count", read, 1, 16);
//       return read;
//   });

#include <nlohmann/json.hpp>

#include "app/serve/api_error.h"
#include "engine/core/error.h"
#include "engine/core/json_reader.h"

namespace im::serve {

/// What `read` makes of the body. Throws ApiError 400 invalid_request for what it refuses, and for keys that it did
/// not read.
template <class Read>
auto strictly(const nlohmann::json& body, const Read& read) {
    try {
        JsonReader reader(body, "body");
        auto value = read(reader);
        reader.finish();
        return value;
    } catch (const Error& error) {
        throw ApiError(400, "invalid_request", error.what());
    }
}

}  // namespace im::serve
