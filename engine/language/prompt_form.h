#pragma once
// The forms in which a model may hear prompts: "prompt_form" in model.json.

namespace im {

inline constexpr const char* kAsTyped = "as typed";       ///< texts as they are
inline constexpr const char* kNormalised = "normalised";  ///< after normalise_prompt()

}  // namespace im
