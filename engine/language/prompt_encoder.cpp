#include "engine/language/prompt_encoder.h"

#include <utility>

#include "engine/core/error.h"
#include "engine/language/normalise.h"

namespace im {
namespace {

/// Raised whenever normalise_prompt() answers otherwise than before: kept states are then encoded anew.
constexpr const char* kNormaliserVersion = "normalised-1";

class NormalisingEncoder final : public SentenceEncoder {
  public:
    explicit NormalisingEncoder(std::shared_ptr<const SentenceEncoder> encoder)
        : encoder_(std::move(encoder)) {}

    int width() const override { return encoder_->width(); }
    EncodedText encode(const std::vector<std::string>& texts, int tokens_max) const override {
        return encoder_->encode(normalised(texts), tokens_max);
    }
    std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts,
                                                    int tokens_max) const override {
        return encoder_->tokenize(normalised(texts), tokens_max);
    }
    std::string fingerprint() const override {
        const auto own = encoder_->fingerprint();
        return own.empty() ? own : own + "-" + kNormaliserVersion;
    }

  private:
    static std::vector<std::string> normalised(const std::vector<std::string>& texts) {
        std::vector<std::string> prompts;
        for (const auto& text : texts) prompts.push_back(normalise_prompt(text));
        return prompts;
    }

    std::shared_ptr<const SentenceEncoder> encoder_;
};

}  // namespace

std::shared_ptr<const SentenceEncoder> with_prompt_form(std::shared_ptr<const SentenceEncoder> encoder,
                                                        const std::string& form) {
    if (form == kAsTyped) return encoder;
    if (form != kNormalised)
        throw usage_error("prompt form: expected \"{}\" or \"{}\", found \"{}\"", kAsTyped, kNormalised,
                          form);
    return std::make_shared<const NormalisingEncoder>(std::move(encoder));
}

}  // namespace im
