#pragma once
// Decomposing and wording by a language model, with every answer checked: one that loses a side or a
// negation, that is not about motion, or that is no description at all is not taken. Whatever fails, the
// offline engine does, and the reason is kept.

#include <stop_token>
#include <string>

#include "engine/prompts/decompose.h"
#include "engine/prompts/llm_client.h"
#include "engine/prompts/novel_set.h"

namespace im {

class LanguageModelEngine {
  public:
    LanguageModelEngine(LlmSettings settings, std::stop_token stop)
        : client_(std::move(settings), std::move(stop)) {}

    /// As Decomposer::decompose(); captions that it refuses are not sent. Throws Interrupted only.
    Decomposition decompose(const std::string& caption, const Decomposer& offline);
    /// Gives a composed prompt the model's wording, with new tokens. Leaves it alone where the model fails.
    /// Throws Interrupted only.
    void reword(NovelPrompt& prompt, const PosTagger& tagger);

    const LlmUsage& usage() const { return client_.usage(); }
    const std::string& model() const { return client_.settings().model; }
    int fallbacks() const { return fallbacks_; }
    const std::string& last_problem() const { return last_problem_; }

  private:
    /// Then it is not asked again: each failure costs minutes.
    bool gave_up() const { return failures_in_a_row_ >= 3; }
    void fall_back(const std::string& problem);

    LlmClient client_;
    int fallbacks_ = 0, failures_in_a_row_ = 0;
    std::string last_problem_;
};

}  // namespace im
