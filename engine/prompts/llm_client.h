#pragma once
// A chat with any OpenAI-compatible endpoint over HTTP: JSON answers, retries with back-off, a rate limit, an
// answer cache on disk. Optional at run time: nothing here is needed by the offline engine. The key is never
// logged, never part of a message, never in the cache.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/prompts/llm_settings.h"

namespace im {

struct LlmUsage {
    int requests = 0, cached = 0, retries = 0;
    std::int64_t tokens_in = 0, tokens_out = 0;
    double seconds = 0;  ///< waited for answers
    double cost = 0;
};

class LlmClient {
  public:
    LlmClient(LlmSettings settings, std::stop_token stop);

    /// The JSON object in the model's answer. `check` throws Error for an answer that is not what was asked
    /// for; such an answer is not cached and is asked for once more. Throws Resource with the reason when all
    /// tries have failed, Interrupted when stopped (within a second).
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
    nlohmann::json request_of(const std::string& system, const std::string& user) const;
    std::optional<nlohmann::json> cached_answer(const nlohmann::json& request,
                                                const std::function<void(const nlohmann::json&)>& check);
    void cache(const nlohmann::json& request, const nlohmann::json& answer) const;
    void wait(double seconds) const;
    std::filesystem::path cache_file(const nlohmann::json& request) const;

    LlmSettings settings_;
    std::string host_, chat_url_;
    std::stop_token stop_;
    bool json_mode_ = true;  ///< asks for JSON by response_format; some servers refuse to know it
    LlmUsage usage_;
    std::chrono::steady_clock::time_point next_request_{};
};

}  // namespace im
