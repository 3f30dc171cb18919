#pragma once
// Where the language model is and how to ask it: from the environment or a settings file that only its owner
// can read. The key is in no message and no log.

#include <filesystem>
#include <string>

namespace im {

struct LlmSettings {
    std::string url;  ///< of the API's root ("https://host/v1") or of its chat/completions
    std::string model;
    std::string key;  ///< may be empty for a server on this machine
    double timeout_s = 60;
    int retries = 4;         ///< after the first try
    double backoff_s = 1.0;  ///< before the first retry; doubles, at most 60 s
    double requests_per_minute = 120;
    double price_in = 0, price_out = 0;  ///< per million tokens; for the cost that is shown
    std::filesystem::path cache_folder;  ///< empty: no cache
};

/// From `file` (JSON: url, model, key, timeout_s, retries, requests_per_minute, price_in, price_out), each of
/// $IM_LLM_URL, $IM_LLM_MODEL and $IM_LLM_KEY winning over it. Throws Input: no url or model, an address that
/// is none, a file that others may read (expected mode 600), no key for another machine than this one, an
/// unencrypted connection to one.
LlmSettings load_llm_settings(const std::filesystem::path& file);

/// The same checks for settings that were typed in. Throws Input; `where` opens the message.
void check_llm_settings(const LlmSettings& settings, const std::string& where);

/// Writes url, model, key and prices with mode 600 from the first byte on, replacing `file` as a whole.
/// Throws Resource.
void save_llm_settings(const std::filesystem::path& file, const LlmSettings& settings);

/// The key in such a file; empty where there is none, or the file cannot be read.
std::string stored_llm_key(const std::filesystem::path& file);

/// "https://host:8000/v1?x=1" -> "host". Throws Input where `url` is no http(s) address.
std::string llm_host(const std::string& url);
/// The address that questions go to: "https://host:8000/v1/chat/completions?x=1".
std::string llm_chat_url(const std::string& url);

/// <workspace>/language-model.json
std::filesystem::path llm_settings_file(const std::filesystem::path& workspace);
/// <workspace>/language-model-cache
std::filesystem::path llm_cache_folder(const std::filesystem::path& workspace);

}  // namespace im
