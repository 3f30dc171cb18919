#include "engine/prompts/llm_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <thread>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/text/hash.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr std::size_t kAnswerBytesMax = 1u << 20;
constexpr double kWaitMax = 60.0;

struct Transfer {
    std::string body;
    double retry_after_s = -1;
    std::stop_token stop;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    if (transfer.body.size() + size * count > kAnswerBytesMax) return 0;  // ends the transfer
    transfer.body.append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
    std::string line(data, size * count);
    std::transform(line.begin(), line.end(), line.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::string_view name = "retry-after:";
    if (line.starts_with(name)) {
        char* end = nullptr;
        const double seconds = std::strtod(line.c_str() + name.size(), &end);
        if (end != line.c_str() + name.size() && std::isfinite(seconds) && seconds >= 0)
            static_cast<Transfer*>(user)->retry_after_s = seconds;
    }
    return size * count;
}

int watch_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(user)->stop.stop_requested() ? 1 : 0;
}

[[noreturn]] void throw_stopped() {
    throw Error(ErrorKind::Interrupted, "stopped while asking the language model; answers so far are cached");
}

/// What the server itself says went wrong ({"error": {"message": "..."}}), on one line and without the key.
std::string reason_in(const std::string& body, const std::string& key) {
    constexpr std::size_t kReasonMax = 200;
    const auto root = json::parse(body, nullptr, false);
    if (!root.is_object() || !root.contains("error")) return {};
    const auto& error = root["error"];
    const auto& message = error.is_object() && error.contains("message") ? error["message"] : error;
    if (!message.is_string()) return {};
    std::string reason = message.get<std::string>();
    for (std::size_t at = 0; !key.empty() && (at = reason.find(key, at)) != std::string::npos;)
        reason.replace(at, key.size(), "***");
    if (reason.size() > kReasonMax) reason = reason.substr(0, kReasonMax) + " ...";
    std::replace_if(
        reason.begin(), reason.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return reason;
}

}  // namespace

LlmClient::LlmClient(LlmSettings settings, std::stop_token stop)
    : settings_(std::move(settings)),
      host_(llm_host(settings_.url)),
      chat_url_(llm_chat_url(settings_.url)),
      stop_(std::move(stop)) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw resource_error("libcurl cannot start: {}", curl_easy_strerror(started));
}

void LlmClient::wait(double seconds) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < until) {
        if (stop_.stop_requested()) throw_stopped();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

LlmClient::Reply LlmClient::post(const std::string& body) {
    const auto now = std::chrono::steady_clock::now();
    if (next_request_ > now) wait(std::chrono::duration<double>(next_request_ - now).count());
    const auto start = std::chrono::steady_clock::now();
    next_request_ = start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                std::chrono::duration<double>(60.0 / settings_.requests_per_minute));

    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) throw resource_error("libcurl cannot start a request");
    curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
    if (!settings_.key.empty())
        list = curl_slist_append(list, ("Authorization: Bearer " + settings_.key).c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
    Transfer transfer{{}, -1, stop_};
    CURL* handle = curl.get();
    curl_easy_setopt(handle, CURLOPT_URL, chat_url_.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);  // the key goes nowhere else
    std::array<char, CURL_ERROR_SIZE> details{};
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, details.data());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout_s * 1000));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(settings_.timeout_s, 15.0) * 1000));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watch_stop);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
    ++usage_.requests;
    const CURLcode code = curl_easy_perform(handle);
    usage_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (stop_.stop_requested()) throw_stopped();

    Reply reply;
    reply.retry_after_s = transfer.retry_after_s;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply.status);
    if (code == CURLE_WRITE_ERROR) {
        reply.error = fmt::format("answered with more than {} bytes", kAnswerBytesMax);
    } else if (code == CURLE_PEER_FAILED_VERIFICATION) {
        reply.error =
            fmt::format("cannot be trusted: {}", details[0] ? details.data() : curl_easy_strerror(code));
    } else if (code != CURLE_OK) {
        reply.error = curl_easy_strerror(code);
        reply.again = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_COULDNT_CONNECT ||
                      code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
                      code == CURLE_PARTIAL_FILE;
    } else if (reply.status != 200) {
        const auto reason = reason_in(transfer.body, settings_.key);
        reply.error = fmt::format("answered HTTP {}{}{}", reply.status, reason.empty() ? "" : ": ", reason);
        reply.again = reply.status == 408 || reply.status == 429 || reply.status >= 500;
    }
    reply.body = std::move(transfer.body);
    return reply;
}

