#pragma once
// A text encoder that hears prompts in the form that its model was trained with. All texts of a model go
// through the encoders that this makes: of training, of prompts, of reward and judge.

#include <memory>
#include <string>

#include "engine/language/prompt_form.h"
#include "engine/text/sentence_encoder.h"

namespace im {

/// `encoder` itself for kAsTyped. Throws Usage for a form that is neither.
std::shared_ptr<const SentenceEncoder> with_prompt_form(std::shared_ptr<const SentenceEncoder> encoder,
                                                        const std::string& form);

}  // namespace im
