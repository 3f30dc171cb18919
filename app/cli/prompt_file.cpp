#include "app/cli/prompt_file.h"

#include <algorithm>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/text_encoding.h"
#include "engine/generate/motion_generator.h"

namespace im::cli {

std::vector<std::string> read_prompts(const std::filesystem::path& file) {
    const std::string text = decode_text(read_text(file, 64u << 20)).text;
    std::vector<std::string> prompts;
    std::size_t start = 0;
    for (int line = 1; start < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string prompt = text.substr(start, end - start);
        start = end + 1;
        if (prompt.find_first_not_of(" \t\r\v\f") == std::string::npos) continue;
        if (prompt.size() > kPromptBytesMax) {
            throw input_error("{}:{}: expected a prompt of at most {} bytes, found {}", file.string(), line,
                              kPromptBytesMax, prompt.size());
        }
        prompts.push_back(prompt.substr(0, prompt.find_last_not_of('\r') + 1));
    }
    if (prompts.empty()) throw input_error("{}: expected one prompt a line, found none", file.string());
    return prompts;
}

}  // namespace im::cli
