#pragma once
// Who may call: by token, by the name the server was called, by the web page that calls.

#include <string>

#include "app/serve/serve_options.h"

namespace im::serve {

/// Of a request's headers; empty where it has none.
struct Caller {
    std::string host;           ///< "127.0.0.1:8000"
    std::string origin;         ///< of a browser's page
    std::string authorization;  ///< "Bearer ..."
};

/// True when the page may read answers (CORS). An empty origin is no page.
bool origin_allowed(const ServeOptions& options, const std::string& origin);

/// Throws ApiError: 403 for a page that is not allowed, and without a token for a host that is not this
/// machine's (a page whose name was made to point here); 401 for a token that is missing or wrong.
/// Browsers send no token with a preflight: `preflight` leaves it out.
void check_caller(const ServeOptions& options, const Caller& caller, bool preflight = false);

/// What the headers say of the body that follows. Throws ApiError 413 over `bytes_max`, 411 where nobody can
/// know how long it is, 400 for a length that is none or two at once, 415 for a compressed body or one that
/// is not JSON: web pages can send those without asking first.
struct BodyHeaders {
    std::size_t length_count = 0;  ///< how many Content-Length headers
    std::string length;            ///< the first one
    std::string transfer_encoding, content_encoding, content_type;
};
void check_body(const BodyHeaders& headers, std::size_t bytes_max);

}  // namespace im::serve
