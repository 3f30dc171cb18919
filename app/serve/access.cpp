#include "app/serve/access.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <random>

#include <fmt/format.h>

#include "app/serve/api_error.h"
#include "engine/core/error.h"

namespace im::serve {
namespace {

constexpr std::size_t kTokenCharactersMin = 16;

/// Takes as long for a guess that begins right as for any other.
bool same_secret(const std::string& a, const std::string& b) {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char other = b.empty() ? '\0' : b[i % b.size()];
        difference |=
            static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other));
    }
    return difference == 0;
}

/// "[::1]:8000" is "[::1]", "localhost:8000" is "localhost".
std::string without_port(const std::string& host) {
    const std::size_t bracket = host.find(']');
    if (bracket != std::string::npos) return host.substr(0, bracket + 1);
    return host.substr(0, host.find(':'));
}

std::string small_letters(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return text;
}

bool is_address(const std::string& text) {
    in6_addr room{};
    return ::inet_pton(AF_INET, text.c_str(), &room) == 1 || ::inet_pton(AF_INET6, text.c_str(), &room) == 1;
}

template <class Number>
void check_range(const char* what, Number found, Number min, Number max) {
    if (found < min || found > max)
        throw usage_error("{}: expected {} to {}, found {}", what, min, max, found);
}

}  // namespace

bool is_loopback(const std::string& address) {
    const std::string name = small_letters(address);
    if (name == "localhost" || name == "::1" || name == "[::1]") return true;
    in_addr v4{};
    return ::inet_pton(AF_INET, name.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

void check_options(const ServeOptions& options) {
    check_range("--port", options.port, 0, 65535);
    check_range<std::size_t>("--body-max", options.body_bytes_max, 1024, std::size_t{1} << 30);
    check_range("--jobs-max", options.jobs_max, 1, 1024);
    check_range<std::int64_t>("--job-seconds", options.job_time.count() / 1000, 1, 86400);
    if (options.address != "localhost" && !is_address(options.address))
        throw usage_error(
            "--listen: expected an address such as 127.0.0.1, 0.0.0.0 or ::1, or localhost; found {}",
            options.address);
    if (options.token.empty() && !is_loopback(options.address))
        throw usage_error("--listen {}: others than this machine need a token", options.address);
    if (options.token.empty()) return;
    if (options.token.size() < kTokenCharactersMin || options.token.size() > 1024)
        throw usage_error("the token: expected {} to 1024 characters, found {}", kTokenCharactersMin,
                          options.token.size());
    if (!std::all_of(options.token.begin(), options.token.end(), [](char c) { return c > ' ' && c < 0x7f; }))
        throw usage_error("the token: expected letters, digits and signs of ASCII without spaces");
}

std::string random_token() {
    std::random_device random;
    std::string token;
    for (int i = 0; i < 4; ++i) token += fmt::format("{:08x}", static_cast<std::uint32_t>(random()));
    return token;
}

bool origin_allowed(const ServeOptions& options, const std::string& origin) {
    return std::any_of(options.origins.begin(), options.origins.end(),
                       [&](const std::string& allowed) { return allowed == "*" || allowed == origin; });
}

void check_caller(const ServeOptions& options, const Caller& caller, bool preflight) {
    if (!caller.origin.empty() && !origin_allowed(options, caller.origin))
        throw ApiError(403, "forbidden", "this page may not call: start the server with --allow-origin",
                       {{"origin", caller.origin.substr(0, 200)}});
    if (options.token.empty()) {
        if (!is_loopback(without_port(caller.host)))
            throw ApiError(403, "forbidden",
                           "without a token the server answers to this machine's names only",
                           {{"host", caller.host.substr(0, 200)}});
        return;
    }
    if (preflight) return;
    const std::string scheme = "bearer ";
    const bool bearer = small_letters(caller.authorization.substr(0, scheme.size())) == scheme;
    if (!bearer || !same_secret(caller.authorization.substr(scheme.size()), options.token))
        throw ApiError(401, "unauthorized", "expected the header Authorization: Bearer TOKEN");
}

void check_body(const BodyHeaders& headers, std::size_t bytes_max) {
    const bool chunked = !headers.transfer_encoding.empty();
    if (chunked && small_letters(headers.transfer_encoding) != "chunked")
        throw ApiError(400, "invalid_request", "expected the transfer encoding chunked, or none");
    if (headers.length_count + (chunked ? 1 : 0) > 1)
        throw ApiError(400, "invalid_request", "expected one length of the body, found several");
    if (headers.length_count + (chunked ? 1 : 0) == 0)
        throw ApiError(411, "invalid_request", "expected the header Content-Length");
    if (headers.length_count == 1) {
        std::uint64_t bytes = 0;
        const char* end = headers.length.data() + headers.length.size();
        const auto [stop, error] = std::from_chars(headers.length.data(), end, bytes);
        if (error == std::errc::result_out_of_range ||
            (error == std::errc() && stop == end && bytes > bytes_max))
            throw ApiError(413, "payload_too_large",
                           fmt::format("expected a body of at most {} bytes", bytes_max),
                           {{"max_request_bytes", bytes_max}});
        if (error != std::errc() || stop != end)
            throw ApiError(400, "invalid_request", "expected a Content-Length in digits");
    }
    if (!headers.content_encoding.empty() && small_letters(headers.content_encoding) != "identity")
        throw ApiError(415, "invalid_request", "expected a body that is not compressed");
    if (small_letters(headers.content_type).substr(0, headers.content_type.find_first_of("; \t")) !=
        "application/json")
        throw ApiError(415, "invalid_request", "expected the header Content-Type: application/json");
}

}  // namespace im::serve
