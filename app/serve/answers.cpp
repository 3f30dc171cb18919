#include "app/serve/answers.h"

#include <string>

namespace im::serve {

void answer(httplib::Response& response, const nlohmann::json& body, int status) {
    response.status = status;
    response.set_content(json_text(body), kJson);
}

void answer(httplib::Response& response, const ApiError& error) {
    response.status = error.status;
    response.set_content(envelope_of(error), kJson);
    if (error.status == 429 || error.status == 503) response.set_header("Retry-After", "2");
    if (error.status == 401) response.set_header("WWW-Authenticate", "Bearer");
}

ApiError refusal_of(int status) {
    switch (status) {
        case 404:
            return {404, "not_found", "there is nothing at this path; see docs/serving.md"};
        case 413:
            return {413, "payload_too_large", "the body is larger than this server takes"};
        case 414:
            return {414, "invalid_request", "the path is too long"};
        default:
            return {status, status < 500 ? "invalid_request" : "internal_error",
                    status < 500 ? "the request cannot be read" : "the request could not be carried out"};
    }
}

bool has_body(const httplib::Request& request) {
    return request.has_header("Transfer-Encoding") ||
           (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
}

bool wants_it_later(const httplib::Request& request) {
    return request.get_header_value("Prefer").find("respond-async") != std::string::npos;
}

}  // namespace im::serve
