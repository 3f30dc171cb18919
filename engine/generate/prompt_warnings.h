#pragma once
// What of a prompt the model will not hear, said before anything is generated. Torch-free.
//
//   for (const auto& sentence : prompt_warnings("a man walks without moving his arms", info.window)) ...

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace im {

/// How much of a text a model hears. Without `pieces` it is not known.
struct PromptWindow {
    /// Word pieces of a text, its beginning and end included, as the model's text encoder cuts it; may stop
    /// counting above pieces_max + 1, and may say 0 once the model is gone. Thread-safe.
    std::function<int(const std::string& text)> pieces;
    int pieces_max = 0;  ///< what lies beyond is cut off
};

struct UnheardWord {
    std::string word;  ///< as it was typed, without the punctuation behind it
    int number = 0;    ///< from 1
    int words = 0;     ///< of the whole prompt
};

/// The first word of which not all pieces lie within the window; punctuation beyond it is no loss. Nothing
/// when every word is heard.
std::optional<UnheardWord> first_unheard_word(std::string_view prompt, const PromptWindow& window);

/// "does not walk", "without moving the arms", "no steps": what a prompt says should not happen, in the order
/// in which it stands there.
std::vector<std::string> negated_phrases(std::string_view prompt);

/// Whole sentences for people: another language, words beyond the window, negations. Empty: all is heard, or
/// there is no prompt. Any bytes are accepted.
std::vector<std::string> prompt_warnings(std::string_view prompt, const PromptWindow& window);

}  // namespace im
