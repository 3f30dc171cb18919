#include "engine/prompts/llm_settings.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"

namespace im {
namespace fs = std::filesystem;
namespace {

void take_environment(const char* name, std::string& value) {
    if (const char* found = std::getenv(name); found != nullptr && *found != '\0') value = found;
}

bool has_space_or_control(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
}

/// libcurl's own reading of the address: what is checked here is what is connected to later.
class Url {
  public:
    explicit Url(const std::string& text) : handle_(curl_url(), curl_url_cleanup) {
        // libcurl would forgive "https:///v1" and connect to v1.
        const bool web = (text.starts_with("http://") || text.starts_with("https://")) &&
                         text.find(":///") == std::string::npos;
        if (!handle_ || !web || has_space_or_control(text) ||
            curl_url_set(handle_.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK ||
            part(CURLUPART_HOST).empty())
            throw input_error("expected a URL like https://host/v1, found \"{}\"", without_user(text));
        if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
            throw input_error("expected a URL without a user name in it, found \"{}\"", without_user(text));
    }
    std::string part(CURLUPart which) const {
        char* text = nullptr;
        if (curl_url_get(handle_.get(), which, &text, 0) != CURLUE_OK) return {};
        const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
        return text;
    }
    void set(CURLUPart which, const std::string& text) {
        if (curl_url_set(handle_.get(), which, text.c_str(), 0) != CURLUE_OK)
            throw input_error("expected a URL like https://host/v1");
    }

  private:
    /// A name before '@' may be a password.
    static std::string without_user(const std::string& text) {
        const auto at = text.rfind('@');
        return at == std::string::npos ? text : "..." + text.substr(at);
    }
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle_;
};

bool is_this_machine(const std::string& host) {
    if (host == "localhost" || host == "[::1]") return true;
    const bool number =
        std::all_of(host.begin(), host.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    return number && host.starts_with("127.");  // not 127.example.org
}

}  // namespace

std::string llm_host(const std::string& url) {
    return Url(url).part(CURLUPART_HOST);
}

std::string llm_chat_url(const std::string& url) {
    Url parsed(url);
    std::string path = parsed.part(CURLUPART_PATH);
    while (path.ends_with('/')) path.pop_back();
    if (!path.ends_with("/chat/completions")) path += "/chat/completions";
    parsed.set(CURLUPART_PATH, path);
    return parsed.part(CURLUPART_URL);
}

void check_llm_settings(const LlmSettings& settings, const std::string& where) {
    if (settings.url.empty()) throw input_error("{}: expected an endpoint's URL, found none", where);
    std::string host;
    try {
        host = llm_host(settings.url);
    } catch (const Error& error) {
        throw input_error("{}: {}", where, error.what());
    }
    if (settings.model.empty()) throw input_error("{}: expected a model's name, found none", where);
    if (has_space_or_control(settings.key))
        throw input_error("{}: the key holds spaces or control characters", where);
    if (is_this_machine(host)) return;
    if (settings.key.empty()) throw input_error("{}: expected a key for {}, found none", where, host);
    if (settings.url.starts_with("http://"))
        throw input_error("{}: a key must not travel unencrypted: expected https:// for {}", where, host);
}

LlmSettings load_llm_settings(const fs::path& file) {
    LlmSettings settings;
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0) {
        if ((status.st_mode & 077) != 0) {
            throw input_error(
                "{}: holds a key but others can read it: expected mode 600, found {:o}; chmod 600 mends it",
                file.string(), static_cast<unsigned>(status.st_mode & 0777));
        }
        const auto root = read_json_file(file);
        JsonReader reader(root, file.string());
        reader.read("url", settings.url);
        reader.read("model", settings.model);
        reader.read("key", settings.key);
        reader.read("timeout_s", settings.timeout_s, 1, 3600);
        reader.read("retries", settings.retries, 0, 20);
        reader.read("requests_per_minute", settings.requests_per_minute, 1, 100000);
        reader.read("price_in", settings.price_in, 0, 1e6);
        reader.read("price_out", settings.price_out, 0, 1e6);
        reader.finish();
    }
    take_environment("IM_LLM_URL", settings.url);
    take_environment("IM_LLM_MODEL", settings.model);
    take_environment("IM_LLM_KEY", settings.key);
    check_llm_settings(settings, fmt::format("language model ({} or $IM_LLM_URL, $IM_LLM_MODEL, $IM_LLM_KEY)",
                                             file.string()));
    return settings;
}

std::string stored_llm_key(const fs::path& file) {
    try {
        std::string key;
        const auto root = read_json_file(file);
        JsonReader(root, file.string()).read("key", key);
        return key;
    } catch (const Error&) {
        return {};
    }
}

void save_llm_settings(const fs::path& file, const LlmSettings& settings) {
    const nlohmann::json object = {
        {"url", settings.url},           {"model", settings.model},
        {"key", settings.key},           {"timeout_s", settings.timeout_s},
        {"retries", settings.retries},   {"requests_per_minute", settings.requests_per_minute},
        {"price_in", settings.price_in}, {"price_out", settings.price_out}};
    const std::string text = object.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    // Not write_file_atomically(): its temporary file is readable by others until it would be closed to them.
    std::string temporary = file.string() + ".XXXXXX";
    const int descriptor = ::mkstemp(temporary.data());  // mode 600
    const bool good = descriptor >= 0 &&
                      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                      ::fsync(descriptor) == 0 && ::rename(temporary.c_str(), file.c_str()) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (good) return;
    if (descriptor >= 0) ::unlink(temporary.c_str());
    throw resource_error("{}: cannot be written: {}", file.string(), std::strerror(error));
}

fs::path llm_settings_file(const fs::path& workspace) {
    return workspace / "language-model.json";
}

fs::path llm_cache_folder(const fs::path& workspace) {
    return workspace / "language-model-cache";
}

}  // namespace im
