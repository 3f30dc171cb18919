#pragma once
// A chat with any OpenAI-compatible endpoint over HTTP: JSON answers, retries with back-off, a rate limit, an
// answer cache on disk. Optional at run time: nothing here is needed by the offline engine. The key is never
// logged, never part of a message, never in the cache.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace im {

struct LlmSettings {
    std::string url;  ///< of the API's root ("https://host/v1") or of its chat/completions
    std::string model;
    std::string key;  ///< may be empty for a local server
    double timeout_s = 60;
    int retries = 4;         ///< after the first try
    double backoff_s = 1.0;  ///< before the first retry; doubles, at most 60 s
    double requests_per_minute = 120;
    double price_in = 0, price_out = 0;  ///< per million tokens; for the cost that is shown
    std::filesystem::path cache_folder;  ///< empty: no cache
};

/// From `file` (JSON: url, model, key, timeout_s, requests_per_minute, price_in, price_out), each of
/// $IM_LLM_URL, $IM_LLM_MODEL and $IM_LLM_KEY winning over it. Throws Input: no url or model, not http(s), a
/// file that others may read (expected mode 600), no key for another machine than this one.
LlmSettings load_llm_settings(const std::filesystem::path& file);

struct LlmUsage {
    int requests = 0, cached = 0, retries = 0;
    std::int64_t tokens_in = 0, tokens_out = 0;
    double seconds = 0;  ///< waited for answers
    double cost = 0;
};

class LlmClient {
  public:
    LlmClient(LlmSettings settings, std::stop_token stop);

    /// The JSON object in the model's answer. `check` throws for an answer that is not what was asked for;
    /// such an answer is not cached and is asked for once more. Throws Resource with the reason when all
    /// tries have failed, Interrupted when stopped.
    nlohmann::json ask(const std::string& system, const std::string& user,
                       const std::function<void(const nlohmann::json&)>& check);

    const LlmUsage& usage() const { return usage_; }
    const LlmSettings& settings() const { return settings_; }

  private:
    struct Reply {
        long status = 0;
        std::string body;
        double retry_after_s = -1;
        std::string error;  ///< of the transport; the request may be tried again if `again`
        bool again = false;
    };
    Reply post(const std::string& body);
    nlohmann::json answer_of(const std::string& body);
    void wait(double seconds) const;
    std::filesystem::path cache_file(const std::string& request) const;

    LlmSettings settings_;
    std::stop_token stop_;
    LlmUsage usage_;
    std::chrono::steady_clock::time_point next_request_{};
};

}  // namespace im