/// {"choices": [{"message": {"content": "{...}"}}]}; the content may stand in a ```json fence.
json LlmClient::answer_of(const std::string& body) {
    const auto root = json::parse(body, nullptr, false);
    if (root.is_discarded()) throw input_error("answered with no JSON");
    try {
        const auto tokens = [&](const char* key) -> std::int64_t {  // servers may say anything here
            const auto& count =
                root.contains("usage") && root["usage"].is_object() && root["usage"].contains(key)
                    ? root["usage"][key]
                    : json();
            return count.is_number_unsigned() ? static_cast<std::int64_t>(std::min<std::uint64_t>(
                                                    count.get<std::uint64_t>(), 1'000'000'000))
                                              : 0;
        };
        const std::int64_t in = tokens("prompt_tokens"), out = tokens("completion_tokens");
        usage_.tokens_in += in;
        usage_.tokens_out += out;
        usage_.cost +=
            (static_cast<double>(in) * settings_.price_in + static_cast<double>(out) * settings_.price_out) /
            1e6;
        auto content = root.at("choices").at(0).at("message").at("content").get<std::string>();
        if (const auto fence = content.find("```"); fence != std::string::npos) {
            const auto begin = content.find('\n', fence), end = content.rfind("```");
            if (begin != std::string::npos && end > begin)
                content = content.substr(begin + 1, end - begin - 1);
        }
        auto answer = json::parse(content, nullptr, false);
        if (!answer.is_object()) throw input_error("the model's text is no JSON object");
        return answer;
    } catch (const json::exception&) {
        throw input_error("answered with JSON that is no chat completion");
    }
}

json LlmClient::request_of(const std::string& system, const std::string& user) const {
    return {{"model", settings_.model},
            {"temperature", 0},
            {"messages", {{{"role", "system"}, {"content", system}}, {{"role", "user"}, {"content", user}}}}};
}

fs::path LlmClient::cache_file(const json& request) const {
    const auto text = request.dump(-1, ' ', false, json::error_handler_t::replace);
    return settings_.cache_folder / fmt::format("{:016x}.json", Hash().add(chat_url_).add(text).value());
}

std::optional<json> LlmClient::cached_answer(const json& request,
                                             const std::function<void(const json&)>& check) {
    std::error_code code;
    if (settings_.cache_folder.empty() || !fs::exists(cache_file(request), code)) return std::nullopt;
    try {
        const auto cached = read_json_file(cache_file(request));
        if (cached.at("request") != request) return std::nullopt;
        check(cached.at("answer"));
        ++usage_.cached;
        return cached.at("answer");
    } catch (const std::exception& error) {
        spdlog::warn("a cached answer of the language model is not used: {}", error.what());
        return std::nullopt;
    }
}

void LlmClient::cache(const json& request, const json& answer) const {
    if (settings_.cache_folder.empty()) return;
    std::error_code code;
    fs::create_directories(settings_.cache_folder, code);
    try {
        write_file_atomically(cache_file(request), json{{"request", request}, {"answer", answer}}.dump(
                                                       -1, ' ', false, json::error_handler_t::replace));
    } catch (const Error& error) {
        spdlog::warn("the language model's answer is not cached: {}", error.what());
    }
}

json LlmClient::ask(const std::string& system, const std::string& user,
                    const std::function<void(const json&)>& check) {
    const json request = request_of(system, user);
    if (auto answer = cached_answer(request, check)) return *answer;
    std::string problem;
    int bad_answers = 0;
    double backoff = settings_.backoff_s;
    for (int attempt = 0; attempt <= settings_.retries; ++attempt) {
        if (stop_.stop_requested()) throw_stopped();
        json body = request;
        if (json_mode_) body["response_format"] = {{"type", "json_object"}};
        const Reply reply = post(body.dump(-1, ' ', false, json::error_handler_t::replace));
        if (json_mode_ && reply.status == 400 && reply.body.find("response_format") != std::string::npos) {
            json_mode_ = false;  // the task's text asks for JSON as well
            --attempt;
            continue;
        }
        if (!reply.error.empty()) {
            problem = reply.error;
            if (!reply.again || attempt == settings_.retries) break;
            ++usage_.retries;
            wait(std::min(reply.retry_after_s >= 0 ? reply.retry_after_s : backoff, kWaitMax));
            backoff *= 2;
            continue;
        }
        try {
            json answer = answer_of(reply.body);
            check(answer);
            cache(request, answer);
            return answer;
        } catch (const Error& error) {
            problem = error.what();
            if (++bad_answers > 1 || attempt == settings_.retries) break;
            ++usage_.retries;
        }
    }
    throw resource_error("the language model at {} {}", host_, problem);
}

}  // namespace im
