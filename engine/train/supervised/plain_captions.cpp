#include "engine/train/supervised/plain_captions.h"

#include <regex>

namespace im {

std::string plain_caption(const std::string& caption) {
    static const std::regex forward(
        R"(^(.*\b(?:walk|run|jog|sprint|march|stroll|sneak|skip)(?:s|n?ing|g?ing|p?ing)?) )"
        R"((?:straight )?(?:forwards?|ahead|in a straight line)(?: (?:for|taking) [a-z]+ steps)?\.?$)");
    static const std::regex more_actions(R"(\b(?:and|then|while|before|after|until|as)\b|,)");
    std::smatch match;
    if (!std::regex_match(caption, match, forward) || std::regex_search(caption, more_actions)) return "";
    return match[1].str() + ".";
}

}  // namespace im
